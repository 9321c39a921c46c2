package models

import (
	"slices"
	"strconv"
)

// mostTiers is how many tiers a policy may have.
const mostTiers = 12

// Validate reports the first field that breaks a rule: bounds rise from 0, and
// codes are not used twice.
func (p TierPolicy) Validate() error {
	switch {
	case !slices.Contains([]TierBasis{TierByGrowth, TierByValue, TierByBoth}, p.Basis):
		return Invalid("basis", "error.choice_unknown")
	case !slices.Contains([]TierWindow{WindowLifetime, WindowCalendar, WindowAnniversary, WindowRolling}, p.Window):
		return Invalid("window", "error.choice_unknown")
	case p.Months < 1 || p.Months > 60:
		return Invalid("months", "error.out_of_range").With("From", 1).With("To", 60)
	case p.GraceMonths < 0 || p.GraceMonths > 24:
		return Invalid("grace_months", "error.out_of_range").With("From", 0).With("To", 24)
	case len(p.Levels) == 0 || len(p.Levels) > mostTiers:
		return Invalid("levels", "error.out_of_range").With("From", 1).With("To", mostTiers)
	}
	codes := map[string]bool{}
	for i, l := range p.Levels {
		at := "levels." + strconv.Itoa(i) + "."
		switch {
		case l.Code == "" || codes[l.Code]:
			return Invalid(at+"code", "error.tier_code")
		case l.NameZh == "" || l.NameEn == "":
			return Invalid(at+"name_zh", "error.value_required")
		case i == 0 && l.From != 0:
			return Invalid(at+"from", "error.tier_from_zero")
		case i > 0 && l.From <= p.Levels[i-1].From:
			return Invalid(at+"from", "error.tier_rises")
		}
		codes[l.Code] = true
	}
	return p.validateValues()
}

// validateValues checks the bounds by value: they rise, and growth with a floor
// has one.
func (p TierPolicy) validateValues() error {
	var last int64
	for i, l := range p.Levels {
		switch {
		case l.ValueFrom < 0 || l.ValueFrom > 0 && (i == 0 || l.ValueFrom <= last):
			return Invalid("levels."+strconv.Itoa(i)+".value_from", "error.tier_rises")
		case l.ValueFrom > 0:
			last = l.ValueFrom
		}
	}
	if p.Basis == TierByBoth && last == 0 {
		return Invalid("basis", "error.tier_floor")
	}
	return nil
}

// Sections are what a tier follows from, and a row per tier.
func (p *TierPolicy) Sections() []PolicySection {
	rows := make([]PolicyRow, len(p.Levels))
	for i := range p.Levels {
		l, at := &p.Levels[i], "levels."+strconv.Itoa(i)+"."
		rows[i] = PolicyRow{Label: PolicyLabel{Name: l.Code}, Fields: []PolicyField{
			textField(at+"code", named("tier.code"), 8, &l.Code), textField(at+"name_zh", named("tier.name_zh"), 20, &l.NameZh),
			textField(at+"name_en", named("tier.name_en"), 20, &l.NameEn), countField(at+"from", named("tier.from"), UnitNumber, &l.From),
			countField(at+"value_from", named("tier.value_from"), UnitNumber, &l.ValueFrom)}}
	}
	return []PolicySection{
		{Key: "rule", Title: named("tier.rule"), Fields: []PolicyField{
			choiceField("basis", named("tier.basis"), "tier_basis", &p.Basis, TierByGrowth, TierByValue, TierByBoth),
			choiceField("window", named("tier.window"), "tier_window", &p.Window, WindowLifetime, WindowCalendar, WindowAnniversary, WindowRolling),
			intField("months", named("tier.months"), UnitMonths, &p.Months), intField("grace_months", named("tier.grace_months"), UnitMonths, &p.GraceMonths)}},
		{Key: "levels", Title: named("tier.levels"), Row: named("tier.level"), Grows: true,
			Columns: []PolicyLabel{named("tier.code"), named("tier.name_zh"), named("tier.name_en"), named("tier.from"), named("tier.value_from")}, Rows: rows},
	}
}

// AddRow adds a tier above the highest.
func (p *TierPolicy) AddRow(section string) {
	if section == "levels" && len(p.Levels) < mostTiers {
		n, from := len(p.Levels)+1, int64(0)
		if n > 1 {
			from = p.Levels[n-2].From + 1
		}
		name := "S" + strconv.Itoa(n)
		p.Levels = append(p.Levels, TierLevel{name, name, name, from, 0})
	}
}

// DropRow takes a tier out.
func (p *TierPolicy) DropRow(section string, row int) {
	if section == "levels" && row >= 0 && row < len(p.Levels) {
		p.Levels = slices.Delete(slices.Clone(p.Levels), row, row+1)
	}
}
