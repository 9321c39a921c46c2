package models

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestDaysToPay(t *testing.T) {
	day := MustDate
	got, ok := DaysToPay([]PaidInvoice{{day("2026-01-10"), day("2026-02-09"), 300}, {day("2026-01-20"), day("2026-03-01"), 100}})
	require.True(t, ok)
	require.Equal(t, "32.50", got.String(), "(300 × 30 + 100 × 40) ÷ 400")
	got, ok = DaysToPay([]PaidInvoice{{day("2026-01-10"), day("2026-02-09"), 300}, {day("2026-01-20"), day("2026-03-01"), 100}, {day("2026-01-20"), day("2026-03-01"), -100}})
	require.True(t, ok)
	require.Equal(t, "30.00", got.String(), "a reversal takes its part out again")
	_, ok = DaysToPay(nil)
	require.False(t, ok)
}

func TestLongestOverdue(t *testing.T) {
	for _, r := range textTable(t, `
		what                                  | due        | settled    | days
		open and late                         | 2026-06-01 |            | 29
		not due yet                           | 2026-07-15 |            | 0
		due today                             | 2026-06-30 |            | 0
		settled on its day                    | 2026-03-10 | 2026-03-10 | 0
		settled before its day                | 2026-03-10 | 2026-03-01 | 0
		settled late                          | 2026-03-10 | 2026-03-25 | 15
		late before the year, settled in it   | 2025-06-01 | 2025-07-11 | 40
		settled when the year began           | 2025-06-01 | 2025-06-30 | 0
		open for years                        | 2024-06-30 |            | 730`) {
		got := LongestOverdue([]LateItem{{r.date("due"), r.date("settled")}}, MustDate("2025-06-30"), MustDate("2026-06-30"))
		require.Equal(t, r.num("days"), got, r.line)
	}
	require.Zero(t, LongestOverdue(nil, 1, 2))
}

func TestDueDays(t *testing.T) {
	on := MustDate("2026-06-15")
	days := []DueDay{{MustDate("2026-06-20"), 5}, {MustDate("2026-05-01"), 3}, {MustDate("2026-06-15"), 0}, {MustDate("2026-06-18"), 4}, {MustDate("2026-04-01"), 0}, {MustDate("2026-06-01"), 9}}
	next, ok := NextDue(days, on)
	require.True(t, ok)
	require.Equal(t, DueDay{MustDate("2026-06-18"), 4}, next, "what is settled falls due no more")
	due, late, ok := OldestDue(days, on)
	require.True(t, ok)
	require.Equal(t, MustDate("2026-05-01"), due)
	require.Equal(t, 45, late)
	next, ok = NextDue([]DueDay{{on, 7}}, on)
	require.True(t, ok)
	require.Equal(t, on, next.DueOn, "today counts")
	_, _, ok = OldestDue([]DueDay{{on, 7}}, on)
	require.False(t, ok, "due today is not overdue")
	_, ok = NextDue(nil, on)
	require.False(t, ok)
}

func TestDeposits(t *testing.T) {
	on, gone := MustDate("2026-06-15"), time.Now()
	require.Equal(t, Money(300), Deposits([]CreditSecurity{
		{Kind: SecurityDeposit, AmountFen: 300, SharePPM: One / 2, ValidFromOn: on},
		{Kind: SecurityDeposit, AmountFen: 500, ValidFromOn: on + 1},
		{Kind: SecurityDeposit, AmountFen: 700, ValidFromOn: on, ReleasedAt: &gone},
		{Kind: SecurityGuarantee, AmountFen: 900, ValidFromOn: on},
	}, on), "in full, held today, deposits only")
}

func TestLimitSteps(t *testing.T) {
	line := func(purpose LimitPurpose, kind LimitKind, amount Money) LimitLine {
		return LimitLine{CreditLimit: CreditLimit{Purpose: purpose, Kind: kind, AmountFen: amount}}
	}
	journal := []LimitLine{line(LimitTemporary, LimitAmount, 30), line(LimitStanding, LimitAmount, 20), line(LimitStanding, LimitUnlimited, 0), line(LimitStanding, LimitAmount, 10)}
	steps := LimitSteps(journal, MustDate("2026-06-01"), time.UTC)
	require.Equal(t, []Limit{{}, {Kind: LimitUnlimited}, {Kind: LimitAmount, Amount: 10}, {}}, []Limit{steps[0].From, steps[1].From, steps[2].From, steps[3].From})
}
