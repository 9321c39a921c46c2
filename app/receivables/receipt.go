package receivables

import (
	"context"
	"strconv"

	"assay/app/credit"
	"assay/app/db"
	"assay/app/ledger"
	lookup "assay/app/search" // a list of the package has the name already
	"assay/models"
)

// ReceiptInput is money that came (or will clear) from an agent. SourceKey
// makes it count once: the bank's line, or the form's request key.
type ReceiptInput struct {
	AgentID       int64
	SourceKey     string
	Method        string
	BankReference string
	Payer         string
	Note          string
	ClearedOn     models.Date
	Amount        models.Money
	Automatic     bool   // allocate to open items, oldest due first
	Again         bool   // the same amount under the same reference came twice, and that is so
	Confirmed     string // the confirmation of what was asked (models.ReceiptEntry)
}

// Validate checks what a person typed, all of it.
func (in ReceiptInput) Validate() error {
	var wrong []error
	if in.Amount <= 0 || in.Amount > models.MaxMoney {
		wrong = append(wrong, models.Invalid("amount", "error.amount_must_be_positive"))
	}
	if in.ClearedOn.IsZero() {
		wrong = append(wrong, models.Invalid("cleared_on", "error.date_required"))
	}
	if in.SourceKey == "" || len(in.SourceKey) > 120 {
		wrong = append(wrong, models.Invalid("source_key", "error.request_key_required"))
	}
	wrong = append(wrong, models.CheckMethod(in.Method))
	for _, l := range []models.Length{{Field: "reference", Value: in.BankReference, Max: 120},
		{Field: "payer", Value: in.Payer, Max: 160}, {Field: "note", Value: in.Note, Max: 300}} {
		wrong = append(wrong, models.CheckLengths(l))
	}
	return models.Together(wrong...)
}

// entry is the receipt as the rules for typing it see it.
func (in ReceiptInput) entry(owed models.Money, today models.Date) models.ReceiptEntry {
	return models.ReceiptEntry{Amount: in.Amount, Owed: owed, ClearedOn: in.ClearedOn, Today: today}
}

// Question is what Confirmed must be to be asked nothing.
func (in ReceiptInput) Question() string { return in.entry(0, 0).Confirmation() }

// Enter asks back (invalid on field reference) about a twin, unless Again, and
// about an amount or a day out of the ordinary, unless Confirmed. It records a receipt and, when it has cleared, posts and allocates it.
// The same source key again returns the first receipt; with another amount or
// agent it is an error.
func (s *Service) Enter(ctx context.Context, who models.Who, in ReceiptInput) (models.Receipt, error) {
	if err := in.Validate(); err != nil {
		return models.Receipt{}, err
	}
	at := s.Clock.Moment()
	var r models.Receipt
	err := in.entry(0, at.On).Refused()
	if err == nil {
		err = models.Together(s.refuseTwin(ctx, in), s.ask(ctx, at.On, in))
	}
	if err != nil {
		return r, err
	}
	err = s.DB.InTx(ctx, func(tx *db.Tx) (err error) {
		r, err = EnterReceipt(tx, at, who, in)
		return err
	})
	if db.IsDuplicate(err) {
		return s.sameReceipt(ctx, in)
	}
	return r, err
}

const msgTwice = "error.receipt_twice"

// refuseTwin asks back when money with the same bank reference and amount is
// there already, of this agent or another: typed twice more often than paid
// twice. It is a question to a person, not a lock.
func (s *Service) refuseTwin(ctx context.Context, in ReceiptInput) error {
	if in.BankReference == "" || in.Again {
		return nil
	}
	var number string
	err := s.DB.Read(ctx).Raw(`SELECT number FROM receipts WHERE bank_reference = ? AND amount_fen = ? AND state <> 'reversed'
		AND source_key <> ? ORDER BY CASE WHEN agent_id = ? THEN 0 ELSE 1 END, id LIMIT 1`, in.BankReference, in.Amount, in.SourceKey, in.AgentID).Scan(&number).Error
	if err == nil && number != "" {
		err = models.Invalid("reference", msgTwice).With("Number", number)
	}
	return err
}

// ask is the question about an amount or a day out of the ordinary, nil when
// it was confirmed or the receipt is there already.
func (s *Service) ask(ctx context.Context, today models.Date, in ReceiptInput) error {
	if in.Confirmed == in.Question() {
		return nil
	}
	var has struct {
		Owed    models.Money
		Entered bool
	}
	err := s.DB.Read(ctx).Raw(`SELECT c.receivable_fen - c.unallocated_fen AS owed, EXISTS (SELECT 1 FROM receipts WHERE source_key = ?) AS entered
		FROM credit_accounts c WHERE c.agent_id = ?`, in.SourceKey, in.AgentID).Scan(&has).Error
	if err != nil || has.Entered {
		return err
	}
	return in.entry(has.Owed, today).Asked()
}

func (s *Service) sameReceipt(ctx context.Context, in ReceiptInput) (models.Receipt, error) {
	var r models.Receipt
	err := s.DB.Read(ctx).Raw("SELECT * FROM receipts WHERE source_key = ?", in.SourceKey).Scan(&r).Error
	if err == nil && (r.AgentID != in.AgentID || r.AmountFen != in.Amount || r.ClearedOn != in.ClearedOn) {
		return r, db.ErrKeyReused
	}
	return r, err
}

// EnterReceipt is the step behind Enter. Money that clears later waits in
// state awaiting and moves nothing.
func EnterReceipt(tx *db.Tx, at models.Moment, who models.Who, in ReceiptInput) (models.Receipt, error) {
	r := models.Receipt{AgentID: in.AgentID, SourceKey: in.SourceKey, Method: in.Method, BankReference: in.BankReference,
		Payer: in.Payer, Note: in.Note, State: models.ReceiptAwaiting, ClearedOn: in.ClearedOn, AmountFen: in.Amount,
		EnteredBy: who.Name, EnteredAt: at.At}
	cleared := in.ClearedOn <= at.On
	var (
		pos credit.Position
		err error
	)
	if cleared {
		if pos, err = credit.Apply(tx, credit.Move{AgentID: in.AgentID, Unallocated: in.Amount, PostingOn: at.On}); err != nil {
			return r, err
		}
		r.State, r.PostingOn, r.UnallocatedFen, r.OpenedVersion = models.ReceiptPosted, at.On, in.Amount, pos.Account.Version
	}
	if r.Number, err = db.NextNumber(tx, SeriesReceipt, at.On.Year()); err != nil {
		return r, err
	}
	if err := tx.Create(&r).Error; err != nil {
		return r, err
	}
	if err := lookup.AddReceipt(tx, r); err != nil || !cleared {
		return r, err
	}
	if err := ledger.Post(tx, receiptEntry(posted(at, who, pos), r)); err != nil || !in.Automatic {
		return r, err
	}
	return r, allocateAutomatically(tx, at, who, &r, onEntry)
}

func receiptEntry(p Posting, r models.Receipt) models.JournalEntry {
	e := models.JournalEntry{BusinessKey: "receipt:" + strconv.FormatInt(r.ID, 10), PostingOn: p.At.On, Kind: models.EntryReceipt,
		Document: r.Number, AgentID: r.AgentID, BelongsToOn: p.belongsTo(r.ClearedOn), PostedBy: p.Who.Name, PostedAt: p.At.At}
	e.Debit(models.AccountBank, r.AmountFen).Credit(models.AccountUnallocated, r.AmountFen)
	return e
}

// ClearDue posts one awaiting receipt whose clearing date has come, and
// allocates it automatically. fence runs first in the transaction. A receipt
// that is no longer awaiting is left alone.
func (s *Service) ClearDue(ctx context.Context, at models.Moment, id int64, fence func(tx *db.Tx) error) error {
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		if err := fence(tx); err != nil {
			return err
		}
		var r models.Receipt
		if err := tx.Raw("SELECT * FROM receipts WHERE id = ?", id).Scan(&r).Error; err != nil || r.State != models.ReceiptAwaiting {
			return err
		}
		pos, err := credit.Apply(tx, credit.Move{AgentID: r.AgentID, Unallocated: r.AmountFen, PostingOn: at.On})
		if err != nil {
			return err
		}
		n, err := tx.Change(`UPDATE receipts SET state = 'posted', posting_on = ?, unallocated_fen = amount_fen, opened_version = ?
			WHERE id = ? AND state = 'awaiting'`, at.On, pos.Account.Version, id)
		if err != nil || n != 1 {
			return err
		}
		r.State, r.PostingOn, r.UnallocatedFen = models.ReceiptPosted, at.On, r.AmountFen
		if err := ledger.Post(tx, receiptEntry(posted(at, models.System, pos), r)); err != nil {
			return err
		}
		return allocateAutomatically(tx, at, models.System, &r, onEntry)
	})
}
