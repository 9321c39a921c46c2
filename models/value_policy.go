package models

import "slices"

// ValuePolicy says when a member counts as dormant and as lost, and what the
// forecast of a member's value is made of (docs/members.md §8 and §9). A region
// with fewer repeat buyers than MinRepeat is valued by the brand's fit.
type ValuePolicy struct {
	DormantDays    int  `json:"dormant_days"`
	LostDays       int  `json:"lost_days"`
	HorizonMonths  int  `json:"horizon_months"`
	DiscountPPM    Rate `json:"discount_ppm"`
	AttributionPPM Rate `json:"attribution_ppm"`
	MinRepeat      int  `json:"min_repeat"`

	// Of those whom a member brought: for how many months after joining they
	// count, 0 for always; what of the share a month leaves; and how many people
	// one is taken to influence.
	ReferralMonths  int  `json:"referral_months"`
	ReferralKeepPPM Rate `json:"referral_keep_ppm"`
	ReferralNorm    int  `json:"referral_norm"`

	Margins []CategoryMargin `json:"margins"`

	// what an offer takes off a tag at most, around a birthday, and what of the
	// price is earned at least
	OfferPPM         Rate `json:"offer_ppm"`
	BirthdayOfferPPM Rate `json:"birthday_offer_ppm"`
	FloorPPM         Rate `json:"floor_ppm"`
}

// CategoryMargin is what of a yuan of a category is earned.
type CategoryMargin struct {
	Category string `json:"category"`
	RatePPM  Rate   `json:"rate_ppm"`
}

// DefaultValuePolicy is what a new book starts with: dormant after a year, lost
// after two, valued over the next year. The margins are starting values that the
// headquarters replaces by its own.
func DefaultValuePolicy() ValuePolicy {
	p := silentValuePolicy()
	p.DormantDays, p.LostDays, p.HorizonMonths, p.DiscountPPM, p.AttributionPPM, p.MinRepeat = 365, 730, 12, 80_000, 200_000, 200
	p.OfferPPM, p.BirthdayOfferPPM, p.FloorPPM = 30_000, 50_000, 80_000
	rates := map[string]Rate{"gold": 120_000, "k_gold": 300_000, "platinum": 150_000, "silver": 350_000, "diamond": 400_000, "jade": 450_000, "pearl": 400_000, "gem": 400_000, "other": 200_000}
	for _, c := range Categories {
		p.Margins = append(p.Margins, CategoryMargin{c, rates[c]})
	}
	return p
}

// silentValuePolicy is what a stored policy means by what it does not say: one
// from before referrals had terms counts them always and in full.
func silentValuePolicy() ValuePolicy { return ValuePolicy{ReferralKeepPPM: One, ReferralNorm: 9} }

// State is where a member stands on a day who bought last on another, or who
// joined then and never bought.
func (p ValuePolicy) State(last, joined, on Date) MemberState {
	from := last
	if last.IsZero() {
		from = joined
	}
	switch days := on.DaysSince(from); {
	case days > p.LostDays:
		return MemberLost
	case days > p.DormantDays:
		return MemberDormant
	}
	return MemberActive
}

// Margin is what of a yuan of a category is earned, nothing for one that the
// policy does not know.
func (p ValuePolicy) Margin(category string) Rate {
	for _, m := range p.Margins {
		if m.Category == category {
			return m.RatePPM
		}
	}
	return 0
}

// MarginOf is the margin of a mix of categories by what was spent on each. A
// mix of nothing has that of the brand's plain mean over categories.
func (p ValuePolicy) MarginOf(spent map[string]Money) Rate {
	var all int64
	for _, m := range p.Margins {
		all += int64(max(spent[m.Category], 0))
	}
	if all == 0 {
		return p.meanMargin()
	}
	var rate int64
	for _, m := range p.Margins {
		part, err := MulDiv(int64(max(spent[m.Category], 0)), int64(m.RatePPM), all)
		if err != nil {
			return 0
		}
		rate += part
	}
	return Rate(rate)
}

func (p ValuePolicy) meanMargin() Rate {
	if len(p.Margins) == 0 {
		return 0
	}
	var sum Rate
	for _, m := range p.Margins {
		sum += m.RatePPM
	}
	return sum / Rate(len(p.Margins))
}

// Validate reports the first field that breaks a rule.
func (p ValuePolicy) Validate() error {
	between := func(field string, n, from, to int) error {
		if n < from || n > to {
			return Invalid(field, "error.out_of_range").With("From", from).With("To", to)
		}
		return nil
	}
	for _, err := range []error{between("dormant_days", p.DormantDays, 1, 3_650), between("lost_days", p.LostDays, p.DormantDays+1, 7_300),
		between("horizon_months", p.HorizonMonths, 1, 120), between("min_repeat", p.MinRepeat, 30, 1_000_000),
		between("referral_months", p.ReferralMonths, 0, 240), between("referral_norm", p.ReferralNorm, 1, 1_000)} {
		if err != nil {
			return err
		}
	}
	for _, r := range []struct {
		field string
		rate  Rate
	}{{"discount_ppm", p.DiscountPPM}, {"attribution_ppm", p.AttributionPPM}, {"referral_keep_ppm", p.ReferralKeepPPM}, {"offer_ppm", p.OfferPPM}, {"birthday_offer_ppm", p.BirthdayOfferPPM}, {"floor_ppm", p.FloorPPM}} {
		if r.rate < 0 || r.rate > One {
			return Invalid(r.field, "error.rate_range")
		}
	}
	for _, m := range p.Margins {
		switch {
		case !slices.Contains(Categories, m.Category):
			return Invalid("margins."+m.Category, "error.category_unknown")
		case m.RatePPM < 0 || m.RatePPM > One:
			return Invalid("margins."+m.Category, "error.rate_range")
		}
	}
	return nil
}

// Sections are the days, the terms of the value and of referrals, and a margin
// per category.
func (p *ValuePolicy) Sections() []PolicySection {
	rows := make([]PolicyRow, len(p.Margins))
	for i := range p.Margins {
		m := &p.Margins[i]
		rows[i] = PolicyRow{Label: named("category." + m.Category), Fields: []PolicyField{rateField("margins."+m.Category, named("value.margin"), &m.RatePPM)}}
	}
	return []PolicySection{
		{Key: "days", Title: named("value.days"), Fields: []PolicyField{
			intField("dormant_days", named("value.dormant_days"), UnitDays, &p.DormantDays), intField("lost_days", named("value.lost_days"), UnitDays, &p.LostDays)}},
		{Key: "terms", Title: named("value.terms"), Fields: []PolicyField{
			intField("horizon_months", named("value.horizon"), UnitMonths, &p.HorizonMonths), rateField("discount_ppm", named("value.discount"), &p.DiscountPPM),
			intField("min_repeat", named("value.min_repeat"), UnitNumber, &p.MinRepeat)}},
		{Key: "referrals", Title: named("value.referrals"), Fields: []PolicyField{
			rateField("attribution_ppm", named("value.attribution"), &p.AttributionPPM), intField("referral_months", named("value.referral_months"), UnitMonths, &p.ReferralMonths),
			rateField("referral_keep_ppm", named("value.referral_keep"), &p.ReferralKeepPPM), intField("referral_norm", named("value.referral_norm"), UnitNumber, &p.ReferralNorm)}},
		{Key: "offers", Title: named("value.offers"), Fields: []PolicyField{
			rateField("offer_ppm", named("value.offer"), &p.OfferPPM), rateField("birthday_offer_ppm", named("value.birthday_offer"), &p.BirthdayOfferPPM),
			rateField("floor_ppm", named("value.floor"), &p.FloorPPM)}},
		{Key: "margins", Title: named("value.margins"), Row: named("value.category"), Columns: []PolicyLabel{named("value.margin")}, Rows: rows},
	}
}

// ValuePreview is what a draft of the value policy would change: how many
// members would be in each state, and what a yuan earns on average.
type ValuePreview struct {
	Members   int64
	States    []StateCount
	MarginNow Rate
	Margin    Rate
}

// StateCount is how many members are in a state now and would be.
type StateCount struct {
	State     MemberState
	Now, Then int64
}
