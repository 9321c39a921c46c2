package papers

import (
	"slices"

	"assay/app/db"
	"assay/app/list"
	"assay/models"
)

// kinds are the documents that a list of an agent's papers can hold, in the
// order a filter offers them, each with the part of its address.
var kinds = []models.PaperKind{models.PaperInvoice, models.PaperCreditNote, models.PaperReceipt}

// parts are one query for each kind, with the same columns: what an agent owes
// is positive, what it is owed negative. A row's id is unique over the kinds; a
// receipt that has not cleared has no paper to open.
var parts = map[models.PaperKind]string{
	models.PaperInvoice: `SELECT d.id * 4 AS row_id, 'invoice' AS kind, 'invoices' AS place, d.id, d.number, d.agent_id, d.issued_on, d.due_on, d.gross_fen AS amount_fen, i.open_fen, '' AS state
		FROM invoices d JOIN agents a ON a.id = d.agent_id JOIN open_items i ON i.kind IN ('invoice', 'opening') AND i.document_id = d.id WHERE `,
	models.PaperCreditNote: `SELECT d.id * 4 + 1 AS row_id, 'credit_note' AS kind, 'credit-notes' AS place, d.id, d.number, d.agent_id, d.issued_on, NULL AS due_on, -d.gross_fen AS amount_fen, i.open_fen, '' AS state
		FROM credit_notes d JOIN agents a ON a.id = d.agent_id JOIN open_items i ON i.kind = 'credit_note' AND i.document_id = d.id WHERE `,
	models.PaperReceipt: `SELECT d.id * 4 + 2 AS row_id, 'receipt' AS kind, CASE WHEN d.posting_on IS NULL THEN '' ELSE 'receipts' END AS place, d.id, d.number, d.agent_id, d.posting_on AS issued_on,
		NULL AS due_on, -d.amount_fen AS amount_fen, -d.unallocated_fen AS open_fen, d.state
		FROM receipts d JOIN agents a ON a.id = d.agent_id WHERE `,
}

// state is models.OpenItem.StateAt for a filter, but for receipts, which have
// their own; its place takes the day.
const state = "CASE WHEN d.state <> '' THEN d.state WHEN d.open_fen = 0 THEN 'settled' WHEN d.open_fen > 0 AND d.due_on < ? THEN 'overdue' ELSE 'open' END"

// Documents is the list of an agent's invoices, credit notes and receipts, the
// latest first, as of a day. The scope of each kind is its own: who sees one
// agent's receipts may see only the goods of another; a kind that the person
// may not open is not among them.
func Documents(who models.Actor, on models.Date) list.Spec {
	union, within := "", []any(nil)
	site, scopeOf := SiteOf(who), ScopesOf(who)
	seen := slices.DeleteFunc(slices.Clone(kinds), func(k models.PaperKind) bool { return site.To(k, 1) == "" })
	for _, k := range seen {
		cond, args := db.Within(scopeOf(k), "a")
		if union != "" {
			union += " UNION ALL "
		}
		union, within = union+parts[k]+cond, append(within, args...)
	}
	return list.Spec{Name: "documents", Title: "nav.documents", Empty: "document.none", Hint: "document.search_hint", Need: models.PortalUse,
		From: "(" + union + ") d JOIN agents a ON a.id = d.agent_id", Before: within, ID: "d.row_id", Sort: "-date", Search: append([]string{"d.number"}, list.AgentNames...),
		Columns: []list.Column{
			{Key: "number", Label: "document.number", Expr: "d.number", Kind: list.Text, Link: "/agent/{place}/{doc}", Sort: true},
			{Key: "kind", Label: "document.kind", Expr: "d.kind", Kind: list.Word, Family: "paper", Under: "number"},
			{Key: "agent", Label: "order.agent", Expr: "a.name_zh", ExprEn: "CASE WHEN a.name_en = '' THEN a.name_zh ELSE a.name_en END", Kind: list.Text, Phone: "k-full", Later: !several(who)},
			{Key: "agent_code", Label: "agent.code", Expr: "a.code", Kind: list.Text, Under: "agent"},
			{Key: "date", Label: "document.date", Expr: "d.issued_on", By: "COALESCE(d.issued_on, '9999-12-31')", Kind: list.Day, Phone: "k-21", Sort: true},
			{Key: "due", Label: "item.due_on", Expr: "d.due_on", By: "COALESCE(d.due_on, '9999-12-31')", Kind: list.Day, Sort: true},
			{Key: "amount", Label: "receipt.amount", Expr: "d.amount_fen", Kind: list.Money, Phone: "k-12", Sort: true, Sum: true},
			{Key: "open", Label: "document.open", Expr: "d.open_fen", Kind: list.Money, Sort: true, Sum: true},
			{Key: "state", Label: "order.state", Expr: "d.state", Kind: list.State, Family: "document_state", Phone: "k-31", Show: func(v list.Values) any { return stateAt(v, on) }},
			{Key: "pdf", Label: "document.pdf", Expr: "CASE WHEN d.place = '' THEN '' ELSE 'PDF' END", Kind: list.Text, Link: "/agent/{place}/{doc}/pdf"},
			{Key: "place", Expr: "d.place", Kind: list.Text}, {Key: "doc", Expr: "d.id", Kind: list.Number},
			{Key: "left", Expr: "d.open_fen", Kind: list.Money}, {Key: "due_day", Expr: "d.due_on", Kind: list.Day},
		},
		Filters: []list.Filter{
			{Key: "kind", Label: "document.kind", Kind: list.Word, Expr: "d.kind", All: "document.all_kinds", Front: true, Options: list.States("paper", seen...)},
			{Key: "state", Label: "order.state", Kind: list.Word, Expr: state, Args: []any{on}, All: "order.all_states", Options: list.States("document_state", "open", "overdue", "settled", "awaiting", "posted", "reversed")},
			{Key: "date", Label: "document.date", Kind: list.Day, Expr: "d.issued_on"},
			{Key: "due", Label: "item.due_on", Kind: list.Day, Expr: "d.due_on"},
			{Key: "amount", Label: "receipt.amount", Kind: list.Money, Expr: "d.amount_fen"},
		}}
}

// stateAt is what a row's document is on a day.
func stateAt(v list.Values, on models.Date) string {
	if own, _ := v["state"].(string); own != "" {
		return own
	}
	open, _ := v["left"].(models.Money)
	due, _ := v["due_day"].(models.Date)
	return models.OpenItem{OpenFen: open, DueOn: due}.StateAt(on)
}

// several tells that the person's rights reach more than one agent.
func several(who models.Actor) bool {
	return slices.ContainsFunc(who.Grants, func(g models.Grant) bool {
		return g.Role.IsAgent() && (g.Depth == models.DepthTree || g.ID != who.HomeAgent())
	})
}
