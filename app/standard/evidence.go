package standard

import (
	"gorm.io/gorm"

	"assay/app/db"
	"assay/models"
)

// The documents of a cohort: its items, their credit notes, and what of them
// was written off or recovered, the latter two posted within the lag after the
// item's due day, so that every item had the same time. Prepaid and immediate
// sales are in none. %HORIZON% is models.LossHorizon: due_on plus the lag; the
// places of each are the days before and at the end of the cohort.
const (
	cohortItems = ` FROM open_items i WHERE i.amount_fen > 0 AND i.settlement_kind = 'months' AND i.due_on > ? AND i.due_on <= ?`
	cohortNotes = ` FROM credit_notes n JOIN open_items i ON i.invoice_id = n.invoice_id AND i.amount_fen > 0
		WHERE i.settlement_kind = 'months' AND i.due_on > ? AND i.due_on <= ? AND n.issued_on <= %HORIZON%`
	cohortLosses = ` FROM allocations l JOIN open_items i ON i.id = l.item_id
		WHERE l.source IN ('write_off', 'recovery') AND i.amount_fen > 0 AND i.settlement_kind = 'months'
		AND i.due_on > ? AND i.due_on <= ? AND l.posting_on <= %HORIZON%`
)

// lossRows adds the documents up: as an agent's loss what was written off less
// what was recovered (a recovery re-instates the item, so its row is negative),
// as its gross what was invoiced less credit notes.
const lossRows = `SELECT x.agent_id, SUM(x.gross_fen) AS gross_fen, SUM(x.lost_fen) AS lost_fen FROM (
	SELECT i.agent_id, i.amount_fen AS gross_fen, 0 AS lost_fen` + cohortItems + `
	UNION ALL SELECT i.agent_id, -n.gross_fen, 0` + cohortNotes + `
	UNION ALL SELECT i.agent_id, 0, l.amount_fen` + cohortLosses + `) x GROUP BY x.agent_id ORDER BY x.agent_id`

// lossDocuments are the same documents one by one; a row's id is unique over
// their kinds.
const lossDocuments = `SELECT i.id * 4 AS row_id, 'item' AS part, i.agent_id, i.id AS item_id, i.number AS item_number, i.number, i.issued_on AS posted_on, i.due_on,
	i.amount_fen AS gross_fen, 0 AS lost_fen` + cohortItems + `
	UNION ALL SELECT n.id * 4 + 1, 'note', i.agent_id, i.id, i.number, n.number, n.issued_on, i.due_on, -n.gross_fen, 0` + cohortNotes + `
	UNION ALL SELECT l.id * 4 + 2, l.source, i.agent_id, i.id, i.number, COALESCE(CASE l.source WHEN 'write_off' THEN (SELECT w.number FROM write_offs w WHERE w.id = l.source_id)
		ELSE (SELECT v.number FROM recoveries v WHERE v.id = l.source_id) END, ''), l.posting_on, i.due_on, 0, l.amount_fen` + cohortLosses

// LossRows are the agents' sums for the realised loss rate of a day, as they
// would have been known on it.
func LossRows(q *gorm.DB, dialect string, asOf models.Date, lagDays int) ([]models.AgentLoss, error) {
	c := models.LossCohort(asOf, lagDays)
	from, to := c.From.AddDays(-1), c.To
	var rows []models.AgentLoss
	err := q.Raw(db.Fill(lossRows, "%HORIZON%", db.DayPlus(dialect, "i.due_on", lagDays)), from, to, from, to, from, to).Scan(&rows).Error
	return rows, err
}
