// Package loyalty keeps what members earn and spend at the counter: sales slips
// and their refunds, growth and points as two append-only ledgers, redemptions,
// and the tiers that follow from them. Each change of a member's figures goes
// through the one row of the member's account.
package loyalty

import (
	"strconv"

	"gorm.io/gorm"

	"assay/app/db"
	"assay/app/policy"
	"assay/models"
)

// Service sells, refunds, redeems and rewards.
type Service struct {
	DB    *db.DB
	Clock db.Clock

	// MemberOf is the member with a whole phone, 0 for none; nil where no phone
	// is read.
	MemberOf func(q *gorm.DB, phone string) int64
}

// Series of the documents this feature numbers without gaps.
const (
	SeriesSlip       = "SS"
	SeriesRefund     = "SR"
	SeriesRedemption = "RD"
)

// Rules are the policies that a day stands under.
type Rules struct {
	Points       models.PointsPolicy
	Tiers        models.TierPolicy
	TiersVersion int64
}

// RulesOn reads the policies in force on a day.
func RulesOn(q *gorm.DB, on models.Date) (r Rules, err error) {
	points, _, err := policy.Current[*models.PointsPolicy](q, models.PolicyPoints, models.SegmentAll, on)
	if err != nil {
		return r, err
	}
	tiers, version, err := policy.Current[*models.TierPolicy](q, models.PolicyTiers, models.SegmentAll, on)
	if err != nil {
		return r, err
	}
	return Rules{Points: *points, Tiers: *tiers, TiersVersion: version}, nil
}

// checkStore is not found for a store outside the scope, like for one that does
// not exist; invalid where none was chosen.
func checkStore(q *gorm.DB, scope models.Scope, storeID int64) error {
	if storeID == 0 {
		return models.Invalid("store", "error.value_required")
	}
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

// checkKey refuses a request without a key, or with one that is too long.
func checkKey(key string, most int) error {
	if key == "" || len(key) > most {
		return models.Invalid("request_key", "error.request_key_required")
	}
	return nil
}

// checkReason is models.CheckReason for the ledgers, which hold shorter ones.
func checkReason(reason string) error {
	if err := models.CheckReason(reason); err != nil {
		return err
	}
	return models.CheckLengths(models.Length{Field: "reason", Value: reason, Max: 200})
}

// slipKey is how a redemption names the slip that its points paid for.
func slipKey(slipID int64) string { return "slip:" + strconv.FormatInt(slipID, 10) }
