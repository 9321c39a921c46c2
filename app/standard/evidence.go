package standard

import (
	"slices"
	"strings"

	"gorm.io/gorm"

	"assay/app/credit"
	"assay/app/db"
	"assay/models"
)

// The documents of a cohort: its items, their credit notes, and what of them
// was written off or recovered, the latter two posted within the lag after the
// item's due day, so that every item had the same time. Prepaid and immediate
// sales are in none. %HORIZON% is models.LossHorizon: due_on plus the lag,
// %MEMBER% is whose items count; the places of each are that of the segment's
// value and the days before and at the end of the cohort.
const (
	cohortItems = ` FROM open_items i WHERE i.amount_fen > 0 AND i.settlement_kind = 'months' AND %MEMBER% AND i.due_on > ? AND i.due_on <= ?`
	cohortNotes = ` FROM credit_notes n JOIN open_items i ON i.invoice_id = n.invoice_id AND i.amount_fen > 0
		WHERE i.settlement_kind = 'months' AND %MEMBER% AND i.due_on > ? AND i.due_on <= ? AND n.issued_on <= %HORIZON%`
	cohortLosses = ` FROM allocations l JOIN open_items i ON i.id = l.item_id
		WHERE l.source IN ('write_off', 'recovery') AND i.amount_fen > 0 AND i.settlement_kind = 'months'
		AND %MEMBER% AND i.due_on > ? AND i.due_on <= ? AND l.posting_on <= %HORIZON%`
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

// Whose items count for a segment, by its kind; each place is for the segment's
// value. A grade's items are those sold while their agent had it, so that
// it keeps the losses of whoever was graded down for them, and no past rate moves
// with a new grade. A settlement policy goes by what the item was sold under, a
// region by where the agent is now. Whoever never had the grade is left out first,
// which costs less than to ask of each item.
const (
	memberAll        = "'all' = ?"
	memberRegion     = "i.agent_id IN (SELECT b.id FROM agents b JOIN regions g ON g.id = b.region_id JOIN regions h ON INSTR(g.path, h.path) = 1 WHERE h.code = ?)"
	memberGrade      = "i.agent_id IN (SELECT j.agent_id FROM agent_grades j WHERE j.grade = ?) AND %THEN% = ?"
	memberSettlement = "i.invoice_id IN (SELECT v.id FROM invoices v JOIN settlement_policies p ON p.id = v.settlement_policy_id WHERE p.code = ?)"
)

// member is the condition and the values of its places.
func member(segment string) (condition string, args []any) {
	kind, value, _ := strings.Cut(segment, ":")
	switch kind {
	case "region":
		return memberRegion, []any{value}
	case "grade":
		return strings.ReplaceAll(memberGrade, "%THEN%", db.GradeAt("i.agent_id", "i.posting_on")), []any{value, value}
	case "settlement":
		return memberSettlement, []any{value}
	}
	return memberAll, []any{models.SegmentAll}
}

// ofSegment fills a query on the cohort's documents for a segment and gives
// its arguments.
func ofSegment(query, dialect, segment string, asOf models.Date, lagDays int) (string, []any) {
	c := models.LossCohort(asOf, lagDays)
	from, to := c.From.AddDays(-1), c.To
	condition, args := member(segment)
	args = append(args, from, to)
	query = db.Fill(db.Fill(query, "%HORIZON%", db.DayPlus(dialect, "i.due_on", lagDays)), "%MEMBER%", condition)
	return query, slices.Concat(args, args, args)
}

// LossRows are the agents' sums for the realised loss rate of a segment on a
// day, as they would have been known on it.
func LossRows(q *gorm.DB, dialect, segment string, asOf models.Date, lagDays int) ([]models.AgentLoss, error) {
	query, args := ofSegment(lossRows, dialect, segment, asOf, lagDays)
	var rows []models.AgentLoss
	err := q.Raw(query, args...).Scan(&rows).Error
	return rows, err
}

// Members are the agents that a segment's standard is for now. The early signal
// and the reach of a move go by them, not by the grade at the sale: they tell of
// whom a move would meet.
func Members(q *gorm.DB, segment string, on models.Date) (map[int64]bool, error) {
	var ids []int64
	err := q.Raw("SELECT a.id FROM agents a WHERE "+credit.StandardOf+" = ?", on, segment).Scan(&ids).Error
	members := make(map[int64]bool, len(ids))
	for _, id := range ids {
		members[id] = true
	}
	return members, err
}

// Reach is what a move from a level to another touches: the active agents of the
// segment whom the lowest grade starts or ceases to give credit, and those
// whose limit by grade changes, by how much it does.
func Reach(q *gorm.DB, segment string, on models.Date, from, to models.StandardLevel) (models.StandardReach, error) {
	var rows []models.Inheriting
	err := q.Raw(`SELECT a.grade, d.kind, COALESCE(d.amount_fen, 0) AS amount_fen, COUNT(*) AS agents,
		SUM(CASE WHEN EXISTS (SELECT 1 FROM credit_limits l WHERE l.agent_id = a.id AND l.ended_at IS NULL AND l.kind <> 'inherit')
			OR EXISTS (SELECT 1 FROM credit_accounts c JOIN credit_groups g ON g.id = c.group_id WHERE c.agent_id = a.id AND g.member_limit_kind <> 'inherit') THEN 0 ELSE 1 END) AS inheriting
		FROM agents a LEFT JOIN grade_limits d ON d.grade = a.grade WHERE a.status = 'active' AND `+credit.StandardOf+` = ? GROUP BY a.grade, d.kind, d.amount_fen`, on, segment).Scan(&rows).Error
	if err != nil {
		return models.StandardReach{}, err
	}
	return models.ReachOf(rows, from, to)
}
