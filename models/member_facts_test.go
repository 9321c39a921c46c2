package models

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestAgeBands(t *testing.T) {
	for _, r := range textTable(t, `
		born | day        | band
		0    | 2026-06-01 |
		2002 | 2026-01-01 | to_24
		2001 | 2026-01-01 | to_34
		1992 | 2026-12-31 | to_34
		1991 | 2026-12-31 | to_44
		1971 | 2026-06-01 | above_54`) {
		require.Equal(t, r.str("band"), AgeBand(r.num("born"), r.date("day")), r.line)
	}
}

// A lunar birthday is in another month of the solar calendar each year.
func TestTheMonthThatABirthdayIsKeptIn(t *testing.T) {
	require.Equal(t, 6, Birthday{Month: 6, Day: 10}.MonthKept(MustDate("2026-11-30")))
	require.Equal(t, 2, Birthday{Month: 2, Day: 29}.MonthKept(MustDate("2026-01-01")))
	require.Equal(t, 0, Birthday{}.MonthKept(MustDate("2026-01-01")))
	require.Equal(t, 2, Birthday{Month: 1, Day: 1, Lunar: true}.MonthKept(MustDate("2026-12-31")), "the new year of 2026 is on 17 February")
	require.Equal(t, 1, Birthday{Month: 1, Day: 1, Lunar: true}.MonthKept(MustDate("2025-06-01")), "that of 2025 on 29 January")
}

func TestCategorySets(t *testing.T) {
	var s CategorySet
	require.Empty(t, s.List())
	s = s.With("jade").With("gold").With("nothing")
	require.Equal(t, "gold jade", s.String())
	require.True(t, s.Has("jade"))
	require.False(t, s.Has("silver"))
	require.False(t, s.Has("nothing"))
}

func TestStatesOfMembers(t *testing.T) {
	p := DefaultValuePolicy()
	require.NoError(t, p.Validate())
	for _, r := range textTable(t, `
		last       | joined     | day        | state
		2026-06-01 | 2020-01-01 | 2026-06-01 | active
		2025-06-01 | 2020-01-01 | 2026-06-01 | active
		2025-05-31 | 2020-01-01 | 2026-06-01 | dormant
		2024-06-01 | 2020-01-01 | 2026-06-01 | dormant
		2024-05-31 | 2020-01-01 | 2026-06-01 | lost
		           | 2026-01-01 | 2026-06-01 | active
		           | 2020-01-01 | 2026-06-01 | lost
		2020-01-01 | 2026-01-01 | 2026-06-01 | lost`) {
		last := Date(0)
		if r.str("last") != "" {
			last = r.date("last")
		}
		require.EqualValues(t, r.str("state"), p.State(last, r.date("joined"), r.date("day")), r.line)
	}
}

func TestTheMarginOfAMix(t *testing.T) {
	p := ValuePolicy{Margins: []CategoryMargin{{"gold", 100_000}, {"jade", 400_000}}}
	require.EqualValues(t, 175_000, p.MarginOf(map[string]Money{"gold": 300_00, "jade": 100_00}))
	require.EqualValues(t, 400_000, p.MarginOf(map[string]Money{"jade": 100, "unknown": 100}))
	require.EqualValues(t, 250_000, p.MarginOf(nil), "who bought nothing yet")
}

func TestValuePoliciesAreChecked(t *testing.T) {
	for field, change := range map[string]func(*ValuePolicy){
		"dormant_days": func(p *ValuePolicy) { p.DormantDays = 0 }, "lost_days": func(p *ValuePolicy) { p.LostDays = p.DormantDays }, "horizon_months": func(p *ValuePolicy) { p.HorizonMonths = 121 },
		"min_repeat": func(p *ValuePolicy) { p.MinRepeat = 29 }, "discount_ppm": func(p *ValuePolicy) { p.DiscountPPM = One + 1 }, "attribution_ppm": func(p *ValuePolicy) { p.AttributionPPM = -1 },
		"referral_months": func(p *ValuePolicy) { p.ReferralMonths = 241 }, "referral_keep_ppm": func(p *ValuePolicy) { p.ReferralKeepPPM = One + 1 }, "referral_norm": func(p *ValuePolicy) { p.ReferralNorm = 0 },
		"margins.gold": func(p *ValuePolicy) { p.Margins[0].RatePPM = One + 1 }} {
		p := DefaultValuePolicy()
		change(&p)
		var e *Error
		require.ErrorAs(t, p.Validate(), &e, field)
		require.Equal(t, field, e.Field)
	}
}

func TestBaskets(t *testing.T) {
	require.EqualValues(t, 0, Basket(100, 0))
	require.EqualValues(t, 33, Basket(100, 3))
	require.EqualValues(t, 67, Basket(200, 3))
}

// A score is what the rule says of it: one more than how many fifths of the
// buyers lie below, whatever the values are, and equal for equal values.
func TestScoresFollowFromWhoIsBelow(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOfN(rapid.Int64Range(0, 12), 1, 60).Draw(t, "values")
		sorted := slices.Clone(values)
		slices.Sort(sorted)
		var c Cuts
		for k, place := range CutPlaces(int64(len(values))) {
			c[k] = sorted[place]
		}
		for _, v := range values {
			below := 0
			for _, other := range values {
				if other < v {
					below++
				}
			}
			if want := 1 + 5*below/len(values); c.Score(v) != want {
				t.Fatalf("%d of %v has the score %d, not %d", v, sorted, c.Score(v), want)
			}
		}
	})
}
