package receivables

import (
	"context"
	"fmt"

	"assay/app/audit"
	"assay/app/credit"
	"assay/app/db"
	"assay/app/ledger"
	"assay/models"
)

// WriteOffInput asks to give up a part of an open item as lost.
type WriteOffInput struct {
	ItemID     int64
	RequestKey string
	Amount     models.Money
	Reason     string
}

// Validate checks what a person typed.
func (in WriteOffInput) Validate() error {
	switch {
	case in.Amount <= 0 || in.Amount > models.MaxMoney:
		return models.Invalid("amount", "error.amount_must_be_positive")
	case in.RequestKey == "" || len(in.RequestKey) > 64:
		return models.Invalid("request_key", "error.request_key_required")
	}
	return models.CheckReason(in.Reason)
}

// RequestWriteOff records the request; nothing is posted before a second
// person approves. The same request key again returns the first request.
func (s *Service) RequestWriteOff(ctx context.Context, who models.Who, in WriteOffInput) (models.WriteOff, error) {
	if err := in.Validate(); err != nil {
		return models.WriteOff{}, err
	}
	at := s.Clock.Moment()
	var w models.WriteOff
	err := s.DB.InTx(ctx, func(tx *db.Tx) (err error) {
		w, err = EnterWriteOff(tx, at, who, in)
		return err
	})
	if db.MayRepeat(err) {
		return s.sameWriteOff(ctx, in, err)
	}
	return w, err
}

// sameWriteOff is the first request with the key; the refusal stands when
// there is none.
func (s *Service) sameWriteOff(ctx context.Context, in WriteOffInput, refusal error) (models.WriteOff, error) {
	var w models.WriteOff
	err := s.DB.Read(ctx).Raw("SELECT * FROM write_offs WHERE item_id = ? AND request_key = ?", in.ItemID, in.RequestKey).Scan(&w).Error
	switch {
	case err != nil:
		return w, err
	case w.ID == 0:
		return w, refusal
	case w.AmountFen != in.Amount:
		return w, db.ErrKeyReused
	}
	return w, nil
}

// EnterWriteOff is the step behind RequestWriteOff.
func EnterWriteOff(tx *db.Tx, at models.Moment, who models.Who, in WriteOffInput) (models.WriteOff, error) {
	w := models.WriteOff{ItemID: in.ItemID, RequestKey: in.RequestKey, State: models.WriteOffRequested, AmountFen: in.Amount,
		Reason: in.Reason, RequestedBy: who.Name, RequestedByID: who.ID, RequestedAt: at.At}
	var item models.OpenItem
	if err := tx.Raw("SELECT * FROM open_items WHERE id = ?", w.ItemID).Scan(&item).Error; err != nil {
		return w, err
	}
	if item.ID == 0 {
		return w, models.NotFound("receivable")
	}
	if err := notAsked(tx, item, w.AmountFen); err != nil {
		return w, err
	}
	w.AgentID = item.AgentID
	if err := tx.Create(&w).Error; err != nil {
		return w, err
	}
	return w, audit.Write(tx, at, who, audit.Act{Action: "writeoff.request", SubjectKind: "write_off", SubjectID: w.ID,
		Subject: item.Number, Reason: w.Reason, Detail: map[string]any{"amount": w.AmountFen}})
}

// notAsked refuses an amount that is not open, or that requests which wait have
// asked for already.
func notAsked(tx *db.Tx, item models.OpenItem, amount models.Money) error {
	if amount > item.OpenFen {
		return models.Invalid("amount", "error.more_than_open").With("Open", item.OpenFen)
	}
	var asked models.Money
	err := tx.Raw("SELECT COALESCE(SUM(amount_fen), 0) FROM write_offs WHERE item_id = ? AND state = 'requested'", item.ID).Scan(&asked).Error
	if err == nil && amount > item.OpenFen-asked {
		err = models.Invalid("amount", "error.write_off_asked").With("Open", item.OpenFen).With("Asked", asked)
	}
	return err
}

// ErrOwnRequest says that nobody decides on their own request.
var ErrOwnRequest = models.Forbidden("error.own_request")

// DecideWriteOff approves or rejects a request; approving posts it. Forbidden
// for the person who asked; conflict when it was decided already.
func (s *Service) DecideWriteOff(ctx context.Context, who models.Who, id int64, approve bool, note string) error {
	if err := models.CheckLengths(models.Length{Field: "note", Value: note, Max: models.MaxReason}); err != nil {
		return err
	}
	at := s.Clock.Moment()
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		var w models.WriteOff
		if err := tx.Raw("SELECT * FROM write_offs WHERE id = ?", id).Scan(&w).Error; err != nil {
			return err
		}
		switch {
		case w.ID == 0:
			return models.NotFound("write_off")
		case w.RequestedByID == who.ID:
			return ErrOwnRequest
		case w.State != models.WriteOffRequested:
			return models.Conflict("error.already_decided")
		case approve:
			return ApproveWriteOff(tx, at, who, w, note)
		}
		if err := models.CheckReason(note); err != nil {
			return models.OnField(err, "note")
		}
		return decide(tx, at, who, w, models.WriteOffRejected, note)
	})
}

// ApproveWriteOff is the step that posts an approved request: Dr allowance as
// far as that of the agent's segment goes, Dr bad debt for the rest, Cr
// receivable.
func ApproveWriteOff(tx *db.Tx, at models.Moment, who models.Who, w models.WriteOff, note string) error {
	pos, err := credit.Apply(tx, credit.Move{AgentID: w.AgentID, Receivable: -w.AmountFen, PostingOn: at.On, NewTerms: true})
	if err != nil {
		return err
	}
	var item models.OpenItem
	if err := tx.Raw("SELECT * FROM open_items WHERE id = ?", w.ItemID).Scan(&item).Error; err != nil {
		return err
	}
	if w.AmountFen > item.OpenFen {
		return models.Conflict("error.write_off_above_open").With("Open", item.OpenFen)
	}
	if err := decide(tx, at, who, w, models.WriteOffApproved, note); err != nil {
		return err
	}
	if err := settle(tx, posted(at, who, pos), []models.Allocation{row(item, models.FromWriteOff, w.ID, w.AmountFen, "write_off", at.On)}); err != nil {
		return err
	}
	number, err := db.NextNumber(tx, SeriesWriteOff, at.On.Year())
	if err != nil {
		return err
	}
	segment, drawn, err := drawAllowance(tx, at.On, w.AgentID, w.AmountFen)
	if err != nil {
		return err
	}
	if _, err := tx.Change("UPDATE write_offs SET number = ?, posting_on = ?, allowance_fen = ?, allowance_segment = ? WHERE id = ?", number, at.On, drawn, segment, w.ID); err != nil {
		return err
	}
	e := models.JournalEntry{BusinessKey: fmt.Sprintf("write-off:%d", w.ID), PostingOn: at.On, Kind: models.EntryWriteOff,
		Document: number, AgentID: w.AgentID, Memo: w.Reason, PostedBy: who.Name, PostedAt: at.At}
	e.Debit(models.AccountAllowance, drawn).Debit(models.AccountBadDebt, w.AmountFen-drawn).Credit(models.AccountReceivable, w.AmountFen)
	return ledger.Post(tx, e)
}

func decide(tx *db.Tx, at models.Moment, who models.Who, w models.WriteOff, state models.WriteOffState, note string) error {
	n, err := tx.Change(`UPDATE write_offs SET state = ?, decided_by = ?, decided_by_id = ?, decided_at = ?, decision_note = ?
		WHERE id = ? AND state = 'requested'`, state, who.Name, who.ID, at.At, note, w.ID)
	if err != nil {
		return err
	}
	if n != 1 {
		return models.Conflict("error.already_decided")
	}
	return audit.Write(tx, at, who, audit.Act{Action: "writeoff." + string(state), SubjectKind: "write_off", SubjectID: w.ID,
		Reason: note, Detail: map[string]any{"amount": w.AmountFen}})
}

// RecoverInput is money that came for a written-off item after all.
type RecoverInput struct {
	WriteOffID int64
	RequestKey string
	Amount     models.Money
	ReceivedOn models.Date
}

// Validate checks what a person typed.
func (in RecoverInput) Validate() error {
	switch {
	case in.Amount <= 0 || in.Amount > models.MaxMoney:
		return models.Invalid("amount", "error.amount_must_be_positive")
	case in.ReceivedOn.IsZero():
		return models.Invalid("received_on", "error.date_required")
	case in.RequestKey == "" || len(in.RequestKey) > 64:
		return models.Invalid("request_key", "error.request_key_required")
	}
	return nil
}

// Recover re-instates the item up to the sum (Dr receivable, Cr recoveries)
// and enters the money as a receipt allocated to it. The same request key
// again returns the first recovery.
func (s *Service) Recover(ctx context.Context, who models.Who, in RecoverInput) (models.Recovery, error) {
	if err := in.Validate(); err != nil {
		return models.Recovery{}, err
	}
	at := s.Clock.Moment()
	if in.ReceivedOn > at.On {
		return models.Recovery{}, models.Invalid("received_on", "error.date_in_future")
	}
	var r models.Recovery
	err := s.DB.InTx(ctx, func(tx *db.Tx) (err error) {
		r, err = RecoverWriteOff(tx, at, who, in)
		return err
	})
	if db.MayRepeat(err) {
		return s.sameRecovery(ctx, in, err)
	}
	return r, err
}

// sameRecovery is the first recovery with the key; the refusal stands when
// there is none.
func (s *Service) sameRecovery(ctx context.Context, in RecoverInput, refusal error) (models.Recovery, error) {
	var r models.Recovery
	err := s.DB.Read(ctx).Raw("SELECT * FROM recoveries WHERE write_off_id = ? AND request_key = ?", in.WriteOffID, in.RequestKey).Scan(&r).Error
	switch {
	case err != nil:
		return r, err
	case r.ID == 0:
		return r, refusal
	case r.AmountFen != in.Amount:
		return r, db.ErrKeyReused
	}
	return r, nil
}

// RecoverWriteOff is the step behind Recover.
func RecoverWriteOff(tx *db.Tx, at models.Moment, who models.Who, in RecoverInput) (models.Recovery, error) {
	var w models.WriteOff
	if err := tx.Raw("SELECT * FROM write_offs WHERE id = ? AND state = 'approved'", in.WriteOffID).Scan(&w).Error; err != nil {
		return models.Recovery{}, err
	}
	if w.ID == 0 {
		return models.Recovery{}, models.NotFound("write_off")
	}
	r := models.Recovery{AgentID: w.AgentID, WriteOffID: w.ID, ItemID: w.ItemID, RequestKey: in.RequestKey, AmountFen: in.Amount,
		PostingOn: at.On, ValueOn: in.ReceivedOn, RecoveredBy: who.Name, RecoveredAt: at.At}
	pos, err := credit.Apply(tx, credit.Move{AgentID: w.AgentID, Receivable: in.Amount, PostingOn: at.On, NewTerms: true})
	if err != nil {
		return r, err
	}
	n, err := tx.Change("UPDATE write_offs SET recovered_fen = recovered_fen + ? WHERE id = ? AND recovered_fen + ? <= amount_fen",
		in.Amount, w.ID, in.Amount)
	if err != nil {
		return r, err
	}
	if n != 1 {
		return r, models.Invalid("amount", "error.more_than_written_off").With("Left", w.AmountFen-w.RecoveredFen)
	}
	return r, postRecovery(tx, posted(at, who, pos), &r)
}

func postRecovery(tx *db.Tx, p Posting, r *models.Recovery) error {
	var item models.OpenItem
	if err := tx.Raw("SELECT * FROM open_items WHERE id = ?", r.ItemID).Scan(&item).Error; err != nil {
		return err
	}
	var err error
	if r.Number, err = db.NextNumber(tx, SeriesRecovery, p.At.On.Year()); err != nil {
		return err
	}
	if err := tx.Create(r).Error; err != nil {
		return err
	}
	if err := settle(tx, p, []models.Allocation{row(item, models.FromRecovery, r.ID, -r.AmountFen, "recovery", r.ValueOn)}); err != nil {
		return err
	}
	e := models.JournalEntry{BusinessKey: fmt.Sprintf("recovery:%d", r.ID), PostingOn: p.At.On, Kind: models.EntryRecovery,
		Document: r.Number, AgentID: r.AgentID, PostedBy: p.Who.Name, PostedAt: p.At.At}
	e.Debit(models.AccountReceivable, r.AmountFen).Credit(models.AccountRecoveries, r.AmountFen)
	if err := ledger.Post(tx, e); err != nil {
		return err
	}
	return receiveRecovery(tx, p, *r)
}

// receiveRecovery enters the money and puts it on the re-instated item.
func receiveRecovery(tx *db.Tx, p Posting, r models.Recovery) error {
	receipt, err := EnterReceipt(tx, p.At, p.Who, ReceiptInput{AgentID: r.AgentID, SourceKey: fmt.Sprintf("recovery:%d", r.ID),
		Method: models.MethodRecovery, Note: r.Number, ClearedOn: r.ValueOn, Amount: r.AmountFen})
	if err != nil {
		return err
	}
	return AllocateReceipt(tx, p.At, p.Who, &receipt, []Part{{ItemID: r.ItemID, Amount: r.AmountFen}}, "recovery", "recovery")
}
