package credit

import (
	"encoding/json"

	"gorm.io/gorm"

	"assay/app/db"
	"assay/models"
)

// AgentByCode finds the agent that a form names by its code, inside the scope;
// invalid on field agent when there is none.
func AgentByCode(q *gorm.DB, scope models.Scope, code string) (int64, error) {
	cond, args := db.Within(scope, "a")
	var id int64
	err := q.Raw("SELECT a.id FROM agents a WHERE a.code = ? AND "+cond, append([]any{code}, args...)...).Scan(&id).Error
	if err == nil && id == 0 {
		err = models.Invalid("agent", "error.agent_unknown").With("Code", code)
	}
	return id, err
}

// proposalOf is the proposal, aliased p, that a line c of the limit journal came
// from. A decision and the limit that it sets are of one transaction, so they
// have the moment, the person and the reason in common.
const proposalOf = ` LEFT JOIN limit_proposals p ON p.id = (SELECT MAX(x.id) FROM limit_proposals x WHERE x.agent_id = c.agent_id AND x.state = 'approved'
	AND x.purpose = c.purpose AND x.decided_at = c.set_at AND x.decided_by_id = c.set_by_id AND x.decision_reason = c.reason
	AND x.kind = c.kind AND COALESCE(x.granted_fen, x.amount_fen) = c.amount_fen)`

// Limits is an agent's limit journal, the latest first.
func Limits(q *gorm.DB, agentID int64, limit int) ([]models.LimitLine, error) {
	var rows []models.LimitLine
	err := q.Raw("SELECT c.*, p.id AS proposal_id, COALESCE(p.source, 'opening') AS origin, COALESCE(p.proposed_by, '') AS proposed_by FROM credit_limits c"+
		proposalOf+" WHERE c.agent_id = ? ORDER BY c.id DESC LIMIT ?", agentID, limit).Scan(&rows).Error
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

// DecisionsPage is a part of an agent's decisions without their records, the
// latest first, and how many there are.
func DecisionsPage(q *gorm.DB, agentID int64, limit, offset int) ([]models.DecisionRow, int64, error) {
	var total int64
	if err := q.Raw("SELECT COUNT(*) FROM credit_decisions WHERE agent_id = ?", agentID).Scan(&total).Error; err != nil {
		return nil, 0, err
	}
	var rows []models.DecisionRow
	err := q.Raw(`SELECT id, agent_id, order_id, outcome, trigger_kind, amount_fen, account_version, decided_by, decided_at
		FROM credit_decisions WHERE agent_id = ? ORDER BY id DESC LIMIT ? OFFSET ?`, agentID, limit, offset).Scan(&rows).Error
	return rows, total, err
}

// DecisionInScope is one decision with its record; not found outside the
// scope.
func DecisionInScope(q *gorm.DB, scope models.Scope, id int64) (models.DecisionRow, models.CreditDecision, error) {
	cond, args := db.Within(scope, "a")
	var row models.DecisionRow
	var d models.CreditDecision
	err := q.Raw("SELECT d.* FROM credit_decisions d JOIN agents a ON a.id = d.agent_id WHERE d.id = ? AND "+cond, append([]any{id}, args...)...).Scan(&row).Error
	if err != nil {
		return row, d, err
	}
	if row.ID == 0 {
		return row, d, models.NotFound("credit_decision")
	}
	return row, d, json.Unmarshal([]byte(row.Record), &d)
}
