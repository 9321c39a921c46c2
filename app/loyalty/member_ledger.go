package loyalty

import (
	"errors"

	"gorm.io/gorm"

	"assay/models"
)

// shownLines is how many of the latest lines a member's page shows.
const shownLines = 100

// MemberView is a member's figures with the lines that they come from, the
// latest first.
type MemberView struct {
	Known
	Rules       Rules
	Progress    models.TierProgress
	Usable      int64
	Expiring    int64 // within the days that the policy warns for
	WarnUntil   models.Date
	GrowthLines []models.GrowthEntry
	PointLines  []models.PointEntry
	Lots        []models.PointLot
	Moves       []models.TierMove
	Redemptions []models.Redemption
}

// Look reads what a member's ledgers say, of whom a store inside the scope
// knows.
func Look(q *gorm.DB, scope models.Scope, id int64, on models.Date) (v MemberView, err error) {
	if v.Known, err = KnownByID(q, scope, id); err != nil {
		return v, err
	}
	if v.Rules, err = RulesOn(q, on); err != nil {
		return v, err
	}
	values, err := valuesOf(q, v.Rules.Tiers, on, []standing{{MemberAccount: v.MemberAccount, JoinedOn: v.JoinedOn}})
	if err != nil {
		return v, err
	}
	v.Progress = v.Rules.Tiers.Progress(v.State(), values[v.MemberID])
	if err := v.lines(q); err != nil {
		return v, err
	}
	v.WarnUntil = on.AddDays(v.Rules.Points.WarnDays)
	v.Usable, v.Expiring = models.UsablePoints(v.Lots, on), models.ExpiringPoints(v.Lots, on, v.WarnUntil)
	return v, nil
}

// lines reads what the figures come from.
func (v *MemberView) lines(q *gorm.DB) error {
	return errors.Join(
		q.Raw("SELECT * FROM growth_entries WHERE member_id = ? ORDER BY posting_on DESC, id DESC LIMIT ?", v.MemberID, shownLines).Scan(&v.GrowthLines).Error,
		q.Raw("SELECT * FROM point_entries WHERE member_id = ? ORDER BY id DESC LIMIT ?", v.MemberID, shownLines).Scan(&v.PointLines).Error,
		q.Raw("SELECT * FROM tier_moves WHERE member_id = ? ORDER BY id DESC LIMIT ?", v.MemberID, shownLines).Scan(&v.Moves).Error,
		q.Raw("SELECT * FROM redemptions WHERE member_id = ? ORDER BY id DESC LIMIT ?", v.MemberID, shownLines).Scan(&v.Redemptions).Error,
		q.Raw("SELECT * FROM point_lots WHERE member_id = ? AND left_points > 0 ORDER BY id", v.MemberID).Scan(&v.Lots).Error)
}
