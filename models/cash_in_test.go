package models

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestHabit(t *testing.T) {
	for _, r := range textTable(t, `
		paid    | fen days | habit
		100.00  | 120000   | 12
		100.00  | -25000   | -3
		100.00  | 5000     | 1
		100.00  | 4999     | 0
		0       | 0        | none
		-5.00   | 100      | none`) {
		days, ok := PaidSum{AmountFen: r.money("paid"), FenDays: int64(r.num("fen days"))}.Habit()
		if r.str("habit") == "none" {
			require.False(t, ok, r.line)
			continue
		}
		require.True(t, ok)
		require.Equal(t, r.num("habit"), days, r.line)
	}
}

// The habit from sums is that from the single payments, to the day.
func TestHabitIsDaysBeyondTerms(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var parts []PaidPart
		var sum PaidSum
		for range rapid.IntRange(1, 9).Draw(t, "n") {
			amount, late := rapid.Int64Range(1, 1e9).Draw(t, "fen"), rapid.Int64Range(-40, 400).Draw(t, "late")
			parts = append(parts, PaidPart{DueOn: 1000, ValueOn: Date(1000 + late), AmountFen: Money(amount)})
			sum.AmountFen, sum.FenDays = sum.AmountFen+Money(amount), sum.FenDays+amount*late
		}
		exact, ok := DaysBeyondTerms(parts)
		require.True(t, ok)
		days, ok := sum.Habit()
		require.True(t, ok)
		require.LessOrEqual(t, max(int64(days)*100-int64(exact), int64(exact)-int64(days)*100), int64(50))
	})
}

func TestForecastCash(t *testing.T) {
	for _, r := range textTable(t, `
		what                                   | due        | habit | due in | expected in
		on its day                             | 2026-06-10 | 0     | 1      | 1
		a week late                            | 2026-06-10 | 7     | 1      | 2
		due today                              | 2026-06-10 | 0     | 1      | 1
		last day of the first week             | 2026-06-16 | 0     | 1      | 1
		first day of the second                | 2026-06-17 | 0     | 2      | 2
		pays early: the week before            | 2026-06-25 | -9    | 3      | 1
		pays early, today at the earliest      | 2026-06-12 | -30   | 1      | 1
		overdue, within the habit              | 2026-06-05 | 10    | before | 1
		overdue for longer than the habit      | 2026-06-05 | 4     | before | late
		overdue, no habit                      | 2026-06-09 | 0     | before | late
		overdue though it pays early           | 2026-06-09 | -5    | before | late
		beyond the weeks                       | 2026-07-01 | 0     | after  | after
		due in them, expected after            | 2026-06-30 | 3     | 3      | after
		due after, expected in them            | 2026-07-02 | -3    | after  | 3`) {
		f := ForecastCash(MustDate("2026-06-10"), 3, []DueHabit{{DueOn: r.date("due"), Days: r.num("habit"), OpenFen: 100}})
		dues := map[string]Money{"before": f.DueBeforeFen, "after": f.DueAfterFen, "1": f.Weeks[0].DueFen, "2": f.Weeks[1].DueFen, "3": f.Weeks[2].DueFen}
		expected := map[string]Money{"late": f.LateFen, "after": f.ExpectedAfterFen, "1": f.Weeks[0].ExpectedFen, "2": f.Weeks[1].ExpectedFen, "3": f.Weeks[2].ExpectedFen}
		require.Equal(t, Money(100), dues[r.str("due in")], r.line)
		require.Equal(t, Money(100), expected[r.str("expected in")], r.line)
	}
}

// Every fen is in exactly one place on either side.
func TestAForecastLosesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var dues []DueHabit
		var all Money
		for range rapid.IntRange(0, 30).Draw(t, "n") {
			d := DueHabit{DueOn: Date(10_000 + rapid.IntRange(-500, 200).Draw(t, "due")), Days: rapid.IntRange(-60, 300).Draw(t, "habit"), OpenFen: Money(rapid.Int64Range(1, 1e13).Draw(t, "fen"))}
			dues, all = append(dues, d), all+d.OpenFen
		}
		f := ForecastCash(10_000, 8, dues)
		require.Equal(t, all, f.DueBeforeFen+f.Due()+f.DueAfterFen)
		require.Equal(t, all, f.LateFen+f.Expected()+f.ExpectedAfterFen)
		require.LessOrEqual(t, f.LateFen, f.DueBeforeFen, "only what is overdue can be late")
	})
}
