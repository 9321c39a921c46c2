package orders

import (
	"context"

	"assay/app/catalog"
	"assay/app/credit"
	"assay/app/db"
	"assay/app/settlement"
	"assay/models"
)

// SaveDraft keeps an order without asking for credit; a draft survives a
// closed browser and is priced anew when it is submitted.
func (s *Service) SaveDraft(ctx context.Context, who models.Who, in Input) (models.Order, error) {
	if err := in.Validate(); err != nil {
		return models.Order{}, err
	}
	at := s.Clock.Moment()
	var o models.Order
	p, err := Prepare(s.DB.Read(ctx), at, who, in)
	if err == nil {
		err = s.DB.InTx(ctx, func(tx *db.Tx) (err error) {
			o, err = KeepDraft(tx, at, who, *p)
			return err
		})
	}
	if db.MayRepeat(err) {
		placed, err := s.samePlaced(ctx, in, err)
		return placed.Order, err
	}
	return o, err
}

// KeepDraft is the step behind SaveDraft.
func KeepDraft(tx *db.Tx, at models.Moment, who models.Who, p Pending) (models.Order, error) {
	err := p.write(tx, at, who, models.OrderDraft)
	return p.order, err
}

// Submit prices a draft anew and asks for credit. Seen is the total that the
// person agreed to: when prices have moved it since, the order stays a draft
// and the error is a conflict that names both; 0 agrees to any.
func (s *Service) Submit(ctx context.Context, who models.Who, id int64, seen models.Money) (Placed, error) {
	at := s.Clock.Moment()
	p, err := s.reprice(ctx, at, id, models.ActionSubmit, nil)
	if err != nil {
		return Placed{}, err
	}
	if seen != 0 && seen != p.order.TotalFen {
		return Placed{}, models.Conflict("error.total_changed").With("Was", seen).With("Now", p.order.TotalFen)
	}
	return s.submit(ctx, at, who, p, nil)
}

// AtTodaysPrices is a draft with the lines it would be submitted with now.
func (s *Service) AtTodaysPrices(ctx context.Context, id int64) (models.Order, []models.OrderLine, error) {
	p, err := s.reprice(ctx, s.Clock.Moment(), id, models.ActionSubmit, nil)
	if err != nil {
		return models.Order{}, nil, err
	}
	return p.order, p.lines, nil
}

// Edit replaces the lines of a draft, held or submitted order. A draft is only
// priced anew. A held order asks again. A submitted one keeps the prices of
// articles it had and is refused (Refusal with the shortfall, nothing changed)
// when the line does not cover the difference. Conflict when the order is not
// as it was seen.
func (s *Service) Edit(ctx context.Context, who models.Who, id int64, wants []catalog.Want, seen ...models.SeenOrder) (Placed, error) {
	if err := validateWants(wants); err != nil {
		return Placed{}, err
	}
	o, err := ByID(s.DB.Read(ctx), id)
	if err == nil {
		err = o.IsAs(seen...)
	}
	if err != nil {
		return Placed{}, err
	}
	if o.State == models.OrderSubmitted {
		return s.editSubmitted(ctx, who, o, wants)
	}
	at := s.Clock.Moment()
	p, err := s.reprice(ctx, at, id, models.ActionEdit, wants)
	if err != nil {
		return Placed{}, err
	}
	if p.order.Version != o.Version {
		return Placed{}, ErrOrderChanged
	}
	if o.State == models.OrderDraft {
		return s.editDraft(ctx, at, who, p)
	}
	return s.submit(ctx, at, who, p, nil)
}

// reprice reads an order and quotes its lines (or the wants) at today's
// prices, lists and settlement policy.
func (s *Service) reprice(ctx context.Context, at models.Moment, id int64, action models.OrderAction, wants []catalog.Want) (*Pending, error) {
	q := s.DB.Read(ctx)
	o, err := ByID(q, id)
	if err != nil {
		return nil, err
	}
	if !o.State.Allows(action) {
		return nil, errNotAllowed(o, action)
	}
	if wants == nil {
		lines, err := LinesOf(q, id)
		if err != nil {
			return nil, err
		}
		wants = wantsOf(lines)
	}
	lines, err := catalog.Quote(q, o.AgentID, wants)
	if err != nil {
		return nil, err
	}
	policy, err := settlement.PolicyOf(q, o.AgentID, at.On)
	if err != nil {
		return nil, err
	}
	p := &Pending{order: o, lines: lines, kind: policy.Kind, trigger: action}
	p.order.SettlementPolicyID = policy.ID
	return p, p.total()
}

// total sums the lines into the order.
func (p *Pending) total() (err error) {
	p.order.TotalFen, p.order.VatFen, err = models.OrderTotals(p.lines)
	p.order.LinesCount = len(p.lines)
	if err == nil && p.order.TotalFen == 0 {
		err = models.Invalid("lines", "error.order_worth_nothing")
	}
	return err
}

func wantsOf(lines []models.OrderLine) []catalog.Want {
	wants := make([]catalog.Want, len(lines))
	for i, l := range lines {
		wants[i] = catalog.Want{SKU: l.SKU, Quantity: l.Quantity}
	}
	return wants
}

func (s *Service) editDraft(ctx context.Context, at models.Moment, who models.Who, p *Pending) (Placed, error) {
	err := s.DB.InTx(ctx, func(tx *db.Tx) error {
		again := *p
		return again.finish(tx, at, who, models.OrderDraft)
	})
	return Placed{Order: p.order}, err
}

// editSubmitted moves the reservation by the difference, under the guard.
func (s *Service) editSubmitted(ctx context.Context, who models.Who, o models.Order, wants []catalog.Want) (Placed, error) {
	at := s.Clock.Moment()
	p, err := s.relock(ctx, o, wants)
	if err != nil {
		return Placed{}, err
	}
	var placed Placed
	err = s.checked(ctx, at, who, o.AgentID, func(tx *db.Tx, view credit.View) (err error) {
		placed, err = Resize(tx, at, who, *p, view)
		return err
	})
	return placed, err
}
