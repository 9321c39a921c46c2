package loyalty

import (
	"gorm.io/gorm"

	"assay/app/db"
	"assay/app/insight"
	"assay/models"
)

// BatchSize is how many members a nightly job does in one transaction.
const BatchSize = 500

// EachDue hands do the members, BatchSize at a time, whose tier a night may
// change: whose tier by hand has ended, whose period is over, whom the bounds in
// force give more, and who stands in a tier that there is no more. Each is found
// through an index; members that nothing is due for cost nothing.
func EachDue(q *gorm.DB, rules Rules, on models.Date, do func(ids []int64) error) error {
	if err := eachBatch(q, "manual_until_on < ?", do, on); err != nil {
		return err
	}
	if err := eachMisplaced(q, rules.Tiers, do); err != nil {
		return err
	}
	if !rules.Tiers.Reviewed() {
		return eachRisen(q, rules.Tiers, do)
	}
	if err := eachBatch(q, "review_on IS NULL", do); err != nil {
		return err
	}
	var days []models.Date
	if err := q.Raw("SELECT DISTINCT review_on FROM member_accounts WHERE review_on < ? ORDER BY review_on", on).Scan(&days).Error; err != nil {
		return err
	}
	for _, day := range days {
		if err := eachBatch(q, "review_on = ? AND (grace_on IS NULL OR grace_on < ?)", do, day, on); err != nil {
			return err
		}
	}
	return nil
}

// eachRisen finds whom the bounds give more without a sale: they were lowered,
// or the last night expects more of the member.
func eachRisen(q *gorm.DB, p models.TierPolicy, do func(ids []int64) error) error {
	for i := range p.Levels {
		yuan, some := p.LeastValue(i)
		if !some {
			continue
		}
		if err := eachBatch(q, "tier = ? AND EXISTS (SELECT 1 FROM member_facts f WHERE f.member_id = member_accounts.member_id AND f.clv_fen >= ?)", do, p.Levels[i].Code, models.Money(yuan*100)); err != nil {
			return err
		}
	}
	if p.Basis == models.TierByValue {
		return nil
	}
	for i, next := range p.Levels[1:] {
		if err := eachBatch(q, "tier = ? AND growth >= ?", do, p.Levels[i].Code, next.From); err != nil {
			return err
		}
	}
	return nil
}

func eachMisplaced(q *gorm.DB, p models.TierPolicy, do func(ids []int64) error) error {
	var tiers []string
	if err := q.Raw("SELECT DISTINCT tier FROM member_accounts").Scan(&tiers).Error; err != nil {
		return err
	}
	for _, tier := range tiers {
		if p.Levels[p.Index(tier)].Code != tier {
			if err := eachBatch(q, "tier = ?", do, tier); err != nil {
				return err
			}
		}
	}
	return nil
}

// eachBatch goes through the accounts of a condition by member.
func eachBatch(q *gorm.DB, where string, do func(ids []int64) error, args ...any) error {
	for last := int64(0); ; {
		var ids []int64
		all := append(append([]any{}, args...), last, BatchSize)
		if err := q.Raw("SELECT member_id FROM member_accounts WHERE "+where+" AND member_id > ? ORDER BY member_id LIMIT ?", all...).Scan(&ids).Error; err != nil {
			return err
		}
		if len(ids) == 0 {
			return nil
		}
		last = ids[len(ids)-1]
		if err := do(ids); err != nil {
			return err
		}
	}
}

// Reviewed is what a batch of a night came to.
type Reviewed struct{ Seen, Up, Down, Graced, Kept int64 }

// Review is the step that does what a night does to some members' tiers. Who is
// not due stays, so a second run changes nothing.
func Review(tx *db.Tx, at models.Moment, who models.Who, rules Rules, ids []int64) (Reviewed, error) {
	r := Reviewed{Seen: int64(len(ids))}
	if _, err := tx.Change("UPDATE member_accounts SET version = version + 1 WHERE member_id IN (?)", ids); err != nil {
		return r, err
	}
	var rows []standing
	if err := tx.Raw("SELECT a.*, m.joined_on FROM member_accounts a JOIN members m ON m.id = a.member_id WHERE a.member_id IN (?)"+tx.Latest(), ids).Scan(&rows).Error; err != nil {
		return r, err
	}
	values, err := valuesReading(tx.DB, rules.Tiers, at.On, rows, tx.Latest())
	if err != nil {
		return r, err
	}
	var moves []models.TierMove
	same := map[models.TierState][]int64{}
	for _, row := range rows {
		before, value := row.State(), values[row.MemberID]
		after, causes := rules.Tiers.Night(before, value, row.JoinedOn, at.On)
		if after != before {
			same[after] = append(same[after], row.MemberID)
		}
		moves = append(moves, r.moves(at, who, rules, row, after, causes, value)...)
	}
	for state, members := range same {
		if _, err := tx.Change(`UPDATE member_accounts SET tier = ?, tier_since_on = ?, review_on = ?, grace_on = ?, manual_tier = ?, manual_until_on = ? WHERE member_id IN (?)`,
			state.Tier, state.SinceOn, state.ReviewOn, state.GraceOn, state.Manual, state.ManualUntil, members); err != nil {
			return r, err
		}
		if err := insight.TouchAll(tx, members); err != nil {
			return r, err
		}
	}
	if len(moves) == 0 {
		return r, nil
	}
	return r, tx.CreateInBatches(&moves, 200).Error
}

// moves are the lines of a member's night, counted. Who keeps the lowest tier
// needs none.
func (r *Reviewed) moves(at models.Moment, who models.Who, rules Rules, row standing, after models.TierState, causes []models.TierCause, value int64) (out []models.TierMove) {
	p := rules.Tiers
	for _, cause := range causes {
		m := models.TierMove{MemberID: row.MemberID, MovedOn: at.On, FromTier: row.Tier, ToTier: after.Tier, Cause: cause, Growth: value, PolicyVersion: rules.TiersVersion,
			MovedBy: who.Name, MovedAt: at.At}
		switch step := p.Index(after.Tier) - p.Index(row.Tier); {
		case cause == models.TierHandEnded:
			m.FromTier, m.ToTier = row.ManualTier, row.Tier
		case cause == models.TierGrace:
			r.Graced++
		case step > 0:
			r.Up++
		case step < 0:
			r.Down++
		default:
			r.Kept++
			if p.Index(after.Tier) == 0 && cause == models.TierKept {
				continue
			}
		}
		out = append(out, m)
	}
	return out
}
