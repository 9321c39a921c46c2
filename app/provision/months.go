package provision

import (
	"encoding/json"

	"gorm.io/gorm"

	"assay/models"
)

// Month is the movement of all segments of a posted month.
type Month struct {
	ThroughOn        models.Date
	Segments         int
	models.Provision `gorm:"embedded"`
}

const monthsQuery = `SELECT through_on, COUNT(*) AS segments, SUM(opening_fen) AS opening_fen, SUM(use_fen) AS use_fen, SUM(charge_fen) AS charge_fen,
	SUM(release_fen) AS release_fen, SUM(closing_fen) AS closing_fen FROM provisions GROUP BY through_on ORDER BY through_on DESC LIMIT ? OFFSET ?`

// Months are the posted months, the latest first, and how many there are.
func Months(q *gorm.DB, limit, offset int) (rows []Month, total int64, err error) {
	if err = q.Raw("SELECT COUNT(DISTINCT through_on) FROM provisions").Scan(&total).Error; err != nil {
		return nil, 0, err
	}
	err = q.Raw(monthsQuery, limit, offset).Scan(&rows).Error
	return rows, total, err
}

// Of are the movements of the month that ended on a day, by segment; none for
// a day on which no posted month ended.
func Of(q *gorm.DB, through models.Date) (rows []Movement, err error) {
	err = q.Raw("SELECT * FROM provisions WHERE through_on = ? ORDER BY segment", through).Scan(&rows).Error
	return rows, err
}

// Made is what the closing balance was made of, class by class. A segment
// whose row had left the matrix required nothing.
func (m Movement) Made() (b Basis, err error) {
	return b, json.Unmarshal([]byte(m.Basis), &b)
}
