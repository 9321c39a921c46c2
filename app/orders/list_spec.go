package orders

import (
	"encoding/json"
	"strconv"

	"assay/app/list"
	"assay/models"
)

// numberOf is an order's number from its id.
func numberOf(id int64) string { return models.Order{ID: id}.Number() }

// seenAs is an order as the list shows it.
func seenAs(v list.Values) any {
	version, _ := v[list.SeenKey].(int64)
	total, _ := v["seen_fen"].(models.Money)
	return models.SeenOrder{Version: version, Total: total}.String()
}

func orderNumber(v list.Values) any {
	id, _ := v["number"].(int64)
	return numberOf(id)
}

// Orders is the list of orders of a role whose pages begin with base; several
// agents get a column of their own. state is what is shown before anybody has
// chosen, "waiting" for what waits for sales.
func Orders(base string, need models.Permission, agents bool, state string) list.Spec {
	s := list.Spec{Name: "orders", Title: "nav.orders", Empty: "order.none", Hint: "order.search_hint",
		From: "orders o JOIN agents a ON a.id = o.agent_id LEFT JOIN stores st ON st.id = o.store_id", Need: need, Agents: "a", ID: "o.id", Sort: "-number",
		Search: []string{"o.note"},
		Number: "o.id", IDOf: models.OrderID,
		Columns: []list.Column{
			{Key: "number", Label: "order.number", Expr: "o.id", Kind: list.Text, Raw: list.Number, Show: orderNumber, Link: base + "/{id}", Phone: "k-11", Sort: true},
			{Key: "note", Label: "order.note", Expr: "o.note", Kind: list.Text, Under: "number"},
			{Key: "date", Label: "order.date", Expr: "o.submitted_on", By: "o.id", Kind: list.Day, Phone: "k-start", Sort: true},
			{Key: "lines", Label: "order.lines", Expr: "o.lines_count", Kind: list.Number, Later: true},
			{Key: "store", Label: "order.store", Expr: "COALESCE(st.name_zh, '')", ExprEn: "COALESCE(CASE WHEN st.name_en = '' THEN st.name_zh ELSE st.name_en END, '')", Kind: list.Text, Later: true},
			{Key: "placed_by", Label: "order.placed_by_head", Expr: "o.placed_by", Kind: list.Text, Later: true},
			{Key: "total", Label: "order.amount", Expr: "o.total_fen", Kind: list.Money, Phone: "k-end", Sort: true, Sum: true},
			{Key: "open", Label: "order.not_invoiced", Expr: "CASE WHEN o.state IN ('closed', 'cancelled') THEN 0 ELSE o.total_fen - o.invoiced_fen END", Kind: list.Money, Later: true, Sum: true},
			{Key: list.SeenKey, Expr: "o.version", Kind: list.Number, Show: seenAs},
			{Key: "seen_fen", Expr: "o.total_fen", Kind: list.Money},
			{Key: "state", Label: "order.state", Expr: "o.state", Kind: list.State, Family: "state", Phone: "k-12"},
		},
		Filters: []list.Filter{
			{Key: "state", Label: "order.state", Kind: list.Word, Expr: "o.state", All: "order.all_states", Default: state, Front: true,
				Options: append([]list.Option{{Value: "waiting", Label: "order.waiting_for_sales", Cond: "o.state IN ('submitted', 'confirmed', 'part_shipped')"}},
					list.States("state", models.OrderStates()...)...)},
			{Key: "date", Label: "order.date", Kind: list.Day, Expr: "o.submitted_on"},
			{Key: "total", Label: "order.amount", Kind: list.Money, Expr: "o.total_fen"},
		}}
	if agents {
		s.Owner = "o.agent_id"
		s.Columns = append(s.Columns[:2:2], append(list.Agent(""), s.Columns[2:]...)...)
	}
	return s
}

// record is an order's last decision that counts, as it was written down.
const record = `COALESCE((SELECT d.record FROM credit_decisions d WHERE d.order_id = o.id AND d.trigger_kind NOT IN ('edit_refused', 'reopen_refused', 'ship_refused')
	ORDER BY d.id DESC LIMIT 1), '{}')`

// waitings are the ages of a hold that a person filters by, in days.
var waitings = []int{1, 3, 7, 14}

// Holds is the queue of held orders on a day, the oldest first: all reasons
// with what was found and the bound, for how long it waits, until when its
// prices hold, and who may release it.
func Holds(on models.Date, matrix *models.ApprovalMatrix, regions []list.Option) list.Spec {
	s := Orders("/finance/holds", models.HoldRelease, true, "")
	s.Name, s.Title, s.Empty, s.Sort, s.Where = "holds", "nav.holds", "order.no_holds", "number", "o.state = 'held'"
	s.From += " JOIN order_holds h ON h.order_id = o.id"
	s.Filters = append(s.Filters[1:], heldFilters(on, regions)...)
	waits := func(v list.Values) any {
		since, _ := v["date"].(models.Date)
		return int64(max(0, on.DaysSince(since)))
	}
	releasers := func(v list.Values) any {
		short, _ := v["shortfall"].(models.Money)
		return string(matrix.Needs(models.ApproveHoldRelease, short, 0).Role)
	}
	s.Columns = append(s.Columns[:len(s.Columns)-1],
		list.Column{Key: "reasons", Label: "order.reasons", Expr: record, Raw: list.Text, Kind: list.Reasons, Show: reasonsIn, Phone: "k-full"},
		list.Column{Key: "by_hand", Label: "held.by_hand_note", Expr: "h.forced_reason", Kind: list.Text, Under: "reasons"},
		list.Column{Key: "shortfall", Label: "credit.shortfall", Expr: "h.shortfall_fen", Kind: list.Money, Sort: true, Phone: "k-full k-end"},
		list.Column{Key: "waits", Label: "held.waits", Expr: "o.submitted_on", Raw: list.Day, Kind: list.Number, Show: waits, Phone: "k-start"},
		list.Column{Key: "prices", Label: "held.prices_until", Expr: "h.prices_until_on", Kind: list.Day, Sort: true, Phone: "k-end"},
		list.Column{Key: "releasers", Label: "held.releasers", Expr: "h.shortfall_fen", Raw: list.Money, Kind: list.Word, Family: "role", Show: releasers, Phone: "k-full"})
	s.Actions = []list.Action{{Label: "order.release", Href: "/finance/holds/releases", Reason: true, Need: models.HoldRelease},
		{Label: "order.reject", Href: "/finance/holds/rejections", Need: models.HoldRelease}}
	return s
}

func heldFilters(on models.Date, regions []list.Option) []list.Filter {
	var rules, ages []list.Option
	for _, r := range models.Rules() {
		rules = append(rules, list.Option{Value: string(r), Label: "rule." + string(r), Cond: "h.reasons LIKE ?", Args: []any{"% " + string(r) + " %"}})
	}
	for _, days := range waitings {
		ages = append(ages, list.Option{Value: strconv.Itoa(days), Label: "held.waits_" + strconv.Itoa(days), Cond: "o.submitted_on <= ?", Args: []any{on.AddDays(-days)}})
	}
	return []list.Filter{
		{Key: "reason", Label: "order.reasons", Kind: list.Word, All: "held.any_reason", Front: true, Options: rules},
		{Key: "region", Label: "agent.region", Kind: list.Word, All: "agent.all_regions", Front: true, Options: regions},
		{Key: "age", Label: "held.waits", Kind: list.Word, All: "held.any_age", Options: ages},
		{Key: "shortfall", Label: "credit.shortfall", Kind: list.Money, Expr: "h.shortfall_fen"},
	}
}

func reasonsIn(v list.Values) any {
	var d models.CreditDecision
	text, _ := v["reasons"].(string)
	if json.Unmarshal([]byte(text), &d) != nil {
		return []models.Reason(nil)
	}
	return d.Reasons()
}
