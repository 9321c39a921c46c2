package orders

import (
	"context"
	"errors"
	"fmt"

	"github.com/google/uuid"
	"gorm.io/gorm"

	"assay/app/catalog"
	"assay/app/credit"
	"assay/app/db"
	"assay/app/settlement"
	"assay/models"
)

// Place quotes and submits a new order in one go. It becomes submitted (credit
// reserved), held (waits for finance) or, when it is rejected, a draft; the
// decision says why. The same request key returns the first order; with other
// content it is db.ErrKeyReused.
func (s *Service) Place(ctx context.Context, who models.Who, in Input) (Placed, error) {
	if err := in.Validate(); err != nil {
		return Placed{}, err
	}
	placed, err := s.place(ctx, who, in)
	if db.MayRepeat(err) {
		return s.samePlaced(ctx, in, err)
	}
	return placed, err
}

func (s *Service) place(ctx context.Context, who models.Who, in Input) (Placed, error) {
	at := s.Clock.Moment()
	lines, err := catalog.Quote(s.DB.Read(ctx), in.AgentID, in.Lines)
	if err != nil {
		return Placed{}, err
	}
	st, kept := s.known.get(in.AgentID, at.On)
	if !kept {
		if st, err = s.read(ctx, in.AgentID, at.On); err != nil {
			return Placed{}, err
		}
	}
	p, err := newPending(at, who, in, lines, st.policy)
	if err != nil {
		return Placed{}, err
	}
	return s.submit(ctx, at, who, p, &st)
}

// Pending is an order on its way through the credit check. insert tells that
// it has no row yet.
type Pending struct {
	order   models.Order
	lines   []models.OrderLine
	kind    models.SettlementKind
	trigger models.OrderAction
	insert  bool
}

// Prepare quotes a new order and finds its settlement policy. The input has
// been validated.
func Prepare(q *gorm.DB, at models.Moment, who models.Who, in Input) (*Pending, error) {
	lines, err := catalog.Quote(q, in.AgentID, in.Lines)
	if err != nil {
		return nil, err
	}
	policy, err := settlement.PolicyOf(q, in.AgentID, at.On)
	if err != nil {
		return nil, err
	}
	return newPending(at, who, in, lines, policy)
}

func newPending(at models.Moment, who models.Who, in Input, lines []models.OrderLine, policy models.SettlementPolicy) (*Pending, error) {
	id, err := uuid.NewV7()
	if err != nil {
		return nil, err
	}
	p := &Pending{insert: true, lines: lines, kind: policy.Kind, trigger: models.ActionSubmit, order: models.Order{
		PublicID: id.String(), AgentID: in.AgentID, StoreID: in.StoreID, RequestKey: in.RequestKey, RequestSHA256: in.fingerprint(),
		SettlementPolicyID: policy.ID, Note: in.Note, PlacedBy: who.Name, PlacedByID: who.ID,
		CreatedAt: at.At, State: models.OrderDraft, Version: 1}}
	return p, p.total()
}

// submit runs the credit check on the pending order until its terms hold
// still, and stores the outcome. A standing that is at hand is tried first: it
// may approve, since the guarded move notices that it is old, but it may not
// hold or reject.
func (s *Service) submit(ctx context.Context, at models.Moment, who models.Who, p *Pending, st *standing) (Placed, error) {
	var placed Placed
	if st != nil { // a new order: nobody has decided anything on it
		if r, err := requestOf(nil, p.order, p.order.Remaining(), p.kind, at.On); err != nil || st.view.Decide(r).Outcome != models.OutcomeApprove {
			st = nil
		}
	}
	err := credit.WithFreshTerms(func() error {
		if st == nil {
			fresh, err := s.read(ctx, p.order.AgentID, at.On)
			if err != nil {
				return err
			}
			st, p.kind, p.order.SettlementPolicyID = &fresh, fresh.policy.Kind, fresh.policy.ID
		}
		view := st.view
		st = nil
		err := s.DB.InTx(ctx, func(tx *db.Tx) (err error) {
			placed, err = Submit(tx, at, who, *p, view)
			return err
		})
		// The money was taken between our look and our move: look again, the
		// decision will then say what is short.
		if r := (*models.Refusal)(nil); errors.As(err, &r) {
			return credit.ErrTermsChanged
		}
		return err
	})
	return placed, err
}

// Submit is the step behind every submission: decide on the view, then write
// the outcome. An approval makes the guarded move; a Refusal means that the
// view has passed and must be read again.
func Submit(tx *db.Tx, at models.Moment, who models.Who, p Pending, view credit.View) (Placed, error) {
	o := &p.order
	r, err := requestOf(tx.DB, *o, o.Remaining(), p.kind, at.On)
	if err != nil {
		return Placed{}, err
	}
	d := view.Decide(r)
	from := o.State
	switch d.Outcome {
	case models.OutcomeApprove:
		return p.approve(tx, at, who, view, r, from)
	case models.OutcomeHold:
		o.State = models.OrderHeld
	}
	o.SubmittedAt, o.SubmittedOn = &at.At, at.On
	if err := p.write(tx, at, who, from); err != nil {
		return Placed{}, err
	}
	if o.State == models.OrderHeld {
		if err := keepHold(tx, at, *o, d, view); err != nil {
			return Placed{}, err
		}
	}
	d.Request.OrderID = o.ID
	id, err := credit.Record(tx, at, who, string(p.trigger), d, view.Account.Version)
	return Placed{Order: *o, Decision: d, DecisionID: id}, err
}

// approve reserves the credit and stores the order as submitted. A new order
// is inserted first: its unique request key lets only one of two twins on.
func (p *Pending) approve(tx *db.Tx, at models.Moment, who models.Who, view credit.View, r models.CreditRequest, from models.OrderState) (Placed, error) {
	o := &p.order
	o.State = models.OrderSubmitted
	lock := at.At.AddDate(0, 0, models.ReservationDays)
	o.SubmittedAt, o.SubmittedOn, o.PriceLockUntilAt = &at.At, at.On, &lock
	if p.insert {
		if err := insertOrder(tx, o); err != nil {
			return Placed{}, err
		}
	}
	r.OrderID = o.ID
	pos, err := credit.Apply(tx, credit.Move{AgentID: o.AgentID, Reserved: r.Increase, Guard: guardOf(view, r)})
	if err != nil {
		return Placed{}, err
	}
	if err := p.finish(tx, at, who, from); err != nil {
		return Placed{}, err
	}
	if err := credit.Reserve(tx, at, o.AgentID, o.ID, r.Increase, at.On.AddDays(models.ReservationDays), pos.Account.Version); err != nil {
		return Placed{}, err
	}
	d, err := decided(view, pos, r)
	if err != nil {
		return Placed{}, err
	}
	id, err := credit.Record(tx, at, who, string(p.trigger), d, pos.Account.Version)
	return Placed{Order: *o, Decision: d, DecisionID: id}, err
}

// write stores order and lines, inserting or updating.
func (p *Pending) write(tx *db.Tx, at models.Moment, who models.Who, from models.OrderState) error {
	if p.insert {
		if err := insertOrder(tx, &p.order); err != nil {
			return err
		}
	}
	return p.finish(tx, at, who, from)
}

// finish stores what follows the order's own row.
func (p *Pending) finish(tx *db.Tx, at models.Moment, who models.Who, from models.OrderState) error {
	if p.insert {
		return insertLines(tx, p.order.ID, p.lines)
	}
	if err := saveState(tx, at, who, &p.order, from, ""); err != nil {
		return err
	}
	if p.lines == nil {
		return nil
	}
	return replaceLines(tx, p.order.ID, p.lines)
}

// decided is the decision on a move that was made, on the counters just before
// it. Guard and rules say the same thing twice; should they ever differ, what
// raises exposure is not done.
func decided(view credit.View, pos credit.Position, r models.CreditRequest) (models.CreditDecision, error) {
	d := models.Decide(view.Terms, before(pos.Account.Counters, r.Increase), potBefore(pos.Group, r.Increase), r)
	if r.Increase > 0 && d.Outcome != models.OutcomeApprove {
		return d, fmt.Errorf("orders: the guard let %s through for agent %d, the rules say %s", r.Increase, d.Terms.AgentID, d.Outcome)
	}
	return d, nil
}

// before takes a reservation off the counters again: what the check saw.
func before(c models.Counters, reserved models.Money) models.Counters {
	c.ReservedFen -= reserved
	return c
}

func potBefore(g *models.CreditGroup, reserved models.Money) *models.Counters {
	if g == nil {
		return nil
	}
	c := before(g.Counters, reserved)
	return &c
}

// samePlaced is the first order with the key, or ErrKeyReused; the refusal
// stands when there is none.
func (s *Service) samePlaced(ctx context.Context, in Input, refusal error) (Placed, error) {
	var o models.Order
	q := s.DB.Read(ctx)
	if err := q.Raw("SELECT * FROM orders WHERE agent_id = ? AND request_key = ?", in.AgentID, in.RequestKey).Scan(&o).Error; err != nil {
		return Placed{}, err
	}
	if o.ID == 0 {
		return Placed{}, refusal
	}
	if o.RequestSHA256 != in.fingerprint() {
		return Placed{}, db.ErrKeyReused
	}
	row, d, err := LastDecision(q, o.ID)
	return Placed{Order: o, Decision: d, DecisionID: row.ID}, err
}
