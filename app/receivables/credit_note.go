package receivables

import (
	"context"
	"errors"
	"fmt"

	"assay/app/credit"
	"assay/app/db"
	"assay/app/ledger"
	"assay/models"
)

// CreditNoteInput takes back a part of an invoice, gross of VAT.
type CreditNoteInput struct {
	InvoiceID  int64
	RequestKey string
	Gross      models.Money
	Reason     string
}

// Validate checks what a person typed.
func (in CreditNoteInput) Validate() error {
	switch {
	case in.Gross <= 0 || in.Gross > models.MaxMoney:
		return models.Invalid("gross", "error.amount_must_be_positive")
	case in.RequestKey == "" || len(in.RequestKey) > 64:
		return models.Invalid("request_key", "error.request_key_required")
	}
	return models.CheckReason(in.Reason)
}

// IssueCreditNote posts a credit note and settles its own invoice with it as
// far as that is open; the rest stays as a credit. All credit notes of an
// invoice together never exceed it. The same request key again returns the
// first note.
func (s *Service) IssueCreditNote(ctx context.Context, who models.Who, in CreditNoteInput) (models.CreditNote, error) {
	if err := in.Validate(); err != nil {
		return models.CreditNote{}, err
	}
	at := s.Clock.Moment()
	var note models.CreditNote
	err := s.DB.InTx(ctx, func(tx *db.Tx) (err error) {
		note, err = CreditInvoice(tx, at, who, in)
		return err
	})
	if db.MayRepeat(err) {
		return s.sameCreditNote(ctx, in, err)
	}
	return note, err
}

// sameCreditNote is the first note with the key; the refusal stands when there
// is none.
func (s *Service) sameCreditNote(ctx context.Context, in CreditNoteInput, refusal error) (models.CreditNote, error) {
	var n models.CreditNote
	err := s.DB.Read(ctx).Raw("SELECT * FROM credit_notes WHERE invoice_id = ? AND request_key = ?", in.InvoiceID, in.RequestKey).Scan(&n).Error
	switch {
	case err != nil:
		return n, err
	case n.ID == 0:
		return n, refusal
	case n.GrossFen != in.Gross:
		return n, db.ErrKeyReused
	}
	return n, nil
}

// CreditInvoice is the step behind IssueCreditNote.
func CreditInvoice(tx *db.Tx, at models.Moment, who models.Who, in CreditNoteInput) (models.CreditNote, error) {
	note := models.CreditNote{InvoiceID: in.InvoiceID, RequestKey: in.RequestKey, GrossFen: in.Gross, Reason: in.Reason,
		IssuedOn: at.On, IssuedBy: who.Name, IssuedAt: at.At}
	// A plain SELECT here would fix what the sum of earlier notes is read from,
	// before the move has waited for them.
	if err := tx.Raw("SELECT agent_id FROM invoices WHERE id = ?"+tx.Latest(), in.InvoiceID).Scan(&note.AgentID).Error; err != nil {
		return note, err
	}
	if note.AgentID == 0 {
		return note, models.NotFound("invoice")
	}
	pos, err := credit.Apply(tx, credit.Move{AgentID: note.AgentID, Receivable: -in.Gross, PostingOn: at.On})
	if err != nil {
		return note, err
	}
	inv, item, taken, err := invoiceUnderLock(tx, in.InvoiceID)
	if err != nil {
		return note, err
	}
	if note.VatFen, err = creditedVAT(inv, taken, in.Gross); err != nil {
		return note, err
	}
	if note.Number, err = db.NextNumber(tx, SeriesCreditNote, at.On.Year()); err != nil {
		return note, err
	}
	if err := tx.Create(&note).Error; err != nil {
		return note, err
	}
	if err := openCreditItem(tx, posted(at, who, pos), note, inv, item); err != nil {
		return note, err
	}
	e := models.JournalEntry{BusinessKey: fmt.Sprintf("credit-note:%d", note.ID), PostingOn: at.On, Kind: models.EntryCreditNote,
		BelongsToOn: posted(at, who, pos).belongsTo(inv.IssuedOn), Document: note.Number, AgentID: note.AgentID, Memo: in.Reason, PostedBy: who.Name, PostedAt: at.At}
	e.Debit(models.AccountReturns, note.GrossFen-note.VatFen).Debit(models.AccountOutputVAT, note.VatFen).Credit(models.AccountReceivable, note.GrossFen)
	return note, ledger.Post(tx, e)
}

// invoiceUnderLock reads an invoice, its item and what was credited before.
// The residual it returns may be a moment old; settle checks it again.
func invoiceUnderLock(tx *db.Tx, id int64) (inv models.Invoice, item models.OpenItem, taken models.Money, err error) {
	if err = tx.Omit("PDF").Where("id = ?", id).Take(&inv).Error; err != nil {
		return
	}
	if err = tx.Raw("SELECT * FROM open_items WHERE kind IN ('invoice', 'opening') AND document_id = ?", id).Scan(&item).Error; err != nil {
		return
	}
	err = tx.Raw("SELECT COALESCE(SUM(gross_fen), 0) FROM credit_notes WHERE invoice_id = ?", id).Scan(&taken).Error
	return
}

// creditedVAT is the VAT in a credit note: the share of the invoice's VAT up to
// the new total, less the share already taken back, so that crediting an
// invoice in parts gives back exactly its VAT.
func creditedVAT(inv models.Invoice, taken, gross models.Money) (models.Money, error) {
	if taken+gross > inv.GrossFen {
		return 0, models.Invalid("gross", "error.more_than_invoice").With("Left", inv.GrossFen-taken)
	}
	before, err := models.MulDiv(int64(inv.VatFen), int64(taken), int64(inv.GrossFen))
	if err != nil {
		return 0, err
	}
	after, err := models.MulDiv(int64(inv.VatFen), int64(taken+gross), int64(inv.GrossFen))
	return models.Money(after - before), err
}

// openCreditItem opens the note as a credit and settles the invoice with it:
// one row on either side, of the same amount.
func openCreditItem(tx *db.Tx, p Posting, note models.CreditNote, inv models.Invoice, item models.OpenItem) error {
	own := models.OpenItem{AgentID: note.AgentID, Kind: models.ItemCreditNote, DocumentID: note.ID, Number: note.Number, InvoiceID: &inv.ID,
		SettlementKind: inv.SettlementKind, IssuedOn: p.At.On, DueOn: item.DueOn, AmountFen: -note.GrossFen}
	if err := openItem(tx, p, &own); err != nil {
		return err
	}
	use := min(note.GrossFen, item.OpenFen)
	if use <= 0 {
		return nil
	}
	err := settle(tx, p, []models.Allocation{
		row(item, models.FromCreditNote, note.ID, use, "credit_note", p.At.On),
		row(own, models.FromCreditNote, note.ID, -use, "credit_note", p.At.On),
	})
	if errors.Is(err, ErrItemTaken) {
		return db.ErrRetry
	}
	return err
}
