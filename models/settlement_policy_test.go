package models

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func policyFrom(kind string, months, cutoff, days int, shift string) SettlementPolicy {
	return SettlementPolicy{Code: "p", Kind: SettlementKind(kind), Months: months, CutoffDay: cutoff, DaysToPay: days, HolidayShift: HolidayShift(shift)}
}

func TestDueDates(t *testing.T) {
	holidays := Holidays{Off: map[Date]bool{MustDate("2026-10-01"): true, MustDate("2026-10-02"): true}, Work: map[Date]bool{MustDate("2026-10-10"): true}}
	for _, line := range strings.Split(strings.TrimSpace(`
		early     0 31  0 none  2026-06-12  2026-06-12 2026-06-12
		immediate 0 31  0 none  2026-06-12  2026-06-12 2026-06-12
		immediate 0 31  7 none  2026-06-12  2026-06-12 2026-06-19
		months    1 31 30 none  2026-06-01  2026-06-30 2026-07-30
		months    1 31 30 none  2026-06-30  2026-06-30 2026-07-30
		months    1 31  0 none  2026-02-10  2026-02-28 2026-02-28
		months    1 31  0 none  2028-02-10  2028-02-29 2028-02-29
		months    1 30 10 none  2026-02-28  2026-02-28 2026-03-10
		months    1 30 10 none  2026-03-01  2026-03-30 2026-04-09
		months    1 30 10 none  2026-03-31  2026-04-30 2026-05-10
		months    1 25 15 none  2026-06-25  2026-06-25 2026-07-10
		months    1 25 15 none  2026-06-26  2026-07-25 2026-08-09
		months    3 31 30 none  2026-01-01  2026-03-31 2026-04-30
		months    3 31 30 none  2026-04-01  2026-06-30 2026-07-30
		months    3 25 30 none  2026-03-26  2026-06-25 2026-07-25
		months    6 31 30 none  2026-07-01  2026-12-31 2027-01-30
		months   12 31 30 none  2026-01-01  2026-12-31 2027-01-30
		months   12 20 30 none  2026-12-21  2027-12-20 2028-01-19
		months    1 31  1 next  2026-09-15  2026-09-30 2026-10-05
		months    1 31 10 next  2026-09-15  2026-09-30 2026-10-10
		months    1 31 11 next  2026-09-15  2026-09-30 2026-10-12`), "\n") {
		var kind, shift, delivery, bill, due string
		var months, cutoff, days int
		_, err := fmt.Sscan(strings.TrimSpace(line), &kind, &months, &cutoff, &days, &shift, &delivery, &bill, &due)
		require.NoError(t, err, line)
		p := policyFrom(kind, months, cutoff, days, shift)
		require.NoError(t, p.Validate(), line)
		require.Equal(t, bill, p.BillDate(MustDate(delivery)).String(), line)
		require.Equal(t, due, p.DueDate(MustDate(delivery), holidays).String(), line)
	}
}

func TestPeriodsTileTheCalendar(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := policyFrom("months", rapid.IntRange(1, 24).Draw(t, "months"), rapid.IntRange(1, 31).Draw(t, "cutoff"), rapid.IntRange(0, 120).Draw(t, "days"), "next")
		d := MustDate("1996-01-01").AddDays(rapid.IntRange(0, 30*365).Draw(t, "day"))
		period := p.PeriodOf(d)
		require.True(t, period.From <= d && d <= period.To, "%v outside %v–%v", d, period.From, period.To)
		require.Equal(t, period, p.PeriodOf(period.From))
		require.Equal(t, period, p.PeriodOf(period.To))
		require.Equal(t, period.To+1, p.PeriodOf(period.To+1).From, "the next period begins the day after")
		require.LessOrEqual(t, d, p.BillDate(d))
		require.Equal(t, min(p.CutoffDay, DaysInMonth(period.To.Year(), period.To.Month())), period.To.Day(), "the cut-off, or the last day of a shorter month")
		require.Equal(t, p.BillDate(d).AddDays(p.DaysToPay), policyFrom("months", p.Months, p.CutoffDay, p.DaysToPay, "none").DueDate(d, Holidays{}))
		require.True(t, Holidays{}.IsBusinessDay(p.DueDate(d, Holidays{})), "moved off the weekend")
		require.Less(t, p.DueDate(d, Holidays{}).DaysSince(p.BillDate(d).AddDays(p.DaysToPay)), 3)
		require.LessOrEqual(t, p.BillDate(d), p.DueDate(d, Holidays{}))
	})
}

func TestEndOfMonthIsAppliedAgain(t *testing.T) {
	require.Equal(t, "2026-02-28", MustDate("2026-01-31").AddMonths(1).String())
	require.Equal(t, "2028-02-29", MustDate("2028-01-31").AddMonths(1).String())
	p := policyFrom("months", 1, 31, 0, "none")
	require.Equal(t, "2026-03-31", p.BillDate(MustDate("2026-03-01")).String())
}

func TestPolicyRefusals(t *testing.T) {
	for _, c := range []struct {
		field string
		p     SettlementPolicy
	}{
		{"kind", policyFrom("weekly", 1, 31, 0, "none")},
		{"months", policyFrom("months", 0, 31, 0, "none")},
		{"months", policyFrom("early", 1, 31, 0, "none")},
		{"cutoff_day", policyFrom("months", 1, 32, 0, "none")},
		{"days_to_pay", policyFrom("months", 1, 31, -1, "none")},
		{"holiday_shift", policyFrom("months", 1, 31, 0, "back")},
	} {
		err := c.p.Validate()
		require.Error(t, err)
		require.Equal(t, c.field, err.(*Error).Field)
	}
	for _, p := range NamedPolicies() {
		require.NoError(t, p.Validate(), p.Code)
	}
}
