package insight

import (
	"gorm.io/gorm"

	"assay/app/db"
	"assay/models"
)

// regionsOf are the regions that a scope reaches, by code.
func regionsOf(q *gorm.DB, scope models.Scope) (rows []models.Region, err error) {
	cond, args := db.WithinRegions(scope, "r")
	err = q.Raw("SELECT r.* FROM regions r WHERE "+cond+" ORDER BY r.code", args...).Scan(&rows).Error
	return rows, err
}
