package loyalty

import (
	"gorm.io/gorm"

	"assay/app/db"
	"assay/models"
)

// SlipByID is a slip of a store inside the scope.
func SlipByID(q *gorm.DB, scope models.Scope, id int64) (models.SalesSlip, error) {
	cond, args := db.WithinStores(scope, "s")
	var slip models.SalesSlip
	err := q.Raw("SELECT x.* FROM sales_slips x JOIN stores s ON s.id = x.store_id WHERE x.id = ? AND "+cond, append([]any{id}, args...)...).Scan(&slip).Error
	if err == nil && slip.ID == 0 {
		err = models.NotFound("slip")
	}
	return slip, err
}

// LinesOf are a slip's lines in their order.
func LinesOf(q *gorm.DB, slipID int64) (lines []models.SlipLine, err error) {
	err = q.Raw("SELECT * FROM slip_lines WHERE slip_id = ? ORDER BY line", slipID).Scan(&lines).Error
	return lines, err
}
