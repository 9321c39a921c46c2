package orders

import (
	"context"
	"fmt"

	"assay/app/list"
	"assay/app/web"
	"assay/models"
)

// FinancePages are the orders held for credit.
type FinancePages struct{ *Service }

// Holds is the queue of held orders.
func (p FinancePages) Holds(c *web.Ctx) error { return list.Alone(c, p.DB, Holds()) }

// Releases lets the marked orders through, each with a grant of its own.
func (p FinancePages) Releases(c *web.Ctx) error {
	return p.decideAll(c, "order.flash_released_many", func(ctx context.Context, id int64) error {
		seen, err := seenIn(c, list.SeenField(id))
		if err == nil {
			_, err = p.Release(ctx, c.Actor.Who(), id, c.Value("reason"), seen)
		}
		return err
	})
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
		seen, err := seenIn(c, list.SeenKey)
		if err == nil {
			_, err = p.Release(c.UserContext(), c.Actor.Who(), id, c.Value("reason"), seen)
		}
		return err
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
