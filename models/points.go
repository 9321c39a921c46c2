package models

import (
	"cmp"
	"slices"
)

// WholeYuan is how many points, and how much growth, an amount that was really
// paid is worth: one for each whole yuan, the rest of the sale is dropped
// (docs/members.md §1). What is nothing or less earns nothing.
func WholeYuan(paid Money) int64 { return int64(max(paid, 0)) / 100 }

// PointLot is what was earned at once and how much of it is left. A zero
// ExpiresOn means that it does not expire; else its last day.
type PointLot struct {
	ID        int64
	MemberID  int64
	SlipID    *int64 // the sale that it is from
	Points    int64
	LeftPts   int64 `gorm:"column:left_points"`
	EarnedOn  Date
	ExpiresOn Date
}

// PointTake is a part of a lot.
type PointTake struct {
	LotID  int64
	Points int64
}

// usable tells whether something of the lot can be spent on a day.
func (l PointLot) usable(on Date) bool {
	return l.LeftPts > 0 && (l.ExpiresOn.IsZero() || on <= l.ExpiresOn)
}

// spendOrder puts first what expires first; what never expires comes last, and
// of equal ones the older.
func spendOrder(a, b PointLot) int {
	never := func(l PointLot) int {
		if l.ExpiresOn.IsZero() {
			return 1
		}
		return 0
	}
	return cmp.Or(cmp.Compare(never(a), never(b)), cmp.Compare(a.ExpiresOn, b.ExpiresOn), cmp.Compare(a.ID, b.ID))
}

// UsablePoints is what can be spent on a day.
func UsablePoints(lots []PointLot, on Date) (sum int64) {
	for _, l := range lots {
		if l.usable(on) {
			sum += l.LeftPts
		}
	}
	return sum
}

// SpendPoints plans from which lots points are taken: the oldest expiry first.
// What the lots do not hold is short.
func SpendPoints(lots []PointLot, points int64, on Date) (takes []PointTake, short int64) {
	short = points
	for _, l := range slices.SortedFunc(slices.Values(lots), spendOrder) {
		if n := min(short, l.LeftPts); n > 0 && l.usable(on) {
			takes, short = append(takes, PointTake{l.ID, n}), short-n
		}
	}
	return takes, short
}

// TakeBackPoints plans how the points of a sale are taken back: from its own
// lot, then as if what was spent had been spent from the others; what nothing
// is left for is debt, which the next points earned pay off.
func TakeBackPoints(lots []PointLot, slipID, points int64, on Date) (takes []PointTake, debt int64) {
	debt = points
	others := make([]PointLot, 0, len(lots))
	for _, l := range lots {
		if l.SlipID == nil || *l.SlipID != slipID {
			others = append(others, l)
			continue
		}
		if n := min(debt, l.LeftPts); n > 0 {
			takes, debt = append(takes, PointTake{l.ID, n}), debt-n
		}
	}
	more, debt := SpendPoints(others, debt, on)
	return append(takes, more...), debt
}

// ExpiredPoints plans what lots lose because their last day is before a day.
func ExpiredPoints(lots []PointLot, on Date) (takes []PointTake) {
	for _, l := range lots {
		if l.LeftPts > 0 && !l.ExpiresOn.IsZero() && l.ExpiresOn < on {
			takes = append(takes, PointTake{l.ID, l.LeftPts})
		}
	}
	return takes
}

// ExpiringPoints is what can be spent on a day and no more after another.
func ExpiringPoints(lots []PointLot, on, by Date) (sum int64) {
	for _, l := range lots {
		if l.usable(on) && !l.ExpiresOn.IsZero() && l.ExpiresOn <= by {
			sum += l.LeftPts
		}
	}
	return sum
}

// Activity is something a member does that a rule may reward.
type Activity string

// The activities.
const (
	ActivityBirthday Activity = "birthday" // a purchase in the birthday's month
	ActivityReferral Activity = "referral" // somebody brought bought for the first time
	ActivityReview   Activity = "review"
	ActivityEvent    Activity = "event"
	ActivityProfile  Activity = "profile" // the profile was completed
)

// What a tier or a package gives is written like an activity; the policy of
// benefits says how much, not a rule of this one.
const (
	ActivityTier    Activity = "tier"
	ActivityPackage Activity = "package"
)

// Activities lists them in the order pages show them.
func Activities() []Activity {
	return []Activity{ActivityBirthday, ActivityReferral, ActivityReview, ActivityEvent, ActivityProfile}
}

// ActivityRule gives points and as much growth for an activity, to a member at
// most PerYear times in a calendar year; 0 points switch it off.
type ActivityRule struct {
	Activity Activity `json:"activity"`
	Points   int64    `json:"points"`
	PerYear  int      `json:"per_year"`
	From     Date     `json:"from,omitzero"`
	To       Date     `json:"to,omitzero"`
}

// Gives tells what the activity earns on a day, for who was rewarded for it so
// many times in the year.
func (r ActivityRule) Gives(on Date, timesThisYear int) int64 {
	if timesThisYear >= r.PerYear || !r.From.IsZero() && on < r.From || !r.To.IsZero() && on > r.To {
		return 0
	}
	return r.Points
}

// PointsPolicy says what members earn and for how long: points live until the
// end of the month ValidMonths after the one they were earned in, 0 for ever.
// A point spent on money off is worth PointFen; RestoreDays is how long points
// that a cancelled redemption gives back live at least.
type PointsPolicy struct {
	ValidMonths int            `json:"valid_months"`
	PointFen    Money          `json:"point_fen"`
	RestoreDays int            `json:"restore_days"`
	WarnDays    int            `json:"warn_days"`
	Activities  []ActivityRule `json:"activities"`
}

// ExpiresOn is the last day of points earned on a day, zero for never.
func (p PointsPolicy) ExpiresOn(on Date) Date {
	if p.ValidMonths == 0 {
		return 0
	}
	return on.MonthStart().AddMonths(p.ValidMonths).MonthEnd()
}

// RestoredUntil is the last day of points that come back on a day to a lot
// that had its own last day.
func (p PointsPolicy) RestoredUntil(own, on Date) Date {
	if own.IsZero() {
		return 0
	}
	return max(own, on.AddDays(p.RestoreDays))
}

// Rule is that of an activity; one without gives nothing.
func (p PointsPolicy) Rule(a Activity) ActivityRule {
	for _, r := range p.Activities {
		if r.Activity == a {
			return r
		}
	}
	return ActivityRule{Activity: a}
}

// Worth is what points take off a price.
func (p PointsPolicy) Worth(points int64) (Money, error) { return p.PointFen.Times(points) }

// DefaultPointsPolicy is what a new book starts with: points live two years, a
// hundred take one yuan off.
func DefaultPointsPolicy() PointsPolicy {
	return PointsPolicy{ValidMonths: 24, PointFen: 1, RestoreDays: 30, WarnDays: 60, Activities: []ActivityRule{
		{Activity: ActivityBirthday, Points: 200, PerYear: 1}, {Activity: ActivityReferral, Points: 300, PerYear: 9},
		{Activity: ActivityReview, Points: 20, PerYear: 12}, {Activity: ActivityEvent, Points: 50, PerYear: 4}, {Activity: ActivityProfile, Points: 100, PerYear: 1}}}
}
