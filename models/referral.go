package models

import "slices"

// ReferralRelation is what somebody is to the member who recommended them.
type ReferralRelation string

// The relations; "" is one that was not told.
const (
	RelationFamily    ReferralRelation = "family"
	RelationFriend    ReferralRelation = "friend"
	RelationColleague ReferralRelation = "colleague"
	RelationOther     ReferralRelation = "other"
)

// ReferralRelations lists them in the order a form offers them.
func ReferralRelations() []ReferralRelation {
	return []ReferralRelation{RelationFamily, RelationFriend, RelationColleague, RelationOther}
}

// CheckRelation refuses a relation that is none, and one to nobody.
func CheckRelation(r ReferralRelation, brought bool) error {
	switch {
	case r != "" && !slices.Contains(ReferralRelations(), r):
		return Invalid("relation", "error.choice_unknown")
	case r != "" && !brought:
		return Invalid("relation", "error.relation_to_nobody")
	}
	return nil
}

// CheckReferrer refuses who would have brought themselves: the line is the
// member who recommended with all above, the nearest first, and own are the
// member with all who were merged into it.
func CheckReferrer(own, line []int64) error {
	for i, id := range line {
		if !slices.Contains(own, id) {
			continue
		}
		if i == 0 {
			return Invalid("brought_by", "error.referral_itself")
		}
		return Invalid("brought_by", "error.referral_circle")
	}
	return nil
}

// ReferralReach is how many people a member brought, beside how many the policy
// takes one person to influence.
type ReferralReach struct {
	Direct, All, Norm int64
}

// Share is the whole reach over the norm.
func (r ReferralReach) Share() Rate { return PartOf(r.All, r.Norm) }

// Attribution is what share of a purchase made on a day counts for who brought
// the buyer: the policy's share, of which each whole month since the buyer joined
// leaves ReferralKeepPPM, rounded each month; nothing once ReferralMonths are
// over, where the policy sets any (docs/members.md §12).
func (p ValuePolicy) Attribution(joined, on Date) Rate {
	months := on.MonthsSince(joined)
	if p.ReferralMonths > 0 && months >= p.ReferralMonths {
		return 0
	}
	share := p.AttributionPPM
	for ; months > 0 && share > 0 && p.ReferralKeepPPM != One; months-- {
		left, err := MulDiv(int64(share), int64(p.ReferralKeepPPM), int64(One))
		if err != nil {
			return 0
		}
		share = Rate(left)
	}
	return share
}

// Credits adds up what counts of amounts, exactly: each share is taken once of all
// that it is of.
type Credits map[Rate]Money

// Add puts an amount under its share.
func (c Credits) Add(share Rate, m Money) { c[share] += m }

// Sum is what counts of all.
func (c Credits) Sum() (sum Money, err error) {
	for share, m := range c {
		part, err := m.At(share)
		if err != nil {
			return 0, err
		}
		sum += part
	}
	return sum, nil
}
