package orders

import (
	"context"
	"errors"

	"assay/app/audit"
	"assay/app/credit"
	"assay/app/db"
	"assay/app/settlement"
	"assay/models"
)

// GrantDays is how long a one-off grant lives when the order is not invoiced
// or cancelled before.
const GrantDays = 30

// Release lets a held order through: what is short of credit is granted to
// this order once, the other reasons that it is held for now are overridden,
// these and no others, for as long. Roles are those by which the person may
// decide on this order; forbidden when the approval matrix asks for another.
// Conflict when the order is no longer held, or not as it was seen.
func (s *Service) Release(ctx context.Context, who models.Who, roles []models.Role, id int64, reason string, seen ...models.SeenOrder) (Placed, error) {
	if err := models.CheckReason(reason); err != nil {
		return Placed{}, err
	}
	at := s.Clock.Moment()
	var placed Placed
	err := credit.WithFreshTerms(func() error {
		o, policy, err := s.heldOrder(ctx, id)
		if err == nil {
			err = o.IsAs(seen...)
		}
		if err != nil {
			return err
		}
		q := s.DB.Read(ctx)
		view, err := credit.Load(q, o.AgentID, at.On)
		if err != nil {
			return err
		}
		r, err := requestOf(q, o, o.Remaining(), policy.Kind, at.On)
		if err != nil {
			return err
		}
		if err := mayRelease(q, who, roles, id, view.Decide(r).Shortfall, at.On); err != nil {
			return err
		}
		err = s.DB.InTx(ctx, func(tx *db.Tx) (err error) {
			placed, err = ReleaseHold(tx, at, who, o, policy, view, reason)
			return err
		})
		if r := (*models.Refusal)(nil); errors.As(err, &r) {
			return credit.ErrTermsChanged // the shortfall grew meanwhile: measure again
		}
		return err
	})
	if db.IsDuplicate(err) {
		err = ErrOrderChanged // released, and held again, at this very instant
	}
	return placed, err
}

func (s *Service) heldOrder(ctx context.Context, id int64) (models.Order, models.SettlementPolicy, error) {
	q := s.DB.Read(ctx)
	o, err := ByID(q, id)
	if err != nil {
		return o, models.SettlementPolicy{}, err
	}
	if !o.State.Allows(models.ActionRelease) {
		return o, models.SettlementPolicy{}, errNotAllowed(o, models.ActionRelease)
	}
	policy, err := settlement.PolicyByID(q, o.SettlementPolicyID)
	return o, policy, err
}

// ReleaseHold is the step behind Release: grant, overrides, guarded move,
// reservation.
func ReleaseHold(tx *db.Tx, at models.Moment, who models.Who, o models.Order, policy models.SettlementPolicy, view credit.View, reason string) (Placed, error) {
	r, err := requestOf(tx.DB, o, o.Remaining(), policy.Kind, at.On)
	if err != nil {
		return Placed{}, err
	}
	d := view.Decide(r)
	if d.Outcome == models.OutcomeReject {
		return Placed{}, models.Conflict("error.cannot_release")
	}
	passed := d.Overrides(at.On.AddDays(GrantDays))
	p, err := letThrough(tx, at, who, o, view, d, models.ActionRelease, reason)
	if err != nil {
		return Placed{}, err
	}
	if err := override(tx, at, who, o.ID, passed, reason); err != nil {
		return Placed{}, err
	}
	return p, audit.Write(tx, at, who, audit.Act{Action: "hold.release", SubjectKind: "order",
		SubjectID: o.ID, Subject: o.Number(), Reason: reason, Detail: map[string]any{"granted": d.Shortfall, "overridden": passed}})
}

// letThrough makes a held order a submitted one: grant, guarded move,
// reservation, record.
func letThrough(tx *db.Tx, at models.Moment, who models.Who, o models.Order, view credit.View, d models.CreditDecision, trigger models.OrderAction, reason string) (Placed, error) {
	r, guard := d.Request, guardOf(view, d.Request)
	guard.ExtraGrants = d.Shortfall
	pos, err := credit.Apply(tx, credit.Move{AgentID: o.AgentID, Reserved: r.Increase, NewTerms: d.Shortfall > 0, Guard: guard})
	if err != nil {
		return Placed{}, err
	}
	if d.Shortfall > 0 {
		if err := credit.Grant(tx, at, who, o.AgentID, o.ID, d.Shortfall, reason, at.On.AddDays(GrantDays)); err != nil {
			return Placed{}, err
		}
	}
	from := o.State
	lock := at.At.AddDate(0, 0, models.ReservationDays)
	o.State, o.PriceLockUntilAt = models.OrderSubmitted, &lock
	if err := saveState(tx, at, who, &o, from, reason); err != nil {
		return Placed{}, err
	}
	if err := credit.Reserve(tx, at, o.AgentID, o.ID, r.Increase, at.On.AddDays(models.ReservationDays), pos.Account.Version); err != nil {
		return Placed{}, err
	}
	id, err := credit.Record(tx, at, who, string(trigger), d, pos.Account.Version)
	return Placed{Order: o, Decision: d, DecisionID: id}, err
}

// Reject turns a held order down; it is cancelled with the reason. Conflict
// when it is not as it was seen.
func (s *Service) Reject(ctx context.Context, who models.Who, id int64, reason string, seen ...models.SeenOrder) error {
	return s.end(ctx, who, id, models.ActionReject, models.OrderCancelled, models.ReservationVoid, reason, seen...)
}

// Cancel ends an order that is not shipped and frees its credit.
func (s *Service) Cancel(ctx context.Context, who models.Who, id int64, reason string) error {
	return s.end(ctx, who, id, models.ActionCancel, models.OrderCancelled, models.ReservationVoid, reason)
}

// Close ends a part-shipped or shipped order and frees what was still reserved.
func (s *Service) Close(ctx context.Context, who models.Who, id int64, reason string) error {
	return s.end(ctx, who, id, models.ActionClose, models.OrderClosed, models.ReservationVoid, reason)
}

func (s *Service) end(ctx context.Context, who models.Who, id int64, a models.OrderAction, to models.OrderState, r models.ReservationState, reason string, seen ...models.SeenOrder) error {
	if err := models.CheckReason(reason); err != nil {
		return err
	}
	at := s.Clock.Moment()
	return s.DB.InTx(ctx, func(tx *db.Tx) error { return End(tx, at, who, id, a, to, r, reason, seen...) })
}

// End is the step that takes an order out of its present state, freeing what
// it holds: reservation and grant.
func End(tx *db.Tx, at models.Moment, who models.Who, id int64, a models.OrderAction, to models.OrderState, state models.ReservationState, reason string, seen ...models.SeenOrder) error {
	o, err := ByID(tx.DB, id)
	if err != nil {
		return err
	}
	if !o.State.Allows(a) {
		return errNotAllowed(o, a)
	}
	if err := o.IsAs(seen...); err != nil {
		return err
	}
	if err := free(tx, at, o, state); err != nil {
		return err
	}
	from := o.State
	o.State = to
	if to == models.OrderClosed || to == models.OrderCancelled {
		o.ClosedAt = &at.At
	}
	return saveState(tx, at, who, &o, from, reason)
}

// free ends the order's reservation, grants and overrides, if it has any.
func free(tx *db.Tx, at models.Moment, o models.Order, state models.ReservationState) error {
	if err := freeCredit(tx, at, o, state); err != nil {
		return err
	}
	return endOverrides(tx, at, o.ID)
}

func freeCredit(tx *db.Tx, at models.Moment, o models.Order, state models.ReservationState) error {
	held, err := credit.OpenReservation(tx, o.ID)
	if err != nil {
		return err
	}
	granted, err := credit.HasGrant(tx, o.ID)
	if err != nil || held.ID == 0 && !granted {
		return err
	}
	pos, err := credit.Apply(tx, credit.Move{AgentID: o.AgentID, Reserved: -held.AmountFen, NewTerms: granted})
	if err != nil {
		return err
	}
	if held.ID != 0 {
		if err := credit.EndReservation(tx, at, held, state, pos.Account.Version); err != nil {
			return err
		}
	}
	if !granted {
		return nil
	}
	return credit.EndGrants(tx, at, o.ID)
}
