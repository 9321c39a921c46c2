package backtest

import (
	"errors"
	"html/template"

	"gorm.io/gorm"

	"assay/app/chart"
	"assay/app/credit"
	"assay/app/list"
	"assay/app/runs"
	"assay/app/web"
	"assay/models"
)

// FinancePages compare settlement policies on the recorded past.
type FinancePages struct {
	*Service
	Runs *runs.Service
}

// FinancingRate is what money costs a year unless the visitor says otherwise.
const FinancingRate models.Rate = 43_500

type comparePage struct {
	Agent, Rate string // as typed
	Region      int64
	Grade       models.Grade
	Regions     []models.Region
	Grades      []models.Grade
	Asked       bool
	NoHistory   bool
	Many        int    // agents, when they are too many to wait for
	Sheet       string // where the result is as a spreadsheet
	Chart       template.HTML
	ChartTable  chart.Table
	financing   models.Rate
	Comparison
}

// Comparison shows what each settlement policy would have made of the trade of
// an agent or of a segment, or what a run of the visitor's found.
func (p FinancePages) Comparison(c *web.Ctx) error {
	data := asTyped(c)
	err := p.fill(c, p.DB.Read(c.UserContext()), &data)
	if err == nil && c.Query("format") != "" && len(data.Effects) > 0 {
		return list.Tables(c, "settlement-comparison", data.sheet(c.Lang(), data.financing, c.T)...)
	}
	if len(data.Effects) > 0 {
		data.Sheet = c.With("format", "xlsx")
	}
	data.draw(c)
	return p.show(c, data, err)
}

// Asking asks for a run that compares as many agents as were chosen.
func (p FinancePages) Asking(c *web.Ctx) error {
	data := asTyped(c)
	q := p.DB.Read(c.UserContext())
	x, err := question(c, q, data)
	if err == nil {
		_, err = x.Agents(q)
	}
	var run int64
	if err == nil {
		run, err = p.Runs.Ask(c.UserContext(), c.Actor.Who(), runs.Request{Kind: CompareRun, Key: c.RequestKey(), Input: x})
	}
	if err != nil {
		return p.show(c, data, nobody(err))
	}
	return c.Redirect(runs.Page(run), "compare.flash_asked")
}

func asTyped(c *web.Ctx) comparePage {
	return comparePage{Agent: c.Value("agent"), Rate: c.Value("rate"), Region: c.FormID("region"), Grade: models.Grade(c.Value("grade"))}
}

func (p FinancePages) show(c *web.Ctx, data comparePage, fe error) (err error) {
	if data.Regions, err = regions(p.DB.Read(c.UserContext())); err != nil {
		return err
	}
	data.Grades = models.Grades
	above := web.Crumb{Text: c.T("nav.settlement")}
	if c.Actor.Can(models.SettlementEdit) {
		above.Href = "/finance/settlement"
	}
	page := web.Page{Title: c.T("compare.title"), Crumbs: []web.Crumb{above, {Text: c.T("compare.title")}}, Data: data}
	if fe != nil {
		return c.Again(fe, "finance/settlement/comparison", page)
	}
	return c.OK("finance/settlement/comparison", page)
}

// fill compares at once, shows what a run found, or counts who are too many.
func (p FinancePages) fill(c *web.Ctx, q *gorm.DB, data *comparePage) error {
	if run := c.FormID("run"); run != 0 {
		return data.found(q, c.Actor.ID, run)
	}
	if data.Asked = data.Agent != "" || data.Region != 0 || data.Grade != ""; !data.Asked {
		return nil
	}
	x, err := question(c, q, *data)
	if err != nil {
		return err
	}
	ids, err := x.Agents(q)
	if err != nil {
		return nobody(err)
	}
	if len(ids) > MostCompared {
		data.Many = len(ids)
		return nil
	}
	data.financing = x.Financing
	data.Comparison, err = p.Compare(c.UserContext(), x, c.Today())
	if data.NoHistory = errors.Is(err, ErrNoHistory); data.NoHistory {
		return nil
	}
	return err
}

// found shows a run's result under the question that it answers.
func (d *comparePage) found(q *gorm.DB, userID, run int64) error {
	x, found, err := Found(q, userID, run)
	if err != nil {
		return err
	}
	d.Asked, d.Region, d.Grade, d.Rate, d.financing, d.Comparison = true, x.RegionID, x.Grade, x.Financing.Percent(), x.Financing, found
	if x.AgentID != 0 {
		d.Agent, err = codeOf(q, x.AgentID)
	}
	return err
}

// question reads what was typed.
func question(c *web.Ctx, q *gorm.DB, data comparePage) (Question, error) {
	x := Question{Chosen: Chosen{RegionID: data.Region, Grade: data.Grade}, Scope: c.Actor.Scope(models.CreditEdit), Financing: FinancingRate}
	var err error
	if data.Agent != "" {
		if x.AgentID, err = credit.AgentByCode(q, x.Scope, data.Agent); err != nil {
			return x, err
		}
	}
	if data.Rate != "" {
		if x.Financing, err = models.ParsePercent(data.Rate); err != nil {
			return x, models.OnField(err, "rate")
		}
		if x.Financing < 0 || x.Financing > models.One {
			return x, models.Invalid("rate", "error.rate_range")
		}
	}
	return x, nil
}

// nobody says on the form that no agent fits.
func nobody(err error) error {
	if models.KindOf(err) == models.KindNotFound {
		return models.Invalid("agent", "error.nobody_chosen")
	}
	return err
}
