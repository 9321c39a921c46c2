package orders

import (
	"encoding/json"

	"gorm.io/gorm"

	"assay/models"
)

// LastDecision is the latest credit decision on an order; a zero row when it
// was never checked.
func LastDecision(q *gorm.DB, orderID int64) (models.DecisionRow, models.CreditDecision, error) {
	var row models.DecisionRow
	var d models.CreditDecision
	err := q.Raw("SELECT * FROM credit_decisions WHERE order_id = ? ORDER BY id DESC LIMIT 1", orderID).Scan(&row).Error
	if err != nil || row.ID == 0 {
		return row, d, err
	}
	return row, d, json.Unmarshal([]byte(row.Record), &d)
}
