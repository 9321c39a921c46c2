package models

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestSharesOfFigures(t *testing.T) {
	for _, r := range textTable(t, `
		not due       | overdue | credits | unallocated | reserved | secured | limits  | unlimited | exposure | use    | late
		80.00         | 20.00   | 0       | 0           | 50.00    | 0       | 200.00  | 0         | 150.00   | 750000 | 200000
		80.00         | 20.00   | -10.00  | 30.00       | 50.00    | 10.00   | 200.00  | 0         | 100.00   | 500000 | 222222
		80.00         | 20.00   | 0       | 0           | 0        | 0       | 50.00   | 60.00     | 100.00   | 800000 | 200000
		0             | 0       | 0       | 5.00        | 0        | 0       | 200.00  | 0         | -5.00    | -25000 | none
		10.00         | 0       | 0       | 0           | 0        | 0       | 0       | 0         | 10.00    | none   | 0
		0             | 0       | -5.00   | 0           | 0        | 0       | 0       | 0         | -5.00    | none   | none
		100000000000.00 | 0     | 0       | 0           | 0        | 0       | 0.01    | 0         | 100000000000.00 | 10000000000000000000 | 0`) {
		f := Figures{Ageing: Ageing{NotDue: r.money("not due"), Credits: r.money("credits"), Unallocated: r.money("unallocated")}, ReservedFen: r.money("reserved"),
			SecuredFen: r.money("secured"), LimitFen: r.money("limits"), UnlimitedFen: r.money("unlimited")}
		f.Late[1] = r.money("overdue")
		require.Equal(t, r.money("exposure"), f.Exposure(), r.line)
		use, ok := f.Utilisation()
		if r.str("use") == "10000000000000000000" {
			require.False(t, ok, "a share that does not fit is no figure")
		} else {
			require.Equal(t, r.str("use"), shown(use, ok), r.line)
		}
		late, ok := f.OverdueShare()
		require.Equal(t, r.str("late"), shown(late, ok), r.line)
	}
}

// A pot bounds the next order, not the share of the agent's own limit; one
// meaning for the agent's page and the cockpit.
func TestUtilisationIsOfTheAgentsOwnLimit(t *testing.T) {
	for _, r := range textTable(t, `
		limit  | kind      | owed   | reserved | pot    | pot owed | use
		100.00 | amount    | 50.00  | 10.00    | none   | 0        | 600000
		100.00 | amount    | 50.00  | 10.00    | 200.00 | 190.00   | 600000
		100.00 | amount    | 50.00  | 10.00    | 60.00  | 60.00    | 600000
		100.00 | amount    | 120.00 | 0        | none   | 0        | 1200000
		100.00 | amount    | -20.00 | 0        | none   | 0        | -200000
		0      | unlimited | 50.00  | 10.00    | 200.00 | 60.00    | none
		0      | none      | 50.00  | 0        | none   | 0        | none
		0      | amount    | 50.00  | 0        | none   | 0        | none`) {
		terms := CreditTerms{Status: AgentActive, Standard: StandardTerms{MultiplierPPM: One},
			Limits: []CreditLimit{{Purpose: LimitStanding, Kind: LimitKind(r.str("kind")), AmountFen: r.money("limit")}}, GrantsFen: 7_00}
		c := Counters{ReceivableFen: r.money("owed"), ReservedFen: r.money("reserved")}
		var pot *Counters
		if r.str("pot") != "none" {
			terms.Group, pot = &GroupTerms{Pot: Limit{LimitAmount, r.money("pot")}}, &Counters{ReceivableFen: r.money("pot owed")}
		}
		use, ok := LineOf(terms, c, pot, MustDate("2026-06-12")).Utilisation()
		require.Equal(t, r.str("use"), shown(use, ok), r.line)
		f := Figures{Agents: 1, Ageing: Ageing{NotDue: c.ReceivableFen}, ReservedFen: c.ReservedFen, LimitFen: r.money("limit")}
		if r.str("kind") == "unlimited" {
			f.UnlimitedFen = f.Exposure()
		}
		use, ok = f.Utilisation()
		require.Equal(t, r.str("use"), shown(use, ok), r.line)
	}
}

func shown(r Rate, ok bool) string {
	if !ok {
		return "none"
	}
	return fmt.Sprint(int64(r))
}

func TestFiguresAddUp(t *testing.T) {
	a := Figures{Agents: 1, Ageing: Ageing{NotDue: 1, Unallocated: 2, Credits: -3}, ReservedFen: 4, SecuredFen: 5, LimitFen: 6, UnlimitedFen: 7, SalesFen: 8}
	a.Late[5] = 9
	both := a.With(a)
	require.Equal(t, 2*a.Exposure(), both.Exposure())
	require.Equal(t, Figures{Agents: 2, Ageing: Ageing{NotDue: 2, Late: [Buckets]Money{5: 18}, Unallocated: 4, Credits: -6}, ReservedFen: 8, SecuredFen: 10, LimitFen: 12, UnlimitedFen: 14, SalesFen: 16}, both)
}

func TestGrowth(t *testing.T) {
	for _, r := range textTable(t, `
		now    | before | growth
		110.00 | 100.00 | 100000
		50.00  | 100.00 | -500000
		0      | 100.00 | -1000000
		10.00  | 0      | none
		10.00  | -5.00  | none`) {
		got, ok := Growth(r.money("now"), r.money("before"))
		require.Equal(t, r.str("growth"), shown(got, ok), r.line)
	}
}

func TestDSOOfMonths(t *testing.T) {
	var months []MonthFigures
	for end := MustDate("2025-07-31"); end <= MustDate("2026-06-30"); end = (end + 1).MonthEnd() {
		m := MonthFigures{MonthOn: end}
		m.SalesFen, m.NotDue = 300_000_00, 320_000_00
		m.Late[0] = 180_000_00
		months = append(months, m)
	}
	b, ok := DSOOf(months, 11, 12, MustDate("2021-03-04"))
	require.True(t, ok)
	require.Equal(t, Money(3_600_000_00), b.SalesFen)
	dso, _ := b.DSO()
	require.Equal(t, "50.69", dso.String(), "500,000 ÷ 3,600,000 × 365")
	b, _ = DSOOf(months, 11, 6, MustDate("2021-03-04"))
	require.Equal(t, Money(1_800_000_00), b.SalesFen)
	require.Equal(t, 181, b.Sales.Days())
	b, _ = DSOOf(months, 5, 12, MustDate("2025-09-10"))
	require.Equal(t, Money(1_200_000_00), b.SalesFen, "from the first sale: its month and the three after it")
	_, ok = DSOOf(months, 0, 12, 0)
	require.False(t, ok, "nothing was ever sold")
}

func TestMonthEndsBetween(t *testing.T) {
	for _, r := range textTable(t, `
		first      | on         | ends
		2026-01-15 | 2026-03-31 | 2026-01-31 2026-02-28
		2026-01-15 | 2026-04-01 | 2026-01-31 2026-02-28 2026-03-31
		2026-01-15 | 2026-01-31 |
		2025-12-31 | 2026-01-01 | 2025-12-31
		           | 2026-01-31 |`) {
		var got string
		for i, end := range MonthEndsBetween(r.date("first"), r.date("on")) {
			if i > 0 {
				got += " "
			}
			got += end.String()
		}
		require.Equal(t, r.str("ends"), got, r.line)
	}
}

func TestRegionUnder(t *testing.T) {
	for _, r := range textTable(t, `
		path      | top   | row
		/1/4/9/   |       | /1/
		/1/4/9/   | /1/   | /1/4/
		/1/4/9/   | /1/4/ | /1/4/9/
		/1/       | /1/   | /1/
		/12/      | /1/   | /12/
		/1/       |       | /1/`) {
		require.Equal(t, r.str("row"), RegionUnder(r.str("path"), r.str("top")), r.line)
	}
}
