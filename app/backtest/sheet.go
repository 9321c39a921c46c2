package backtest

import (
	"assay/app/list"
	"assay/models"
)

// sheet is a comparison as tables: each estimate with its interval, and what it
// rests on.
func (c Comparison) sheet(lang string, financing models.Rate, say func(key string, params ...any) string) []list.Table {
	head := []any{say("agent.policy"), say("compare.current"), say("compare.sales"), say("compare.lost")}
	for _, key := range []string{"compare.tied_up", "compare.financing", "compare.discounts", "compare.loss"} {
		head = append(head, say(key), say("compare.low"), say("compare.high"))
	}
	rows := [][]any{head}
	for _, e := range c.Effects {
		current := ""
		if e.Current {
			current = say("policy.yes")
		}
		row := []any{e.Policy.Name(lang), current, e.SalesFen, e.LostSalesFen}
		for _, x := range []models.Estimate{e.TiedUp, e.Financing, e.Discounts, e.Loss} {
			row = append(row, x.Fen, x.LowFen, x.HighFen)
		}
		rows = append(rows, row)
	}
	basis := [][]any{{say("agent.from"), say("agent.to"), say("trial.agent_count"), say("compare.orders"), say("compare.rate"), say("trial.loss_rate")},
		{c.Span.From, c.Span.To, int64(c.Agents), int64(c.Orders), financing, c.LossRate}}
	return []list.Table{{Name: say("compare.title"), Rows: rows}, {Name: say("compare.basis"), Rows: basis}}
}
