package backtest

import (
	"assay/app/list"
	"assay/models"
)

// sheet is a comparison as tables: each estimate with the bounds of its interval,
// and what it rests on.
func (c Comparison) sheet(lang string, financing models.Rate, say func(key string, params ...any) string) []list.Table {
	head := []any{say("agent.policy"), say("compare.current")}
	for _, key := range []string{"compare.sales", "compare.lost", "compare.tied_up", "compare.financing", "compare.discounts", "compare.loss"} {
		head = append(head, say(key), say("compare.low"), say("compare.high"))
	}
	rows := [][]any{head}
	for _, e := range c.Effects {
		row := []any{e.Policy.Name(lang), int64(e.Current)}
		for _, x := range []models.Estimate{e.Sales, e.Lost, e.TiedUp, e.Financing, e.Discounts, e.Loss} {
			row = append(row, x.Fen, x.LowFen, x.HighFen)
		}
		if c.LossUnknown() {
			row = append(row[:len(row)-3], "", "", "")
		}
		rows = append(rows, row)
	}
	basis := [][]any{{say("agent.from"), say("agent.to"), say("trial.agent_count"), say("compare.orders"), say("compare.rate"), say("trial.loss_rate")},
		{c.Span.From, c.Span.To, int64(c.Agents), int64(c.Orders), financing, c.LossRate}, {say("compare.how")}}
	if c.LossUnknown() {
		basis = append(basis, []any{say("compare.loss_unknown")})
	}
	return []list.Table{{Name: say("compare.title"), Rows: rows}, {Name: say("compare.basis"), Rows: basis}}
}
