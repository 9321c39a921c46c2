package audit

import (
	"time"

	"assay/app/list"
	"assay/models"
)

// subject is what an entry is about as people call it: by its code where it
// still has one, else as it was called then, else by its id.
const subject = `COALESCE(CASE e.subject_kind WHEN 'agent' THEN a.code
	WHEN 'user' THEN (SELECT x.login FROM users x WHERE x.id = e.subject_id)
	WHEN 'credit_group' THEN (SELECT x.code FROM credit_groups x WHERE x.id = e.subject_id)
	WHEN 'policy' THEN (SELECT CONCAT('v', x.version) FROM policy_versions x WHERE x.id = e.subject_id)
	WHEN 'write_off' THEN (SELECT i.number FROM write_offs x JOIN open_items i ON i.id = x.item_id WHERE x.id = e.subject_id) END,
	NULLIF(e.subject, ''), CASE WHEN e.subject_id = 0 THEN '' ELSE CONCAT(e.subject_id, '') END)`

// name is what that is called beside its code.
const (
	nameZh = `COALESCE(CASE e.subject_kind WHEN 'agent' THEN a.name_zh
		WHEN 'user' THEN (SELECT x.name FROM users x WHERE x.id = e.subject_id)
		WHEN 'credit_group' THEN (SELECT x.name_zh FROM credit_groups x WHERE x.id = e.subject_id) END, '')`
	nameEn = `COALESCE(CASE e.subject_kind WHEN 'agent' THEN COALESCE(NULLIF(a.name_en, ''), a.name_zh)
		WHEN 'user' THEN (SELECT x.name FROM users x WHERE x.id = e.subject_id)
		WHEN 'credit_group' THEN (SELECT COALESCE(NULLIF(x.name_en, ''), x.name_zh) FROM credit_groups x WHERE x.id = e.subject_id) END, '')`
)

// actions are the beginnings of the actions' names, as a filter offers them.
var actions = []string{"user.", "session.", "second_factor.", "token.", "agent.", "limit.", "block.", "hold.", "pot.", "grade_limit.", "grant.", "security.",
	"settlement.", "standard.", "policy.", "provision.", "fact.", "promise.", "statement.", "receipt.", "writeoff.", "dispute.", "period.", "import.", "metal_price.", "region.", "product.", "price_list.", "store.", "member.", "holiday.", "list.", "run.", "audit."}

// Trail is every entry, the latest first, in the reader's words: say finds a
// word of the catalogue, or gives the key back.
func Trail(say func(key string, params ...any) string, zone *time.Location) list.Spec {
	word := func(family, column string) func(list.Values) any {
		return func(v list.Values) any { return wordOf(say, family, v[column]) }
	}
	details := func(v list.Values) any {
		text, _ := v["facts"].(string)
		if facts := pairsOf(text, func(key string) string { return say(key) }); len(facts) > 0 {
			return facts
		}
		return ""
	}
	var families []list.Option
	for _, a := range actions {
		families = append(families, list.Option{Value: a, Label: "audit_family." + a, Cond: "e.action LIKE ?", Args: []any{a + "%"}})
	}
	return list.Spec{Name: "audit", Title: "nav.audit", Empty: "audit.none", Hint: "audit.search_hint", Need: models.AuditRead,
		From: "audit_entries e LEFT JOIN agents a ON e.subject_kind = 'agent' AND a.id = e.subject_id", ID: "e.id", Sort: "-at",
		Search: []string{"e.actor", "e.action", "e.subject", "e.subject_kind", "e.reason"}, Owner: "a.id",
		Columns: []list.Column{
			{Key: "entry", Label: "audit.entry", Expr: "CONCAT(e.id, '')", By: "e.id", Kind: list.Text, Sort: true},
			{Key: "at", Label: "audit.at", Expr: "e.at", By: "e.id", Kind: list.Second, Sort: true, Phone: "k-12"},
			{Key: "actor", Label: "audit.actor", Expr: "e.actor", Kind: list.Text, Phone: "k-full"},
			{Key: "action", Label: "audit.action", Expr: "e.action", Kind: list.Text, Phone: "k-full", Show: word("audit_action", "action")},
			{Key: "kind", Label: "audit.kind", Expr: "e.subject_kind", Kind: list.Text, Phone: "k-start", Show: word("audit_noun", "kind")},
			{Key: "subject", Label: "audit.subject", Expr: subject, Kind: list.Text, Phone: "k-end"},
			{Key: "name", Label: "audit.name", Expr: nameZh, ExprEn: nameEn, Kind: list.Text, Under: "subject"},
			{Key: "reason", Label: "audit.reason", Expr: "e.reason", Kind: list.Text, Phone: "k-full"},
			{Key: "facts", Label: "audit.detail", Expr: "e.detail", Raw: list.Text, Kind: list.Facts, Phone: "k-full", Show: details},
			{Key: "detail", Label: "audit.raw", Expr: "e.detail", Kind: list.Text, Later: true},
			{Key: "request", Label: "audit.request", Expr: "e.request_id", Kind: list.Text, Later: true},
		},
		Filters: []list.Filter{
			{Key: "action", Label: "audit.action", Kind: list.Word, All: "audit.any_action", Front: true, Options: families},
			{Key: "at", Label: "audit.dates", Kind: list.Day, Expr: "e.at", Zone: zone},
		}}
}

// wordOf is a word of the catalogue's family, or the name itself where it has
// none.
func wordOf(say func(key string, params ...any) string, family string, v any) any {
	name, _ := v.(string)
	if key := family + "." + name; say(key) != key {
		return say(key)
	}
	return name
}
