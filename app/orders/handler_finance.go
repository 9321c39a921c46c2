package orders

import (
	"context"
	"fmt"

	"assay/app/list"
	"assay/app/web"
	"assay/models"
)

// FinancePages are the orders held for credit. Regions are the choices of the
// queue's filter.
type FinancePages struct {
	*Service
	Regions func(c *web.Ctx) ([]list.Option, error)
}

// Holds is the queue of held orders.
func (p FinancePages) Holds(c *web.Ctx) error {
	regions, err := p.Regions(c)
	if err != nil {
		return err
	}
	matrix, err := Matrix(p.DB.Read(c.UserContext()), c.Today())
	if err != nil {
		return err
	}
	return list.Alone(c, p.DB, Holds(c.Today(), matrix, regions))
}

// Releases lets the marked orders through, each with a grant of its own.
func (p FinancePages) Releases(c *web.Ctx) error {
	return p.decideAll(c, "order.flash_released_many", func(ctx context.Context, id int64) error {
		return p.releaseAs(ctx, c, id, list.SeenField(id))
	})
}

// releaseAs lets an order through by the roles that the visitor has over it.
func (p FinancePages) releaseAs(ctx context.Context, c *web.Ctx, id int64, field string) error {
	seen, err := seenIn(c, field)
	if err != nil {
		return err
	}
	roles, err := RolesOver(p.DB.Read(ctx), c.Actor, id)
	if err != nil {
		return err
	}
	_, err = p.Release(ctx, c.Actor.Who(), roles, id, c.Value("reason"), seen)
	return err
}

// Rejections turns the marked orders down.
func (p FinancePages) Rejections(c *web.Ctx) error {
	return p.decideAll(c, "order.flash_rejected_many", func(ctx context.Context, id int64) error {
		seen, err := seenIn(c, list.SeenField(id))
		if err == nil {
			err = p.Reject(ctx, c.Actor.Who(), id, c.Value("reason"), seen)
		}
		return err
	})
}

func (p FinancePages) decideAll(c *web.Ctx, flash string, verb func(ctx context.Context, id int64) error) error {
	return list.Each(c, "/finance/holds", flash, numberOf, func(ctx context.Context, id int64) error {
		if _, err := InScope(p.DB.Read(ctx), c.Actor.Scope(models.HoldRelease), id); err != nil {
			return err
		}
		return verb(ctx, id)
	})
}

// Show is one order as finance sees it, with the full decision record.
func (p FinancePages) Show(c *web.Ctx) error { return p.show(c, nil) }

func (p FinancePages) show(c *web.Ctx, fe error) error {
	return p.showPage(c, "finance/holds/show", "/finance/holds", "nav.holds", fe)
}

func (p FinancePages) decide(c *web.Ctx, flash string, verb func(id int64) error) error {
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	if _, err := InScope(p.DB.Read(c.UserContext()), c.Actor.Scope(models.HoldRelease), id); err != nil {
		return err
	}
	if err := verb(id); err != nil {
		return p.show(c, err)
	}
	return c.Redirect(fmt.Sprintf("/finance/holds/%d", id), flash)
}

// ReleaseHold lets a held order through with a one-off grant.
func (p FinancePages) ReleaseHold(c *web.Ctx) error {
	return p.decide(c, "order.flash_released", func(id int64) error {
		return p.releaseAs(c.UserContext(), c, id, list.SeenKey)
	})
}

// HoldByHand holds an order by hand.
func (p FinancePages) HoldByHand(c *web.Ctx) error {
	return p.decide(c, "order.flash_held_by_hand", func(id int64) error {
		return p.Hold(c.UserContext(), c.Actor.Who(), id, c.Value("reason"))
	})
}

// RejectHold turns a held order down.
func (p FinancePages) RejectHold(c *web.Ctx) error {
	return p.decide(c, "order.flash_rejected", func(id int64) error {
		seen, err := seenIn(c, list.SeenKey)
		if err == nil {
			err = p.Reject(c.UserContext(), c.Actor.Who(), id, c.Value("reason"), seen)
		}
		return err
	})
}
