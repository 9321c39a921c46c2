package models

import (
	"slices"
	"strconv"
	"strings"
)

// Sections are the general settings, the bounds of the grades, and a table of
// ranges for each factor.
func (c *Scorecard) Sections() []PolicySection {
	grades := make([]PolicyRow, len(c.Grades))
	for i := range c.Grades {
		g := &c.Grades[i]
		grades[i] = PolicyRow{Label: PolicyLabel{Name: string(g.Grade)}, Fields: []PolicyField{intField("grades."+string(g.Grade), named("score.from"), UnitPoints, &g.From)}}
	}
	sections := []PolicySection{
		{Key: "general", Title: named("score.general"), Fields: []PolicyField{
			intField("valid_months", named("score.valid_months"), UnitMonths, &c.ValidMonths),
			choiceField("loss_grade", named("score.loss_grade"), "grade_or_any", &c.LossGrade, append([]Grade{""}, Grades...)...),
			rateField("large_order", named("score.large_order"), &c.LargeOrderPPM)}},
		{Key: "grades", Title: named("score.grades"), Row: named("agent.grade"), Columns: []PolicyLabel{named("score.from")}, Rows: grades},
	}
	for i := range c.Factors {
		sections = append(sections, c.Factors[i].section())
	}
	return sections
}

// FactorLabel names a factor; one of outside data by its field.
func FactorLabel(k FactorKey) PolicyLabel {
	if name, external := strings.CutPrefix(string(k), ExternalPrefix); external {
		return PolicyLabel{Key: "factor.external", Name: name}
	}
	return named("factor." + string(k))
}

func (f *ScoreFactor) section() PolicySection {
	s := PolicySection{Key: string(f.Key), Title: FactorLabel(f.Key), Row: named("score.range"), Grows: true, Drops: f.external(),
		Fields:  []PolicyField{intField(f.path("missing"), named("score.missing"), UnitPoints, &f.Missing)},
		Columns: []PolicyLabel{named("score.up_to"), named("score.points")}}
	for i := range f.Ranges {
		r, at := &f.Ranges[i], strconv.Itoa(i)
		s.Rows = append(s.Rows, PolicyRow{Label: PolicyLabel{Name: strconv.Itoa(i + 1)}, Fields: []PolicyField{
			f.boundField(f.path(at+".up_to"), &r.UpTo), intField(f.path(at+".points"), named("score.points"), UnitPoints, &r.Points)}})
	}
	return s
}

// boundField reads and shows a bound in the unit that people know the factor
// in.
func (f *ScoreFactor) boundField(path string, to **int64) PolicyField {
	label := named("score.up_to")
	return optional(to, func(n *int64) PolicyField {
		switch f.Key {
		case FactorOnTimeShare, FactorUtilisation, FactorGrowth, FactorDisputes:
			return rateField(path, label, (*Rate)(n))
		case FactorLoss:
			return moneyField(path, label, (*Money)(n))
		case FactorDaysBeyondTerms:
			field := moneyField(path, label, (*Money)(n)) // hundredths, as fen are
			field.Unit = UnitDays
			return field
		}
		unit := UnitNumber
		if f.Key == FactorTenure {
			unit = UnitMonths
		}
		return PolicyField{Path: path, Label: label, Unit: unit, get: func() string { return strconv.FormatInt(*n, 10) }, set: func(s string) (err error) {
			if *n, err = strconv.ParseInt(s, 10, 64); err != nil {
				return Invalid(path, "error.not_a_number")
			}
			return nil
		}}
	})
}

// AddRow splits the last range of a factor: the new one takes a bound above
// the others, with the points of the last.
func (c *Scorecard) AddRow(section string) {
	for i := range c.Factors {
		f := &c.Factors[i]
		if string(f.Key) != section || len(f.Ranges) == 0 {
			continue
		}
		last, bound := f.Ranges[len(f.Ranges)-1], int64(0)
		if n := len(f.Ranges); n > 1 {
			bound = *f.Ranges[n-2].UpTo + 1
		}
		f.Ranges = append(f.Ranges[:len(f.Ranges)-1:len(f.Ranges)-1], FactorRange{&bound, last.Points}, last)
	}
}

// DropRow drops a range; the last one stays open.
func (c *Scorecard) DropRow(section string, row int) {
	for i := range c.Factors {
		f := &c.Factors[i]
		if string(f.Key) == section && len(f.Ranges) > 1 && row >= 0 && row < len(f.Ranges) {
			f.Ranges = slices.Delete(slices.Clone(f.Ranges), row, row+1)
			f.Ranges[len(f.Ranges)-1].UpTo = nil
		}
	}
}

func (f *ScoreFactor) external() bool { return strings.HasPrefix(string(f.Key), ExternalPrefix) }

// AddFactor adds the factor of a field of outside data. It gives no points until
// its table of points says so, and none to whoever has no value.
func (c *Scorecard) AddFactor(field string) error {
	key := FactorKey(ExternalPrefix + field)
	switch {
	case !factName(field):
		return Invalid("factor_name", "error.fact_name")
	case slices.ContainsFunc(c.Factors, func(f ScoreFactor) bool { return f.Key == key }):
		return Invalid("factor_name", "error.score_factor_twice")
	}
	c.Factors = append(slices.Clone(c.Factors), ScoreFactor{Key: key, Ranges: []FactorRange{{}}})
	return nil
}

// DropFactor drops a factor of outside data; those of the ledger stay.
func (c *Scorecard) DropFactor(key string) {
	c.Factors = slices.DeleteFunc(slices.Clone(c.Factors), func(f ScoreFactor) bool { return f.external() && string(f.Key) == key })
}

// Field is the value in the unit that people know the factor in.
func (l FactorPoints) Field() PolicyField {
	value := &l.Value
	f := ScoreFactor{Key: l.Key}
	return f.boundField("", &value)
}

// Label names the factor.
func (l FactorPoints) Label() PolicyLabel { return FactorLabel(l.Key) }
