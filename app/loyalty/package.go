package loyalty

import (
	"context"
	"strconv"

	"gorm.io/gorm"

	"assay/app/db"
	"assay/app/perks"
	"assay/models"
)

// SellPackage sells a member of the scope a package of coupons. It is no slip
// and earns nothing, unless the policy says that the package does. The same key
// again is the first purchase; with another content it is db.ErrKeyReused.
func (s *Service) SellPackage(ctx context.Context, who models.Who, scope models.Scope, in perks.PackageInput) (models.BoughtPackage, error) {
	at, q := s.Clock.Moment(), s.DB.Read(ctx)
	drawn, rules, err := in.Draw(q, scope, at.On)
	if err != nil {
		return drawn, err
	}
	own, err := RulesOn(q, at.On)
	if err != nil {
		return drawn, err
	}
	var b models.BoughtPackage
	err = s.DB.InTx(ctx, func(tx *db.Tx) error {
		b = drawn
		return enterPackage(tx, at, who, own, rules, &b)
	})
	if db.MayRepeat(err) {
		return samePackage(q, drawn, err)
	}
	return b, err
}

// EnterPackage is the step behind SellPackage; the key must be new.
func EnterPackage(tx *db.Tx, at models.Moment, who models.Who, scope models.Scope, in perks.PackageInput) (models.BoughtPackage, error) {
	b, rules, err := in.Draw(tx.DB, scope, at.On)
	if err != nil {
		return b, err
	}
	own, err := RulesOn(tx.DB, at.On)
	if err != nil {
		return b, err
	}
	err = enterPackage(tx, at, who, own, rules, &b)
	return b, err
}

func enterPackage(tx *db.Tx, at models.Moment, who models.Who, own Rules, rules perks.Rules, b *models.BoughtPackage) error {
	a, err := hold(tx, at, who, own, b.MemberID)
	if err != nil {
		return err
	}
	if err := perks.SellPackage(tx, at, who, rules, b); err != nil {
		return err
	}
	if err := a.rewardPackage(*b); err != nil {
		return err
	}
	return a.keep()
}

// samePackage is the first purchase with the key; the refusal stands when there
// is none.
func samePackage(q *gorm.DB, asked models.BoughtPackage, refusal error) (models.BoughtPackage, error) {
	var first models.BoughtPackage
	err := q.Raw("SELECT * FROM perk_packages WHERE request_key = ?", asked.RequestKey).Scan(&first).Error
	switch {
	case err != nil:
		return first, err
	case first.ID == 0:
		return first, refusal
	case first.MemberID != asked.MemberID || first.Code != asked.Code || first.StoreID != asked.StoreID || first.Payment != asked.Payment:
		return models.BoughtPackage{}, db.ErrKeyReused
	}
	return first, nil
}

// rewardPackage gives what a package earns, growth and points alike.
func (a *account) rewardPackage(b models.BoughtPackage) error {
	if b.Points == 0 {
		return nil
	}
	g := models.MemberGrant{StoreID: &b.StoreID, Activity: models.ActivityPackage, Growth: b.Points, Points: b.Points, GrantedOn: a.at.On, Reason: b.Number, RequestKey: packageKey(b.ID)}
	if err := a.grant(g); err != nil {
		return err
	}
	return a.raise(nil)
}

func packageKey(id int64) string { return "package:" + strconv.FormatInt(id, 10) }

// CancelPackage takes back a package of which nothing was used, sold at a store
// inside the scope, with what it had earned; a conflict otherwise.
func (s *Service) CancelPackage(ctx context.Context, who models.Who, scope models.Scope, id int64, reason string) error {
	at, q := s.Clock.Moment(), s.DB.Read(ctx)
	if err := models.CheckReason(reason); err != nil {
		return err
	}
	b, err := perks.PackageInScope(q, scope, id)
	if err != nil {
		return err
	}
	heir, err := heirOf(q, b.MemberID)
	if err != nil {
		return err
	}
	rules, err := RulesOn(q, at.On)
	if err != nil {
		return err
	}
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		a, err := hold(tx, at, who, rules, heir)
		if err != nil {
			return err
		}
		if err := perks.CancelPackage(tx, at, who, b, reason); err != nil {
			return err
		}
		if err := a.reversePackage(b); err != nil {
			return err
		}
		return a.keep()
	})
}

func (a *account) reversePackage(b models.BoughtPackage) error {
	if b.Points == 0 {
		return nil
	}
	var given models.MemberGrant
	if err := a.tx.Raw("SELECT * FROM member_grants WHERE request_key = ?", packageKey(b.ID)).Scan(&given).Error; err != nil {
		return err
	}
	return a.grant(models.MemberGrant{StoreID: given.StoreID, Activity: given.Activity, Growth: -given.Growth, Points: -given.Points, GrantedOn: given.GrantedOn, ReversesID: &given.ID,
		Reason: b.Number, RequestKey: "reverse:" + strconv.FormatInt(given.ID, 10)})
}
