package ledger

import (
	"fmt"

	"gorm.io/gorm"

	"assay/app/list"
	"assay/models"
)

// kinds are what entries post, in the order that a filter offers them.
var kinds = []models.EntryKind{models.EntryInvoice, models.EntryCreditNote, models.EntryReceipt, models.EntryAllocation, models.EntryDiscount, models.EntryReversal,
	models.EntryWriteOff, models.EntryRecovery, models.EntryDeposit, models.EntryProvision, models.EntryOpening}

// Journal is every entry of the book, the latest first.
func Journal() list.Spec {
	return list.Spec{Name: "journal", Title: "nav.journal", Empty: "journal.none", Hint: "journal.search_hint",
		From: "journal_entries e LEFT JOIN agents a ON a.id = e.agent_id", ID: "e.id", Sort: "-number", Prefix: []string{"e.document"}, Owner: "e.agent_id",
		Columns: []list.Column{
			{Key: "number", Label: "journal.number", Expr: "e.id", Kind: list.Text, Raw: list.Number, Show: func(v list.Values) any { return fmt.Sprint(v["number"]) }, Link: "/finance/ledger/entries/{id}", Sort: true},
			{Key: "posting", Label: "item.posting_on", Expr: "e.posting_on", Kind: list.Day, Phone: "k-12", Sort: true},
			{Key: "belongs", Label: "journal.belongs", Expr: "e.belongs_to_on", Kind: list.Day, Later: true},
			{Key: "kind", Label: "item.kind", Expr: "e.kind", Kind: list.Word, Family: "entry_kind", Phone: "k-start"},
			{Key: "document", Label: "item.number", Expr: "e.document", Kind: list.Text, Phone: "k-end"},
			{Key: "agent", Label: "order.agent", Expr: "COALESCE(a.name_zh, '')", ExprEn: "COALESCE(CASE WHEN a.name_en = '' THEN a.name_zh ELSE a.name_en END, '')", Kind: list.Text, Phone: "k-full"},
			{Key: "agent_code", Label: "agent.code", Expr: "COALESCE(a.code, '')", Kind: list.Text, Under: "agent"},
			{Key: "memo", Label: "order.note", Expr: "e.memo", Kind: list.Text, Later: true},
			{Key: "by", Label: "item.by", Expr: "e.posted_by", Kind: list.Text, Later: true},
			{Key: "amount", Label: "receipt.amount", Expr: "(SELECT COALESCE(SUM(l.amount_fen), 0) FROM journal_lines l WHERE l.entry_id = e.id AND l.amount_fen > 0)", Kind: list.Money, Phone: "k-end"},
		},
		Filters: []list.Filter{
			{Key: "kind", Label: "item.kind", Kind: list.Word, Expr: "e.kind", All: "list.any", Front: true, Options: list.States("entry_kind", kinds...)},
			{Key: "posting", Label: "item.posting_on", Kind: list.Day, Expr: "e.posting_on"},
		}}
}

// EntryByID is one entry of the book with its lines; not found when there is
// none.
func EntryByID(q *gorm.DB, id int64) (e models.JournalEntry, err error) {
	if err = q.Raw("SELECT * FROM journal_entries WHERE id = ?", id).Scan(&e).Error; err != nil {
		return e, err
	}
	if e.ID == 0 {
		return e, models.NotFound("journal_entry")
	}
	err = q.Raw("SELECT * FROM journal_lines WHERE entry_id = ? ORDER BY line_no", id).Scan(&e.Lines).Error
	return e, err
}
