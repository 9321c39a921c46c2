package agents

import (
	"fmt"

	"assay/app/db"
	"assay/models"
)

// RegionByCode is the region with a code, entered under that code as its name
// when the register has none: agents taken over from another system bring
// their regions with them.
func RegionByCode(tx *db.Tx, code string) (int64, error) {
	var r models.Region
	if err := tx.Raw("SELECT * FROM regions WHERE code = ?", code).Scan(&r).Error; err != nil || r.ID != 0 {
		return r.ID, err
	}
	r = models.Region{Code: code, NameZh: code, NameEn: code}
	if err := tx.Create(&r).Error; err != nil {
		return 0, err
	}
	_, err := tx.Change("UPDATE regions SET path = ? WHERE id = ?", fmt.Sprintf("/%d/", r.ID), r.ID)
	return r.ID, err
}
