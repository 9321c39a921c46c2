package orders

import (
	"fmt"

	"assay/app/web"
	"assay/models"
)

// AgentPages are an agent's own orders.
type AgentPages struct{ *Service }

type listPage struct {
	Rows   []Listed
	Pager  web.Pager
	Search string
	State  string
	Sort   string
	States []models.OrderState
	Base   string
}

// Several tells that the agent column says something.
func (p listPage) Several() bool { return Several(p.Rows) }

// list renders a role's list of orders; fixed states narrow it.
func (s *Service) list(c *web.Ctx, view, base, title string, states ...models.OrderState) error {
	f := Filter{States: states, Search: c.Value("q"), Sort: c.Query("sort"), Limit: web.PageSize, Offset: c.Offset()}
	state := models.OrderState(c.Query("state"))
	if models.KnownOrderState(state) {
		f.States = []models.OrderState{state}
	}
	rows, total, err := List(s.DB.Read(c.UserContext()), c.Actor.Scope(models.OrderRead), f)
	if err != nil {
		return err
	}
	return c.OK(view, web.Page{Title: c.T(title), Data: listPage{Rows: rows, Pager: c.Pager(total), Search: f.Search, State: string(state), Sort: f.Sort,
		States: models.OrderStates(), Base: base}})
}

// List is every order of the agent.
func (p AgentPages) List(c *web.Ctx) error {
	return p.list(c, "agent/orders/index", "/agent/orders", "nav.orders")
}

func (s *Service) showPage(c *web.Ctx, view, base, parent string, fe error) error {
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	data, err := s.show(c, id, fmt.Sprintf("%s/%d", base, id))
	if err != nil {
		return err
	}
	page := web.Page{Title: data.Order.Number(), Data: data, Crumbs: []web.Crumb{{Text: c.T(parent), Href: base}, {Text: data.Order.Number()}}}
	if fe != nil {
		return c.Again(fe, view, page)
	}
	return c.OK(view, page)
}

// Show is one order with its decision record.
func (p AgentPages) Show(c *web.Ctx) error {
	return p.showPage(c, "agent/orders/show", "/agent/orders", "nav.orders", nil)
}

// own finds an order that the agent may change.
func (p AgentPages) own(c *web.Ctx) (Listed, error) {
	id, err := c.ID("id")
	if err != nil {
		return Listed{}, err
	}
	return InScope(p.DB.Read(c.UserContext()), c.Actor.Scope(models.OrderPlace), id)
}

// Submission asks for credit for a draft.
func (p AgentPages) Submission(c *web.Ctx) error {
	o, err := p.own(c)
	if err != nil {
		return err
	}
	seen, err := c.Money("seen")
	if err != nil {
		return err
	}
	placed, err := p.Submit(c.UserContext(), c.Actor.Who(), o.ID, seen)
	if err != nil {
		return p.showPage(c, "agent/orders/show", "/agent/orders", "nav.orders", err)
	}
	return c.Redirect(fmt.Sprintf("/agent/orders/%d", o.ID), "order.flash_"+string(placed.Order.State))
}

// Cancellation ends an order that has not shipped.
func (p AgentPages) Cancellation(c *web.Ctx) error {
	o, err := p.own(c)
	if err != nil {
		return err
	}
	if err := p.Cancel(c.UserContext(), c.Actor.Who(), o.ID, c.Value("reason")); err != nil {
		return p.showPage(c, "agent/orders/show", "/agent/orders", "nav.orders", err)
	}
	return c.Redirect(fmt.Sprintf("/agent/orders/%d", o.ID), "order.flash_cancelled")
}
