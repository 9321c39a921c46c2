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
