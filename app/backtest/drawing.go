package backtest

import (
	"html/template"

	"assay/app/chart"
	"assay/app/web"
	"assay/models"
)

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
	if d.LossUnknown() {
		s.Parts = s.Parts[:2]
		for i := range s.Rows {
			s.Rows[i].Parts = s.Rows[i].Parts[:2]
		}
	}
	d.Chart, d.ChartTable = template.HTML(s.SVG()), s.Table() //nolint:gosec // charts escape their own texts
}
