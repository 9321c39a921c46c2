package receivables

import (
	"context"

	"assay/app/audit"
	"assay/app/db"
	"assay/models"
)

// Clearing lists the awaiting receipts whose clearing date has come, the
// oldest first.
func (s *Service) Clearing(ctx context.Context, on models.Date) ([]int64, error) {
	var ids []int64
	err := s.DB.Read(ctx).Raw("SELECT id FROM receipts WHERE state = 'awaiting' AND cleared_on <= ? ORDER BY cleared_on, id", on).Scan(&ids).Error
	return ids, err
}

// MoveClearing changes the day on which money that still awaits it clears: it
// posts and counts from then on. Conflict when the receipt awaits nothing any
// more.
func (s *Service) MoveClearing(ctx context.Context, who models.Who, id int64, on models.Date) error {
	at := s.Clock.Moment()
	if on < at.On {
		return models.Invalid("cleared_on", "error.clearing_day_past")
	}
	if err := (models.ReceiptEntry{ClearedOn: on, Today: at.On}).Refused(); err != nil {
		return err
	}
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		var r models.Receipt
		if err := tx.Raw("SELECT * FROM receipts WHERE id = ?", id).Scan(&r).Error; err != nil {
			return err
		}
		if r.State != models.ReceiptAwaiting {
			return models.Conflict("error.receipt_not_awaiting")
		}
		if r.ClearedOn == on {
			return nil
		}
		n, err := tx.Change("UPDATE receipts SET cleared_on = ? WHERE id = ? AND state = 'awaiting'", on, id)
		if err != nil {
			return err
		}
		if n != 1 {
			return db.ErrRetry
		}
		return audit.Write(tx, at, who, audit.Act{Action: "receipt.clearing", SubjectKind: "receipt", SubjectID: id, Subject: r.Number,
			Detail: map[string]any{"was": r.ClearedOn, "cleared_on": on}})
	})
}
