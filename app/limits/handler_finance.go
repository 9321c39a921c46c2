package limits

import (
	"context"
	"fmt"
	"slices"

	"gorm.io/gorm"

	"assay/app/credit"
	"assay/app/list"
	"assay/app/review"
	"assay/app/runs"
	"assay/app/web"
	"assay/models"
)

// FinancePages are the proposals of limits and mass changes. Regions are the
// regions as choices of a filter.
type FinancePages struct {
	*Service
	Runs    *runs.Service
	Regions func(c *web.Ctx) ([]list.Option, error)
}

// Proposals is the list of proposals.
func (p FinancePages) Proposals(c *web.Ctx) error {
	regions, err := p.Regions(c)
	if err != nil {
		return err
	}
	return list.Alone(c, p.DB, ProposalList(regions, 0), list.Button{Label: "limit_mass.title", Href: "/finance/limits/mass", Icon: "scale", Need: models.CreditEdit, Main: true})
}

// Approvals puts the marked proposals in force, where the approval matrix lets
// this person.
func (p FinancePages) Approvals(c *web.Ctx) error {
	return p.decideAll(c, true, "limit_proposal.flash_approved_many")
}

// Rejections turns the marked proposals down.
func (p FinancePages) Rejections(c *web.Ctx) error {
	return p.decideAll(c, false, "limit_proposal.flash_rejected_many")
}

func (p FinancePages) decideAll(c *web.Ctx, approve bool, flash string) error {
	scope, q := c.Actor.Scope(models.CreditEdit), p.DB.Read(c.UserContext())
	name := func(id int64) string {
		one, err := ByID(q, scope, id)
		if err != nil {
			return fmt.Sprint(id)
		}
		return one.AgentCode + " " + one.AgentName(c.Lang())
	}
	return list.Each(c, "/finance/limits/proposals", flash, name, func(ctx context.Context, id int64) error {
		return p.Decide(ctx, c.Actor, Decision{ID: id, Approve: approve, Reason: c.Value("reason"), Answer: c.Value("reason")})
	})
}

// proposalPage is a proposal with how it came about and who decides.
type proposalPage struct {
	Listed
	Record models.ProposalRecord
	Change models.LimitChange // as it is now
	Need   models.ApprovalNeed
	May    bool // this visitor decides
	Own    bool
	Form   decisionForm
	Facts  agentFacts
}

// agentFacts are what is known of the agent now, beside what is proposed.
type agentFacts struct {
	Exposure models.Money
	Overdue  models.Money
	Days     int // of the oldest overdue claim
	Warning  models.LimitWarning
	Score    *models.AgentScore // the latest, nil before the first review
}

func factsOf(q *gorm.DB, agentID int64, to models.Money, on models.Date) (f agentFacts, err error) {
	v, err := credit.Load(q, agentID, on)
	if err != nil {
		return f, err
	}
	f = agentFacts{Exposure: v.Account.Exposure(), Overdue: v.Terms.OverdueFen, Warning: v.Terms.WarnOf(to, v.Account.Exposure())}
	if !v.Terms.OverdueSinceOn.IsZero() {
		f.Days = max(0, on.DaysSince(v.Terms.OverdueSinceOn))
	}
	scores, err := review.Scores(q, agentID, 1)
	if len(scores) > 0 {
		f.Score = &scores[0].AgentScore
	}
	return f, err
}

type decisionForm struct{ Amount, Reason, Answer string }

// Show is one proposal.
func (p FinancePages) Show(c *web.Ctx) error { return p.show(c, nil) }

func (p FinancePages) show(c *web.Ctx, fe error) error {
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	data, err := p.look(c, id)
	if err != nil {
		return err
	}
	page := web.Page{Title: data.AgentName(c.Lang()), Data: data, Crumbs: []web.Crumb{{Text: c.T("nav.limit_proposals"), Href: "/finance/limits/proposals"}, {Text: data.AgentName(c.Lang())}}}
	if fe != nil {
		return c.Again(fe, "finance/limits/show", page)
	}
	return c.OK("finance/limits/show", page)
}

func (p FinancePages) look(c *web.Ctx, id int64) (proposalPage, error) {
	q := p.DB.Read(c.UserContext())
	data := proposalPage{Form: decisionForm{c.Value("amount"), c.Value("reason"), c.Value("answer")}}
	var err error
	if data.Listed, err = ByID(q, c.Actor.Scope(models.CreditEdit), id); err != nil {
		return data, err
	}
	if data.Record, err = data.Listed.Record(); err != nil {
		return data, err
	}
	if m := data.Record.Mass; m != nil {
		if m.Region, err = regionName(q, c.Lang(), m.Region); err != nil {
			return data, err
		}
	}
	data.Own = data.ProposedByID == c.Actor.ID
	var roles []models.Role
	if data.Change, data.Need, roles, err = Standing(q, c.Actor, data.LimitProposal, c.Today()); err != nil {
		return data, err
	}
	data.May = data.Need.Met(roles, data.Own)
	data.Facts, err = factsOf(q, data.AgentID, data.Change.To, c.Today())
	return data, err
}

// Decision approves or rejects one proposal.
func (p FinancePages) Decision(c *web.Ctx) error {
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	d := Decision{ID: id, Version: c.FormID("version"), Approve: c.Value("do") == "approve", Reason: c.Value("reason"), Answer: c.Value("answer")}
	if d.Approve && c.Value("amount") != "" {
		amount, err := c.Money("amount")
		if err != nil {
			return p.show(c, err)
		}
		d.Amount = &amount
	}
	if err := p.Decide(c.UserContext(), c.Actor, d); err != nil {
		return p.show(c, err)
	}
	return c.Redirect(fmt.Sprintf("/finance/limits/proposals/%d", id), map[bool]string{true: "limit_proposal.flash_approved", false: "limit_proposal.flash_rejected"}[d.Approve])
}

// Withdrawal takes the visitor's own proposal back.
func (p FinancePages) Withdrawal(c *web.Ctx) error {
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	one, err := ByID(p.DB.Read(c.UserContext()), c.Actor.Scope(models.CreditEdit), id)
	if err != nil {
		return err
	}
	if err := p.Withdraw(c.UserContext(), c.Actor.Who(), one.LimitProposal, c.Value("reason")); err != nil {
		return p.show(c, err)
	}
	return c.Redirect(fmt.Sprintf("/finance/limits/proposals/%d", id), "limit_proposal.flash_withdrawn")
}

// massPage is a mass change as it is put together.
type massPage struct {
	Form    massForm
	Regions []list.Option
	Grades  []models.Grade
	Groups  []string
	Methods []models.MassMethod
	Asked   bool
	Preview Preview
	Shown   []MassLine
	Batches []BatchLine
}

type massForm struct {
	Region, Grade, Group, Method, Percent, Amount, Reason string
	Inherited                                             bool
}

// shownLines is how many lines of a preview a page shows.
const shownLines = 200

// Mass is the form of a mass change with its preview.
func (p FinancePages) Mass(c *web.Ctx) error { return p.mass(c, nil) }

func (p FinancePages) mass(c *web.Ctx, fe error) error {
	data, err := p.massData(c)
	if err != nil {
		return err
	}
	if data.Asked {
		m, err := massOf(c)
		if err == nil {
			data.Preview, err = p.Preview(c.UserContext(), c.Actor, m)
		}
		if data.Asked = err == nil; err != nil && fe == nil {
			fe = err
		}
		data.Shown = data.Preview.Lines[:min(len(data.Preview.Lines), shownLines)]
	}
	page := web.Page{Title: c.T("limit_mass.title"), Data: data, Crumbs: []web.Crumb{{Text: c.T("nav.limit_proposals"), Href: "/finance/limits/proposals"}, {Text: c.T("limit_mass.title")}}}
	if fe != nil {
		return c.Again(fe, "finance/limits/mass", page)
	}
	return c.OK("finance/limits/mass", page)
}

func (p FinancePages) massData(c *web.Ctx) (massPage, error) {
	d := massPage{Grades: models.Grades, Methods: models.MassMethods(), Asked: c.Value("method") != "",
		Form: massForm{c.Value("region"), c.Value("grade"), c.Value("group"), c.Value("method"), c.Value("percent"), c.Value("amount"), c.Value("reason"), c.Value("inherited") != ""}}
	q := p.DB.Read(c.UserContext())
	var err error
	if d.Regions, err = RegionCodes(q, c.Lang()); err != nil {
		return d, err
	}
	if d.Groups, err = GroupCodes(q); err != nil {
		return d, err
	}
	d.Batches, err = Batches(q, c.Actor.Scope(models.CreditEdit), 5)
	return d, err
}

// massOf reads a mass change from form or query.
func massOf(c *web.Ctx) (models.MassChange, error) {
	m := models.MassChange{Region: c.Value("region"), Grade: models.Grade(c.Value("grade")), Group: c.Value("group"), Inherited: c.Value("inherited") != "", Method: models.MassMethod(c.Value("method"))}
	var err error
	switch m.Method {
	case models.MassPercent:
		if m.Percent, err = models.ParsePercent(c.Value("percent")); err != nil {
			return m, models.OnField(err, "percent")
		}
	case models.MassAmount, models.MassSet:
		m.Amount, err = c.Money("amount")
	}
	return m, err
}

// Submission enters a previewed mass change as a batch.
func (p FinancePages) Submission(c *web.Ctx) error {
	m, err := massOf(c)
	var id int64
	if err == nil {
		id, err = p.Submit(c.UserContext(), c.Actor, m, c.Value("sha256"), c.Value("reason"))
	}
	if err != nil {
		return p.mass(c, err)
	}
	return c.Redirect(fmt.Sprintf("/finance/limits/batches/%d", id), "limit_mass.flash_submitted")
}

// batchPage is a batch with its proposals.
type batchPage struct {
	Batch BatchLine
	Mass  models.MassChange
	Own   bool
	List  list.View
}

// Batch is one mass change that was submitted.
func (p FinancePages) Batch(c *web.Ctx) error { return p.batch(c, nil) }

func (p FinancePages) batch(c *web.Ctx, wrong error) error {
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	d := batchPage{}
	if d.Batch, err = BatchByID(p.DB.Read(c.UserContext()), c.Actor.Scope(models.CreditEdit), id); err != nil {
		return err
	}
	if d.Mass, err = d.Batch.Mass(); err != nil {
		return err
	}
	d.Own = d.Batch.ProposedByID == c.Actor.ID
	if d.Mass.Region, err = regionName(p.DB.Read(c.UserContext()), c.Lang(), d.Mass.Region); err != nil {
		return err
	}
	regions, err := p.Regions(c)
	if err != nil {
		return err
	}
	spec := ProposalList(regions, id)
	i := slices.IndexFunc(spec.Filters, func(f list.Filter) bool { return f.Key == "state" })
	spec.Filters[i].Default = ""
	return list.Show(c, p.DB, spec, wrong, func(v list.View) (string, web.Page) {
		d.List = v
		title := c.T("limit_mass.batch", "ID", id)
		return "finance/limits/batch", web.Page{Title: title, Data: d, Crumbs: []web.Crumb{{Text: c.T("nav.limit_proposals"), Href: "/finance/limits/proposals"}, {Text: title}}}
	})
}

// BatchDecision asks for the run that decides on all that wait in a batch.
func (p FinancePages) BatchDecision(c *web.Ctx) error {
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	b, err := BatchByID(p.DB.Read(c.UserContext()), c.Actor.Scope(models.CreditEdit), id)
	if err != nil {
		return err
	}
	if b.ProposedByID == c.Actor.ID && c.Value("do") == "approve" {
		return ErrOwn
	}
	if err := models.CheckReason(c.Value("reason")); err != nil {
		return p.batch(c, err)
	}
	run, err := p.Runs.Ask(c.UserContext(), c.Actor.Who(), runs.Request{Kind: DecideRun, Key: c.RequestKey(),
		Input: AskedBatch{BatchID: id, By: c.Actor, Approve: c.Value("do") == "approve", Reason: c.Value("reason")}})
	if err != nil {
		return err
	}
	return c.Redirect(runs.Page(run), "")
}
