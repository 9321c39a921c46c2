package models

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

var anyDay = rapid.Custom(func(t *rapid.T) Date {
	return MustDate("1900-01-01").AddDays(rapid.IntRange(0, 400_000).Draw(t, "day"))
})

func TestAddMonthsKeepsTheDayOrTakesTheLast(t *testing.T) {
	for _, r := range textTable(t, `
		from       | months | to
		2026-01-31 | 1      | 2026-02-28
		2028-01-31 | 1      | 2028-02-29
		2026-01-30 | 1      | 2026-02-28
		2026-02-28 | 1      | 2026-03-28
		2026-03-31 | -1     | 2026-02-28
		2028-02-29 | 12     | 2029-02-28
		2028-02-29 | -12    | 2027-02-28
		2028-02-29 | 48     | 2032-02-29
		2026-12-31 | 2      | 2027-02-28
		2026-11-30 | 3      | 2027-02-28
		2026-05-15 | 0      | 2026-05-15
		1900-02-28 | 1      | 1900-03-28`) {
		require.Equal(t, r.str("to"), r.date("from").AddMonths(r.num("months")).String(), r.line)
	}
}

func TestDaysInMonth(t *testing.T) {
	for _, r := range textTable(t, `
		year | month | days
		2026 | 2     | 28
		2028 | 2     | 29
		2000 | 2     | 29
		2100 | 2     | 28
		2026 | 4     | 30
		2026 | 12    | 31`) {
		require.Equal(t, r.num("days"), DaysInMonth(r.num("year"), time.Month(r.num("month"))), r.line)
	}
}

func TestWhatIsNoDate(t *testing.T) {
	for _, s := range []string{"2026-02-29", "2026-13-01", "2026-1-1", "26-01-01", "1899-12-31", "3000-01-01", "2026-01-01x", "0000-00-00", "今天"} {
		_, err := ParseDate(s)
		require.ErrorIs(t, err, Invalid("", "error.not_a_date"), s)
	}
	d, err := ParseDate("")
	require.NoError(t, err)
	require.True(t, d.IsZero())
	require.Panics(t, func() { MustDate("x") })
}

func TestDatesFormatAndParseBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := anyDay.Draw(t, "d")
		back, err := ParseDate(d.String())
		require.NoError(t, err)
		require.Equal(t, d, back)
		require.Equal(t, d, NewDate(d.Year(), d.Month(), d.Day()))
		text, err := json.Marshal(d)
		require.NoError(t, err)
		var read, scanned Date
		require.NoError(t, json.Unmarshal(text, &read))
		require.Equal(t, d, read)
		stored, err := d.Value()
		require.NoError(t, err)
		for _, v := range []any{stored, []byte(d.String()), d.String() + "T00:00:00Z", d.Time()} {
			require.NoError(t, scanned.Scan(v))
			require.Equal(t, d, scanned)
		}
	})
}

func TestMonthsAndDaysMoveTogether(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d, n := anyDay.Draw(t, "d"), rapid.IntRange(-600, 600).Draw(t, "months")
		moved := d.AddMonths(n)
		require.Equal(t, monthIndex(d)+n, monthIndex(moved))
		require.Equal(t, min(d.Day(), DaysInMonth(moved.Year(), moved.Month())), moved.Day())
		require.Equal(t, moved.DaysSince(d), int(moved-d))
		require.Equal(t, 1, d.MonthStart().Day())
		require.Equal(t, 1, (d.MonthEnd() + 1).Day())
		require.Equal(t, d.Time().AddDate(0, 0, 1), (d + 1).Time())
	})
}

func TestNullDates(t *testing.T) {
	v, err := Date(0).Value()
	require.NoError(t, err)
	require.Nil(t, v)
	d := MustDate("2026-01-01")
	require.NoError(t, d.Scan(nil))
	require.True(t, d.IsZero())
	require.Equal(t, "", d.String())
	require.Error(t, d.Scan(7))
}

func TestTheBusinessDayFollowsTheZone(t *testing.T) {
	shanghai := time.FixedZone("Asia/Shanghai", 8*3600)
	before := time.Date(2026, 6, 30, 15, 59, 59, 999, time.UTC)
	require.Equal(t, "2026-06-30", DateOf(before, shanghai).String())
	require.Equal(t, "2026-07-01", DateOf(before.Add(time.Second), shanghai).String())
	require.Equal(t, "2026-06-30T16:00:00Z", MustDate("2026-07-01").In(shanghai).UTC().Format(time.RFC3339))
	require.Equal(t, "2026-07-01", MomentOf(before.Add(time.Second), shanghai).On.String())
}
