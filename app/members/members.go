// Package members keeps the end customers of the stores: who they are, what they
// agreed to, what happened between them and a store. A phone is stored sealed; a
// store sees the members it deals with, the headquarters those who let it.
package members

import (
	"sync"

	"gorm.io/gorm"

	"assay/app/db"
	"assay/app/loyalty"
	"assay/models"
)

// Service holds the verbs on members.
type Service struct {
	DB    *db.DB
	Clock db.Clock
	Keys  *Keys // nil: nobody is enrolled and no phone is read

	// Forget are the steps by which features that know of members forget one who
	// is erased.
	Forget []func(tx *db.Tx, memberID int64) error

	mu      sync.Mutex
	lookups map[int64][]int64 // by person: when they looked a phone up, in Unix seconds
}

// tiers are the brand's tiers on a day.
func tiers(q *gorm.DB, on models.Date) (models.TierPolicy, error) {
	rules, err := loyalty.RulesOn(q, on)
	return rules.Tiers, err
}

// How a store came to deal with a member.
const (
	byEnrolment = "enrolment"
	byConsent   = "consent" // the member said so at the counter
	byMerge     = "merge"   // of a member who was merged into it
)

// within keeps members inside a scope, for a query where m names them: those
// that a store of the scope deals with. An erased member and one that was merged
// into another are nobody's.
func within(s models.Scope) (string, []any) {
	const lives = "m.erased_at IS NULL AND m.merged_into_id IS NULL AND "
	cond, args := db.WithinStores(s, "s")
	if !s.All && len(s.Regions) == 0 {
		// A store's few members are looked up first; asked one by one whether the
		// store deals with them, a million would be gone through.
		return lives + "m.id IN (SELECT d.member_id FROM member_stores d JOIN stores s ON s.id = d.store_id WHERE " + cond + ")", args
	}
	return lives + "EXISTS (SELECT 1 FROM member_stores d JOIN stores s ON s.id = d.store_id WHERE d.member_id = m.id AND " + cond + ")", args
}

// shared is that a member agreed to be known beyond the store, for a query where
// m names members.
const shared = "EXISTS (SELECT 1 FROM member_consents h WHERE h.member_id = m.id AND h.purpose = 'sharing' AND h.withdrawn_at IS NULL)"
