package papers

import (
	"gorm.io/gorm"

	"assay/app/db"
	"assay/models"
)

// Listed is a document of an agent, for lists. OpenFen is what is still open of
// it: due of an invoice, left of a credit note, not yet used of a receipt.
type Listed struct {
	Kind        models.PaperKind
	ID          int64
	Number      string
	AgentCode   string
	AgentNameZh string
	AgentNameEn string
	IssuedOn    models.Date
	DueOn       models.Date
	AmountFen   models.Money
	OpenFen     models.Money
	State       string // of a receipt; empty for the others
}

// StateAt is what the document is on a day.
func (l Listed) StateAt(day models.Date) string {
	if l.State != "" {
		return l.State
	}
	return models.OpenItem{OpenFen: l.OpenFen, DueOn: l.DueOn}.StateAt(day)
}

// AgentName is the agent's name in a language.
func (l Listed) AgentName(lang string) string {
	return models.Agent{NameZh: l.AgentNameZh, NameEn: l.AgentNameEn}.Name(lang)
}

// HasPaper tells whether there is something to open.
func (l Listed) HasPaper() bool {
	return l.Kind != models.PaperReceipt || models.Receipt{PostingOn: l.IssuedOn}.HasPaper()
}

// Kinds are the documents that a list can hold, in the order a form offers
// them.
func Kinds() []models.PaperKind {
	return []models.PaperKind{models.PaperInvoice, models.PaperCreditNote, models.PaperReceipt}
}

// Filter narrows a list of documents.
type Filter struct {
	Kinds  []models.PaperKind // at least one
	Search string             // a part of the number
	Limit  int
	Offset int
}

// parts are one query for each kind, with the same columns.
var parts = map[models.PaperKind]string{
	models.PaperInvoice: `SELECT 'invoice' AS kind, d.id, d.number, d.agent_id, d.issued_on, d.due_on, d.gross_fen AS amount_fen, i.open_fen, '' AS state
		FROM invoices d JOIN agents a ON a.id = d.agent_id JOIN open_items i ON i.kind IN ('invoice', 'opening') AND i.document_id = d.id WHERE `,
	models.PaperCreditNote: `SELECT 'credit_note' AS kind, d.id, d.number, d.agent_id, d.issued_on, NULL AS due_on, -d.gross_fen AS amount_fen, i.open_fen, '' AS state
		FROM credit_notes d JOIN agents a ON a.id = d.agent_id JOIN open_items i ON i.kind = 'credit_note' AND i.document_id = d.id WHERE `,
	models.PaperReceipt: `SELECT 'receipt' AS kind, d.id, d.number, d.agent_id, d.posting_on AS issued_on, NULL AS due_on, -d.amount_fen AS amount_fen, -d.unallocated_fen AS open_fen, d.state
		FROM receipts d JOIN agents a ON a.id = d.agent_id WHERE `,
}

// List finds documents, the latest first, and how many there are. The scope of
// each kind is its own: who sees one agent's receipts may see only the goods of
// another.
func List(q *gorm.DB, scopeOf func(models.PaperKind) models.Scope, f Filter) ([]Listed, int64, error) {
	union, args := "", []any(nil)
	for _, k := range f.Kinds {
		cond, each := db.Within(scopeOf(k), "a")
		if f.Search != "" {
			cond, each = cond+" AND d.number LIKE ? ESCAPE '!'", append(each, db.Like(f.Search))
		}
		if union != "" {
			union += " UNION ALL "
		}
		union, args = union+parts[k]+cond, append(args, each...)
	}
	var total int64
	if err := q.Raw("SELECT COUNT(*) FROM ("+union+") d", args...).Scan(&total).Error; err != nil {
		return nil, 0, err
	}
	var rows []Listed
	err := q.Raw("SELECT d.*, a.code AS agent_code, a.name_zh AS agent_name_zh, a.name_en AS agent_name_en FROM ("+union+`) d
		JOIN agents a ON a.id = d.agent_id ORDER BY COALESCE(d.issued_on, '9999-12-31') DESC, d.number DESC LIMIT ? OFFSET ?`,
		append(args, f.Limit, f.Offset)...).Scan(&rows).Error
	return rows, total, err
}
