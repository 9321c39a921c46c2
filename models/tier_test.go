package models

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestTheBoundsOfTheTiers(t *testing.T) {
	p := DefaultTierPolicy()
	require.NoError(t, p.Validate())
	for _, r := range textTable(t, `
		growth  | tier | next | missing
		-50     | S1   | S2   | 8051
		0       | S1   | S2   | 8001
		8000    | S1   | S2   | 1
		8001    | S2   | S3   | 72000
		80000   | S2   | S3   | 1
		80001   | S3   | S4   | 100000
		180000  | S3   | S4   | 1
		180001  | S4   | S5   | 400000
		580000  | S4   | S5   | 1
		580001  | S5   | S6   | 400000
		980000  | S5   | S6   | 1
		980001  | S6   |      | 0
	`) {
		growth := int64(r.num("growth"))
		s, _ := p.Earned(p.Join(MustDate("2026-01-05")), growth, MustDate("2026-01-05"), MustDate("2026-02-01"))
		require.Equal(t, r.str("tier"), s.Tier, r.line)
		g := p.Progress(s, growth)
		require.EqualValues(t, r.num("missing"), g.ToNext, r.line)
		if r.str("next") == "" {
			require.Nil(t, g.Next)
		} else {
			require.Equal(t, r.str("next"), g.Next.Code, r.line)
		}
	}
}

// A story per line: what the member has, what happens, where it leads.
func TestTiersMove(t *testing.T) {
	for _, r := range textTable(t, `
		why                                 | window      | tier | review     | grace      | verb   | before | value  | on         | then | cause   | review then | grace then
		up at once, two steps               | lifetime    | S1   |            |            | earn   |        | 80001  | 2026-05-01 | S3   | upgrade |             |
		never down for life                 | lifetime    | S3   |            |            | review |        | 0      | 2030-01-01 | S3   |         |             |
		not down by earning less            | calendar    | S3   | 2026-12-31 |            | earn   |        | 10     | 2026-05-01 | S3   |         | 2026-12-31  |
		a refund undoes its own upgrade     | lifetime    | S3   |            |            | refund | S2     | 9000   | 2026-05-01 | S2   | refund  |             |
		though not below what is earned     | lifetime    | S3   |            |            | refund | S1     | 9000   | 2026-05-01 | S2   | refund  |             |
		nor what the sale did not raise     | lifetime    | S3   |            |            | refund |        | 9000   | 2026-05-01 | S3   |         |             |
		nor one that is earned all the same | lifetime    | S3   |            |            | refund | S1     | 80001  | 2026-05-01 | S3   |         |             |
		on the last day nothing             | calendar    | S3   | 2026-12-31 |            | review |        | 0      | 2026-12-31 | S3   |         | 2026-12-31  |
		after it a grace                    | calendar    | S3   | 2026-12-31 |            | review |        | 80000  | 2027-01-01 | S3   | grace   | 2026-12-31  | 2027-03-31
		kept at the bound                   | calendar    | S3   | 2026-12-31 |            | review |        | 80001  | 2027-01-01 | S3   | kept    | 2027-12-31  |
		in the grace nothing                | calendar    | S3   | 2026-12-31 | 2027-03-31 | review |        | 80000  | 2027-03-31 | S3   |         | 2026-12-31  | 2027-03-31
		after the grace one step            | calendar    | S3   | 2026-12-31 | 2027-03-31 | review |        | 0      | 2027-04-01 | S2   | review  | 2027-12-31  |
		made up in the grace                | calendar    | S3   | 2026-12-31 | 2027-03-31 | review |        | 80001  | 2027-04-01 | S3   | kept    | 2027-12-31  |
		the lowest has nowhere to go        | calendar    | S1   | 2026-12-31 |            | review |        | 0      | 2027-01-01 | S1   | kept    | 2027-12-31  |
		an anniversary                      | anniversary | S2   | 2026-03-14 | 2026-06-14 | review |        | 0      | 2026-06-15 | S1   | review  | 2027-03-14  |
		months that roll                    | rolling     | S2   | 2026-03-14 | 2026-06-14 | review |        | 0      | 2026-06-15 | S1   | review  | 2027-06-15  |
	`) {
		p, joined := DefaultTierPolicy(), MustDate("2024-03-15")
		p.Window = TierWindow(r.str("window"))
		s := TierState{Tier: r.str("tier"), ReviewOn: r.date("review"), GraceOn: r.date("grace")}
		var cause TierCause
		switch value, on := int64(r.num("value")), r.date("on"); r.str("verb") {
		case "earn":
			s, cause = p.Earned(s, value, joined, on)
		case "refund":
			s, cause = p.Refunded(s, r.str("before"), value, joined, on)
		case "review":
			s, cause = p.Review(s, value, joined, on)
		}
		require.Equal(t, []string{r.str("then"), r.str("cause"), r.str("review then"), r.str("grace then")},
			[]string{s.Tier, string(cause), s.ReviewOn.String(), s.GraceOn.String()}, r.line)
	}
}

func TestWhichGrowthCounts(t *testing.T) {
	for _, r := range textTable(t, `
		window      | joined     | on         | from       | end
		lifetime    | 2024-03-15 | 2026-05-01 | 2024-03-15 |
		calendar    | 2024-03-15 | 2026-05-01 | 2026-01-01 | 2026-12-31
		anniversary | 2024-03-15 | 2026-03-14 | 2025-03-15 | 2026-03-14
		anniversary | 2024-03-15 | 2026-03-15 | 2026-03-15 | 2027-03-14
		anniversary | 2024-02-29 | 2026-02-27 | 2025-02-28 | 2026-02-27
		anniversary | 2024-02-29 | 2028-02-29 | 2028-02-29 | 2029-02-27
		rolling     | 2024-03-15 | 2026-05-01 | 2025-05-02 | 2027-05-01
	`) {
		p := DefaultTierPolicy()
		p.Window = TierWindow(r.str("window"))
		require.Equal(t, Period{r.date("from"), r.date("on")}, p.Span(r.date("joined"), r.date("on")), r.line)
		require.Equal(t, r.str("end"), p.PeriodEnd(r.date("joined"), r.date("on")).String(), r.line)
	}
}

func TestATierByHandEnds(t *testing.T) {
	s := TierState{Tier: "S2", Manual: "S5", ManualUntil: MustDate("2026-06-30")}
	require.Equal(t, "S5", s.Shown(MustDate("2026-06-30")))
	require.Equal(t, "S2", s.Shown(MustDate("2026-07-01")))
}

// More growth never gives a lower tier, and a review never takes more than one
// step.
func TestTiersAreMonotone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, joined := DefaultTierPolicy(), MustDate("2024-03-15")
		p.Window = rapid.SampledFrom([]TierWindow{WindowLifetime, WindowCalendar, WindowAnniversary, WindowRolling}).Draw(t, "window")
		less := rapid.Int64Range(0, 2_000_000).Draw(t, "less")
		more := less + rapid.Int64Range(0, 2_000_000).Draw(t, "more")
		if p.At(less) > p.At(more) {
			t.Fatal("more gives less")
		}
		s := TierState{Tier: p.Levels[rapid.IntRange(0, 5).Draw(t, "tier")].Code, ReviewOn: MustDate("2026-12-31")}
		on := s.ReviewOn + Date(rapid.IntRange(-10, 400).Draw(t, "days"))
		then, _ := p.Review(s, less, joined, on)
		if step := p.Index(s.Tier) - p.Index(then.Tier); step > 1 || step < 0 && p.At(less) < p.Index(then.Tier) {
			t.Fatalf("%s to %s", s.Tier, then.Tier)
		}
		again, cause := p.Review(then, less, joined, on)
		if then.ReviewOn > on && (again != then || cause != TierUnchanged) {
			t.Fatal("a second run changes something")
		}
	})
}

func TestBoundsByValueAreChecked(t *testing.T) {
	for field, change := range map[string]func(*TierPolicy){
		"basis":               func(p *TierPolicy) { p.Basis = TierByBoth },
		"levels.0.value_from": func(p *TierPolicy) { p.Levels[0].ValueFrom = 1 },
		"levels.2.value_from": func(p *TierPolicy) { p.Levels[1].ValueFrom, p.Levels[2].ValueFrom = 2, 2 },
	} {
		p := DefaultTierPolicy()
		change(&p)
		var e *Error
		require.ErrorAs(t, p.Validate(), &e, field)
		require.Equal(t, field, e.Field)
	}
	p := DefaultTierPolicy()
	_, some := p.LeastValue(0)
	require.False(t, some)
	p.Basis, p.Levels[3].ValueFrom = TierByBoth, 70
	least, some := p.LeastValue(1)
	require.Equal(t, []any{int64(70), true}, []any{least, some})
	_, some = p.LeastValue(3)
	require.False(t, some, "nothing is above by value")
}
