package modeltest

import (
	"fmt"
	"math/rand/v2"
	"slices"

	"assay/app/apptest"
	"assay/app/catalog"
	"assay/app/orders"
	"assay/models"
)

// move is something that somebody does: it drives the product's verb and the
// oracle, and errs when they part.
type move struct {
	name   string
	weight int
	run    func(w *world, r *rand.Rand) error
}

var moves []move

func init() {
	moves = append(moves, orderMoves...)
	moves = append(moves, creditMoves...)
	moves = append(moves, moneyMoves...)
}

// must runs a verb that the oracle expects to succeed, or to be refused and
// then to leave the database as it was.
func (w *world) must(ok bool, fn func() error) error {
	before := ""
	if !ok {
		var err error
		if before, err = w.digest(); err != nil {
			return err
		}
	}
	err := fn()
	if err != nil && models.KindOf(err) == "" {
		return fmt.Errorf("not a refusal but a failure: %w", err)
	}
	if ok != (err == nil) {
		return fmt.Errorf("oracle accepts: %v, product says: %v", ok, err)
	}
	if ok {
		return nil
	}
	after, err := w.digest()
	if err == nil && after != before {
		err = fmt.Errorf("a refusal changed the database")
	}
	return err
}

// keyed is must for a verb with a request key: an accepted one is kept and
// repeated later. It returns the id of what it made.
func (w *world) keyed(ok bool, fn func() (int64, error)) error {
	var id int64
	err := w.must(ok, func() (err error) {
		id, err = fn()
		return err
	})
	if err == nil && ok {
		w.repeats = append(w.repeats, func() error {
			again, err := fn()
			if err == nil && again != id {
				err = fmt.Errorf("a repeated request made %d, first %d", again, id)
			}
			return err
		})
	}
	return err
}

// same runs fn and errs when it failed or changed anything.
func (w *world) same(fn func() error) error {
	before, err := w.digest()
	if err != nil {
		return err
	}
	if err := fn(); err != nil {
		return fmt.Errorf("repeated: %w", err)
	}
	after, err := w.digest()
	if err == nil && before != after {
		err = fmt.Errorf("a repeated request changed the database")
	}
	return err
}

func pick[T any](r *rand.Rand, all []T) (v T, ok bool) {
	if len(all) == 0 {
		return v, false
	}
	return all[r.IntN(len(all))], true
}

// orderIn prefers an order in one of the states and now and then takes any.
func (w *world) orderIn(r *rand.Rand, states ...models.OrderState) (*order, bool) {
	var fit []*order
	for _, x := range w.o.orders {
		for _, s := range states {
			if x.state == s {
				fit = append(fit, x)
			}
		}
	}
	if len(fit) == 0 || r.IntN(12) == 0 {
		fit = w.o.orders
	}
	return pick(r, fit)
}

func randomLines(r *rand.Rand) (wants []catalog.Want, lines []line, total int64) {
	for range 1 + r.IntN(2) {
		l := line{sku: "YUAN", quantity: 1 + r.Int64N(3000)}
		switch n := r.IntN(20); {
		case n < 4:
			l = line{sku: "FEN", quantity: 1 + r.Int64N(100)}
		case n < 9:
			l = line{sku: "RING", quantity: 1 + r.Int64N(2)}
		case n == 9:
			l = line{sku: "BAR", quantity: 1 + r.Int64N(8)}
		}
		l.unit = units[l.sku]
		lines, total = append(lines, l), total+l.unit*l.quantity
		wants = append(wants, catalog.Want{SKU: l.sku, Quantity: l.quantity})
	}
	return wants, lines, total
}

var orderMoves = []move{
	{"place", 20, func(w *world, r *rand.Rand) error {
		a, _ := pick(r, w.o.agents)
		wants, lines, total := randomLines(r)
		in := orders.Input{AgentID: a.id, RequestKey: w.Key(), Lines: wants}
		x := &order{a: a, state: models.OrderDraft, lines: lines, total: total, policy: w.o.policyOf(a)}
		v := w.o.check(a, x.policy, total)
		err := w.keyed(true, func() (int64, error) {
			p, err := w.Orders.Place(ctx, apptest.Buyer, in)
			if err == nil && x.id == 0 && !sameDecision(p.Decision, v) {
				return 0, fmt.Errorf("decision %v available %d short %d hits %v, oracle %+v", p.Decision.Outcome, p.Decision.Available, p.Decision.Shortfall, p.Decision.Hits, v)
			}
			x.id = p.Order.ID
			return p.Order.ID, err
		})
		w.o.orders = append(w.o.orders, x)
		w.o.settleOutcome(x, v)
		return err
	}},
	{"draft", 3, func(w *world, r *rand.Rand) error {
		a, _ := pick(r, w.o.agents)
		wants, lines, total := randomLines(r)
		in := orders.Input{AgentID: a.id, RequestKey: w.Key(), Lines: wants}
		x := &order{a: a, state: models.OrderDraft, lines: lines, total: total, policy: w.o.policyOf(a)}
		w.o.orders = append(w.o.orders, x)
		return w.keyed(true, func() (int64, error) {
			o, err := w.Orders.SaveDraft(ctx, apptest.Buyer, in)
			x.id = o.ID
			return o.ID, err
		})
	}},
	{"reuse a key", 1, func(w *world, r *rand.Rand) error {
		wants, _, _ := randomLines(r)
		return w.must(len(w.o.orders) == 0, func() error {
			if len(w.o.orders) == 0 {
				return nil
			}
			x := w.o.orders[r.IntN(len(w.o.orders))]
			var key string
			if err := w.DB.Read(ctx).Raw("SELECT request_key FROM orders WHERE id = ?", x.id).Scan(&key).Error; err != nil {
				return err
			}
			_, err := w.Orders.Place(ctx, apptest.Buyer, orders.Input{AgentID: x.a.id, RequestKey: key, Lines: append(wants, catalog.Want{SKU: "FEN", Quantity: 77}), Note: "other"})
			return err
		})
	}},
	{"submit", 6, func(w *world, r *rand.Rand) error {
		x, found := w.orderIn(r, models.OrderDraft)
		if !found {
			return nil
		}
		ok := x.state == models.OrderDraft
		policy := w.o.policyOf(x.a)
		v := w.o.check(x.a, policy, x.total)
		err := w.must(ok, func() error {
			p, err := w.Orders.Submit(ctx, apptest.Buyer, x.id, 0)
			return agree(p.Decision, v, err)
		})
		if ok {
			x.policy = policy
			w.o.settleOutcome(x, v)
		}
		return err
	}},
	{"edit", 10, func(w *world, r *rand.Rand) error {
		x, found := w.orderIn(r, models.OrderDraft, models.OrderHeld, models.OrderSubmitted, models.OrderSubmitted)
		if !found {
			return nil
		}
		wants, lines, total := randomLines(r)
		return w.edit(x, wants, lines, total)
	}},
	{"confirm", 12, func(w *world, r *rand.Rand) error {
		x, found := w.orderIn(r, models.OrderSubmitted)
		if !found {
			return nil
		}
		ok := x.state == models.OrderSubmitted && x.expires >= w.o.today
		err := w.must(ok, func() error { _, err := w.Orders.Confirm(ctx, apptest.Sales, x.id); return err })
		if ok {
			x.state, x.expires = models.OrderConfirmed, 0
		}
		return err
	}},
	{"ship", 16, func(w *world, r *rand.Rand) error {
		x, found := w.orderIn(r, models.OrderConfirmed, models.OrderPartShipped)
		if !found {
			return nil
		}
		return w.ship(x, r)
	}},
	{"cancel", 4, func(w *world, r *rand.Rand) error {
		x, found := w.orderIn(r, models.OrderDraft, models.OrderHeld, models.OrderSubmitted, models.OrderConfirmed)
		if !found {
			return nil
		}
		ok := x.state == models.OrderDraft || x.state == models.OrderHeld || x.state == models.OrderSubmitted || x.state == models.OrderConfirmed
		return w.end(x, ok, models.OrderCancelled, func() error { return w.Orders.Cancel(ctx, apptest.Buyer, x.id, "test") })
	}},
	{"close", 5, func(w *world, r *rand.Rand) error {
		x, found := w.orderIn(r, models.OrderPartShipped, models.OrderPartShipped, models.OrderShipped)
		if !found {
			return nil
		}
		ok := x.state == models.OrderPartShipped || x.state == models.OrderShipped
		return w.end(x, ok, models.OrderClosed, func() error { return w.Orders.Close(ctx, apptest.Sales, x.id, "test") })
	}},
	{"reject", 2, func(w *world, r *rand.Rand) error {
		x, found := w.orderIn(r, models.OrderHeld)
		if !found {
			return nil
		}
		return w.end(x, x.state == models.OrderHeld, models.OrderCancelled, func() error { return w.Orders.Reject(ctx, apptest.Finance, x.id, "test") })
	}},
	{"reopen", 6, func(w *world, r *rand.Rand) error {
		x, found := w.orderIn(r, models.OrderClosed, models.OrderClosed, models.OrderCancelled)
		if !found {
			return nil
		}
		return w.reopen(x)
	}},
	{"release", 4, func(w *world, r *rand.Rand) error {
		x, found := w.orderIn(r, models.OrderHeld)
		if !found {
			return nil
		}
		v := w.o.check(x.a, x.policy, x.total)
		ok := x.state == models.OrderHeld && v.outcome != models.OutcomeReject
		err := w.must(ok, func() error {
			p, err := w.Orders.Release(ctx, apptest.Finance, apptest.Managers, x.id, "test")
			return agree(p.Decision, v, err)
		})
		if ok {
			x.state, x.grant, x.grantTo = models.OrderSubmitted, v.shortfall, w.o.today+orders.GrantDays
			w.o.hold(x, x.total, w.o.today+7)
		}
		return err
	}},
	{"recheck", 4, func(w *world, _ *rand.Rand) error {
		due, err := w.Orders.Due(ctx, w.o.today)
		if err != nil {
			return err
		}
		for _, x := range w.o.orders {
			if x.state != models.OrderHeld || x.asked+7 < w.o.today {
				continue
			}
			v := w.o.check(x.a, x.policy, x.total)
			marked := slices.Contains(due, x.id)
			if !marked && v.outcome == models.OutcomeApprove {
				return fmt.Errorf("hold %d is not asked again, oracle %+v", x.id, v)
			}
			ok, err := w.Orders.Recheck(ctx, w.Moment(), x.id, noFence)
			if err != nil || ok != (v.outcome == models.OutcomeApprove) {
				return fmt.Errorf("hold %d of %v goes through: %v %v, oracle %+v", x.id, due, ok, err, v)
			}
			if ok {
				x.state = models.OrderSubmitted
				w.o.hold(x, x.total, w.o.today+7)
			}
			due = slices.DeleteFunc(due, func(id int64) bool { return id == x.id })
		}
		if len(due) > 0 {
			return fmt.Errorf("holds %v, oracle none of them", due)
		}
		return nil
	}},
	{"expire", 3, func(w *world, _ *rand.Rand) error {
		ids, err := w.Orders.Expired(ctx, w.o.today)
		if err != nil {
			return err
		}
		due := map[int64]bool{}
		for _, x := range w.o.orders {
			if x.holds && x.expires != 0 && x.expires < w.o.today {
				due[x.id] = true
				x.state = models.OrderDraft
				w.o.free(x)
			}
		}
		if len(ids) != len(due) {
			return fmt.Errorf("%d orders have expired, oracle %d", len(ids), len(due))
		}
		for _, id := range ids {
			if err := w.Orders.Expire(ctx, w.Moment(), id, noFence); err != nil || !due[id] {
				return fmt.Errorf("order %d expires: %v", id, err)
			}
		}
		return nil
	}},
}

func agree(d models.CreditDecision, v verdict, err error) error {
	if err == nil && !sameDecision(d, v) {
		return fmt.Errorf("decision %v available %d short %d hits %v, oracle %+v", d.Outcome, d.Available, d.Shortfall, d.Hits, v)
	}
	return err
}
