package app

import (
	"assay/app/agents"
	"assay/app/credit"
	"assay/app/limits"
	"assay/app/orders"
	"assay/app/pending"
	"assay/app/receivables"
	"assay/app/statements"
	"assay/app/web"
	"assay/models"
)

// homePage is an agent's first page.
type homePage struct {
	Agent          agents.Listed
	Line           models.CreditLine
	Then           models.CreditLine // after the temporary limit
	Temporary      bool
	Blocks         []models.CreditBlock
	Ageing         models.Ageing
	Overdue        models.Money
	OldestDue      models.Date
	OverdueDays    int
	Dues           []receivables.DueSum
	NextDays       int
	Orders         []orders.Listed
	OrderCount     int64
	Statements     []statements.Listed
	ShowCredit     bool
	ShowStatements bool
	Grade          *gradeOf // nil before the first review
	Requests       []limits.Listed
	Items          []pending.Item // what waits for the person
}

// Several tells that the orders are of more than one agent.
func (h homePage) Several() bool { return orders.Several(h.Orders) }

// Home is an agent's first page: the line, what falls due, recent orders.
func (p pages) Home(c *web.Ctx) error {
	q := p.DB.Read(c.UserContext())
	on := c.Today()
	data := homePage{ShowCredit: c.Actor.Can(models.CreditRead), ShowStatements: c.Actor.Can(models.StatementRead)}
	var err error
	if data.Agent, err = agents.InScope(q, c.Actor.Scope(models.PortalUse), on, c.Actor.HomeAgent()); err != nil {
		return err
	}
	if data.Orders, data.OrderCount, err = orders.List(q, c.Actor.Scope(models.OrderRead), orders.Filter{Limit: 6}); err != nil {
		return err
	}
	if data.Items, err = p.waiting.Of(q, c.Actor, on, c.Web.Now(), true); err != nil {
		return err
	}
	if data.ShowCredit {
		if err := p.creditOf(c, &data); err != nil {
			return err
		}
	}
	return c.OK("agent/home", web.Page{Title: c.T("nav.home"), Data: data})
}

func (p pages) creditOf(c *web.Ctx, data *homePage) error {
	q := p.DB.Read(c.UserContext())
	id, on := data.Agent.ID, c.Today()
	view, err := credit.Load(q, id, on)
	if err != nil {
		return err
	}
	data.Line = models.LineOf(view.Terms, view.Account.Counters, view.Pot, on)
	data.Then, data.Temporary = models.AfterTemporary(view.Terms, view.Account.Counters, view.Pot, on)
	data.Blocks = view.Terms.Blocks
	if data.Ageing, err = receivables.AgeingOf(q, id, on); err != nil {
		return err
	}
	dues, err := receivables.DueSums(q, id, on)
	if err != nil {
		return err
	}
	data.due(dues, on)
	if err := p.standingOf(c, data); err != nil {
		return err
	}
	data.Statements, _, err = statements.List(q, c.Actor.Scope(models.StatementRead), statements.Filter{AgentID: id, Limit: 5})
	return err
}

// due tells what is overdue and what falls due next.
func (h *homePage) due(dues []receivables.DueSum, on models.Date) {
	for _, x := range dues {
		switch {
		case x.DebitFen <= 0:
		case x.DueOn < on:
			h.Overdue += x.DebitFen
			if h.OldestDue.IsZero() {
				h.OldestDue, h.OverdueDays = x.DueOn, int(on-x.DueOn)
			}
		case len(h.Dues) < 4:
			h.Dues = append(h.Dues, x)
		}
	}
	if len(h.Dues) > 0 {
		h.NextDays = int(h.Dues[0].DueOn - on)
	}
}
