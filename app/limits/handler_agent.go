package limits

import (
	"assay/app/credit"
	"assay/app/web"
	"assay/models"
)

// AgentPages are an agent's requests for a higher or a temporary limit.
type AgentPages struct{ *Service }

type requestsPage struct {
	Limit    models.Limit  // standing
	Now      *models.Limit // the temporary one in force instead
	Requests []Listed
	Form     requestForm
	Today    models.Date
}

type requestForm struct{ Purpose, Amount, From, To, Reason string }

// requestsShown is how many requests the page shows.
const requestsShown = 20

// Requests is the form, and what became of earlier requests.
func (p AgentPages) Requests(c *web.Ctx) error { return p.requests(c, nil) }

func (p AgentPages) requests(c *web.Ctx, fe error) error {
	q, home := p.DB.Read(c.UserContext()), c.Actor.HomeAgent()
	v, err := credit.Load(q, home, c.Today())
	if err != nil {
		return err
	}
	d := requestsPage{Today: c.Today(), Form: requestForm{c.Value("purpose"), c.Value("amount"), c.Value("valid_from"), c.Value("valid_to"), c.Value("reason")}}
	d.Limit, _ = v.Terms.StandingLimit(c.Today())
	now, source := v.Terms.EffectiveLimit(c.Today())
	if source == models.SourceTemporary {
		d.Now = &now
	}
	if d.Form.From == "" {
		d.Form.From = c.Today().String()
	}
	if short, err := c.Money("short"); err == nil && d.Form.Amount == "" && short > 0 {
		d.Form.Amount = (now.Ceiling() + short).String()
	}
	d.Requests, _, err = List(q, c.Actor.Scope(models.RequestLimit), Filter{AgentID: home, Source: models.ProposedByAgent, Limit: requestsShown})
	if err != nil {
		return err
	}
	page := web.Page{Title: c.T("limit_request.title"), Data: d}
	if fe != nil {
		return c.Again(fe, "agent/limit_requests", page)
	}
	return c.OK("agent/limit_requests", page)
}

// Asking sends a request.
func (p AgentPages) Asking(c *web.Ctx) error {
	r := models.LimitRequest{Purpose: models.LimitPurpose(c.Value("purpose")), Reason: c.Value("reason")}
	var err error
	if r.Amount, err = c.Money("amount"); err != nil {
		return p.requests(c, err)
	}
	if r.From, err = c.Date("valid_from"); err != nil {
		return p.requests(c, err)
	}
	if r.To, err = c.Date("valid_to"); err != nil {
		return p.requests(c, err)
	}
	if _, err := p.Request(c.UserContext(), c.Actor.Who(), c.Actor.HomeAgent(), r); err != nil {
		return p.requests(c, err)
	}
	return c.Redirect("/agent/limit-requests", "limit_request.flash_sent")
}

// Withdrawal takes a request back.
func (p AgentPages) Withdrawal(c *web.Ctx) error {
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	one, err := ByID(p.DB.Read(c.UserContext()), c.Actor.Scope(models.RequestLimit), id)
	if err != nil {
		return err
	}
	if one.Source != models.ProposedByAgent {
		return models.NotFound("limit_proposal")
	}
	if err := p.Withdraw(c.UserContext(), c.Actor.Who(), one.LimitProposal, c.T("limit_request.withdrawn")); err != nil {
		return p.requests(c, err)
	}
	return c.Redirect("/agent/limit-requests", "limit_request.flash_withdrawn")
}
