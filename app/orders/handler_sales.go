package orders

import (
	"context"
	"fmt"
	"strconv"

	"assay/app/list"
	"assay/app/web"
	"assay/models"
)

// SalesPages are the orders of the sales people's agents: confirm and ship.
type SalesPages struct{ *Service }

// List is every order, those that wait for sales unless another filter is chosen.
func (p SalesPages) List(c *web.Ctx) error {
	s := Orders("/sales/orders", models.OrderConfirm, true, "waiting")
	s.Actions = []list.Action{{Label: "order.confirm", Href: "/sales/orders/confirmations", Need: models.OrderConfirm}}
	return list.Alone(c, p.DB, s)
}

// Confirmations accepts the marked orders for delivery.
func (p SalesPages) Confirmations(c *web.Ctx) error {
	return list.Each(c, "/sales/orders", "order.flash_confirmed_many", numberOf, func(ctx context.Context, id int64) error {
		if _, err := InScope(p.DB.Read(ctx), c.Actor.Scope(models.OrderConfirm), id); err != nil {
			return err
		}
		seen, err := seenIn(c, list.SeenField(id))
		if err == nil {
			_, err = p.Confirm(ctx, c.Actor.Who(), id, seen)
		}
		return err
	})
}

// Show is one order with what can be done to it.
func (p SalesPages) Show(c *web.Ctx) error { return p.show(c, nil) }

func (p SalesPages) show(c *web.Ctx, fe error) error {
	return p.showPage(c, "sales/orders/show", "/sales/orders", "nav.orders", fe)
}

// act runs a verb on an order in the visitor's scope and comes back to it.
func (p SalesPages) act(c *web.Ctx, need models.Permission, flash string, verb func(id int64) error) error {
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	if _, err := InScope(p.DB.Read(c.UserContext()), c.Actor.Scope(need), id); err != nil {
		return err
	}
	if err := verb(id); err != nil {
		return p.show(c, err)
	}
	return c.Redirect(fmt.Sprintf("/sales/orders/%d", id), flash)
}

// Confirmation accepts a submitted order for delivery.
func (p SalesPages) Confirmation(c *web.Ctx) error {
	return p.act(c, models.OrderConfirm, "order.flash_confirmed", func(id int64) error {
		seen, err := seenIn(c, list.SeenKey)
		if err == nil {
			_, err = p.Confirm(c.UserContext(), c.Actor.Who(), id, seen)
		}
		return err
	})
}

// Cancellation ends an order that has not shipped.
func (p SalesPages) Cancellation(c *web.Ctx) error {
	return p.act(c, models.OrderConfirm, "order.flash_cancelled", func(id int64) error {
		return p.Cancel(c.UserContext(), c.Actor.Who(), id, c.Value("reason"))
	})
}

// Closure ends a part-shipped or shipped order.
func (p SalesPages) Closure(c *web.Ctx) error {
	return p.act(c, models.OrderConfirm, "order.flash_closed", func(id int64) error {
		return p.Close(c.UserContext(), c.Actor.Who(), id, c.Value("reason"))
	})
}

// Reopening takes a closed or cancelled order up again.
func (p SalesPages) Reopening(c *web.Ctx) error {
	return p.act(c, models.OrderConfirm, "order.flash_reopened", func(id int64) error {
		return p.Reopen(c.UserContext(), c.Actor.Who(), id, c.Value("reason"))
	})
}

// Shipment delivers what the form says and invoices it.
func (p SalesPages) Shipment(c *web.Ctx) error {
	return p.act(c, models.OrderShip, "order.flash_shipped", func(id int64) error {
		in, err := shipInput(c, id)
		if err == nil {
			_, err = p.Ship(c.UserContext(), c.Actor.Who(), in)
		}
		return err
	})
}

// shipInput reads quantities and weights, fields n.LINE and w.LINE.
func shipInput(c *web.Ctx, id int64) (ShipInput, error) {
	in := ShipInput{OrderID: id, RequestKey: c.Value("key"), Carrier: c.Value("carrier"), TrackingNo: c.Value("tracking")}
	var err error
	if in.DeliveredOn, err = c.Date("delivered_on"); err != nil {
		return in, err
	}
	for line := 1; line <= models.MaxOrderLines; line++ {
		n := strconv.Itoa(line)
		text := c.Value("n." + n)
		if text == "" || text == "0" {
			continue
		}
		l := ShipLine{LineNo: line}
		if l.Quantity, err = c.Int("n."+n, 1, models.MaxQuantity); err != nil {
			return in, err
		}
		if w := c.Value("w." + n); w != "" {
			if l.Weight, err = models.ParseWeight(w); err != nil || l.Weight == 0 {
				return in, models.Invalid("w."+n, "error.weight_range")
			}
		}
		in.Lines = append(in.Lines, l)
	}
	return in, nil
}
