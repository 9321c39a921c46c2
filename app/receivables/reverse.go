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

// Reverse undoes a receipt that bounced: its allocations first (items open
// again, discounts taken back), then the receipt. A receipt already reversed
// stays as it is.
func (s *Service) Reverse(ctx context.Context, who models.Who, receiptID int64, reason string) error {
	if err := models.CheckReason(reason); err != nil {
		return err
	}
	at := s.Clock.Moment()
	return s.DB.InTx(ctx, func(tx *db.Tx) error { return ReverseReceipt(tx, at, who, receiptID, reason) })
}

// ReverseReceipt is the step behind Reverse.
func ReverseReceipt(tx *db.Tx, at models.Moment, who models.Who, receiptID int64, reason string) error {
	var r models.Receipt
	if err := tx.Raw("SELECT * FROM receipts WHERE id = ?", receiptID).Scan(&r).Error; err != nil {
		return err
	}
	switch {
	case r.ID == 0:
		return models.NotFound("receipt")
	case r.State == models.ReceiptReversed:
		return nil
	case r.State == models.ReceiptAwaiting:
		return cancelAwaiting(tx, at, r, reason)
	}
	rows, cash, discount, err := liveAllocations(tx, r)
	if err != nil {
		return err
	}
	pos, err := credit.Apply(tx, credit.Move{AgentID: r.AgentID, Receivable: cash + discount, Unallocated: cash - r.AmountFen, PostingOn: at.On})
	if errors.Is(err, &models.Refusal{Reason: credit.ReasonNotAvailable}) {
		return db.ErrRetry // allocated between our read and our move
	}
	if err != nil {
		return err
	}
	n, err := tx.Change(`UPDATE receipts SET state = 'reversed', unallocated_fen = 0, reversal_on = ?, reversal_reason = ?
		WHERE id = ? AND state = 'posted' AND unallocated_fen = ?`, at.On, reason, r.ID, r.AmountFen-cash)
	if err != nil {
		return err
	}
	if n != 1 {
		return db.ErrRetry // allocated between our read and our move
	}
	if len(rows) > 0 {
		if err := settle(tx, posted(at, who, pos), rows); err != nil {
			return err
		}
	}
	e := models.JournalEntry{BusinessKey: fmt.Sprintf("receipt-reversal:%d", r.ID), PostingOn: at.On, Kind: models.EntryReversal,
		BelongsToOn: posted(at, who, pos).belongsTo(r.PostingOn), Document: r.Number, AgentID: r.AgentID, Memo: reason, PostedBy: who.Name, PostedAt: at.At}
	e.Debit(models.AccountReceivable, cash+discount).Debit(models.AccountUnallocated, r.AmountFen-cash).
		Credit(models.AccountDiscounts, discount).Credit(models.AccountBank, r.AmountFen)
	return ledger.Post(tx, e)
}

func cancelAwaiting(tx *db.Tx, at models.Moment, r models.Receipt, reason string) error {
	n, err := tx.Change("UPDATE receipts SET state = 'reversed', reversal_on = ?, reversal_reason = ? WHERE id = ? AND state = 'awaiting'",
		at.On, reason, r.ID)
	if err == nil && n != 1 {
		return db.ErrRetry
	}
	return err
}

// liveAllocations are the reversal rows for what the receipt still settles,
// with the money and the discount in them.
func liveAllocations(tx *db.Tx, r models.Receipt) (rows []models.Allocation, cash, discount models.Money, err error) {
	var live []models.Allocation
	err = tx.Raw(`SELECT * FROM allocations a WHERE a.source IN ('receipt', 'discount') AND a.source_id = ? AND a.reverses_id IS NULL
		AND NOT EXISTS (SELECT 1 FROM allocations b WHERE b.reverses_id = a.id) ORDER BY a.item_id, a.id`, r.ID).Scan(&live).Error
	for _, a := range live {
		rows = append(rows, reversed(a, r.ClearedOn))
		if a.Source == models.FromDiscount {
			discount += a.AmountFen
		} else {
			cash += a.AmountFen
		}
	}
	return rows, cash, discount, err
}
