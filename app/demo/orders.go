package demo

import (
	"math"

	"assay/app/catalog"
	"assay/app/credit"
	"assay/app/db"
	"assay/app/orders"
	"assay/models"
)

// order places an order and lets headquarters answer it.
func (s *sim) order(tx *db.Tx, at models.Moment, d *dealer) error {
	p, err := s.prepare(tx, at, d)
	if err != nil {
		return err
	}
	view, err := credit.Load(tx.DB, d.ID, at.On)
	if err != nil {
		return err
	}
	placed, err := orders.Submit(tx, at, d.who, *p, view)
	if err != nil {
		return err
	}
	s.answer(at.On, d, placed)
	return nil
}

// draft is an order that nobody has sent yet.
func (s *sim) draft(tx *db.Tx, at models.Moment, d *dealer) error {
	p, err := s.prepare(tx, at, d)
	if err != nil {
		return err
	}
	_, err = orders.KeepDraft(tx, at, d.who, *p)
	return err
}

func (s *sim) prepare(tx *db.Tx, at models.Moment, d *dealer) (*orders.Pending, error) {
	in := s.input(d)
	in.Lines = s.wants(d, at.On)
	if err := in.Validate(); err != nil {
		return nil, err
	}
	return orders.Prepare(tx.DB, at, d.who, in)
}

// wants fills a basket of about the agent's usual worth. Baskets grow by a
// tenth a year.
func (s *sim) wants(d *dealer, on models.Date) []catalog.Want {
	worth := d.basket * math.Pow(1.1, float64(on-s.start)/365) * math.Exp(0.35*d.rng.NormFloat64())
	n := 1 + weighted(d.rng, []int{18, 30, 26, 16, 10})
	seen := map[int]bool{}
	var lines []catalog.Want
	for range n {
		i := s.taste(d)
		if seen[i] {
			continue
		}
		seen[i] = true
		p := s.products[i]
		pieces := math.Round(worth / float64(n) / float64(max(1, s.listPrice(p))))
		lines = append(lines, catalog.Want{SKU: p.SKU, Quantity: int64(max(1, min(400, pieces)))})
	}
	return lines
}

// taste picks an article: gold sells most.
func (s *sim) taste(d *dealer) int {
	i := d.rng.IntN(len(s.products))
	if s.products[i].Category != "gold" && d.rng.Float64() < 0.45 {
		i = d.rng.IntN(len(families[0].designs) * len(families[0].forms))
	}
	return i
}

// answer puts on the agenda what follows from a decision.
func (s *sim) answer(on models.Date, d *dealer, placed orders.Placed) {
	o := placed.Order
	switch placed.Decision.Outcome {
	case models.OutcomeApprove:
		s.approved(on, d, o)
	case models.OutcomeHold:
		wait := 1 + d.rng.IntN(4)
		if on > s.end-14 {
			wait += d.rng.IntN(14) // some are left for whoever signs in
		}
		s.later(s.businessDay(on, wait), func(tx *db.Tx, at models.Moment) error { return s.judgeHold(tx, at, d, o.ID) })
	case models.OutcomeReject:
		s.later(s.businessDay(on, 3), func(tx *db.Tx, at models.Moment) error {
			return orders.End(tx, at, d.who, o.ID, models.ActionCancel, models.OrderCancelled, models.ReservationVoid, "逾期未付，撤回订单")
		})
	}
}

// approved: money first where it is prepaid, then confirmed, or now and then
// called off. Long holidays do not outlast the lock of the prices.
func (s *sim) approved(on models.Date, d *dealer, o models.Order) {
	locked := on.AddDays(models.ReservationDays)
	if s.policyOf[o.SettlementPolicyID].Kind == models.SettlementEarly {
		day := s.businessDay(on, 1+d.rng.IntN(2))
		s.later(day, func(tx *db.Tx, at models.Moment) error { return s.payAhead(tx, at, d, o.TotalFen) })
		on = day
	}
	next := min(s.businessDay(on, 1), locked)
	if d.rng.Float64() < 0.025 {
		s.later(next, func(tx *db.Tx, at models.Moment) error {
			return orders.End(tx, at, d.who, o.ID, models.ActionCancel, models.OrderCancelled, models.ReservationVoid, "客户取消")
		})
		return
	}
	s.later(next, func(tx *db.Tx, at models.Moment) error {
		o, err := orders.ConfirmOrder(tx, at, s.people.sales, o.ID)
		if err != nil {
			return err
		}
		s.later(s.businessDay(at.On, 1+d.rng.IntN(4)), func(tx *db.Tx, at models.Moment) error { return s.deliver(tx, at, d, o) })
		return nil
	})
}

// judgeHold is finance looking at a held order: whoever fails is turned down,
// and some others are.
func (s *sim) judgeHold(tx *db.Tx, at models.Moment, d *dealer, id int64) error {
	o, err := orders.ByID(tx.DB, id)
	if err != nil {
		return err
	}
	policy := s.policyOf[o.SettlementPolicyID]
	view, err := credit.Load(tx.DB, d.ID, at.On)
	if err != nil {
		return err
	}
	request := models.CreditRequest{OrderID: id, Amount: o.TotalFen, Increase: o.Remaining(), Settlement: policy.Kind, On: at.On}
	if s.failing(d, at.On) || d.rng.Float64() < 0.22 || view.Decide(request).Outcome == models.OutcomeReject {
		return orders.End(tx, at, s.people.finance, id, models.ActionReject, models.OrderCancelled, models.ReservationVoid, "超出信用额度，请先回款")
	}
	placed, err := orders.ReleaseHold(tx, at, s.people.manager, o, policy, view, pick(d.rng, releases))
	if err == nil {
		s.approved(at.On, d, placed.Order)
	}
	return err
}

var releases = []string{"老客户，回款在途", "旺季临时放行", "已与客户确认付款计划", "区域经理担保"}

// failing tells whether the agent has stopped paying by the day.
func (s *sim) failing(d *dealer, on models.Date) bool {
	return !d.failsOn.IsZero() && on >= d.failsOn && (d.backOn.IsZero() || on < d.backOn)
}
