package standard

import (
	"gorm.io/gorm"

	"assay/app/db"
	"assay/models"
)

// lossRows takes as an item's loss what of its principal was written off less
// what was recovered (a recovery re-instates the item, so its row is negative),
// as its gross what was invoiced less credit notes, both posted within the lag
// after its due day, so that every item of the cohort had the same time.
// Prepaid and immediate sales are in neither. %HORIZON% is
// models.LossHorizon: due_on plus the lag.
const lossRows = `SELECT x.agent_id, SUM(x.gross_fen) AS gross_fen, SUM(x.lost_fen) AS lost_fen FROM (
	SELECT i.agent_id, i.amount_fen AS gross_fen, 0 AS lost_fen FROM open_items i
		WHERE i.amount_fen > 0 AND i.settlement_kind = 'months' AND i.due_on > ? AND i.due_on <= ?
	UNION ALL
	SELECT i.agent_id, -n.gross_fen, 0 FROM credit_notes n JOIN open_items i ON i.invoice_id = n.invoice_id AND i.amount_fen > 0
		WHERE i.settlement_kind = 'months' AND i.due_on > ? AND i.due_on <= ? AND n.issued_on <= %HORIZON%
	UNION ALL
	SELECT i.agent_id, 0, l.amount_fen FROM allocations l JOIN open_items i ON i.id = l.item_id
		WHERE l.source IN ('write_off', 'recovery') AND i.amount_fen > 0 AND i.settlement_kind = 'months'
		AND i.due_on > ? AND i.due_on <= ? AND l.posting_on <= %HORIZON%
	) x GROUP BY x.agent_id ORDER BY x.agent_id`

// LossRows are the agents' sums for the realised loss rate of a day, as they
// would have been known on it.
func LossRows(q *gorm.DB, dialect string, asOf models.Date, lagDays int) ([]models.AgentLoss, error) {
	c := models.LossCohort(asOf, lagDays)
	from, to := c.From.AddDays(-1), c.To
	var rows []models.AgentLoss
	err := q.Raw(db.Fill(lossRows, "%HORIZON%", db.DayPlus(dialect, "i.due_on", lagDays)), from, to, from, to, from, to).Scan(&rows).Error
	return rows, err
}
