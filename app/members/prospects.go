package members

import (
	"gorm.io/gorm"

	"assay/app/db"
	"assay/models"
)

// DueProspects are those of a scope's stores whom somebody is to get in touch
// with by a day, the longest waiting first.
func DueProspects(q *gorm.DB, scope models.Scope, on models.Date) (rows []models.Prospect, err error) {
	cond, args := db.WithinStores(scope, "s")
	err = q.Raw("SELECT p.* FROM prospects p JOIN stores s ON s.id = p.store_id WHERE p.next_on <= ? AND "+cond+" ORDER BY p.next_on, p.id LIMIT ?", append(append([]any{on}, args...), mostToday)...).Scan(&rows).Error
	return rows, err
}
