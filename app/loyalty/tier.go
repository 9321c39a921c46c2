package loyalty

import (
	"context"

	"assay/app/audit"
	"assay/app/db"
	"assay/models"
)

// TierInput is a tier given by hand, until the end of a day.
type TierInput struct {
	MemberID int64
	Tier     string
	Until    models.Date
	Reason   string
}

// SetTier gives a member inside the scope a tier by hand, in the place of one
// given before. The tier that was earned goes on moving below it and counts
// again after the last day.
func (s *Service) SetTier(ctx context.Context, who models.Who, scope models.Scope, in TierInput) error {
	at, q := s.Clock.Moment(), s.DB.Read(ctx)
	if err := checkReason(in.Reason); err != nil {
		return err
	}
	if in.Until < at.On || in.Until > at.On.AddMonths(60) {
		return models.Invalid("until", "error.tier_until")
	}
	id, err := reachable(q, scope, in.MemberID)
	if err != nil {
		return err
	}
	rules, err := RulesOn(q, at.On)
	if err != nil {
		return err
	}
	if rules.Tiers.Levels[rules.Tiers.Index(in.Tier)].Code != in.Tier {
		return models.Invalid("tier", "error.choice_unknown")
	}
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		a, err := hold(tx, at, who, rules, id)
		if err != nil {
			return err
		}
		state := a.State()
		state.Manual, state.ManualUntil = in.Tier, in.Until
		a.move(state, models.TierByHand, a.Growth, nil, in.Reason)
		a.moves[0].ToTier = in.Tier
		if err := audit.Write(tx, at, who, audit.Act{Action: "member.set_tier", SubjectKind: "member", SubjectID: id, Reason: in.Reason,
			Detail: map[string]any{"tier": in.Tier, "until": in.Until}}); err != nil {
			return err
		}
		return a.keep()
	})
}

// lower undoes an upgrade that a slip had brought.
func (a *account) lower(slipID int64) error {
	var before string
	if err := a.tx.Raw("SELECT from_tier FROM tier_moves WHERE slip_id = ? AND cause = ? ORDER BY id LIMIT 1", slipID, models.TierUpgrade).Scan(&before).Error; err != nil {
		return err
	}
	value, err := a.value()
	if err != nil {
		return err
	}
	state, cause := a.rules.Tiers.Refunded(a.State(), before, value, a.joined, a.at.On)
	a.move(state, cause, value, &slipID, "")
	return nil
}
