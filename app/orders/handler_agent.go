package orders

import (
	"fmt"

	"assay/app/list"
	"assay/app/web"
	"assay/models"
)

// AgentPages are an agent's own orders.
type AgentPages struct{ *Service }

// List is every order of the agent, and of those below it where they are seen.
func (p AgentPages) List(c *web.Ctx) error {
	below := len(c.Actor.Scope(models.OrderRead).Trees) > 0
	return list.Alone(c, p.DB, Orders("/agent/orders", models.OrderRead, below, ""), list.Button{Label: "nav.quick_order", Href: "/agent/order", Icon: "cart", Need: models.OrderPlace, Main: true})
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

// seenIn is what a field of a form says that its sender saw of an order.
func seenIn(c *web.Ctx, field string) (models.SeenOrder, error) {
	return models.ParseSeenOrder(c.Value(field))
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
