package catalog

import (
	"assay/app/db"
	"assay/app/search"
	"assay/models"
)

// TakeOver enters an article that came from another system. A repeated SKU is
// a duplicate (db.IsDuplicate).
func TakeOver(tx *db.Tx, p models.Product) error {
	p.Version = 1
	if err := tx.Create(&p).Error; err != nil {
		return err
	}
	return search.Add(tx, search.OfProduct(p))
}
