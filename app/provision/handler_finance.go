package provision

import (
	"fmt"

	"assay/app/list"
	"assay/app/runs"
	"assay/app/web"
	"assay/models"
)

// FinancePages are the provisions of finance.
type FinancePages struct {
	*Service
	Runs *runs.Service
}

// Asked is what a posting by hand is asked with.
type Asked struct {
	Through models.Date `json:"through"`
}

// segmentView is a segment of the matrix as it stands today.
type segmentView struct {
	Segment  string
	Classes  [models.ProvisionClasses]models.Money
	Basis    Basis
	Required models.Money
	Rolls    [models.ProvisionClasses]models.RollToLoss
}

type page struct {
	List     list.View
	Segments []segmentView
	Labels   []models.PolicyLabel
	Required models.Money
	Held     models.Money // all allowances
	Through  models.Date  // the last whole month
	Posted   bool         // that month is posted
	Version  int64
	Measured bool // history knows rates
}

// Show is what the matrix requires today beside what is held, and every
// movement.
func (p FinancePages) Show(c *web.Ctx) error { return p.show(c, nil) }

func (p FinancePages) show(c *web.Ctx, fe error) error {
	data, err := p.collect(c)
	if err != nil {
		return err
	}
	return list.Show(c, p.DB, Movements(c.T), fe, func(v list.View) (string, web.Page) {
		data.List = v
		return "finance/provisions/index", web.Page{Title: c.T("nav.provisions"), Data: data}
	})
}

func (p FinancePages) collect(c *web.Ctx) (page, error) {
	q := p.DB.Read(c.UserContext())
	data := page{Through: c.Today().MonthStart() - 1}
	for class := range models.ProvisionClasses {
		data.Labels = append(data.Labels, models.ClassLabel(class))
	}
	var err error
	if data.Held, err = Held(q); err != nil {
		return data, err
	}
	last, err := PostedThrough(q)
	if err != nil {
		return data, err
	}
	data.Posted = last >= data.Through
	segments, basis, version, err := Required(q, c.Today())
	if models.KindOf(err) == models.KindNotFound {
		return data, nil
	}
	data.Version = version
	for _, s := range segments {
		v := segmentView{Segment: s, Basis: basis[s], Classes: basis[s].Ageing.Classes(), Required: basis[s].Required()}
		if v.Rolls, err = Rolls(q, s, data.Through); err != nil {
			return data, err
		}
		data.Measured = data.Measured || known(v.Rolls)
		data.Required += v.Required
		data.Segments = append(data.Segments, v)
	}
	return data, err
}

// Posting asks for the movement of the last whole month.
func (p FinancePages) Posting(c *web.Ctx) error {
	id, err := p.Runs.Ask(c.UserContext(), c.Actor.Who(), runs.Request{Kind: PostRun, Key: c.RequestKey(), Input: Asked{c.Today().MonthStart() - 1}})
	if err != nil {
		return p.show(c, err)
	}
	return c.Redirect(runs.Page(id), "provision.flash_asked")
}

// TakingOver drafts the matrix with the rates of history, and leads to the
// draft, which shows what changed.
func (p FinancePages) TakingOver(c *web.Ctx) error {
	id, err := p.TakeOver(c.UserContext(), c.Actor.Who())
	if err != nil {
		return p.show(c, err)
	}
	return c.Redirect(fmt.Sprintf("/finance/policies/%d", id), "provision.flash_taken")
}
