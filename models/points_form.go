package models

import "slices"

// Validate reports the first field that breaks a rule.
func (p PointsPolicy) Validate() error {
	switch {
	case p.ValidMonths < 0 || p.ValidMonths > 120:
		return Invalid("valid_months", "error.out_of_range").With("From", 0).With("To", 120)
	case p.PointFen < 0 || p.PointFen > 100:
		return Invalid("point_fen", "error.amount_out_of_range")
	case p.RestoreDays < 0 || p.RestoreDays > 366:
		return Invalid("restore_days", "error.out_of_range").With("From", 0).With("To", 366)
	case p.WarnDays < 0 || p.WarnDays > 366:
		return Invalid("warn_days", "error.out_of_range").With("From", 0).With("To", 366)
	}
	for _, r := range p.Activities {
		at := "activities." + string(r.Activity) + "."
		switch {
		case !slices.Contains(Activities(), r.Activity):
			return Invalid(at+"points", "error.choice_unknown")
		case r.Points < 0 || r.Points > 1_000_000:
			return Invalid(at+"points", "error.out_of_range").With("From", 0).With("To", 1_000_000)
		case r.PerYear < 0 || r.PerYear > 366:
			return Invalid(at+"per_year", "error.out_of_range").With("From", 0).With("To", 366)
		case !r.From.IsZero() && !r.To.IsZero() && r.To < r.From:
			return Invalid(at+"to", "error.dates_reversed")
		}
	}
	return nil
}

// Sections are the life of a point, and a row per activity.
func (p *PointsPolicy) Sections() []PolicySection {
	rows := make([]PolicyRow, len(p.Activities))
	for i := range p.Activities {
		r := &p.Activities[i]
		at := "activities." + string(r.Activity) + "."
		rows[i] = PolicyRow{Label: named("activity." + string(r.Activity)), Fields: []PolicyField{
			countField(at+"points", named("points.given"), UnitPoints, &r.Points), intField(at+"per_year", named("points.per_year"), UnitNumber, &r.PerYear),
			dateField(at+"from", named("points.from"), &r.From), dateField(at+"to", named("points.to"), &r.To)}}
	}
	return []PolicySection{
		{Key: "life", Title: named("points.life"), Fields: []PolicyField{
			intField("valid_months", named("points.valid_months"), UnitMonths, &p.ValidMonths), intField("warn_days", named("points.warn_days"), UnitDays, &p.WarnDays),
			intField("restore_days", named("points.restore_days"), UnitDays, &p.RestoreDays), moneyField("point_fen", named("points.point_worth"), &p.PointFen)}},
		{Key: "activities", Title: named("points.activities"), Row: named("points.activity"),
			Columns: []PolicyLabel{named("points.given"), named("points.per_year"), named("points.from"), named("points.to")}, Rows: rows},
	}
}
