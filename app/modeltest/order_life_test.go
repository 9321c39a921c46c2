package modeltest

import (
	"math/rand/v2"
	"time"

	"assay/app/apptest"
	"assay/app/catalog"
	"assay/app/credit"
	"assay/app/orders"
	"assay/app/receivables"
	"assay/models"
)

// settleOutcome is what a check makes of an order without a reservation.
func (o *oracle) settleOutcome(x *order, v verdict) {
	x.asked = o.today
	switch v.outcome {
	case models.OutcomeApprove:
		x.state = models.OrderSubmitted
		o.hold(x, x.total, o.today+7)
	case models.OutcomeHold:
		x.state = models.OrderHeld
	}
}

func (w *world) edit(x *order, wants []catalog.Want, lines []line, total int64) error {
	policy, ok := w.o.policyOf(x.a), true
	v := w.o.check(x.a, policy, total)
	switch x.state {
	case models.OrderDraft, models.OrderHeld:
	case models.OrderSubmitted:
		policy = x.policy
		v = w.o.check(x.a, policy, total-x.reserved)
		ok = x.expires >= w.o.today && (total <= x.reserved || v.outcome == models.OutcomeApprove)
	default:
		ok = false
	}
	err := w.must(ok, func() error {
		p, err := w.Orders.Edit(ctx, apptest.Buyer, x.id, wants)
		if x.state == models.OrderHeld {
			err = agree(p.Decision, v, err)
		}
		return err
	})
	if !ok {
		return err
	}
	x.lines, x.total, x.policy = lines, total, policy
	switch x.state {
	case models.OrderHeld:
		w.o.settleOutcome(x, v)
	case models.OrderSubmitted:
		x.a.reserved += total - x.reserved
		x.grant = max(0, x.grant-max(0, x.reserved-total))
		x.reserved = total
	}
	return err
}

func (w *world) end(x *order, ok bool, to models.OrderState, fn func() error) error {
	err := w.must(ok, fn)
	if ok {
		w.o.free(x)
		x.state = to
	}
	return err
}

func (w *world) reopen(x *order) error {
	rest := int64(0)
	for _, l := range x.lines {
		rest += (l.quantity - l.shipped) * l.unit
	}
	ok := x.state == models.OrderCancelled || x.state == models.OrderClosed && (rest == 0 || w.o.check(x.a, x.policy, rest).outcome == models.OutcomeApprove)
	err := w.must(ok, func() error { return w.Orders.Reopen(ctx, apptest.Sales, x.id, "test") })
	switch {
	case !ok:
	case x.state == models.OrderCancelled:
		x.state = models.OrderDraft
	case rest == 0:
		x.state = models.OrderShipped
	default:
		x.state = models.OrderPartShipped
		w.o.hold(x, rest, 0)
	}
	return err
}

// delivery is a shipment as the oracle prices it.
type delivery struct {
	planned, gross, freed int64
	last                  bool
}

func (w *world) ship(x *order, r *rand.Rand) error {
	in := orders.ShipInput{OrderID: x.id, RequestKey: w.Key(), DeliveredOn: w.o.today - day(r.IntN(3))}
	ok, d := x.state == models.OrderConfirmed || x.state == models.OrderPartShipped, delivery{last: true}
	taken := make([]int64, len(x.lines))
	for i, l := range x.lines {
		n := l.quantity - l.shipped
		if r.IntN(3) == 0 {
			n = r.Int64N(n+1) + r.Int64N(20)/19
		}
		d.last = d.last && n == l.quantity-l.shipped
		if n == 0 {
			continue
		}
		ok = ok && n <= l.quantity-l.shipped
		total, weight := n*l.unit, models.Weight(0)
		if l.sku == "RING" && r.IntN(2) == 0 {
			mg := n*ringMg + r.Int64N(41) - 20
			weight = models.Weight(mg)
			total = mg*fenPerMg + n*labour
		}
		taken[i], d.planned, d.gross = n, d.planned+n*l.unit, d.gross+total
		in.Lines = append(in.Lines, orders.ShipLine{LineNo: i + 1, Quantity: n, Weight: weight})
	}
	d.freed = min(d.planned, x.reserved)
	if d.last {
		d.freed = x.reserved
	}
	ok = ok && len(in.Lines) > 0 && in.DeliveredOn >= x.asked && w.o.mayShip(x, d)
	err := w.keyed(ok, func() (int64, error) {
		out, err := w.Orders.Ship(ctx, apptest.Sales, in)
		return out.Shipment.ID, err
	})
	if ok {
		w.o.deliver(x, d, in.DeliveredOn, taken)
	}
	return err
}

// mayShip asks for money in hand when the order is prepaid, and for credit
// when more is shipped than was reserved.
func (o *oracle) mayShip(x *order, d delivery) bool {
	if x.policy == "early" {
		return x.a.money >= d.gross
	}
	if extra := d.gross - d.freed; extra > 0 && d.gross > d.planned {
		own, pot := o.room(x.a, x.policy)
		return own >= extra && pot >= extra
	}
	return true
}

func (o *oracle) deliver(x *order, d delivery, on day, taken []int64) {
	for i, n := range taken {
		x.lines[i].shipped += n
	}
	x.a.reserved -= d.freed
	x.reserved -= d.freed
	x.holds = x.reserved > 0
	x.state, x.invoiced = models.OrderPartShipped, x.invoiced+d.gross
	if d.last {
		x.state, x.grant = models.OrderShipped, 0
	}
	i := &item{a: x.a, kind: policies[x.policy].kind, issued: on, due: dueDate(x.policy, on), amount: d.gross, open: d.gross, invoice: -1}
	if x.policy == "discount" {
		i.discount, i.discountUntil = (d.gross*20_000+500_000)/1_000_000, periodEnd(x.policy, on)+10
	}
	o.items = append(o.items, i)
	o.post(x.a, d.gross, 0)
	if x.policy == "early" {
		o.spendPrepaid(i)
	}
}

// spendPrepaid pays an invoice from the money in hand, the oldest first.
func (o *oracle) spendPrepaid(i *item) {
	for i.open > 0 {
		var oldest *receipt
		for _, r := range o.receipts {
			if r.a == i.a && r.rest > 0 && (oldest == nil || r.cleared < oldest.cleared) {
				oldest = r
			}
		}
		o.use(oldest, i, min(i.open, oldest.rest), 0)
	}
}

var creditMoves = []move{
	{"limit", 8, func(w *world, r *rand.Rand) error {
		a, _ := pick(r, w.o.agents)
		in := credit.LimitInput{AgentID: a.id, Purpose: models.LimitStanding, ValidFrom: w.o.today - 10 + day(r.IntN(13)), Reason: "test"}
		in.Limit = models.Limit{Kind: models.LimitAmount, Amount: models.Money(r.Int64N(1_200_000))}
		switch r.IntN(10) {
		case 0:
			in.Limit = models.Limit{Kind: models.LimitInherit}
		case 1:
			in.Limit = models.Limit{Kind: models.LimitNone}
		case 2:
			in.Limit = models.Limit{Kind: models.LimitUnlimited}
		case 3:
			in.Limit.Amount = models.Money(1<<42 + r.Int64N(1<<43))
		case 4, 5, 6:
			in.Purpose = models.LimitTemporary
			in.ValidTo = in.ValidFrom + day(r.IntN(30))
		case 7:
			in.ValidTo = in.ValidFrom + day(r.IntN(40))
		}
		err := w.must(true, func() error { return w.Credit.SetLimit(ctx, apptest.Finance, in) })
		l := limit{in.Limit.Kind, int64(in.Limit.Amount), in.ValidFrom, in.ValidTo}
		if in.Purpose == models.LimitTemporary {
			a.temporary = planned(a.temporary, l, w.o.today)
		} else {
			a.standing = planned(a.standing, l, w.o.today)
		}
		return err
	}},
	{"block", 2, func(w *world, r *rand.Rand) error {
		a, _ := pick(r, w.o.agents)
		if err := w.Credit.Block(ctx, apptest.Finance, a.id, models.BlockReview, "test"); err != nil {
			return err
		}
		var id int64
		err := w.DB.Read(ctx).Raw("SELECT MAX(id) FROM credit_blocks").Scan(&id).Error
		a.blocks = append(a.blocks, id)
		return err
	}},
	{"unblock", 4, func(w *world, r *rand.Rand) error {
		for _, a := range w.o.agents {
			if len(a.blocks) > 0 {
				id := a.blocks[0]
				a.blocks = a.blocks[1:]
				return w.Credit.Unblock(ctx, apptest.Finance, id)
			}
		}
		return nil
	}},
	{"pot", 3, func(w *world, r *rand.Rand) error {
		w.o.pot = limit{kind: models.LimitAmount, amount: r.Int64N(2_000_000)}
		w.o.member = limit{kind: models.LimitInherit}
		switch r.IntN(6) {
		case 0:
			w.o.pot = limit{kind: models.LimitUnlimited}
		case 1:
			w.o.pot.amount += 1 << 44
		case 2:
			w.o.member = limit{kind: models.LimitAmount, amount: r.Int64N(500_000)}
		}
		return w.Credit.SetPot(ctx, apptest.Finance, w.group.ID, models.Limit{Kind: w.o.pot.kind, Amount: models.Money(w.o.pot.amount)},
			models.Limit{Kind: w.o.member.kind, Amount: models.Money(w.o.member.amount)}, "test")
	}},
	{"status", 2, func(w *world, r *rand.Rand) error {
		a, _ := pick(r, w.o.agents)
		to := models.AgentActive
		if a.status == to {
			if r.IntN(3) > 0 {
				return nil
			}
			to = models.AgentSuspended
		}
		a.status = to
		return w.Agents.ChangeStatus(ctx, apptest.Sales, a.id, to, "test")
	}},
	{"settle", 3, func(w *world, r *rand.Rand) error {
		a, _ := pick(r, w.o.agents)
		code, _ := pick(r, policyCodes)
		w.o.assign(a, code)
		_, err := w.Settlement.Assign(ctx, apptest.Finance, a.id, w.policyIDs[code], "test")
		return err
	}},
	{"lapse", 2, func(w *world, _ *rand.Rand) error {
		lapses, err := credit.Lapses(w.DB.Read(ctx), w.o.today)
		if err != nil {
			return err
		}
		for _, l := range lapses {
			if err := w.Credit.Lapse(ctx, w.Moment(), l, noFence); err != nil {
				return err
			}
		}
		for _, x := range w.o.orders {
			if x.grant > 0 && x.grantTo < w.o.today {
				x.grant = 0
			}
		}
		for _, s := range w.o.securities {
			if worth := s.worthOn(w.o.today); !s.ended && worth != s.counted {
				s.a.secured += worth - s.counted
				s.counted = worth
			}
		}
		return nil
	}},
	{"security", 3, func(w *world, r *rand.Rand) error {
		a, _ := pick(r, w.o.agents)
		amount, share := 1+r.Int64N(400_000), int64(1+r.IntN(1_000_000))
		in := receivables.SecurityInput{AgentID: a.id, Kind: models.SecurityDeposit, Amount: models.Money(amount), Share: models.Rate(share), ValidFrom: w.o.today - 3 + day(r.IntN(7))}
		if r.IntN(2) == 0 {
			in.Kind, in.ValidTo = models.SecurityGuarantee, in.ValidFrom+day(r.IntN(30))
		}
		s := &security{a: a, worth: (amount*share + 500_000) / 1_000_000, from: in.ValidFrom, to: in.ValidTo}
		s.counted = s.worthOn(w.o.today)
		a.secured += s.counted
		w.o.securities = append(w.o.securities, s)
		in.Number = w.Key()
		if in.Kind == models.SecurityDeposit {
			w.o.post(a, 0, 0) // in the journal, though not on the agent's account
		}
		made, err := w.Secure(in)
		s.id = made.ID
		return err
	}},
	{"give a security back", 2, func(w *world, r *rand.Rand) error {
		s, found := pick(r, w.o.securities)
		if !found {
			return nil
		}
		err := w.must(!s.ended, func() error { return w.Receivables.ReleaseSecurity(ctx, apptest.Finance, s.id) })
		s.a.secured -= s.counted
		s.counted, s.ended = 0, true
		return err
	}},
	{"days", 12, func(w *world, r *rand.Rand) error {
		ages := w.o.ages()
		w.o.past[w.o.today] = ages
		next := w.o.today + 1 + day(r.IntN(9))
		if r.IntN(12) == 0 {
			next += day(r.IntN(120))
		}
		w.o.past[next-1] = ages
		w.o.today = next
		w.Clock.Set(next.Time().Format(time.DateOnly))
		return nil
	}},
	{"repeat", 12, func(w *world, r *rand.Rand) error {
		again, ok := pick(r, w.repeats)
		if !ok {
			return nil
		}
		return w.same(again)
	}},
}
