package perks

import (
	"fmt"

	"gorm.io/gorm"

	"assay/app/db"
	"assay/models"
)

// batchSize is how many members a night's step gives coupons to.
const batchSize = 500

// reachedDays is how far back a night looks for tiers that were reached: what
// nights that failed left is found by a later one.
const reachedDays = 31

// Due is a member with an occasion for coupons: a tier that was reached, from
// the one before, or a birthday in the month, with the tier of the day.
type Due struct {
	MemberID int64
	On       models.CouponGiven
	FromTier string
	Tier     string
}

// EachDue goes through the members who have an occasion on a day, in batches.
// Whoever had the coupons already is among them; GiveDue passes them by.
func EachDue(q *gorm.DB, r Rules, on models.Date, do func([]Due) error) error {
	given := map[models.CouponGiven]bool{}
	for _, c := range r.Coupons {
		given[c.Given] = true
	}
	if given[models.GivenOnTier] {
		if err := eachDue(q, models.GivenOnTier, `SELECT t.id, m.id AS member_id, t.from_tier, t.to_tier AS tier FROM tier_moves t JOIN members m ON m.id = t.member_id
			WHERE t.cause = 'upgrade' AND t.moved_on >= ? AND m.merged_into_id IS NULL AND m.erased_at IS NULL AND t.id > ? ORDER BY t.id LIMIT ?`, on.AddDays(-reachedDays), do); err != nil {
			return err
		}
	}
	if !given[models.GivenOnBirthday] {
		return nil
	}
	return eachDue(q, models.GivenOnBirthday, `SELECT f.member_id AS id, f.member_id, a.tier, a.tier AS from_tier FROM member_facts f JOIN member_accounts a ON a.member_id = f.member_id
		WHERE f.birth_month = ? AND f.member_id > ? ORDER BY f.member_id LIMIT ?`, int(on.Month()), do)
}

func eachDue(q *gorm.DB, of models.CouponGiven, query string, bound any, do func([]Due) error) error {
	for last := int64(0); ; {
		var rows []struct {
			ID int64
			Due
		}
		if err := q.Raw(query, bound, last, batchSize).Scan(&rows).Error; err != nil || len(rows) == 0 {
			return err
		}
		due := make([]Due, len(rows))
		for i, row := range rows {
			due[i], last = row.Due, row.ID
			due[i].On = of
		}
		if err := do(due); err != nil {
			return err
		}
	}
}

// GiveDue is the step that issues what a batch is due and did not have, and
// counts it. A tier's coupons are given once in a life, a birthday's once a year.
func GiveDue(tx *db.Tx, at models.Moment, who models.Who, r Rules, due []Due) (int64, error) {
	var wanted []models.Voucher
	keys := make([]string, 0, len(due))
	for _, d := range due {
		for _, v := range r.wanted(d, at.On) {
			wanted, keys = append(wanted, v), append(keys, v.RequestKey)
		}
	}
	if len(keys) == 0 {
		return 0, nil
	}
	var had []string
	if err := tx.Raw("SELECT request_key FROM perk_vouchers WHERE request_key IN (?)", keys).Scan(&had).Error; err != nil {
		return 0, err
	}
	seen := map[string]bool{}
	for _, key := range had {
		seen[key] = true
	}
	var given int64
	for i := range wanted {
		if seen[wanted[i].RequestKey] {
			continue
		}
		seen[wanted[i].RequestKey] = true
		if err := issue(tx, at, who, &wanted[i]); err != nil {
			return given, err
		}
		given++
	}
	return given, nil
}

// wanted are the coupons of an occasion: of all tiers that were passed, or of
// the birthday.
func (r Rules) wanted(d Due, on models.Date) (out []models.Voucher) {
	tiers, source, occasion := []string{d.Tier}, models.VoucherBirthday, fmt.Sprintf("birthday:%d", on.Year())
	if d.On == models.GivenOnTier {
		tiers, source, occasion = nil, models.VoucherOnTier, "tier"
		for at := r.Tiers.Index(d.FromTier) + 1; at <= r.Tiers.Index(d.Tier); at++ {
			tiers = append(tiers, r.Tiers.Levels[at].Code)
		}
	}
	for _, tier := range tiers {
		for _, kind := range r.Given(d.On, r.Tiers, tier) {
			v := r.voucher(kind, d.MemberID, on)
			v.Source, v.RequestKey = source, fmt.Sprintf("%s:%d:%s", occasion, d.MemberID, kind.Code)
			out = append(out, v)
		}
	}
	return out
}
