package receivables

import (
	"gorm.io/gorm"

	"assay/app/db"
	"assay/models"
)

// AgentNames are an agent's code and names beside a document, for lists.
type AgentNames struct {
	AgentCode   string
	AgentNameZh string
	AgentNameEn string
}

// AgentName is the agent's name in a language.
func (a AgentNames) AgentName(lang string) string {
	return models.NameIn(lang, a.AgentNameZh, a.AgentNameEn)
}

const agentNames = "a.code AS agent_code, a.name_zh AS agent_name_zh, a.name_en AS agent_name_en"

// called is the condition that finds an agent by what a person typed.
func called(text string) (string, []any) {
	like := db.Like(text)
	return "(a.code LIKE ? ESCAPE '!' OR a.name_zh LIKE ? ESCAPE '!' OR a.name_en LIKE ? ESCAPE '!' OR a.pinyin LIKE ? ESCAPE '!' OR a.initials LIKE ? ESCAPE '!')",
		[]any{like, like, like, like, like}
}

// ListedReceipt is a receipt with its agent.
type ListedReceipt struct {
	models.Receipt
	AgentNames
}

// ReceiptFilter narrows a list of receipts. Unallocated keeps those with money
// not yet used.
type ReceiptFilter struct {
	State       models.ReceiptState
	Unallocated bool
	AgentID     int64
	Search      string
	Limit       int
	Offset      int
}

// Receipts finds receipts inside a scope, the latest first, and how many.
func Receipts(q *gorm.DB, scope models.Scope, f ReceiptFilter) ([]ListedReceipt, int64, error) {
	cond, args := db.Within(scope, "a")
	add := func(sql string, values ...any) { cond, args = cond+" AND "+sql, append(args, values...) }
	if f.State != "" {
		add("r.state = ?", f.State)
	}
	if f.Unallocated {
		add("r.unallocated_fen > 0")
	}
	if f.AgentID != 0 {
		add("r.agent_id = ?", f.AgentID)
	}
	if f.Search != "" {
		byAgent, values := called(f.Search)
		like := db.Like(f.Search)
		add("(r.number LIKE ? ESCAPE '!' OR r.payer LIKE ? ESCAPE '!' OR r.bank_reference LIKE ? ESCAPE '!' OR "+byAgent+")", append([]any{like, like, like}, values...)...)
	}
	from := " FROM receipts r JOIN agents a ON a.id = r.agent_id WHERE " + cond
	var total int64
	if err := q.Raw("SELECT COUNT(*)"+from, args...).Scan(&total).Error; err != nil {
		return nil, 0, err
	}
	var rows []ListedReceipt
	err := q.Raw("SELECT r.*, "+agentNames+from+" ORDER BY r.id DESC LIMIT ? OFFSET ?", append(args, f.Limit, f.Offset)...).Scan(&rows).Error
	return rows, total, err
}

// ReceiptInScope is one receipt; not found outside the scope.
func ReceiptInScope(q *gorm.DB, scope models.Scope, id int64) (ListedReceipt, error) {
	cond, args := db.Within(scope, "a")
	var r ListedReceipt
	err := q.Raw("SELECT r.*, "+agentNames+" FROM receipts r JOIN agents a ON a.id = r.agent_id WHERE r.id = ? AND "+cond, append([]any{id}, args...)...).Scan(&r).Error
	if err == nil && r.ID == 0 {
		err = models.NotFound("receipt")
	}
	return r, err
}

// ListedAllocation is an allocation with the document it settles.
type ListedAllocation struct {
	models.Allocation
	Number string
}

// AllocationsOf are a receipt's allocation rows, reversals among them.
func AllocationsOf(q *gorm.DB, receiptID int64) ([]ListedAllocation, error) {
	var rows []ListedAllocation
	err := q.Raw(`SELECT l.*, i.number FROM allocations l JOIN open_items i ON i.id = l.item_id
		WHERE l.source = 'receipt' AND l.source_id = ? ORDER BY l.id`, receiptID).Scan(&rows).Error
	return rows, err
}

// ItemInScope is one open item with its agent; not found outside the scope.
func ItemInScope(q *gorm.DB, scope models.Scope, id int64) (ListedItem, error) {
	cond, args := db.Within(scope, "a")
	var i ListedItem
	err := q.Raw("SELECT i.*, "+agentNames+" FROM open_items i JOIN agents a ON a.id = i.agent_id WHERE i.id = ? AND "+cond, append([]any{id}, args...)...).Scan(&i).Error
	if err == nil && i.ID == 0 {
		err = models.NotFound("receivable")
	}
	return i, err
}

// ListedItem is an open item with its agent.
type ListedItem struct {
	models.OpenItem
	AgentNames
}

// ListedWriteOff is a write-off with its agent and document.
type ListedWriteOff struct {
	models.WriteOff
	AgentNames
	ItemNumber     string
	DueOn          models.Date
	OpenFen        models.Money // of the item now
	UnallocatedFen models.Money // of the agent now
}

// WriteOffs finds write-offs inside a scope, those to be decided first.
func WriteOffs(q *gorm.DB, scope models.Scope, state models.WriteOffState, limit, offset int) ([]ListedWriteOff, int64, error) {
	cond, args := db.Within(scope, "a")
	if state != "" {
		cond, args = cond+" AND w.state = ?", append(args, state)
	}
	from := " FROM write_offs w JOIN agents a ON a.id = w.agent_id JOIN open_items i ON i.id = w.item_id WHERE " + cond
	var total int64
	if err := q.Raw("SELECT COUNT(*)"+from, args...).Scan(&total).Error; err != nil {
		return nil, 0, err
	}
	var rows []ListedWriteOff
	err := q.Raw("SELECT w.*, i.number AS item_number, "+agentNames+from+
		" ORDER BY CASE w.state WHEN 'requested' THEN 0 ELSE 1 END, w.id DESC LIMIT ? OFFSET ?", append(args, limit, offset)...).Scan(&rows).Error
	return rows, total, err
}

// WriteOffInScope is one write-off; not found outside the scope.
func WriteOffInScope(q *gorm.DB, scope models.Scope, id int64) (ListedWriteOff, error) {
	cond, args := db.Within(scope, "a")
	var w ListedWriteOff
	err := q.Raw("SELECT w.*, i.number AS item_number, i.due_on, i.open_fen, c.unallocated_fen, "+agentNames+` FROM write_offs w JOIN agents a ON a.id = w.agent_id
		JOIN open_items i ON i.id = w.item_id JOIN credit_accounts c ON c.agent_id = w.agent_id WHERE w.id = ? AND `+cond, append([]any{id}, args...)...).Scan(&w).Error
	if err == nil && w.ID == 0 {
		err = models.NotFound("write_off")
	}
	return w, err
}

// RecoveriesOf is the money that came for a write-off after all, oldest first.
func RecoveriesOf(q *gorm.DB, writeOffID int64) ([]models.Recovery, error) {
	var rows []models.Recovery
	err := q.Raw("SELECT * FROM recoveries WHERE write_off_id = ? ORDER BY id", writeOffID).Scan(&rows).Error
	return rows, err
}

// DueDay is what falls due on a day, and from how many agents.
type DueDay struct {
	DueOn  models.Date
	Agents int64
	Fen    models.Money
}

// DueByDay is what falls due in a scope from a day to another, day by day.
func DueByDay(q *gorm.DB, scope models.Scope, from, to models.Date) ([]DueDay, error) {
	cond, args := db.Within(scope, "a")
	var rows []DueDay
	err := q.Raw("SELECT d.due_on, COUNT(*) AS agents, SUM(d.debit_fen) AS fen FROM due_balances d JOIN agents a ON a.id = d.agent_id WHERE d.due_on BETWEEN ? AND ? AND d.debit_fen > 0 AND "+cond+
		" GROUP BY d.due_on ORDER BY d.due_on", append([]any{from, to}, args...)...).Scan(&rows).Error
	return rows, err
}

// ListedInvoice is an invoice with its agent and what is still open of it.
// The paper's bytes are not read.
type ListedInvoice struct {
	models.Invoice
	AgentNames
	ItemID  int64
	OpenFen models.Money
}

// DocumentFilter narrows a list of invoices or credit notes. Open keeps the
// invoices with a residual.
type DocumentFilter struct {
	AgentID int64
	OrderID int64
	Open    bool
	From    models.Date // issued on or after
	To      models.Date
	Search  string // the number
	Limit   int
	Offset  int
}

func (f DocumentFilter) condition(scope models.Scope, alias string) (string, []any) {
	cond, args := db.Within(scope, "a")
	add := func(sql string, v any) { cond, args = cond+" AND "+alias+"."+sql, append(args, v) }
	if f.AgentID != 0 {
		add("agent_id = ?", f.AgentID)
	}
	if !f.From.IsZero() {
		add("issued_on >= ?", f.From)
	}
	if !f.To.IsZero() {
		add("issued_on <= ?", f.To)
	}
	if f.Search != "" {
		add("number LIKE ? ESCAPE '!'", db.Like(f.Search))
	}
	return cond, args
}

const invoiceColumns = `v.id, v.number, v.agent_id, v.order_id, v.shipment_id, v.delivered_on, v.issued_on, v.bill_on, v.due_on, v.discount_until_on,
	v.discount_ppm, v.settlement_policy_id, v.settlement_kind, v.gross_fen, v.vat_fen, v.fapiao_number, v.fapiao_state, v.verify_code, v.issued_by, v.issued_at,
	i.id AS item_id, i.open_fen, ` + agentNames

const invoiceJoins = ` FROM invoices v JOIN agents a ON a.id = v.agent_id
	JOIN open_items i ON i.kind IN ('invoice', 'opening') AND i.document_id = v.id WHERE `

// Invoices finds invoices inside a scope, the latest first, and how many.
func Invoices(q *gorm.DB, scope models.Scope, f DocumentFilter) ([]ListedInvoice, int64, error) {
	cond, args := f.condition(scope, "v")
	if f.OrderID != 0 {
		cond, args = cond+" AND v.order_id = ?", append(args, f.OrderID)
	}
	if f.Open {
		cond += " AND i.open_fen <> 0"
	}
	var total int64
	if err := q.Raw("SELECT COUNT(*)"+invoiceJoins+cond, args...).Scan(&total).Error; err != nil {
		return nil, 0, err
	}
	var rows []ListedInvoice
	err := q.Raw("SELECT "+invoiceColumns+invoiceJoins+cond+" ORDER BY v.id DESC LIMIT ? OFFSET ?", append(args, f.Limit, f.Offset)...).Scan(&rows).Error
	return rows, total, err
}

// ListedInvoiceByID is one invoice with its residual; not found outside the
// scope.
func ListedInvoiceByID(q *gorm.DB, scope models.Scope, id int64) (ListedInvoice, error) {
	cond, args := db.Within(scope, "a")
	var v ListedInvoice
	err := q.Raw("SELECT "+invoiceColumns+invoiceJoins+"v.id = ? AND "+cond, append([]any{id}, args...)...).Scan(&v).Error
	if err == nil && v.ID == 0 {
		err = models.NotFound("invoice")
	}
	return v, err
}

// InvoiceLinesOf are the lines of an invoice.
func InvoiceLinesOf(q *gorm.DB, invoiceID int64) ([]models.InvoiceLine, error) {
	var lines []models.InvoiceLine
	err := q.Raw("SELECT * FROM invoice_lines WHERE invoice_id = ? ORDER BY line_no", invoiceID).Scan(&lines).Error
	return lines, err
}

// ListedCreditNote is a credit note with its agent and invoice.
type ListedCreditNote struct {
	models.CreditNote
	AgentNames
	InvoiceNumber string
}

// CreditNotes finds credit notes inside a scope, the latest first, and how
// many.
func CreditNotes(q *gorm.DB, scope models.Scope, f DocumentFilter) ([]ListedCreditNote, int64, error) {
	cond, args := f.condition(scope, "n")
	from := " FROM credit_notes n JOIN agents a ON a.id = n.agent_id JOIN invoices v ON v.id = n.invoice_id WHERE " + cond
	var total int64
	if err := q.Raw("SELECT COUNT(*)"+from, args...).Scan(&total).Error; err != nil {
		return nil, 0, err
	}
	var rows []ListedCreditNote
	err := q.Raw("SELECT n.*, v.number AS invoice_number, "+agentNames+from+" ORDER BY n.id DESC LIMIT ? OFFSET ?", append(args, f.Limit, f.Offset)...).Scan(&rows).Error
	return rows, total, err
}

// CreditNoteInScope is one credit note; not found outside the scope.
func CreditNoteInScope(q *gorm.DB, scope models.Scope, id int64) (ListedCreditNote, error) {
	cond, args := db.Within(scope, "a")
	var n ListedCreditNote
	err := q.Raw("SELECT n.*, v.number AS invoice_number, "+agentNames+" FROM credit_notes n JOIN agents a ON a.id = n.agent_id JOIN invoices v ON v.id = n.invoice_id WHERE n.id = ? AND "+cond,
		append([]any{id}, args...)...).Scan(&n).Error
	if err == nil && n.ID == 0 {
		err = models.NotFound("credit_note")
	}
	return n, err
}

// AgeingsIn is Ageings of the agents inside a scope, by agent code.
func AgeingsIn(q *gorm.DB, scope models.Scope, asOf models.Date) ([]AgentAgeing, error) {
	all, err := Ageings(q, asOf)
	if err != nil {
		return nil, err
	}
	cond, args := db.Within(scope, "a")
	var ids []int64
	if err := q.Raw("SELECT a.id FROM agents a WHERE "+cond+" ORDER BY a.code", args...).Scan(&ids).Error; err != nil {
		return nil, err
	}
	byID := make(map[int64]AgentAgeing, len(all))
	for _, a := range all {
		byID[a.AgentID] = a
	}
	var rows []AgentAgeing
	for _, id := range ids {
		if a, ok := byID[id]; ok {
			rows = append(rows, a)
		}
	}
	return rows, nil
}
