package search

import (
	"gorm.io/gorm"

	"assay/app/db"
	"assay/models"
)

// Rule numbers the way in which names become terms. Whoever changes it counts
// on, so that every book is rebuilt once.
const Rule = "1"

const ruleSetting = "search.rule"

// Current tells whether the rows were made by the present rule.
func Current(q *gorm.DB) (bool, error) {
	var n int64
	err := q.Raw("SELECT COUNT(*) FROM settings WHERE name = ? AND value = ?", ruleSetting, Rule).Scan(&n).Error
	return n > 0, err
}

// SetCurrent says so.
func SetCurrent(tx *db.Tx, at models.Moment) error {
	if _, err := tx.Change("DELETE FROM settings WHERE name = ?", ruleSetting); err != nil {
		return err
	}
	_, err := tx.Change("INSERT INTO settings (name, value, set_at) VALUES (?, ?, ?)", ruleSetting, Rule, at.At)
	return err
}
