package loyalty

import (
	"gorm.io/gorm"

	"assay/app/db"
	"assay/models"
)

// Liability is what open points could cost, by the month that they expire in.
type Liability struct {
	Points  int64
	Members int64
	Debt    int64
	Worth   models.Money
	Months  []LiabilityMonth
}

// LiabilityMonth is what expires in a month; a zero Month is what never does.
type LiabilityMonth struct {
	Month  models.Date
	Points int64
	Worth  models.Money
}

// LiabilityOf adds up what members of stores inside a scope hold, at what a
// point takes off today.
func LiabilityOf(q *gorm.DB, scope models.Scope, rules Rules) (l Liability, err error) {
	joined, args := "", []any(nil)
	if !scope.All {
		cond, values := db.WithinStores(scope, "s")
		joined, args = " JOIN members m ON m.id = x.member_id JOIN stores s ON s.id = m.store_id AND "+cond, values
	}
	var sum struct{ Points, Members, Debt int64 }
	if err = q.Raw("SELECT COALESCE(SUM(x.points), 0) AS points, COALESCE(SUM(x.debt), 0) AS debt, COUNT(CASE WHEN x.points > 0 THEN 1 END) AS members FROM member_accounts x"+joined, args...).
		Scan(&sum).Error; err != nil {
		return l, err
	}
	l.Points, l.Members, l.Debt = sum.Points, sum.Members, sum.Debt
	if l.Worth, err = rules.Points.Worth(l.Points); err != nil {
		return l, err
	}
	var days []struct {
		ExpiresOn models.Date
		Points    int64
	}
	if err = q.Raw("SELECT x.expires_on, SUM(x.left_points) AS points FROM point_lots x"+joined+
		" WHERE x.left_points > 0 GROUP BY x.expires_on ORDER BY x.expires_on", args...).Scan(&days).Error; err != nil {
		return l, err
	}
	for _, d := range days {
		month := models.Date(0)
		if !d.ExpiresOn.IsZero() {
			month = d.ExpiresOn.MonthStart()
		}
		if n := len(l.Months); n == 0 || l.Months[n-1].Month != month {
			l.Months = append(l.Months, LiabilityMonth{Month: month})
		}
		m := &l.Months[len(l.Months)-1]
		m.Points += d.Points
		if m.Worth, err = rules.Points.Worth(m.Points); err != nil {
			return l, err
		}
	}
	return l, nil
}
