package models

import (
	"encoding/json"
	"errors"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

// invented is a made-up past of three years before a day: agents of different
// habits, some of which stop paying.
func invented(seed uint64, agents, perAgent int) ReplayHistory {
	r := rand.New(rand.NewPCG(seed, 9))
	end := MustDate("2026-06-30")
	h := ReplayHistory{From: end.AddMonths(-24) + 1, To: end, Pots: []ReplayPot{{"G", Limit{LimitAmount, 300_000_00}}}}
	monthly := NamedPolicies()[2]
	type habit struct {
		late   int
		broken Date
	}
	habits := make([]habit, agents)
	for i := range agents {
		a := ReplayAgent{ID: int64(i + 1), Code: "A" + string(rune('a'+i%26)), Region: []string{"EAST", "WEST"}[i%2], Policy: monthly, Pot: -1, Limits: []ReplayLimit{{CreditLimit: CreditLimit{Purpose: LimitStanding, Kind: LimitAmount, AmountFen: Money(20_000_00 + r.IntN(100_000_00))}}}}
		if i%5 == 0 {
			a.Pot = 0
		}
		if i%7 == 0 {
			a.Limits = nil
		}
		habits[i] = habit{late: r.IntN(40) - 10}
		if r.IntN(8) == 0 {
			habits[i].broken = h.From.AddDays(r.IntN(500))
		}
		h.Agents = append(h.Agents, a)
	}
	days := h.To.DaysSince(end.AddMonths(-36))
	for n := range agents * perAgent {
		i := r.IntN(agents)
		o := ReplayOrder{ID: int64(n + 1), Agent: i, On: end.AddMonths(-36).AddDays(n * days / (agents * perAgent)), AmountFen: Money(500_00 + r.IntN(20_000_00)), Kind: SettlementMonths}
		switch r.IntN(20) {
		case 0:
			o.EndedOn = o.On + 5
		case 1:
			o.Refused = true
		default:
			c := Claim{PostingOn: o.On + Date(r.IntN(4)), AmountFen: o.AmountFen}
			c.DueOn = monthly.DueDate(c.PostingOn, Holidays{})
			paid := c.DueOn + Date(habits[i].late)
			if b := habits[i].broken; b.IsZero() || paid < b {
				c.Parts = []ClaimPart{{FromReceipt, paid, paid, c.AmountFen}}
			} else if lost := c.DueOn + 150; lost <= end {
				c.Parts = []ClaimPart{{FromWriteOff, lost, lost, c.AmountFen}}
			}
			o.Claims, o.Bought = []Claim{c}, Purchases{{c.PostingOn, c.PostingOn, c.AmountFen}}
			if r.IntN(10) == 0 {
				o.Bought = append(o.Bought, Purchase{c.PostingOn + 20, c.PostingOn + 20, -c.AmountFen / 2})
			}
		}
		h.Orders = append(h.Orders, o)
	}
	return h
}

func replayPolicy() ReplayPolicy {
	grades := map[Grade]Limit{}
	for i, g := range Grades {
		grades[g] = Limit{LimitAmount, Money(50_000_00 / (i + 1))}
	}
	return ReplayPolicy{Standard: DefaultStandardPolicy(), Scorecard: DefaultScorecard(), Limits: DefaultLimitFormula(), Blocking: DefaultBlockingPolicy(), Grades: grades}
}

func noProgress(Rate) error { return nil }

func replayed(t *testing.T, h ReplayHistory, p ReplayPolicy) ReplayResult {
	t.Helper()
	r, err := Replay(h, p, nil, noProgress)
	require.NoError(t, err)
	return r
}

// Every order comes out one way; what the agents and the months say sums to
// the totals; the same past gives the same result.
func TestAReplayAddsUp(t *testing.T) {
	for seed := range uint64(6) {
		h := invented(seed, 40, 60)
		r := replayed(t, h, replayPolicy())
		x := r.Totals
		require.Equal(t, x.Orders, x.Approved+x.Through+x.Lost)
		require.Equal(t, x.AskedFen, x.SalesFen+x.LostSalesFen)
		require.Positive(t, x.Lost)
		require.Positive(t, x.Through+x.Approved)
		require.LessOrEqual(t, x.AverageExposureFen, x.PeakExposureFen)
		var sales, lost, loss, months Money
		for _, a := range r.Agents {
			sales, lost, loss = sales+a.SalesFen, lost+a.LostSalesFen, loss+a.LossFen
		}
		var through, lostOrders int
		var lossOfMonths Money
		for _, m := range r.Months {
			months += m.SalesFen
			through, lostOrders, lossOfMonths = through+m.Approved, lostOrders+m.Lost, lossOfMonths+m.LossFen
		}
		require.Equal(t, []any{x.Approved + x.Through, x.Lost, x.RealisedLossFen}, []any{through, lostOrders, lossOfMonths}, "what waits on the last day is lost in its month")
		require.Equal(t, []Money{x.SalesFen, x.LostSalesFen, x.RealisedLossFen}, []Money{sales, lost, loss})
		require.Equal(t, x.SalesFen, months)
		require.Len(t, r.Months, 24)
		require.Equal(t, r, replayed(t, h, replayPolicy()))
		same := CompareReplays(h, r, r)
		require.Zero(t, same.Affected)
		require.Len(t, same.ByRegion, 2)
		var orders ReplayCounts
		for _, g := range same.ByRegion {
			require.Equal(t, g.BaseOrders, g.Orders)
			orders.Approved, orders.Held, orders.Lost = orders.Approved+g.Orders.Approved, orders.Held+g.Orders.Held, orders.Lost+g.Orders.Lost
			orders.AverageExposureFen += g.Orders.AverageExposureFen
		}
		require.Equal(t, []int{x.Approved, x.Held, x.Lost}, []int{orders.Approved, orders.Held, orders.Lost})
		require.InDelta(t, int64(x.AverageExposureFen), int64(orders.AverageExposureFen), 200, "the total counts whole yuan")
	}
}

// A day knows nothing of the days after it: without them the months before
// come out the same.
func TestAReplayDoesNotLookAhead(t *testing.T) {
	for seed := range uint64(4) {
		h := invented(seed, 30, 50)
		whole := replayed(t, h, replayPolicy())
		cut := h
		cut.To, cut.Orders = MustDate("2025-09-30"), nil
		for _, o := range h.Orders {
			if o.On > cut.To {
				continue
			}
			claims := o.Claims
			o.Claims = nil
			for _, c := range claims {
				parts := c.Parts
				c.Parts = nil
				for _, p := range parts {
					if p.PostingOn <= cut.To {
						c.Parts = append(c.Parts, p)
					}
				}
				o.Claims = append(o.Claims, c)
			}
			o.Bought = slices.DeleteFunc(slices.Clone(o.Bought), func(p Purchase) bool { return p.PostingOn > cut.To })
			cut.Orders = append(cut.Orders, o)
		}
		known := replayed(t, cut, replayPolicy())
		require.Equal(t, whole.Months[:len(known.Months)-1], known.Months[:len(known.Months)-1], seed)
	}
}

// With credit without bound and no rule nothing is held, and the book is the
// recorded one. A stricter policy never sells more in the first month, when
// both begin with the same book.
func TestAReplayFollowsItsPolicy(t *testing.T) {
	h := invented(1, 40, 60)
	for i := range h.Agents {
		h.Agents[i].Limits, h.Agents[i].Pot = []ReplayLimit{{CreditLimit: CreditLimit{Purpose: LimitStanding, Kind: LimitUnlimited}}}, -1
	}
	free := replayPolicy()
	free.Blocking = BlockingPolicy{}
	for i := range free.Standard.Levels {
		free.Standard.Levels[i].LowestGrade = ""
	}
	r := replayed(t, h, free)
	require.Zero(t, r.Totals.Held)
	var asked, lost Money
	for _, o := range h.Orders {
		if o.On >= h.From {
			asked += o.AmountFen
		}
	}
	for _, a := range r.Agents {
		lost += a.LostSalesFen
	}
	require.Equal(t, asked, r.Totals.SalesFen+lost)
	require.Equal(t, lost, r.Totals.LostSalesFen, "only who has a loss not recovered is refused")

	h = invented(2, 40, 60)
	strict := replayPolicy()
	strict.Blocking.Rules = append(strict.Blocking.Rules, BlockingRule{Family: FamilyDaysOverdue, Effect: EffectHold, Scope: SegmentAll, Days: 5})
	base, tight := replayed(t, h, replayPolicy()), replayed(t, h, strict)
	require.Less(t, tight.Months[0].SalesFen, base.Months[0].SalesFen)
	require.Positive(t, CompareReplays(h, base, tight).Affected)
	require.Less(t, tight.Totals.AverageExposureFen, base.Totals.AverageExposureFen)
}

// The change beside two figures is the difference of what is shown of them.
func TestTheChangeOfATrialLine(t *testing.T) {
	for _, r := range textTable(t, `
		base    | candidate | step  | change
		9740    | 8360      | 1     | -1380
		9740    | 8360      | 100   | -1300
		9750    | 8350      | 100   | -1400
		149     | 51        | 100   | 0
		150     | 149       | 100   | -100
		-150    | 150       | 100   | 400
		4060004 | 4060001   | 10000 | 0
		`) {
		l := TrialLine{Base: int64(r.num("base")), Candidate: int64(r.num("candidate"))}
		require.Equal(t, int64(r.num("change")), l.Change(int64(r.num("step"))), r.line)
	}
	c := ReplayComparison{Base: ReplayResult{Totals: ReplayTotals{SalesFen: 200}, Months: make([]ReplayMonth, 3)}}
	require.EqualValues(t, 67, c.Lines()[1].Base, "rounded, not cut off")
}

// A result that was kept before orders were counted by region is read as it is.
func TestAnOldComparisonIsRead(t *testing.T) {
	var g ReplayGroup
	require.NoError(t, json.Unmarshal([]byte(`{"name":"east","agents":3,"base_sales":500,"sales":700,"base_loss":9,"loss":7}`), &g))
	require.Equal(t, []TrialLine{{"sales", TrialMoney, 500_00, 700_00}, {"realised_loss", TrialMoney, 9_00, 7_00}}, g.Lines())
	g.BaseOrders, g.Orders = &ReplayCounts{5, 4, 3, 200}, &ReplayCounts{6, 3, 2, 250}
	require.Equal(t, []TrialLine{{"approved", TrialCount, 5, 6}, {"held", TrialCount, 4, 3}, {"lost", TrialCount, 3, 2}, {"sales", TrialMoney, 500_00, 700_00},
		{"exposure", TrialMoney, 200, 250}, {"realised_loss", TrialMoney, 9_00, 7_00}}, g.Lines())
}

// A limit that became or ceased to be unlimited is counted as raised or lowered,
// is in no sum, and is read back from where it was kept.
func TestAnUnlimitedLimitIsKept(t *testing.T) {
	line := func(limits ...Money) (r ReplayResult) {
		for i, l := range limits {
			r.Agents = append(r.Agents, ReplayLine{ID: int64(i), Grade: "A", LimitFen: l, SalesFen: 5_00})
		}
		return r
	}
	c := CompareReplays(ReplayHistory{}, line(Unbounded, Unbounded, 9_00, 9_00), line(Unbounded, 8_00, Unbounded, 7_00))
	require.Equal(t, []any{2, Money(9_00), Money(7_00)}, []any{c.ByGrade[0].LimitsDown, c.ByGrade[0].BaseLimitFen, c.ByGrade[0].LimitFen})
	raw, err := json.Marshal(c)
	require.NoError(t, err)
	var kept ReplayComparison
	require.NoError(t, json.Unmarshal(raw, &kept))
	require.Equal(t, c, kept)
}

// What is under dispute is not overdue in a replay either.
func TestAReplayKnowsDisputes(t *testing.T) {
	h := invented(2, 40, 60)
	h.Orders = slices.DeleteFunc(h.Orders, func(o ReplayOrder) bool { return len(o.Claims) == 0 }) // what was never sold was never disputed
	for i := range h.Orders {
		for j := range h.Orders[i].Claims {
			c := &h.Orders[i].Claims[j]
			c.Disputes = []ClaimDispute{{OpenedOn: c.PostingOn}}
		}
	}
	strict := replayPolicy()
	strict.Blocking.Rules = append(strict.Blocking.Rules, BlockingRule{Family: FamilyDaysOverdue, Effect: EffectHold, Scope: SegmentAll, Days: 5})
	require.Equal(t, replayed(t, h, replayPolicy()).Totals, replayed(t, h, strict).Totals)
}

// What the formula proposes in a replay follows all that was bought, however it
// was paid, less what came back.
func TestAReplayProposesFromEveryPurchase(t *testing.T) {
	last := func(h ReplayHistory) Money {
		r, err := Replay(h, replayPolicy(), nil, func(Rate) error { return nil })
		require.NoError(t, err)
		return r.Proposed[len(r.Proposed)-1][0]
	}
	credit, prompt, returned := steady(), steady(), steady()
	for i := range prompt.Orders {
		if i < 6 {
			prompt.Orders[i].Kind = SettlementImmediate
			prompt.Orders[i].Claims[0].Parts = credit.Orders[i].Claims[0].Parts
		}
		back := returned.Orders[i].Bought[0]
		returned.Orders[i].Bought = append(returned.Orders[i].Bought, Purchase{back.IssuedOn + 5, back.PostingOn + 5, -back.AmountFen / 2})
	}
	require.Positive(t, last(credit))
	require.Equal(t, last(credit), last(prompt))
	require.Less(t, last(returned), last(credit))
}

func TestAReplayStopsWhenAsked(t *testing.T) {
	stop := errors.New("stop")
	seen := 0
	_, err := Replay(invented(1, 5, 10), replayPolicy(), nil, func(done Rate) error {
		if seen++; seen == 3 {
			return stop
		}
		require.Less(t, done, One)
		return nil
	})
	require.ErrorIs(t, err, stop)
}

func TestOscillates(t *testing.T) {
	d := MustDate
	require.False(t, Oscillates(nil))
	require.False(t, Oscillates([]Date{d("2024-01-01")}))
	require.True(t, Oscillates([]Date{d("2024-01-01"), d("2026-01-01")}))
	require.False(t, Oscillates([]Date{d("2024-01-01"), d("2026-01-02")}))
}

// 36 months, 300 agents, 200,000 orders.
func BenchmarkReplay(b *testing.B) {
	h := invented(1, 300, 1000)
	h.From = h.To.AddMonths(-36) + 1
	b.ResetTimer()
	for b.Loop() {
		r, err := Replay(h, replayPolicy(), nil, noProgress)
		require.NoError(b, err)
		b.ReportMetric(float64(r.Totals.Orders), "orders")
	}
}
