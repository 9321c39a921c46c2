package credit

import (
	"time"

	"assay/app/list"
	"assay/models"
)

// LimitList is every limit that was ever set, the latest first; on tells what
// is in force, in the zone a limit's last day counts.
func LimitList(on models.Date, zone *time.Location) list.Spec {
	inForce := "c.ended_at IS NULL AND c.valid_from_on <= ? AND (c.valid_to_on IS NULL OR c.valid_to_on >= ?)"
	return list.Spec{Name: "limits", Title: "nav.limits", Empty: "limit.none", Hint: "agent.search_hint",
		From: "credit_limits c JOIN agents a ON a.id = c.agent_id", Need: models.CreditEdit, Agents: "a", ID: "c.id", Sort: "-set", Owner: "c.agent_id", Search: []string{"c.reason"},
		Columns: append(list.Agent("/finance/agents/{agent_id}"),
			list.Column{Key: "purpose", Label: "limit.purpose", Expr: "c.purpose", Kind: list.Word, Family: "purpose", Phone: "k-start"},
			list.Column{Key: "kind", Label: "limit.kind", Expr: "c.kind", Kind: list.Word, Family: "limit_kind"},
			list.Column{Key: "amount", Label: "receipt.amount", Expr: "c.amount_fen", Kind: list.Money, Sort: true, Phone: "k-end"},
			list.Column{Key: "from", Label: "agent.from", Expr: "c.valid_from_on", Kind: list.Day, Sort: true, Phone: "k-start"},
			list.Column{Key: "to", Label: "agent.to", Expr: "c.valid_to_on", Kind: list.Day, Show: func(v list.Values) any { return endOf(v, zone) }, Phone: "k-end"},
			list.Column{Key: "ended", Expr: "c.ended_at", Kind: list.Time},
			list.Column{Key: "reason", Label: "form.reason", Expr: "c.reason", Kind: list.Text, Phone: "k-full"},
			list.Column{Key: "set", Label: "limit.set_at", Expr: "c.set_at", By: "c.id", Kind: list.Time, Sort: true},
			list.Column{Key: "set_by", Label: "limit.set_by", Expr: "c.set_by", Kind: list.Text, Under: "set"},
			list.Column{Key: "state", Label: "order.state", Expr: "CASE WHEN " + inForce + " THEN 'in_force' WHEN c.ended_at IS NULL AND c.valid_from_on > ? THEN 'later' ELSE 'ended' END",
				Args: []any{on, on, on}, Kind: list.State, Family: "limit_state", Phone: "k-12"}),
		Filters: []list.Filter{
			{Key: "state", Label: "order.state", Kind: list.Word, All: "order.all_states", Front: true, Options: []list.Option{
				{Value: "in_force", Label: "limit_state.in_force", Cond: inForce, Args: []any{on, on}},
				{Value: "soon", Label: "limit.ends_soon", Cond: inForce + " AND c.valid_to_on <= ?", Args: []any{on, on, on.AddDays(30)}}}},
			{Key: "purpose", Label: "limit.purpose", Kind: list.Word, Expr: "c.purpose", All: "list.any", Front: true, Options: list.States("purpose", models.LimitStanding, models.LimitTemporary)},
			{Key: "from", Label: "agent.from", Kind: list.Day, Expr: "c.valid_from_on"},
			{Key: "amount", Label: "receipt.amount", Kind: list.Money, Expr: "c.amount_fen"},
		}}
}

// endOf is the day on which a limit ended or will end.
func endOf(v list.Values, zone *time.Location) models.Date {
	to, _ := v["to"].(models.Date)
	if at, _ := v["ended"].(time.Time); !at.IsZero() {
		return models.EndsOn(to, &at, zone)
	}
	return to
}
