package credit

import (
	"gorm.io/gorm"

	"assay/models"
)

// Limits is an agent's limit journal, the latest first.
func Limits(q *gorm.DB, agentID int64, limit int) ([]models.CreditLimit, error) {
	var rows []models.CreditLimit
	err := q.Raw("SELECT * FROM credit_limits WHERE agent_id = ? ORDER BY id DESC LIMIT ?", agentID, limit).Scan(&rows).Error
	return rows, err
}

// Blocks are an agent's blocks, those in force first.
func Blocks(q *gorm.DB, agentID int64) ([]models.CreditBlock, error) {
	var rows []models.CreditBlock
	err := q.Raw("SELECT * FROM credit_blocks WHERE agent_id = ? ORDER BY CASE WHEN cleared_at IS NULL THEN 0 ELSE 1 END, id DESC LIMIT 20", agentID).Scan(&rows).Error
	return rows, err
}

// Decisions are an agent's credit decisions, the latest first, without their
// records.
func Decisions(q *gorm.DB, agentID int64, limit int) ([]models.DecisionRow, error) {
	var rows []models.DecisionRow
	err := q.Raw(`SELECT id, agent_id, order_id, outcome, trigger_kind, amount_fen, account_version, decided_by, decided_at
		FROM credit_decisions WHERE agent_id = ? ORDER BY id DESC LIMIT ?`, agentID, limit).Scan(&rows).Error
	return rows, err
}
