package standard

import (
	"strings"

	"assay/app/list"
	"assay/app/web"
	"assay/models"
)

type lossPage struct {
	List    list.View
	Run     RunLine
	Loss    models.LossEstimate // as the run knew it
	Window  models.Period
	Days    int
	Grade   string       // the segment's, whose sales are those made while the agent had it
	Partial bool         // the person does not see every agent
	Clamped models.Money // credit notes above an agent's items
}

// Loss is the loss rate that a run went by, with every document in it.
func (p FinancePages) Loss(c *web.Ctx) error {
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	q := p.DB.Read(c.UserContext())
	run, rec, err := RunByID(q, id)
	if err != nil {
		return err
	}
	data := lossPage{Run: RunLine{run, rec}, Loss: rec.Evidence.Loss, Days: rec.Policy.LagDays, Window: models.LossCohort(run.AsOfOn, rec.Policy.LagDays), Partial: !c.Actor.Scope(models.ReceivableRead).All}
	if kind, value, _ := strings.Cut(run.Segment, ":"); kind == "grade" {
		data.Grade = value
	}
	rows, err := LossRows(q, p.DB.Dialect(), run.Segment, run.AsOfOn, data.Days)
	if err != nil {
		return err
	}
	data.Clamped = models.LossBeyondSales(rows)
	spec := LossList(p.DB.Dialect(), run.Segment, run.AsOfOn, data.Days)
	return list.Show(c, p.DB, spec, nil, func(v list.View) (string, web.Page) {
		data.List = v
		return "finance/standard/loss", web.Page{Title: c.T("loss.title"), Data: data,
			Crumbs: []web.Crumb{{Text: c.T("nav.standard"), Href: "/finance/standard"}, {Text: c.T("loss.title")}}}
	})
}
