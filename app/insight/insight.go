// Package insight knows the members as a whole: one row of facts per member,
// counted again whenever something happened to the member and once a night;
// what each is expected to be worth; and what follows for many at once, from
// segments to the cockpit. It writes nothing that anybody else reads money from.
package insight

import (
	"gorm.io/gorm"

	"assay/app/db"
	"assay/app/policy"
	"assay/models"
)

// Service asks about members and keeps what people save about them.
type Service struct {
	DB    *db.DB
	Clock db.Clock
}

// Terms are what facts are counted by on a day.
type Terms struct {
	On     models.Date
	Policy models.ValuePolicy
	Cuts   models.RFMCuts

	valuers map[int64]valuer
}

// TermsOn reads the policy in force, the cuts of the last night and the fits in
// use. Terms serve one run after another, never two at once.
func TermsOn(q *gorm.DB, on models.Date) (t Terms, err error) {
	p, _, err := policy.Current[*models.ValuePolicy](q, models.PolicyValue, models.SegmentAll, on)
	if err != nil {
		return t, err
	}
	night, err := lastNight(q)
	if err != nil {
		return t, err
	}
	t = Terms{On: on, Policy: *p, Cuts: night.Cuts}
	t.valuers, err = valuersOf(q, *p)
	return t, err
}

// tiersOn are the tiers in force on a day.
func tiersOn(q *gorm.DB, on models.Date) (models.TierPolicy, error) {
	p, _, err := policy.Current[*models.TierPolicy](q, models.PolicyTiers, models.SegmentAll, on)
	if err != nil {
		return models.TierPolicy{}, err
	}
	return *p, nil
}
