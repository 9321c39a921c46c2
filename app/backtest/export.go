package backtest

import (
	"bytes"
	"html/template"
	"io"

	"assay/app/chart"
	"assay/app/sheet"
	"assay/app/web"
	"assay/models"
)

// rows are a comparison as a table: a line per policy, each figure with the
// bounds of its interval.
func (c Comparison) rows(lang string, say func(string, ...any) string) [][]any {
	head := []any{say("agent.policy"), say("compare.current")}
	for _, key := range []string{"compare.sales", "compare.lost", "compare.tied_up", "compare.financing", "compare.discounts", "compare.loss"} {
		head = append(head, say(key), say(key)+" 5 %", say(key)+" 95 %")
	}
	out := [][]any{head}
	for _, e := range c.Effects {
		row := []any{e.Policy.Name(lang), int64(e.Current)}
		for _, x := range []models.Estimate{e.Sales, e.Lost, e.TiedUp, e.Financing, e.Discounts, e.Loss} {
			row = append(row, x.Fen, x.LowFen, x.HighFen)
		}
		out = append(out, row)
	}
	return out
}

// basis says what the figures rest on, below them in the spreadsheet.
func (c Comparison) basis(say func(string, ...any) string) [][]any {
	return [][]any{{say("compare.result", "From", c.Span.From, "To", c.Span.To, "Agents", c.Agents, "Orders", c.Orders)},
		{say("compare.loss_rate", "Rate", c.LossRate.Percent()+"%")}, {say("compare.how")}}
}

func (c Comparison) write(to io.Writer, format sheet.Format, lang string, say func(string, ...any) string) (int64, error) {
	w, err := sheet.New(to, format)
	if err != nil {
		return 0, err
	}
	for _, table := range []struct {
		name string
		rows [][]any
	}{{say("compare.title"), c.rows(lang, say)}, {say("compare.basis"), c.basis(say)}} {
		if err := w.Table(table.name); err != nil {
			return 0, err
		}
		for _, r := range table.rows {
			if err := w.Row(r...); err != nil {
				return 0, err
			}
		}
	}
	return int64(len(c.Effects)), w.Close()
}

// export answers with the comparison as a spreadsheet.
func (d *comparePage) export(c *web.Ctx, text string) error {
	format, err := sheet.FormatOf(text)
	if err != nil {
		return err
	}
	if len(d.Effects) == 0 {
		return models.NotFound("comparison")
	}
	var body bytes.Buffer
	rows, err := d.write(&body, format, c.Lang(), c.T)
	if err != nil {
		return err
	}
	if err := c.Web.Exported(c.UserContext(), c.Actor.Who(), "settlement-comparison", d.Agent, string(format), rows); err != nil {
		return err
	}
	c.Set("Content-Type", format.ContentType())
	c.Set("Content-Disposition", `attachment; filename="settlement-comparison.`+string(format)+`"`)
	return c.Send(body.Bytes())
}

// draw shows what the policies cost beside one another.
func (d *comparePage) draw(c *web.Ctx) {
	if len(d.Effects) == 0 {
		return
	}
	s := chart.Costs{Title: c.T("compare.costs"), Description: c.T("compare.costs_desc"), First: c.T("agent.policy"),
		Parts: []string{c.T("compare.financing"), c.T("compare.discounts"), c.T("compare.loss")}, Amount: func(m models.Money) string { return web.Wan(c.Lang(), m) }}
	for _, e := range d.Effects {
		s.Rows = append(s.Rows, chart.CostRow{Label: e.Policy.Name(c.Lang()), Parts: []models.Money{e.Financing.Fen, e.Discounts.Fen, e.Loss.Fen}})
	}
	d.Chart, d.ChartTable = template.HTML(s.SVG()), s.Table() //nolint:gosec // charts escape their own texts
}
