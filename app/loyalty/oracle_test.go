package loyalty_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"assay/app/apptest"
	"assay/app/db"
	"assay/models"
)

// oracle knows the rules a second time, point by point and without any ledger.
type oracle struct {
	growth int64
	debt   int64
	lots   []*oldLot // in the order that they were earned
	slips  []*oldSlip
	taken  []*oldRedemption
	tier   int
}

type oldLot struct {
	slip    int64
	left    int64
	expires models.Date
}

type oldSlip struct {
	id     int64
	price  models.Money // of a piece
	pieces int64
	back   int64
	used   int64
	paid   models.Money
	raised int // the tier before, -1 where it raised none
	owed   *oldRedemption
}

type oldRedemption struct {
	id   int64
	from []*oldLot // a point each, in the order that they were taken
}

var bounds = []int64{0, 40, 90, 200}

func tierAt(growth int64) (at int) {
	for i, from := range bounds {
		if growth >= from {
			at = i
		}
	}
	return at
}

// next is the lot that the next point comes from, nil where none is left.
func (o *oracle) next(on models.Date, not int64) *oldLot {
	var best *oldLot
	for _, l := range o.lots {
		if l.left == 0 || l.expires < on || not != 0 && l.slip == not {
			continue
		}
		if best == nil || l.expires < best.expires {
			best = l
		}
	}
	return best
}

func (o *oracle) usable(on models.Date) (n int64) {
	for _, l := range o.lots {
		if l.expires >= on {
			n += l.left
		}
	}
	return n
}

func (o *oracle) points() (n int64) {
	for _, l := range o.lots {
		n += l.left
	}
	return n
}

func (o *oracle) settle(on models.Date) {
	for o.debt > 0 {
		l := o.next(on, 0)
		if l == nil {
			return
		}
		l.left--
		o.debt--
	}
}

func (o *oracle) spend(r *oldRedemption, n int64, on models.Date) {
	for range n {
		l := o.next(on, 0)
		l.left--
		r.from = append(r.from, l)
	}
	o.taken = append(o.taken, r)
}

// restore gives the points back from the lot that was taken last to the first.
func (o *oracle) restore(r *oldRedemption, n int64, on models.Date) {
	for range n {
		l := r.from[len(r.from)-1]
		r.from = r.from[:len(r.from)-1]
		l.left++
		l.expires = max(l.expires, on+30)
	}
	o.settle(on)
}

func (o *oracle) sell(s *oldSlip, lotUntil, on models.Date) {
	if s.used > 0 {
		s.owed = &oldRedemption{}
		o.spend(s.owed, s.used, on)
		o.taken = o.taken[:len(o.taken)-1] // comes back with the slip alone
	}
	earned := int64(s.paid) / 100
	o.growth += earned
	if earned > 0 {
		o.lots = append(o.lots, &oldLot{s.id, earned, lotUntil})
		o.settle(on)
	}
	s.raised = -1
	if at := tierAt(o.growth); at > o.tier {
		s.raised, o.tier = o.tier, at
	}
	o.slips = append(o.slips, s)
}

// part is a share rounded half up.
func part(whole, n, of int64) int64 {
	if of == 0 {
		return 0
	}
	return (2*whole*n + of) / (2 * of)
}

func (o *oracle) refund(s *oldSlip, n int64, on models.Date) {
	kept := func() int64 { return (int64(s.paid) - part(int64(s.paid), s.back, s.pieces)) / 100 }
	usedBack := func() int64 {
		gross := int64(s.price) * s.pieces
		return part(s.used, part(gross, s.back, s.pieces), gross)
	}
	earned, used := kept(), usedBack()
	s.back += n
	lost := earned - kept()
	o.growth -= lost
	for _, l := range o.lots {
		for l.slip == s.id && l.left > 0 && lost > 0 {
			l.left--
			lost--
		}
	}
	for ; lost > 0; lost-- {
		if l := o.next(on, s.id); l != nil {
			l.left--
		} else {
			o.debt++
		}
	}
	if again := usedBack() - used; again > 0 {
		o.restore(s.owed, again, on)
	}
	if at := max(s.raised, tierAt(o.growth)); s.raised >= 0 && at < o.tier {
		o.tier = at
	}
}

func (o *oracle) expire(on models.Date) {
	for _, l := range o.lots {
		if l.expires < on {
			l.left = 0
		}
	}
}

// Whatever a member does, the ledgers say what somebody says who counts point
// by point.
func TestTheLedgersAgreeWithAnOracle(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		w.put(models.PolicyPoints, &models.PointsPolicy{ValidMonths: 1, PointFen: 10, RestoreDays: 30})
		tiers := models.DefaultTierPolicy()
		tiers.Levels = tiers.Levels[:len(bounds)]
		for i, from := range bounds {
			tiers.Levels[i].From = from
		}
		w.put(models.PolicyTiers, &tiers)
		rapid.Check(t, func(rt *rapid.T) { w.live(rt, rapid.IntRange(1, 25).Draw(rt, "steps")) })
		w.proven()
	})
}

// live leads one member through random steps.
func (w *world) live(t *rapid.T, steps int) {
	w.clock.Set("2026-06-01")
	m, o := w.join(), &oracle{}
	day := 0
	for range steps {
		on := w.Clock.Moment().On
		switch rapid.SampledFrom([]string{"sell", "sell", "sell", "refund", "refund", "redeem", "cancel", "night"}).Draw(t, "step") {
		case "sell":
			w.drawSale(t, m, o, on)
		case "refund":
			w.drawRefund(t, o, on)
		case "redeem":
			n := rapid.Int64Range(1, 60).Draw(t, "points")
			r, err := w.Redeem(ctx, seller, all, w.redeem(m, n))
			if (err == nil) != (n <= o.usable(on)) {
				t.Fatalf("redeem %d of %d: %v", n, o.usable(on), err)
			}
			if err == nil {
				o.spend(&oldRedemption{id: r.ID}, n, on)
			}
		case "cancel":
			if len(o.taken) > 0 {
				r := rapid.SampledFrom(o.taken).Draw(t, "which")
				require.NoError(t, w.CancelRedemption(ctx, seller, all, r.id))
				o.restore(r, int64(len(r.from)), on)
			}
		case "night":
			day += rapid.IntRange(1, 40).Draw(t, "days")
			w.clock.Set(models.MustDate("2026-06-01").AddDays(day).String())
			if rapid.Bool().Draw(t, "job runs") {
				w.night()
				o.expire(w.Clock.Moment().On)
			}
		}
		a := w.account(m)
		got, want := []int64{a.Growth, a.Points, a.Debt, int64(tiersIndex(a.Tier))}, []int64{o.growth, o.points(), o.debt, int64(o.tier)}
		require.Equal(t, want, got, "growth, points, debt, tier")
	}
}

func tiersIndex(code string) int { return int(code[1] - '1') }

func (w *world) drawSale(t *rapid.T, m int64, o *oracle, on models.Date) {
	s := &oldSlip{price: models.Money(rapid.Int64Range(0, 60_00).Draw(t, "price")), pieces: rapid.Int64Range(1, 3).Draw(t, "pieces")}
	gross := s.price * models.Money(s.pieces)
	s.used = min(rapid.Int64Range(0, 40).Draw(t, "used"), o.usable(on), int64(gross)/10)
	s.paid = gross - models.Money(10*s.used)
	in := w.sale(m, s.price, s.used)
	in.Lines[0].Quantity = int(s.pieces)
	slip, err := w.Sell(ctx, seller, all, in)
	require.NoError(t, err)
	s.id = slip.ID
	o.sell(s, on.MonthStart().AddMonths(1).MonthEnd(), on)
}

func (w *world) drawRefund(t *rapid.T, o *oracle, on models.Date) {
	if len(o.slips) == 0 {
		return
	}
	s := rapid.SampledFrom(o.slips).Draw(t, "slip")
	n := rapid.Int64Range(1, 3).Draw(t, "pieces")
	lines := w.back(s.id, int(n))
	_, err := w.Refund(ctx, seller, all, lines)
	if (err == nil) != (n <= s.pieces-s.back) {
		t.Fatalf("refund %d of %d: %v", n, s.pieces-s.back, err)
	}
	if err == nil {
		o.refund(s, n, on)
	}
}
