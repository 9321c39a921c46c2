// Package perks keeps what members have beside their points: benefits by tier,
// coupons, packages. A perk is used by a step that the till, a case or the
// counter calls; the condition that it may stands in the statement that uses it.
package perks

import (
	"gorm.io/gorm"

	"assay/app/db"
	"assay/app/policy"
	"assay/models"
)

// Service issues coupons and hands perks over.
type Service struct {
	DB    *db.DB
	Clock db.Clock
}

// SeriesPackage numbers the packages that members bought.
const SeriesPackage = "PK"

// Rules are the policies that a day stands under.
type Rules struct {
	models.BenefitPolicy
	Version int64
	Tiers   models.TierPolicy
}

// RulesOn reads the policies in force on a day.
func RulesOn(q *gorm.DB, on models.Date) (r Rules, err error) {
	benefits, version, err := policy.Current[*models.BenefitPolicy](q, models.PolicyBenefits, models.SegmentAll, on)
	if err != nil {
		return r, err
	}
	tiers, _, err := policy.Current[*models.TierPolicy](q, models.PolicyTiers, models.SegmentAll, on)
	if err != nil {
		return r, err
	}
	return Rules{*benefits, version, *tiers}, nil
}

// Hand is what a member holds on a day: the benefits of the tier, and coupons
// that are neither used nor cancelled.
type Hand struct {
	MemberID int64
	Tier     string
	Rules    Rules
	Offers   []models.HeldPerk
}

// expiredShown is for how many days a coupon that expired is still shown.
const expiredShown = 30

// HandOf is what a member holds on a day, those of merged members with it; the
// coupons that expire first come first.
func HandOf(q *gorm.DB, memberID int64, on models.Date) (Hand, error) {
	h := Hand{MemberID: memberID}
	var err error
	if h.Rules, err = RulesOn(q, on); err != nil {
		return h, err
	}
	var a models.MemberAccount
	if err = q.Raw("SELECT * FROM member_accounts WHERE member_id = ?", memberID).Scan(&a).Error; err != nil {
		return h, err
	}
	used, err := usedIn(q, memberID, on.Year())
	if err != nil {
		return h, err
	}
	h.Tier = a.State().Shown(on)
	h.Offers = h.Rules.ForTier(h.Rules.Tiers, h.Tier, used)
	open, err := openVouchers(q, memberID, on)
	for _, v := range open {
		h.Offers = append(h.Offers, v.HeldPerk())
	}
	return h, err
}

// Pick are the offers with some keys; invalid on field perks for one that the
// member does not hold.
func (h Hand) Pick(keys []string) ([]models.HeldPerk, error) {
	picked, seen := make([]models.HeldPerk, 0, len(keys)), map[string]bool{}
	for _, key := range keys {
		o, ok := h.offer(key)
		if !ok {
			return nil, models.Invalid("perks", "error.perk_unknown").With("Key", key)
		}
		if !seen[key] {
			picked = append(picked, o)
		}
		seen[key] = true
	}
	return picked, nil
}

func (h Hand) offer(key string) (models.HeldPerk, bool) {
	for _, o := range h.Offers {
		if o.Key == key {
			return o, true
		}
	}
	return models.HeldPerk{}, false
}

// family is the condition that keeps rows of a member and of all that were
// merged into the member; it takes the member's id twice.
const family = "member_id IN (SELECT m.id FROM members m WHERE m.id = ? OR m.merged_into_id = ?)"

// usedIn counts the uses of benefits in a year that did not come back.
func usedIn(q *gorm.DB, memberID int64, year int) (map[string]int, error) {
	used := map[string]int{}
	err := db.EachRow(q, "SELECT code, COUNT(*) FROM perk_uses WHERE year = ? AND seat IS NOT NULL AND "+family+" GROUP BY code", func(scan db.Scan) error {
		var code string
		var n int
		err := scan(&code, &n)
		used[code] = n
		return err
	}, year, memberID, memberID)
	return used, err
}

func openVouchers(q *gorm.DB, memberID int64, on models.Date) (rows []models.Voucher, err error) {
	err = q.Raw("SELECT * FROM perk_vouchers WHERE used_on IS NULL AND cancelled_on IS NULL AND until_on >= ? AND "+family+" ORDER BY until_on, id LIMIT 200",
		on.AddDays(-expiredShown), memberID, memberID).Scan(&rows).Error
	return rows, err
}

// within is the condition that keeps members, named m, who enrolled at or deal
// with a store inside a scope.
func within(scope models.Scope) (string, []any) {
	if scope.All {
		return "1 = 1", nil
	}
	cond, args := db.WithinStores(scope, "s")
	return "EXISTS (SELECT 1 FROM stores s WHERE " + cond + " AND (s.id = m.store_id OR s.id IN (SELECT ms.store_id FROM member_stores ms WHERE ms.member_id = m.id)))", args
}

// Holder is a member whose perks are looked at.
type Holder struct {
	ID     int64
	Number string
	Name   string
}

// HolderInScope is a living member whom a store inside the scope knows; not
// found otherwise.
func HolderInScope(q *gorm.DB, scope models.Scope, id int64) (h Holder, err error) {
	cond, args := within(scope)
	err = q.Raw("SELECT m.id, m.number, m.name FROM members m WHERE m.id = ? AND m.merged_into_id IS NULL AND m.erased_at IS NULL AND "+cond, append([]any{id}, args...)...).Scan(&h).Error
	if err == nil && h.ID == 0 {
		err = models.NotFound("member")
	}
	return h, err
}

func checkStore(q *gorm.DB, scope models.Scope, storeID int64) error {
	cond, args := db.WithinStores(scope, "s")
	var n int64
	if err := q.Raw("SELECT COUNT(*) FROM stores s WHERE s.id = ? AND "+cond, append([]any{storeID}, args...)...).Scan(&n).Error; err != nil {
		return err
	}
	if n == 0 {
		return models.NotFound("store")
	}
	return nil
}

func checkKey(key string) error {
	if key == "" || len(key) > 100 {
		return models.Invalid("request_key", "error.request_key_required")
	}
	return nil
}
