package insight

import (
	"gorm.io/gorm"

	"assay/app/db"
	"assay/models"
)

// dimensionColumns are the columns of the facts by dimension.
var dimensionColumns = map[models.MemberDimension]string{
	models.ByRegion: "''", models.ByAge: "f.age_band", models.ByOccupation: "f.occupation", models.ByIndustry: "f.industry", models.ByState: "f.state", models.ByTier: "f.tier",
}

// KeepMonth is the step that keeps how the members stand at the end of a day as
// their month's line, in the place of what was kept for the month before that
// day: so a month that has ended stays as its last night found it.
func KeepMonth(tx *db.Tx, on models.Date) error {
	month := on.MonthEnd()
	if _, err := tx.Change("DELETE FROM member_months WHERE month_on = ?", month); err != nil {
		return err
	}
	for _, d := range models.MemberDimensions() {
		column := dimensionColumns[d]
		if _, err := tx.Change(`INSERT INTO member_months (month_on, region_id, dimension, value, members, year_fen)
			SELECT ?, f.region_id, ?, `+column+`, COUNT(*), SUM(f.year_fen) FROM member_facts f GROUP BY f.region_id, `+column, month, d); err != nil {
			return err
		}
	}
	return nil
}

// Shares are the values of a dimension over the regions of a scope: this
// month's latest night beside the end of the month before, the greatest share
// first, as many as a page shows.
type Shares struct {
	Dimension models.MemberDimension
	MonthOn   models.Date
	BeforeOn  models.Date // zero where that month was not kept
	Rows      []models.MemberShare
	Others    int64 // values that are not shown
}

// mostShares is how many values of a dimension a page shows.
const mostShares = 12

// SharesOf reads what is kept of a dimension.
func SharesOf(q *gorm.DB, scope models.Scope, d models.MemberDimension) (s Shares, err error) {
	s.Dimension = d
	var months []struct{ MonthOn models.Date }
	if err = q.Raw("SELECT DISTINCT month_on FROM member_months ORDER BY month_on DESC LIMIT 2").Scan(&months).Error; err != nil || len(months) == 0 {
		return s, err
	}
	s.MonthOn = months[0].MonthOn
	if len(months) == 2 && months[1].MonthOn == s.MonthOn.MonthStart()-1 {
		s.BeforeOn = months[1].MonthOn
	}
	now, err := monthOf(q, scope, d, s.MonthOn)
	if err != nil {
		return s, err
	}
	before, err := monthOf(q, scope, d, s.BeforeOn)
	if err != nil {
		return s, err
	}
	s.Rows = models.ShareMembers(now, before, !s.BeforeOn.IsZero())
	s.Others = int64(max(0, len(s.Rows)-mostShares))
	s.Rows = s.Rows[:min(len(s.Rows), mostShares)]
	return s, nil
}

// monthOf are a month's lines of a dimension inside a scope, added up by value;
// of regions each is its code.
func monthOf(q *gorm.DB, scope models.Scope, d models.MemberDimension, month models.Date) (rows []models.MemberMonth, err error) {
	cond, args := db.WithinRegions(scope, "r")
	value := "k.value"
	if d == models.ByRegion {
		value = "r.code"
	}
	err = q.Raw("SELECT "+value+" AS value, SUM(k.members) AS members, SUM(k.year_fen) AS year_fen FROM member_months k JOIN regions r ON r.id = k.region_id WHERE k.month_on = ? AND k.dimension = ? AND "+cond+
		" GROUP BY "+value+" ORDER BY "+value, append([]any{month, d}, args...)...).Scan(&rows).Error
	return rows, err
}
