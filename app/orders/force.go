package orders

import (
	"context"

	"assay/app/audit"
	"assay/app/credit"
	"assay/app/db"
	"assay/app/settlement"
	"assay/models"
)

// ErrHeldByHand says that somebody holds the order by hand already.
var ErrHeldByHand = models.Conflict("error.held_by_hand")

// Hold holds an order by hand that is not shipped yet. Like every held order
// it gives its credit back; it never goes through by itself, and a release
// checks it again.
func (s *Service) Hold(ctx context.Context, who models.Who, id int64, reason string) error {
	if err := models.CheckReason(reason); err != nil {
		return err
	}
	at := s.Clock.Moment()
	return s.DB.InTx(ctx, func(tx *db.Tx) error { return HoldOrder(tx, at, who, id, reason) })
}

// HoldOrder is the step behind Hold.
func HoldOrder(tx *db.Tx, at models.Moment, who models.Who, id int64, reason string) error {
	o, err := ByID(tx.DB, id)
	if err != nil {
		return err
	}
	if !o.State.Allows(models.ActionHold) {
		return errNotAllowed(o, models.ActionHold)
	}
	if o.State != models.OrderHeld {
		if err := free(tx, at, o, models.ReservationVoid); err != nil {
			return err
		}
	}
	from := o.State
	o.State, o.ConfirmedAt, o.PriceLockUntilAt = models.OrderHeld, nil, nil
	if err := saveState(tx, at, who, &o, from, reason); err != nil {
		return err
	}
	if err := force(tx, at, who, o, reason); err != nil {
		return err
	}
	return audit.Write(tx, at, who, audit.Act{Action: "hold.force", SubjectKind: "order", SubjectID: o.ID, Subject: o.Number(), Reason: reason})
}

// force marks a held order as held by a person, with the decision that says so.
func force(tx *db.Tx, at models.Moment, who models.Who, o models.Order, reason string) error {
	view, err := credit.Load(tx.DB, o.AgentID, at.On)
	if err != nil {
		return err
	}
	policy, err := settlement.PolicyByID(tx.DB, o.SettlementPolicyID)
	if err != nil {
		return err
	}
	r, err := requestOf(tx.DB, o, o.Remaining(), policy.Kind, at.On)
	if err != nil {
		return err
	}
	if r.Forced {
		return ErrHeldByHand
	}
	r.Forced = true
	d := view.Decide(r)
	if err := keepHold(tx, at, o, d, view); err != nil {
		return err
	}
	if _, err := tx.Change("UPDATE order_holds SET forced_reason = ?, forced_by = ?, forced_by_id = ?, forced_at = ? WHERE order_id = ?", reason, who.Name, who.ID, at.At, o.ID); err != nil {
		return err
	}
	_, err = credit.Record(tx, at, who, string(models.ActionHold), d, view.Account.Version)
	return err
}
