package receivables

import (
	"fmt"

	"assay/app/list"
	"assay/app/search"
	"assay/models"
)

// left is an item that is not settled.
const left = "i.open_fen <> 0"

// leftBy is the same in the words of the index that leads to these alone, in
// the order of their list (open_items_unsettled): partial on SQLite, behind a
// column of its own on MariaDB.
func leftBy(dialect string) string {
	if dialect == "mysql" {
		return "i.settled = 0"
	}
	return left
}

const withAgent = " JOIN agents a ON a.id = "

// after puts the agent's columns behind the first n.
func after(n int, cols []list.Column, link string) []list.Column {
	return append(cols[:n:n], append(list.Agent(link), cols[n:]...)...)
}

// ReceiptList is every receipt, the latest first.
func ReceiptList() list.Spec {
	return list.Spec{Name: "receipts", Title: "nav.receipts", Empty: "receipt.none", Hint: "receipt.search_hint",
		From: "receipts r" + withAgent + "r.agent_id", Need: models.ReceivableRead, Agents: "a", ID: "r.id", Sort: "-number",
		Named: "r.payer", Names: search.PayerNames, Owner: "r.agent_id", Prefix: []string{"r.number", "r.bank_reference"},
		Columns: after(2, []list.Column{
			{Key: "number", Label: "receipt.number", Expr: "r.number", By: "r.id", Kind: list.Text, Link: "/finance/receipts/{id}", Sort: true},
			{Key: "payer", Label: "receipt.payer", Expr: "r.payer", Kind: list.Text, Under: "number"},
			{Key: "reference", Label: "receipt.reference", Expr: "r.bank_reference", Kind: list.Text, Later: true},
			{Key: "method", Label: "receipt.method", Expr: "r.method", Kind: list.Word, Family: "method", Later: true},
			{Key: "cleared", Label: "receipt.cleared_on", Expr: "r.cleared_on", Kind: list.Day, Phone: "k-start", Sort: true},
			{Key: "amount", Label: "receipt.amount", Expr: "r.amount_fen", Kind: list.Money, Phone: "k-end", Sort: true, Sum: true},
			{Key: "unallocated", Label: "receipt.unallocated", Expr: "r.unallocated_fen", Kind: list.Money, Phone: "k-full k-end", Sum: true, Accent: "t-warn"},
			{Key: "state", Label: "order.state", Expr: "r.state", Kind: list.State, Family: "state", Phone: "k-12"},
			{Key: "entered_by", Label: "receipt.entered_by", Expr: "r.entered_by", Kind: list.Text, Later: true},
		}, "/finance/agents/{agent_id}"),
		Filters: []list.Filter{
			{Key: "state", Label: "order.state", Kind: list.Word, Expr: "r.state", All: "order.all_states", Front: true,
				Options: append([]list.Option{{Value: "unallocated", Label: "state.unallocated", Cond: "r.unallocated_fen > 0"}}, list.States("state", "awaiting", "posted", "reversed")...)},
			{Key: "method", Label: "receipt.method", Kind: list.Word, Expr: "r.method", All: "list.any", Options: list.States("method", append(models.PaymentMethods[:len(models.PaymentMethods):len(models.PaymentMethods)], models.MethodRecovery)...)},
			{Key: "cleared", Label: "receipt.cleared_on", Kind: list.Day, Expr: "r.cleared_on"},
			{Key: "amount", Label: "receipt.amount", Kind: list.Money, Expr: "r.amount_fen"},
		}}
}

// ItemList is every receivable as it stands on a day: what is open, how late
// it is, and what has been settled.
func ItemList(dialect string, on models.Date, regions []list.Option) list.Spec {
	left := leftBy(dialect)
	late := func(v list.Values) any {
		due, _ := v["late"].(models.Date)
		open, _ := v["left"].(models.Money)
		if open <= 0 {
			return int64(0)
		}
		return max(int64(on.DaysSince(due)), 0)
	}
	return list.Spec{Name: "receivables", Title: "nav.items", Empty: "item.none", Hint: "item.search_hint",
		From: "open_items i" + withAgent + "i.agent_id", Need: models.ReceivableRead, Agents: "a", ID: "i.id", Sort: "due",
		Owner: "i.agent_id", Prefix: []string{"i.number"},
		Columns: after(2, []list.Column{
			{Key: "number", Label: "item.number", Expr: "i.number", By: "i.id", Kind: list.Text, Link: "/finance/items/{id}", Sort: true},
			{Key: "kind", Label: "item.kind", Expr: "i.kind", Kind: list.Word, Family: "item_kind", Under: "number"},
			{Key: "grade", Label: "agent.grade", Expr: "a.grade", Kind: list.Mark, Later: true},
			{Key: "issued", Label: "item.issued_on", Expr: "i.issued_on", Kind: list.Day},
			{Key: "due", Label: "order.due_on", Expr: "i.due_on", Kind: list.Day, Phone: "k-start", Sort: true},
			{Key: "late", Label: "item.late", Expr: "i.due_on", Raw: list.Day, Kind: list.Number, Show: late, Phone: "k-12"},
			{Key: "left", Expr: "i.open_fen", Kind: list.Money},
			{Key: "amount", Label: "receipt.amount", Expr: "i.amount_fen", Kind: list.Money, Sum: true},
			{Key: "open", Label: "item.open", Expr: "i.open_fen", Kind: list.Money, Phone: "k-end", Sort: true, Sum: true},
		}, "/finance/agents/{agent_id}"),
		Filters: []list.Filter{
			{Key: "bucket", Label: "item.bucket", Kind: list.Word, All: "item.any_bucket", Default: "open", Front: true, Options: append([]list.Option{
				{Value: "open", Label: "item.open_only", Cond: left},
				{Value: "overdue", Label: "ageing.overdue", Cond: left + " AND i.open_fen > 0 AND i.due_on < ?", Args: []any{on}},
				{Value: "credits", Label: "ageing.credits", Cond: left + " AND i.open_fen < 0"}}, classes(left, on)...)},
			{Key: "region", Label: "agent.region", Kind: list.Word, All: "agent.all_regions", Front: true, Options: regions},
			{Key: "grade", Label: "agent.grade", Kind: list.Word, Expr: "a.grade", All: "agent.all_grades", Options: list.Plain(models.Grades...)},
			{Key: "due", Label: "order.due_on", Kind: list.Day, Expr: "i.due_on"},
			{Key: "open", Label: "item.open", Kind: list.Money, Expr: "i.open_fen"},
		}}
}

// classes are the classes of the ageing, as choices: what is owed, by how late
// it is. Credits stand apart there and here.
func classes(left string, on models.Date) []list.Option {
	out := []list.Option{{Value: "not_due", Label: "ageing.not_due", Cond: left + " AND i.open_fen > 0 AND i.due_on >= ?", Args: []any{on}}}
	from := 1
	for i, name := range models.BucketNames() {
		o := list.Option{Value: fmt.Sprintf("over-%d", from-1), Text: name, Cond: left + " AND i.open_fen > 0 AND i.due_on <= ?", Args: []any{on - models.Date(from)}}
		if i < len(models.AgeingBounds) {
			to := models.AgeingBounds[i]
			o.Value, o.Cond, o.Args = fmt.Sprintf("%d-%d", from, to), o.Cond+" AND i.due_on >= ?", append(o.Args, on-models.Date(to))
			from = to + 1
		}
		out = append(out, o)
	}
	return out
}

// InvoiceList is every invoice, the latest first.
func InvoiceList() list.Spec {
	return list.Spec{Name: "invoices", Title: "nav.invoices", Empty: "invoice.none", Hint: "item.search_hint",
		From: "invoices v" + withAgent + "v.agent_id LEFT JOIN open_items i ON i.kind IN ('invoice', 'opening') AND i.document_id = v.id", Need: models.ReceivableRead, Agents: "a", ID: "v.id", Sort: "-number",
		Owner: "v.agent_id", Prefix: []string{"v.number"},
		Columns: after(2, []list.Column{
			{Key: "number", Label: "item.number", Expr: "v.number", By: "v.id", Kind: list.Text, Link: "/finance/invoices/{id}", Sort: true},
			{Key: "fapiao", Label: "invoice.fapiao", Expr: "v.fapiao_number", Kind: list.Text, Under: "number"},
			{Key: "delivered", Label: "order.delivered_on", Expr: "v.delivered_on", Kind: list.Day, Later: true},
			{Key: "issued", Label: "item.issued_on", Expr: "v.issued_on", Kind: list.Day, Phone: "k-start", Sort: true},
			{Key: "due", Label: "order.due_on", Expr: "v.due_on", Kind: list.Day, Sort: true},
			{Key: "vat", Label: "invoice.vat", Expr: "v.vat_fen", Kind: list.Money, Later: true, Sum: true},
			{Key: "gross", Label: "invoice.gross", Expr: "v.gross_fen", Kind: list.Money, Phone: "k-end", Sort: true, Sum: true},
			{Key: "open", Label: "item.open", Expr: "COALESCE(i.open_fen, 0)", Kind: list.Money, Phone: "k-end", Sum: true, Link: "/finance/items/{item_id}"},
			{Key: "item_id", Expr: "COALESCE(i.id, 0)", Kind: list.Number},
		}, "/finance/agents/{agent_id}"),
		Filters: []list.Filter{
			{Key: "open", Label: "order.state", Kind: list.Word, All: "order.all_states", Front: true, Options: []list.Option{
				{Value: "open", Label: "state.open", Cond: left}, {Value: "settled", Label: "state.settled", Cond: "COALESCE(i.open_fen, 0) = 0"}}},
			{Key: "kind", Label: "invoice.settlement", Kind: list.Word, Expr: "v.settlement_kind", All: "list.any", Options: list.States("settlement_kind", "early", "immediate", "months")},
			{Key: "issued", Label: "item.issued_on", Kind: list.Day, Expr: "v.issued_on"},
			{Key: "due", Label: "order.due_on", Kind: list.Day, Expr: "v.due_on"},
			{Key: "gross", Label: "invoice.gross", Kind: list.Money, Expr: "v.gross_fen"},
		}}
}

// CreditNoteList is every credit note, the latest first.
func CreditNoteList() list.Spec {
	return list.Spec{Name: "credit-notes", Title: "nav.credit_notes", Empty: "credit_note.none", Hint: "item.search_hint",
		From: "credit_notes n" + withAgent + "n.agent_id JOIN invoices v ON v.id = n.invoice_id", Need: models.ReceivableRead, Agents: "a", ID: "n.id", Sort: "-number",
		Search: []string{"n.reason"}, Owner: "n.agent_id", Prefix: []string{"n.number", "v.number"},
		Columns: after(2, []list.Column{
			{Key: "number", Label: "item.number", Expr: "n.number", By: "n.id", Kind: list.Text, Link: "/finance/credit-notes/{id}", Sort: true},
			{Key: "invoice", Label: "credit_note.invoice", Expr: "v.number", Kind: list.Text, Under: "number"},
			{Key: "issued", Label: "item.issued_on", Expr: "n.issued_on", Kind: list.Day, Phone: "k-start", Sort: true},
			{Key: "reason", Label: "form.reason", Expr: "n.reason", Kind: list.Text, Phone: "k-full"},
			{Key: "by", Label: "credit_note.by", Expr: "n.issued_by", Kind: list.Text, Later: true},
			{Key: "gross", Label: "invoice.gross", Expr: "n.gross_fen", Kind: list.Money, Phone: "k-end", Sort: true, Sum: true},
		}, "/finance/agents/{agent_id}"),
		Filters: []list.Filter{{Key: "issued", Label: "item.issued_on", Kind: list.Day, Expr: "n.issued_on"},
			{Key: "gross", Label: "invoice.gross", Kind: list.Money, Expr: "n.gross_fen"}}}
}

// WriteOffList is every write-off, those to decide first unless another filter
// is chosen.
func WriteOffList() list.Spec {
	return list.Spec{Name: "write-offs", Title: "nav.write_offs", Empty: "write_off.none", Hint: "item.search_hint",
		From: "write_offs w" + withAgent + "w.agent_id JOIN open_items i ON i.id = w.item_id", Need: models.ReceivableRead, Agents: "a", ID: "w.id", Sort: "-requested",
		Search: []string{"w.reason"}, Owner: "w.agent_id", Prefix: []string{"w.number", "i.number"},
		Columns: after(2, []list.Column{
			{Key: "document", Label: "write_off.document", Expr: "i.number", Kind: list.Text, Link: "/finance/write-offs/{id}", Sort: true},
			{Key: "number", Label: "write_off.number", Expr: "COALESCE(w.number, '')", Kind: list.Text, Under: "document"},
			{Key: "reason", Label: "form.reason", Expr: "w.reason", Kind: list.Text, Phone: "k-full"},
			{Key: "requested", Label: "write_off.requested_at", Expr: "w.requested_at", By: "w.id", Kind: list.Time, Sort: true, Phone: "k-start"},
			{Key: "requested_by", Label: "write_off.requested_by", Expr: "w.requested_by", Kind: list.Text, Under: "requested"},
			{Key: "posted", Label: "write_off.posted_on", Expr: "w.posting_on", Kind: list.Day, Later: true},
			{Key: "decided_by", Label: "write_off.decided_by", Expr: "w.decided_by", Kind: list.Text, Later: true},
			{Key: "amount", Label: "receipt.amount", Expr: "w.amount_fen", Kind: list.Money, Phone: "k-end", Sort: true, Sum: true},
			{Key: "recovered", Label: "write_off.recovered", Expr: "w.recovered_fen", Kind: list.Money, Phone: "k-end", Sort: true, Sum: true},
			{Key: "state", Label: "order.state", Expr: "w.state", Kind: list.State, Family: "state", Phone: "k-12"},
		}, "/finance/agents/{agent_id}"),
		Filters: []list.Filter{
			{Key: "state", Label: "order.state", Kind: list.Word, Expr: "w.state", All: "order.all_states", Front: true, Options: list.States("state", "requested", "approved", "rejected", "reversed")},
			{Key: "posted", Label: "write_off.posted_on", Kind: list.Day, Expr: "w.posting_on"},
			{Key: "amount", Label: "receipt.amount", Kind: list.Money, Expr: "w.amount_fen"},
		}}
}
