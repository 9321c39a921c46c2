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

// openThen are the items that were open at the end of a day that has passed,
// with what was open of them: what was posted later is taken back.
const openThen = `(SELECT o.id, o.number, o.agent_id, o.due_on, o.open_fen + COALESCE((SELECT SUM(l.amount_fen) FROM allocations l WHERE l.item_id = o.id AND l.posting_on > ?), 0) AS open_fen
	FROM open_items o WHERE o.amount_fen > 0 AND o.posting_on <= ? AND (o.open_fen > 0 OR EXISTS (SELECT 1 FROM allocations l WHERE l.item_id = o.id AND l.posting_on > ?)))`

// asOf is what a list of the forecast goes by: the day, the month whose habits
// count, and whether the day has passed.
type asOf struct {
	on, habits models.Date
	past       bool
}

// items are the open items of the day, with the arguments of their places.
func (a asOf) items() (from string, args []any) {
	if a.past {
		return openThen, []any{a.on, a.on, a.on}
	}
	return "open_items", nil
}

// CashList are the open items behind the forecast, each with the day it is
// expected on, as models.ForecastCash moves it: by its agent's habit, and not
// before the day of the forecast while it is not due. That is today or the end of
// one of the kept months, which the list lets choose.
func CashList(dialect string, a asOf, months, regions []list.Option) list.Spec {
	on := a.on
	items, before := a.items()
	moved := db.DayPlusColumn(dialect, "i.due_on", "COALESCE(m.habit_days, 0)")
	expected := "CASE WHEN i.due_on >= ? AND " + moved + " < ? THEN ? ELSE " + moved + " END"
	args, end := []any{on, on, on}, on.AddDays(7*cashWeeks)
	when := func(value, compare string, more ...any) list.Option {
		return list.Option{Value: value, Label: "cash_when." + value, Cond: expected + compare, Args: append(args[:3:3], more...)}
	}
	return list.Spec{Name: "cash-items", Title: "cash.title", Empty: "item.none", Hint: "item.search_hint", Need: models.ReceivableRead, Agents: "a", ID: "i.id", Sort: "due",
		From:   items + " i JOIN agents a ON a.id = i.agent_id LEFT JOIN agent_months m ON m.agent_id = i.agent_id AND m.month_on = ?",
		Before: append(before, a.habits), Where: "i.open_fen > 0", Owner: "i.agent_id", Prefix: []string{"i.number"},
		Columns: withAgent([]list.Column{
			{Key: "number", Label: "item.number", Expr: "i.number", By: "i.id", Kind: list.Text, Link: "/finance/items/{id}", Sort: true},
			{Key: "due", Label: "item.due_on", Expr: "i.due_on", Kind: list.Day, Phone: "k-start", Sort: true},
			{Key: "habit", Label: "cash.habit", Expr: "COALESCE(m.habit_days, 0)", Kind: list.Number},
			{Key: "expected", Label: "cash.expected", Expr: expected, Args: args, Kind: list.Day, Phone: "k-end"},
			{Key: "open", Label: "item.open", Expr: "i.open_fen", Kind: list.Money, Phone: "k-12", Sort: true, Sum: true},
		}),
		Filters: []list.Filter{
			{Key: "month", Label: "cockpit.month", Kind: list.Word, All: "cockpit.today", Front: true, Options: months},
			{Key: "when", Label: "cash.when", Kind: list.Word, All: "list.any", Front: true, Options: []list.Option{
				when("weeks", " >= ? AND "+expected+" < ?", on, on, on, on, end), when("after", " >= ?", end), when("late", " < ?", on)}},
			{Key: "region", Label: "agent.region", Kind: list.Word, All: "agent.all_regions", Front: true, Options: regions},
			{Key: "expected", Label: "cash.expected", Kind: list.Day, Expr: expected, Args: args},
			{Key: "due", Label: "item.due_on", Kind: list.Day, Expr: "i.due_on"},
		}}
}
