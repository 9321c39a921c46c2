package reports

import (
	"slices"

	"gorm.io/gorm"

	"assay/app/agents"
	"assay/app/list"
	"assay/app/receivables"
	"assay/models"
)

// exposureParts are the documents that an agent's exposure is made of, one
// query for each sort of them; a row's id is unique over the sorts, and what
// lowers the exposure is negative.
const exposureParts = `SELECT i.id * 4 AS row_id, 'item' AS part, i.agent_id, 'items' AS place, i.id AS doc, i.number, i.due_on AS day, i.open_fen AS fen FROM open_items i WHERE i.agent_id = ? AND i.open_fen <> 0
	UNION ALL SELECT v.id * 4 + 1, 'reservation', v.agent_id, '', v.order_id, '', v.expires_on, v.amount_fen FROM reservations v WHERE v.agent_id = ? AND v.state = 'open'
	UNION ALL SELECT r.id * 4 + 2, 'receipt', r.agent_id, 'receipts', r.id, r.number, r.posting_on, -r.unallocated_fen FROM receipts r WHERE r.agent_id = ? AND r.unallocated_fen <> 0
	UNION ALL SELECT s.id * 4 + 3, 'security', s.agent_id, '', s.id, s.number, s.valid_to_on, -s.counted_fen FROM credit_securities s WHERE s.agent_id = ? AND s.released_at IS NULL`

// exposurePartsAt are those of a past day: what was posted later is taken back,
// reservations are those that were open when the next day began.
const exposurePartsAt = `SELECT i.id * 4 AS row_id, 'item' AS part, i.agent_id, 'items' AS place, i.id AS doc, i.number, i.due_on AS day, i.residual_fen AS fen
		FROM (` + receivables.ItemsAtQuery + `) i
	UNION ALL SELECT v.id * 4 + 1, 'reservation', v.agent_id, '', v.order_id, '', v.expires_on, v.amount_fen
		FROM reservations v WHERE v.agent_id = ? AND v.opened_at < ? AND (v.ended_at IS NULL OR v.ended_at >= ?)
	UNION ALL SELECT row_id, part, agent_id, place, doc, number, day, -fen FROM (SELECT r.id * 4 + 2 AS row_id, 'receipt' AS part, r.agent_id, 'receipts' AS place, r.id AS doc, r.number, r.posting_on AS day,
			r.unallocated_fen + CASE WHEN r.reversal_on > ? THEN r.amount_fen ELSE 0 END + COALESCE((SELECT SUM(l.amount_fen) FROM allocations l
				WHERE l.source = 'receipt' AND l.source_id = r.id AND l.posting_on > ?), 0) AS fen
		FROM receipts r WHERE r.agent_id = ? AND r.posting_on <= ?) m WHERE fen <> 0`

// parts is a query of the documents that an exposure is made of.
type parts struct {
	query string
	args  []any
}

// exposed is an agent's exposure, today's or that of the end of a kept month,
// and the documents in it.
type exposed struct {
	Month models.Date // zero for today
	Fen   models.Money
	parts parts
}

// exposureOf is an agent's exposure of the day that was asked for; a month that
// is not kept is an invalid input.
func exposureOf(q *gorm.DB, agent agents.Listed, ask Query) (exposed, error) {
	if ask.Month.IsZero() {
		return exposed{Fen: agent.ExposureFen, parts: partsNow(agent.ID)}, nil
	}
	var cuts []monthCut
	if err := q.Raw("SELECT * FROM figure_months ORDER BY month_on DESC").Scan(&cuts).Error; err != nil {
		return exposed{}, err
	}
	at := slices.IndexFunc(cuts, func(m monthCut) bool { return m.MonthOn == ask.Month })
	if at < 0 {
		return exposed{}, notKept(ends(cuts), ask.Month)
	}
	var kept agentMonth
	if err := q.Raw("SELECT * FROM agent_months WHERE agent_id = ? AND month_on = ?", agent.ID, ask.Month).Scan(&kept).Error; err != nil {
		return exposed{}, err
	}
	docs, err := partsAt(q, agent.ID, cuts[at])
	return exposed{ask.Month, kept.figures(1).Exposure(), docs}, err
}

func ends(cuts []monthCut) []models.Date {
	days := make([]models.Date, len(cuts))
	for i, m := range cuts {
		days[i] = m.MonthOn
	}
	return days
}

// Day is the month's end for an address, "" for today.
func (e exposed) Day() string {
	if e.Month.IsZero() {
		return ""
	}
	return e.Month.String()
}

// partsNow are those of today.
func partsNow(agentID int64) parts {
	return parts{exposureParts, []any{agentID, agentID, agentID, agentID}}
}

// partsAt are those of the end of a kept month. What a security counted for
// follows from its own terms, so each is a row of the query by itself.
func partsAt(q *gorm.DB, agentID int64, cut monthCut) (parts, error) {
	on := cut.MonthOn
	p := parts{exposurePartsAt, append(receivables.ItemsAtArgs(agentID, on), agentID, cut.CutAt, cut.CutAt, on, on, agentID, on)}
	held, err := securitiesAt(q, cut.CutAt, "agent_id = ?", agentID)
	for _, s := range held {
		if worth := s.Eligible(on); worth != 0 {
			p.query += " UNION ALL SELECT s.id * 4 + 3, 'security', s.agent_id, '', s.id, s.number, s.valid_to_on, ? FROM credit_securities s WHERE s.id = ?"
			p.args = append(p.args, -worth, s.ID)
		}
	}
	return p, err
}

// exposureList are the documents that an agent's exposure is the sum of.
func exposureList(p parts) list.Spec {
	number := func(v list.Values) any {
		if v["part"] == "reservation" {
			id, _ := v["doc"].(int64)
			return models.Order{ID: id}.Number()
		}
		return v["number"]
	}
	return list.Spec{Name: "exposure", Title: "exposure.title", Empty: "exposure.none", Hint: "item.search_hint", Need: models.ReceivableRead, Agents: "a", ID: "d.row_id", Sort: "-fen",
		From: "(" + p.query + ") d JOIN agents a ON a.id = d.agent_id", Before: p.args, Search: []string{"d.number"},
		Columns: []list.Column{
			{Key: "number", Label: "loss.document", Expr: "d.number", Kind: list.Text, Link: "/finance/{place}/{doc}", Show: number},
			{Key: "kind", Label: "loss.part", Expr: "d.part", Kind: list.Word, Family: "exposure_part", Phone: "k-12"},
			{Key: "day", Label: "exposure.day", Expr: "d.day", By: "COALESCE(d.day, '9999-12-31')", Kind: list.Day, Phone: "k-start", Sort: true},
			{Key: "fen", Label: "credit.exposure", Expr: "d.fen", Kind: list.Money, Phone: "k-end", Sort: true, Sum: true},
			{Key: "part", Expr: "d.part", Kind: list.Text}, {Key: "place", Expr: "d.place", Kind: list.Text}, {Key: "doc", Expr: "d.doc", Kind: list.Number},
		},
		Filters: []list.Filter{{Key: "kind", Label: "loss.part", Kind: list.Word, Expr: "d.part", All: "list.any", Front: true,
			Options: list.States("exposure_part", "item", "reservation", "receipt", "security")}}}
}
