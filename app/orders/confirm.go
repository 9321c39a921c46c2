package orders

import (
	"context"
	"errors"

	"assay/app/credit"
	"assay/app/db"
	"assay/app/settlement"
	"assay/models"
)

// Confirm accepts a submitted order for delivery; its reservation no longer
// expires. ErrLockEnded when it has, a conflict when the order is not as it
// was seen.
func (s *Service) Confirm(ctx context.Context, who models.Who, id int64, seen ...models.SeenOrder) (models.Order, error) {
	at := s.Clock.Moment()
	var o models.Order
	err := s.DB.InTx(ctx, func(tx *db.Tx) (err error) {
		o, err = ConfirmOrder(tx, at, who, id, seen...)
		return err
	})
	return o, err
}

// ErrLockEnded says that an order was not confirmed while its prices were
// locked: it goes back to the drafts.
var ErrLockEnded = models.Conflict("error.price_lock_ended")

// ConfirmOrder is the step behind Confirm.
func ConfirmOrder(tx *db.Tx, at models.Moment, who models.Who, id int64, seen ...models.SeenOrder) (models.Order, error) {
	o, err := ByID(tx.DB, id)
	if err != nil {
		return o, err
	}
	if !o.State.Allows(models.ActionConfirm) {
		return o, errNotAllowed(o, models.ActionConfirm)
	}
	if err := o.IsAs(seen...); err != nil {
		return o, err
	}
	from := o.State
	o.State, o.ConfirmedAt = models.OrderConfirmed, &at.At
	if err := saveState(tx, at, who, &o, from, ""); err != nil {
		return o, err
	}
	kept, err := credit.KeepReservation(tx, id, at.On)
	if err == nil && !kept {
		err = ErrLockEnded
	}
	return o, err
}

// Reopen takes a closed order back to where it can be shipped, with its credit
// checked again (Refusal when the line does not cover it), or a cancelled one
// back to a draft.
func (s *Service) Reopen(ctx context.Context, who models.Who, id int64, reason string) error {
	if err := models.CheckReason(reason); err != nil {
		return err
	}
	at, q := s.Clock.Moment(), s.DB.Read(ctx)
	o, err := ByID(q, id)
	if err != nil {
		return err
	}
	if !o.State.Allows(models.ActionReopen) {
		return errNotAllowed(o, models.ActionReopen)
	}
	policy, err := settlement.PolicyByID(q, o.SettlementPolicyID)
	if err != nil {
		return err
	}
	return s.checked(ctx, at, who, o.AgentID, func(tx *db.Tx, view credit.View) error {
		return reopen(tx, at, who, o, policy, view, reason)
	})
}

func reopen(tx *db.Tx, at models.Moment, who models.Who, o models.Order, policy models.SettlementPolicy, view credit.View, reason string) error {
	from := o.State
	o.ClosedAt = nil
	if from == models.OrderCancelled {
		o.State = models.OrderDraft
		return saveState(tx, at, who, &o, from, reason)
	}
	rest, err := openValue(tx, o.ID)
	if err != nil {
		return err
	}
	if rest == 0 {
		o.State = models.OrderShipped
		return saveState(tx, at, who, &o, from, reason)
	}
	r, err := requestOf(tx.DB, o, rest, policy.Kind, at.On)
	if err != nil {
		return err
	}
	d := view.Decide(r)
	if d.Outcome != models.OutcomeApprove {
		return refusalOf(d, models.ActionReopen, view)
	}
	pos, err := credit.Apply(tx, credit.Move{AgentID: o.AgentID, Reserved: rest, Guard: guardOf(view, r)})
	if err != nil {
		return err
	}
	o.State = models.OrderPartShipped
	if err := saveState(tx, at, who, &o, from, reason); err != nil {
		return err
	}
	if err := credit.Reserve(tx, at, o.AgentID, o.ID, rest, 0, pos.Account.Version); err != nil {
		return err
	}
	_, err = credit.Record(tx, at, who, string(models.ActionReopen), d, pos.Account.Version)
	return err
}

// openValue is what the unshipped part of an order is worth at its prices.
func openValue(tx *db.Tx, orderID int64) (models.Money, error) {
	var m models.Money
	err := tx.Raw("SELECT COALESCE(SUM((quantity - shipped_quantity) * unit_fen), 0) FROM order_lines WHERE order_id = ?", orderID).Scan(&m).Error
	return m, err
}

// Expire takes an unconfirmed order whose reservation has run out back to a
// draft and frees its credit. fence runs first in the transaction. An order
// confirmed or cancelled meanwhile is left alone.
func (s *Service) Expire(ctx context.Context, at models.Moment, id int64, fence func(tx *db.Tx) error) error {
	err := s.DB.InTx(ctx, func(tx *db.Tx) error {
		if err := fence(tx); err != nil {
			return err
		}
		held, err := credit.OpenReservation(tx, id)
		if err != nil || held.ExpiresOn.IsZero() || held.ExpiresOn >= at.On {
			return err
		}
		return End(tx, at, models.System, id, models.ActionExpire, models.OrderDraft, models.ReservationExpired, "reservation expired")
	})
	if errors.Is(err, ErrOrderChanged) {
		return nil
	}
	return err
}

// Expired lists the orders whose reservation ran out before the day.
func (s *Service) Expired(ctx context.Context, on models.Date) ([]int64, error) {
	var ids []int64
	err := s.DB.Read(ctx).Raw("SELECT order_id FROM reservations WHERE state = 'open' AND expires_on < ? ORDER BY id", on).Scan(&ids).Error
	return ids, err
}
