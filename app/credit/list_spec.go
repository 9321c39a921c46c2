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
		From: "credit_limits c JOIN agents a ON a.id = c.agent_id LEFT JOIN credit_limits b ON b.id = (SELECT MAX(y.id) FROM credit_limits y WHERE y.agent_id = c.agent_id AND y.purpose = c.purpose AND y.id < c.id)" + proposalOf, Need: models.CreditEdit, Agents: "a", ID: "c.id", Sort: "-set", Owner: "c.agent_id", Search: []string{"c.reason"},
		Columns: append(list.Agent("/finance/agents/{agent_id}"),
			list.Column{Key: "purpose", Label: "limit.purpose", Expr: "c.purpose", Kind: list.Word, Family: "purpose", Phone: "k-start"},
			list.Column{Key: "was", Label: "limit.was", Expr: "CASE WHEN b.kind = 'amount' THEN b.amount_fen ELSE 0 END", Kind: list.Money, Show: was},
			list.Column{Key: "was_kind", Label: "limit.was_kind", Expr: "COALESCE(b.kind, '')", Kind: list.Word, Family: "limit_kind", Under: "was"},
			list.Column{Key: "kind", Label: "limit.kind", Expr: "c.kind", Kind: list.Word, Family: "limit_kind"},
			list.Column{Key: "amount", Label: "receipt.amount", Expr: "c.amount_fen", Kind: list.Money, Sort: true, Phone: "k-end"},
			list.Column{Key: "from", Label: "agent.from", Expr: "c.valid_from_on", Kind: list.Day, Sort: true, Phone: "k-start"},
			list.Column{Key: "to", Label: "agent.to", Expr: "c.valid_to_on", Kind: list.Day, Show: func(v list.Values) any { return endOf(v, zone) }, Phone: "k-end"},
			list.Column{Key: "ended", Expr: "c.ended_at", Kind: list.Time},
			list.Column{Key: "reason", Label: "form.reason", Expr: "c.reason", Kind: list.Text, Phone: "k-full"},
			list.Column{Key: "origin", Label: "limit.origin", Expr: "COALESCE(p.source, 'opening')", Kind: list.Word, Family: "limit_origin"},
			list.Column{Key: "proposed_by", Label: "limit_proposal.by", Expr: "COALESCE(p.proposed_by, '')", Kind: list.Text, Under: "origin"},
			list.Column{Key: "set", Label: "limit.set_at", Expr: "c.set_at", By: "c.id", Kind: list.Time, Sort: true},
			list.Column{Key: "set_by", Label: "limit.set_by", Expr: "c.set_by", Kind: list.Text, Under: "set"},
			list.Column{Key: "state", Label: "order.state", Expr: "CASE WHEN " + inForce + " THEN 'in_force' WHEN c.ended_at IS NULL AND c.valid_from_on > ? THEN 'later' ELSE 'ended' END",
				Args: []any{on, on, on}, Kind: list.State, Family: "limit_state", Show: func(v list.Values) any { return stateOf(v, on, zone) }, Phone: "k-12"}),
		Filters: []list.Filter{
			{Key: "state", Label: "order.state", Kind: list.Word, All: "order.all_states", Front: true, Options: []list.Option{
				{Value: "in_force", Label: "limit_state.in_force", Cond: inForce, Args: []any{on, on}},
				{Value: "soon", Label: "limit.ends_soon", Cond: inForce + " AND c.valid_to_on <= ?", Args: []any{on, on, on.AddDays(30)}}}},
			{Key: "purpose", Label: "limit.purpose", Kind: list.Word, Expr: "c.purpose", All: "list.any", Front: true, Options: list.States("purpose", models.LimitStanding, models.LimitTemporary)},
			{Key: "origin", Label: "limit.origin", Kind: list.Word, Expr: "COALESCE(p.source, 'opening')", All: "list.any", Options: list.States("limit_origin", models.LimitOrigins()...)},
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

// was is the amount before, where that was one.
func was(v list.Values) any {
	if kind, _ := v["was_kind"].(string); kind != string(models.LimitAmount) {
		return nil
	}
	return v["was"]
}

// stateOf tells a limit that ran to its last day from one that was replaced.
func stateOf(v list.Values, on models.Date, zone *time.Location) any {
	to, _ := v["to"].(models.Date)
	at, _ := v["ended"].(time.Time)
	ended := &at
	if at.IsZero() {
		ended = nil
	}
	if models.RanOut(to, ended, on, zone) {
		return "expired"
	}
	return v["state"]
}

// ExpiryAhead is how many days ahead a security that ends is told.
const ExpiryAhead = 60

// SecurityList is every deposit and guarantee; those that stand first, by their
// last day.
func SecurityList(on models.Date) list.Spec {
	held := "e.released_at IS NULL AND e.valid_from_on <= ? AND (e.valid_to_on IS NULL OR e.valid_to_on >= ?)"
	end := "COALESCE(e.valid_to_on, '9999-12-31')"
	return list.Spec{Name: "securities", Title: "nav.securities", Empty: "security.none", Hint: "agent.search_hint",
		From: "credit_securities e JOIN agents a ON a.id = e.agent_id", Need: models.CreditEdit, Agents: "a", ID: "e.id", Sort: "to", Owner: "e.agent_id", Prefix: []string{"e.number"},
		Columns: append(list.Agent("/finance/agents/{agent_id}#sec"),
			list.Column{Key: "number", Label: "security.number", Expr: "e.number", Kind: list.Text, Phone: "k-start"},
			list.Column{Key: "kind", Label: "security.kind", Expr: "e.kind", Kind: list.Word, Family: "security", Under: "number"},
			list.Column{Key: "amount", Label: "receipt.amount", Expr: "e.amount_fen", Kind: list.Money, Sort: true, Sum: true, Phone: "k-end"},
			list.Column{Key: "counted", Label: "security.counted", Expr: "e.counted_fen", Kind: list.Money, Sort: true, Sum: true},
			list.Column{Key: "from", Label: "agent.from", Expr: "e.valid_from_on", Kind: list.Day},
			list.Column{Key: "to", Label: "agent.to", Expr: "e.valid_to_on", By: end, Kind: list.Day, Sort: true, Phone: "k-start"},
			list.Column{Key: "papers", Label: "security.papers", Expr: "(SELECT COUNT(*) FROM security_papers p WHERE p.security_id = e.id)", Kind: list.Number},
			list.Column{Key: "state", Label: "order.state", Expr: "CASE WHEN " + held + " THEN 'in_force' WHEN e.released_at IS NULL AND e.valid_from_on > ? THEN 'later' ELSE 'ended' END",
				Args: []any{on, on, on}, Kind: list.State, Family: "limit_state", Phone: "k-12"}),
		Filters: []list.Filter{
			{Key: "state", Label: "order.state", Kind: list.Word, All: "order.all_states", Default: "held", Front: true, Options: []list.Option{
				{Value: "held", Label: "limit_state.in_force", Cond: held, Args: []any{on, on}},
				{Value: "soon", Label: "security.ends_soon", Cond: held + " AND e.valid_to_on <= ?", Args: []any{on, on, on.AddDays(ExpiryAhead)}},
				{Value: "ended", Label: "limit_state.ended", Cond: "(e.released_at IS NOT NULL OR e.valid_to_on < ?)", Args: []any{on}}}},
			{Key: "kind", Label: "security.kind", Kind: list.Word, Expr: "e.kind", All: "list.any", Front: true, Options: list.States("security", models.SecurityDeposit, models.SecurityGuarantee)},
			{Key: "to", Label: "agent.to", Kind: list.Day, Expr: "e.valid_to_on"},
		}}
}

// SecurityRequestList is every deposit and guarantee that was entered, those
// that wait unless another filter is chosen.
func SecurityRequestList() list.Spec {
	return list.Spec{Name: "security-requests", Title: "nav.security_requests", Empty: "security_request.none", Hint: "agent.search_hint",
		From: "security_requests r JOIN agents a ON a.id = r.agent_id", Need: models.CreditEdit, Agents: "a", ID: "r.id", Sort: "-entered", Owner: "r.agent_id", Prefix: []string{"r.number"},
		Columns: append(list.Agent("/finance/security-requests/{id}"),
			list.Column{Key: "id", Expr: "r.id", Kind: list.Number},
			list.Column{Key: "number", Label: "security.number", Expr: "r.number", Kind: list.Text, Phone: "k-start"},
			list.Column{Key: "kind", Label: "security.kind", Expr: "r.kind", Kind: list.Word, Family: "security", Under: "number"},
			list.Column{Key: "amount", Label: "receipt.amount", Expr: "r.amount_fen", Kind: list.Money, Sort: true, Sum: true, Phone: "k-end"},
			list.Column{Key: "from", Label: "agent.from", Expr: "r.valid_from_on", Kind: list.Day},
			list.Column{Key: "to", Label: "agent.to", Expr: "r.valid_to_on", Kind: list.Day},
			list.Column{Key: "entered", Label: "limit.set_at", Expr: "r.requested_at", By: "r.id", Kind: list.Time, Sort: true},
			list.Column{Key: "by", Label: "security_request.entered", Expr: "r.requested_by", Kind: list.Text, Under: "entered"},
			list.Column{Key: "decided_by", Label: "write_off.decided_by", Expr: "r.decided_by", Kind: list.Text},
			list.Column{Key: "reason", Label: "form.reason", Expr: "r.reason", Kind: list.Text, Later: true},
			list.Column{Key: "state", Label: "order.state", Expr: "r.state", Kind: list.State, Family: "security_request_state", Phone: "k-12"}),
		Filters: []list.Filter{
			{Key: "state", Label: "order.state", Kind: list.Word, Expr: "r.state", All: "order.all_states", Default: string(models.SecurityRequested), Front: true,
				Options: list.States("security_request_state", models.SecurityRequested, models.SecurityApproved, models.SecurityRejected)},
			{Key: "kind", Label: "security.kind", Kind: list.Word, Expr: "r.kind", All: "list.any", Front: true, Options: list.States("security", models.SecurityDeposit, models.SecurityGuarantee)},
		}}
}
