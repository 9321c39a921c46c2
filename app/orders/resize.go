package orders

import (
	"context"

	"assay/app/catalog"
	"assay/app/credit"
	"assay/app/db"
	"assay/app/settlement"
	"assay/models"
)

// relock quotes the new lines of a submitted order: articles it already had
// keep the prices they were locked at, new ones get today's.
func (s *Service) relock(ctx context.Context, o models.Order, wants []catalog.Want) (*Pending, error) {
	q := s.DB.Read(ctx)
	old, err := LinesOf(q, o.ID)
	if err != nil {
		return nil, err
	}
	lines, err := catalog.Quote(q, o.AgentID, wants)
	if err != nil {
		return nil, err
	}
	locked := map[string]models.OrderLine{}
	for _, l := range old {
		locked[l.SKU] = l
	}
	for i, l := range lines {
		was, ok := locked[l.SKU]
		if !ok {
			continue
		}
		was.LineNo, was.Quantity = l.LineNo, l.Quantity
		if was.TotalFen, err = was.UnitFen.Times(l.Quantity); err != nil {
			return nil, models.Invalid(lineField(i, "quantity"), "error.amount_too_large")
		}
		lines[i] = was
	}
	policy, err := settlement.PolicyByID(q, o.SettlementPolicyID)
	if err != nil {
		return nil, err
	}
	p := &Pending{order: o, lines: lines, kind: policy.Kind, trigger: models.ActionEdit}
	return p, p.total()
}

// Resize is the step that gives a submitted order new lines: its reservation
// ends and another of the new size begins, in one guarded move. ErrLockEnded
// when its prices no longer hold.
func Resize(tx *db.Tx, at models.Moment, who models.Who, p Pending, view credit.View) (Placed, error) {
	o := &p.order
	held, err := credit.OpenReservation(tx, o.ID)
	if err != nil {
		return Placed{}, err
	}
	if !held.ExpiresOn.IsZero() && held.ExpiresOn < at.On {
		return Placed{}, ErrLockEnded
	}
	r, err := requestOf(tx.DB, *o, o.TotalFen-held.AmountFen, p.kind, at.On)
	if err != nil {
		return Placed{}, err
	}
	pos, err := moveBy(tx, at, *o, r, view)
	if err != nil {
		return Placed{}, err
	}
	if err := credit.EndReservation(tx, at, held, models.ReservationVoid, pos.Account.Version); err != nil {
		return Placed{}, err
	}
	if err := p.finish(tx, at, who, o.State); err != nil {
		return Placed{}, err
	}
	if err := credit.Reserve(tx, at, o.AgentID, o.ID, o.TotalFen, held.ExpiresOn, pos.Account.Version); err != nil {
		return Placed{}, err
	}
	d, err := decided(view, pos, r)
	if err != nil {
		return Placed{}, err
	}
	id, err := credit.Record(tx, at, who, string(p.trigger), d, pos.Account.Version)
	return Placed{Order: *o, Decision: d, DecisionID: id}, err
}

// moveBy changes what the order holds: upwards under the check, downwards with
// the one-off grant that it lives on.
func moveBy(tx *db.Tx, at models.Moment, o models.Order, r models.CreditRequest, view credit.View) (credit.Position, error) {
	move := credit.Move{AgentID: o.AgentID, Reserved: r.Increase}
	if r.Increase > 0 {
		if d := view.Decide(r); d.Outcome != models.OutcomeApprove {
			return credit.Position{}, refusalOf(d, models.ActionEdit, view)
		}
		move.Guard = guardOf(view, r)
		return credit.Apply(tx, move)
	}
	granted, err := credit.HasGrant(tx, o.ID)
	if err != nil {
		return credit.Position{}, err
	}
	move.NewTerms = granted
	pos, err := credit.Apply(tx, move)
	if err == nil && granted {
		err = credit.CutGrant(tx, at, o.ID, -r.Increase)
	}
	return pos, err
}
