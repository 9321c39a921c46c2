package app

import (
	"fmt"
	"strconv"

	"assay/app/agents"
	"assay/app/credit"
	"assay/app/limits"
	"assay/app/review"
	"assay/app/web"
	"assay/models"
)

// scoreTab is what the agent page tells of score, outside data and promises.
type scoreTab struct {
	Scores   []review.Scored // the latest first
	Grades   []models.AgentGrade
	Facts    []models.AgentFact
	Promises []models.PaymentPromise
}

// Latest is the score in force, nil before the first review.
func (s scoreTab) Latest() *review.Scored {
	if len(s.Scores) == 0 {
		return nil
	}
	return &s.Scores[0]
}

// score reads the tab.
func (p pages) score(c *web.Ctx, d *agentPage) error {
	q, id := p.DB.Read(c.UserContext()), d.Agent.ID
	for _, read := range []func() error{
		func() (err error) { d.Score.Scores, err = review.Scores(q, id, newestMany); return },
		func() (err error) { d.Score.Grades, err = agents.Grades(q, id, newestMany); return },
		func() (err error) { d.Score.Facts, err = review.Facts(q, id, newestMany); return },
		func() (err error) { d.Score.Promises, err = review.Promises(q, id, newestMany); return },
	} {
		if err := read(); err != nil {
			return err
		}
	}
	return nil
}

// proposals reads what waits for a decision on the agent's limits, for those
// who look after them.
func (p pages) proposals(c *web.Ctx, d *agentPage) (err error) {
	if c.Actor.Can(models.CreditEdit) {
		d.Proposals, _, err = limits.List(p.DB.Read(c.UserContext()), c.Actor.Scope(models.CreditEdit), limits.Filter{AgentID: d.Agent.ID, State: models.LimitOpen, Limit: newestFew})
	}
	return err
}

// Limit proposes a standing or temporary limit; where this person decides
// alone it is in force at once.
func (p pages) Limit(c *web.Ctx) error {
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	if _, err := agents.InScope(p.DB.Read(c.UserContext()), c.Actor.Scope(models.CreditEdit), c.Today(), id); err != nil {
		return err
	}
	in, err := limitOf(c, id)
	var made models.LimitProposal
	if err == nil {
		made, err = p.App.Limits.Propose(c.UserContext(), c.Actor, in)
	}
	switch {
	case err != nil:
		return p.agent(c, "/finance/agents", err)
	case made.State == models.LimitOpen:
		return c.Redirect(fmt.Sprintf("/finance/limits/proposals/%d", made.ID), "limit_proposal.flash_waits")
	}
	return c.Redirect(fmt.Sprintf("/finance/agents/%d?tab=%s", id, tabFinance), "agent.flash_limit")
}

func limitOf(c *web.Ctx, agentID int64) (credit.LimitInput, error) {
	in := credit.LimitInput{AgentID: agentID, Purpose: models.LimitPurpose(c.Value("purpose")), Limit: models.Limit{Kind: models.LimitKind(c.Value("kind"))}, Reason: c.Value("reason")}
	var err error
	if in.Limit.Kind == models.LimitAmount {
		if in.Limit.Amount, err = c.Money("amount"); err != nil {
			return in, err
		}
	}
	if in.ValidFrom, err = c.Date("valid_from"); err != nil {
		return in, err
	}
	in.ValidTo, err = c.Date("valid_to")
	return in, err
}

// Review scores the agent now.
func (p pages) Review(c *web.Ctx) error {
	return p.change(c, models.CreditEdit, "/finance/agents", "score.flash_reviewed", func(id int64) error {
		return p.App.Review.Now(c.UserContext(), c.Actor.Who(), id)
	})
}

// Promise records what the agent said it would pay.
func (p pages) Promise(c *web.Ctx) error {
	return p.change(c, models.CreditEdit, "/finance/agents", "promise.flash_made", func(id int64) error {
		in := models.PaymentPromise{AgentID: id, MadeWith: c.Value("promise_made_with"), Note: c.Value("promise_note")}
		var err error
		if in.AmountFen, err = c.Money("promise_amount"); err != nil {
			return err
		}
		if in.MadeOn, err = c.Date("promise_made_on"); err != nil {
			return err
		}
		if in.DueOn, err = c.Date("promise_due_on"); err != nil {
			return err
		}
		_, err = p.App.Review.Promise(c.UserContext(), c.Actor.Who(), in)
		return models.UnderField("promise_", err)
	})
}

// PromiseCancellation takes a promise of the agent back.
func (p pages) PromiseCancellation(c *web.Ctx) error {
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	was, err := review.PromiseInScope(p.DB.Read(c.UserContext()), c.Actor.Scope(models.CreditEdit), id)
	if err != nil {
		return err
	}
	if err := p.App.Review.CancelPromise(c.UserContext(), c.Actor.Who(), was.AgentID, id, c.Value("reason")); err != nil {
		return err
	}
	return c.Redirect(fmt.Sprintf("/finance/agents/%d?tab=%s", was.AgentID, tabScore), "promise.flash_cancelled")
}

// Fact records a value of outside data about the agent.
func (p pages) Fact(c *web.Ctx) error {
	return p.change(c, models.CreditEdit, "/finance/agents", "fact.flash_entered", func(id int64) error {
		f := models.AgentFact{AgentID: id, Name: c.Value("fact_name"), Source: c.Value("fact_source")}
		var err error
		if f.Value, err = strconv.ParseInt(c.Value("fact_value"), 10, 64); err != nil {
			return models.Invalid("fact_value", "error.not_a_number")
		}
		if f.AsOfOn, err = c.Date("fact_as_of"); err != nil {
			return err
		}
		return models.UnderField("fact_", p.App.Review.EnterFact(c.UserContext(), c.Actor.Who(), f))
	})
}
