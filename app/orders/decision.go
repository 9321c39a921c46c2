package orders

import (
	"encoding/json"

	"gorm.io/gorm"

	"assay/models"
)

// LastDecision is the credit decision that an order lives on: the latest that
// was not merely a refused change; a zero row when it was never checked.
func LastDecision(q *gorm.DB, orderID int64) (models.DecisionRow, models.CreditDecision, error) {
	var row models.DecisionRow
	var d models.CreditDecision
	err := q.Raw("SELECT * FROM credit_decisions WHERE order_id = ? AND trigger_kind NOT IN ('edit_refused', 'reopen_refused', 'ship_refused') ORDER BY id DESC LIMIT 1", orderID).Scan(&row).Error
	if err != nil || row.ID == 0 {
		return row, d, err
	}
	return row, d, json.Unmarshal([]byte(row.Record), &d)
}
