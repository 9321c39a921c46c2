package backtest

import (
	"gorm.io/gorm"

	"assay/app/credit"
	"assay/app/settlement"
	"assay/app/web"
	"assay/models"
)

// FinancePages compare settlement policies on the recorded past.
type FinancePages struct{ *Service }

// FinancingRate is what money costs a year unless the visitor says otherwise.
const FinancingRate models.Rate = 43_500

type comparePage struct {
	Agent, Rate string // as typed
	Region      int64
	Grade       models.Grade
	Regions     []models.Region
	Grades      []models.Grade
	Asked       bool
	Comparison
}

// Comparison shows what each settlement policy would have made of the trade of
// an agent or of a segment.
func (p FinancePages) Comparison(c *web.Ctx) error {
	data := comparePage{Agent: c.Query("agent"), Rate: c.Query("rate"), Region: c.FormID("region"), Grade: models.Grade(c.Query("grade")), Grades: models.Grades}
	q := p.DB.Read(c.UserContext())
	var err error
	if data.Regions, err = regions(q); err != nil {
		return err
	}
	err = p.compare(c, q, &data)
	above := web.Crumb{Text: c.T("nav.settlement")}
	if c.Actor.Can(models.SettlementEdit) {
		above.Href = "/finance/settlement"
	}
	page := web.Page{Title: c.T("compare.title"), Crumbs: []web.Crumb{above, {Text: c.T("compare.title")}}, Data: data}
	if err != nil {
		return c.Again(err, "finance/settlement/comparison", page)
	}
	return c.OK("finance/settlement/comparison", page)
}

func (p FinancePages) compare(c *web.Ctx, q *gorm.DB, data *comparePage) error {
	if data.Asked = data.Agent != "" || data.Region != 0 || data.Grade != ""; !data.Asked {
		return nil
	}
	chosen := Chosen{RegionID: data.Region, Grade: data.Grade}
	scope := c.Actor.Scope(models.CreditEdit)
	var err error
	if data.Agent != "" {
		if chosen.AgentID, err = credit.AgentByCode(q, scope, data.Agent); err != nil {
			return err
		}
	}
	rate := FinancingRate
	if data.Rate != "" {
		if rate, err = models.ParsePercent(data.Rate); err != nil || rate < 0 || rate > models.One {
			return models.Invalid("rate", "error.not_a_number")
		}
	}
	policies, err := settlement.Policies(q)
	if err != nil {
		return err
	}
	data.Comparison, err = p.Compare(c.UserContext(), scope, chosen, policies, rate, c.Today())
	if models.KindOf(err) == models.KindNotFound {
		return models.Invalid("agent", "error.nobody_chosen")
	}
	return err
}
