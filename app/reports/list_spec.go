package reports

import (
	"assay/app/db"
	"assay/app/list"
	"assay/models"
)

// withAgent are the columns of a document's agent.
func withAgent(cols []list.Column) []list.Column {
	return append(cols[:1:1], append(list.Agent("/finance/agents/{agent_id}"), cols[1:]...)...)
}

// CashList are the open items behind the forecast, each with the day it is
// expected on, as models.ForecastCash moves it: by its agent's habit as the
// month that was kept last knows it, and not before today while it is not due.
func CashList(dialect string, on, habits models.Date, regions []list.Option) list.Spec {
	moved := db.DayPlusColumn(dialect, "i.due_on", "COALESCE(m.habit_days, 0)")
	expected := "CASE WHEN i.due_on >= ? AND " + moved + " < ? THEN ? ELSE " + moved + " END"
	args, end := []any{on, on, on}, on.AddDays(7*cashWeeks)
	when := func(value, compare string, more ...any) list.Option {
		return list.Option{Value: value, Label: "cash_when." + value, Cond: expected + compare, Args: append(args[:3:3], more...)}
	}
	return list.Spec{Name: "cash-items", Title: "cash.title", Empty: "item.none", Hint: "item.search_hint", Need: models.ReceivableRead, Agents: "a", ID: "i.id", Sort: "due",
		From:   "open_items i JOIN agents a ON a.id = i.agent_id LEFT JOIN agent_months m ON m.agent_id = i.agent_id AND m.month_on = ?",
		Before: []any{habits}, Where: "i.open_fen > 0", Owner: "i.agent_id", Prefix: []string{"i.number"},
		Columns: withAgent([]list.Column{
			{Key: "number", Label: "item.number", Expr: "i.number", By: "i.id", Kind: list.Text, Link: "/finance/items/{id}", Sort: true},
			{Key: "due", Label: "item.due_on", Expr: "i.due_on", Kind: list.Day, Phone: "k-start", Sort: true},
			{Key: "habit", Label: "cash.habit", Expr: "COALESCE(m.habit_days, 0)", Kind: list.Number},
			{Key: "expected", Label: "cash.expected", Expr: expected, Args: args, Kind: list.Day, Phone: "k-end"},
			{Key: "open", Label: "item.open", Expr: "i.open_fen", Kind: list.Money, Phone: "k-12", Sort: true, Sum: true},
		}),
		Filters: []list.Filter{
			{Key: "when", Label: "cash.when", Kind: list.Word, All: "list.any", Front: true, Options: []list.Option{
				when("weeks", " >= ? AND "+expected+" < ?", on, on, on, on, end), when("after", " >= ?", end), when("late", " < ?", on)}},
			{Key: "region", Label: "agent.region", Kind: list.Word, All: "agent.all_regions", Front: true, Options: regions},
			{Key: "expected", Label: "cash.expected", Kind: list.Day, Expr: expected, Args: args},
			{Key: "due", Label: "item.due_on", Kind: list.Day, Expr: "i.due_on"},
		}}
}

// exposureParts are the documents that an agent's exposure is made of, one
// query for each sort of them; a row's id is unique over the sorts, and what
// lowers the exposure is negative.
const exposureParts = `SELECT i.id * 4 AS row_id, 'item' AS part, i.agent_id, 'items' AS place, i.id AS doc, i.number, i.due_on AS day, i.open_fen AS fen FROM open_items i WHERE i.agent_id = ? AND i.open_fen <> 0
	UNION ALL SELECT v.id * 4 + 1, 'reservation', v.agent_id, '', v.order_id, '', v.expires_on, v.amount_fen FROM reservations v WHERE v.agent_id = ? AND v.state = 'open'
	UNION ALL SELECT r.id * 4 + 2, 'receipt', r.agent_id, 'receipts', r.id, r.number, r.posting_on, -r.unallocated_fen FROM receipts r WHERE r.agent_id = ? AND r.unallocated_fen <> 0
	UNION ALL SELECT s.id * 4 + 3, 'security', s.agent_id, '', s.id, s.number, s.valid_to_on, -s.counted_fen FROM credit_securities s WHERE s.agent_id = ? AND s.released_at IS NULL`

// ExposureList are the documents that an agent's exposure is the sum of.
func ExposureList(agentID int64) list.Spec {
	number := func(v list.Values) any {
		if v["part"] == "reservation" {
			id, _ := v["doc"].(int64)
			return models.Order{ID: id}.Number()
		}
		return v["number"]
	}
	return list.Spec{Name: "exposure", Title: "exposure.title", Empty: "exposure.none", Hint: "item.search_hint", Need: models.ReceivableRead, Agents: "a", ID: "d.row_id", Sort: "-fen",
		From: "(" + exposureParts + ") d JOIN agents a ON a.id = d.agent_id", Before: []any{agentID, agentID, agentID, agentID}, Search: []string{"d.number"},
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
