package demo

import (
	"gorm.io/gorm"

	"assay/app/db"
	"assay/models"
)

// setting is the row that marks a database as a demonstration; unfinished is
// its value until the fill is done.
const (
	setting    = "demonstration"
	unfinished = "unfinished"
)

// EndOf tells whether a database is a demonstration, and the day it was filled
// up to: zero while the fill has not ended.
func EndOf(q *gorm.DB) (end models.Date, ok bool, err error) {
	var values []string
	if err := q.Raw("SELECT value FROM settings WHERE name = ?", setting).Scan(&values).Error; err != nil || len(values) == 0 {
		return 0, false, err
	}
	if values[0] == unfinished {
		return 0, true, nil
	}
	end, err = models.ParseDate(values[0])
	return end, true, err
}

// mark comes first of all, so that what an interrupted fill leaves behind is
// never taken for a real book.
func mark(tx *db.Tx, at models.Moment) error {
	_, err := tx.Change("INSERT INTO settings (name, value, set_at) VALUES (?, ?, ?)", setting, unfinished, at.At)
	return err
}

func markFinished(tx *db.Tx, at models.Moment, end models.Date) error {
	_, err := tx.Change("UPDATE settings SET value = ?, set_at = ? WHERE name = ?", end.String(), at.At, setting)
	return err
}
