package loyalty

import (
	"fmt"

	"assay/app/web"
	"assay/models"
)

type memberPage struct {
	MemberView
	Key        string
	Stores     []models.Store
	HomeStore  int64
	Activities []models.Activity
	Today      models.Date
}

func memberPath(id int64) string { return fmt.Sprintf("/store/members/%d/ledger", id) }

// Ledger is a member's growth and points, line by line, with what may be done
// about them.
func (p StorePages) Ledger(c *web.Ctx) error {
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	return p.ledger(c, id, nil)
}

func (p StorePages) ledger(c *web.Ctx, id int64, fe error) (err error) {
	q, scope := p.DB.Read(c.UserContext()), c.Actor.Scope(models.MemberRead)
	data := memberPage{Key: web.NewKey(), HomeStore: c.Actor.HomeStore(), Today: c.Today(), Activities: models.Activities()[1:]}
	if data.MemberView, err = Look(q, scope, id, c.Today()); err != nil {
		return err
	}
	if data.Stores, err = StoresOf(q, scope); err != nil {
		return err
	}
	page := web.Page{Title: c.T("points.ledger_of", "Number", data.Number), Crumbs: []web.Crumb{{Text: data.Number}}, Data: data}
	if fe != nil {
		return c.Again(fe, "store/members/ledger", page)
	}
	return c.OK("store/members/ledger", page)
}

// change does something to a member whom the visitor may see and leads back.
func (p StorePages) memberChange(c *web.Ctx, need models.Permission, flash string, do func(scope models.Scope, id int64) error) error {
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	scope := c.Actor.Scope(need)
	if _, err := KnownByID(p.DB.Read(c.UserContext()), scope, id); err != nil {
		return err
	}
	if err := do(scope, id); err != nil {
		return p.ledger(c, id, err)
	}
	return c.Redirect(memberPath(id), flash)
}

// Redemption exchanges points for something.
func (p StorePages) Redemption(c *web.Ctx) error {
	return p.memberChange(c, models.PointsRedeem, "points.flash_redeemed", func(scope models.Scope, id int64) error {
		points, err := c.Int("points", 1, 1_000_000_000)
		if err != nil {
			return err
		}
		_, err = p.Redeem(c.UserContext(), c.Actor.Who(), scope, RedeemInput{StoreID: c.FormID("store"), MemberID: id, Kind: models.RedemptionKind(c.Value("kind")),
			What: c.Value("what"), Points: points, RequestKey: c.Value("key")})
		return err
	})
}

// Cancellation gives the points of a redemption back.
func (p StorePages) Cancellation(c *web.Ctx) error {
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	scope := c.Actor.Scope(models.PointsRedeem)
	r, err := RedemptionByID(p.DB.Read(c.UserContext()), scope, id)
	if err != nil {
		return err
	}
	if err := p.CancelRedemption(c.UserContext(), c.Actor.Who(), scope, id); err != nil {
		return err
	}
	heir, err := heirOf(p.DB.Read(c.UserContext()), r.MemberID)
	if err != nil {
		return err
	}
	return c.Redirect(memberPath(heir), "points.flash_cancelled")
}

// Rewarding gives what the rule of an activity gives.
func (p StorePages) Rewarding(c *web.Ctx) error {
	return p.memberChange(c, models.MemberEdit, "points.flash_rewarded", func(scope models.Scope, id int64) error {
		_, err := p.Reward(c.UserContext(), c.Actor.Who(), scope, RewardInput{StoreID: c.FormID("store"), MemberID: id, Activity: models.Activity(c.Value("activity")),
			Note: c.Value("note"), RequestKey: c.Value("key")})
		return err
	})
}

// Adjustment corrects growth and points by hand.
func (p StorePages) Adjustment(c *web.Ctx) error {
	return p.memberChange(c, models.TierSet, "points.flash_adjusted", func(scope models.Scope, id int64) error {
		in := AdjustInput{MemberID: id, Reason: c.Value("reason"), RequestKey: c.Value("key")}
		var err error
		if in.Growth, err = optional(c, "growth"); err != nil {
			return err
		}
		if in.Points, err = optional(c, "points"); err != nil {
			return err
		}
		return p.Adjust(c.UserContext(), c.Actor.Who(), scope, in)
	})
}

// optional is a whole number of the form, 0 for none.
func optional(c *web.Ctx, name string) (int64, error) {
	if c.Value(name) == "" {
		return 0, nil
	}
	return c.Int(name, -mostAdjusted, mostAdjusted)
}

// Tier gives a tier by hand.
func (p StorePages) Tier(c *web.Ctx) error {
	return p.memberChange(c, models.TierSet, "tier.flash_set", func(scope models.Scope, id int64) error {
		until, err := c.Date("until")
		if err != nil {
			return err
		}
		return p.SetTier(c.UserContext(), c.Actor.Who(), scope, TierInput{MemberID: id, Tier: c.Value("tier"), Until: until, Reason: c.Value("reason")})
	})
}
