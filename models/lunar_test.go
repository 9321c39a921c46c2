package models

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// New Years and Mid-Autumns as the almanacs print them, with 2033, whose leap
// month follows the eleventh.
func TestLunarDays(t *testing.T) {
	for _, r := range textTable(t, `
		day        | month | of | leap
		1985-02-20 | 1     | 1  |
		2000-02-05 | 1     | 1  |
		2015-02-19 | 1     | 1  |
		2019-02-05 | 1     | 1  |
		2020-01-25 | 1     | 1  |
		2023-01-22 | 1     | 1  |
		2024-02-10 | 1     | 1  |
		2025-01-29 | 1     | 1  |
		2026-02-17 | 1     | 1  |
		2027-02-06 | 1     | 1  |
		2030-02-03 | 1     | 1  |
		2034-02-19 | 1     | 1  |
		2020-10-01 | 8     | 15 |
		2023-09-29 | 8     | 15 |
		2025-10-06 | 8     | 15 |
		2026-09-25 | 8     | 15 |
		2033-09-08 | 8     | 15 |
		2023-03-22 | 2     | 1  | yes
		2023-02-20 | 2     | 1  |
		2020-05-23 | 4     | 1  | yes
		2025-07-25 | 6     | 1  | yes
		2033-12-22 | 11    | 1  | yes
		1987-07-26 | 6     | 1  | yes
		1990-06-23 | 5     | 1  | yes
	`) {
		require.Equal(t, LunarDay{r.num("month"), r.num("of"), r.str("leap") == "yes"}, LunarOf(r.date("day")), r.line)
	}
}

func TestBirthdays(t *testing.T) {
	for _, r := range textTable(t, `
		why                                     | calendar | month | day | leap | from       | on
		the eighth month's fifteenth            | lunar    | 8     | 15  |      | 2026-01-01 | 2026-09-25
		the day itself                          | lunar    | 8     | 15  |      | 2026-09-25 | 2026-09-25
		the day after it                        | lunar    | 8     | 15  |      | 2026-09-26 | 2027-09-15
		a leap month in its own kind of year    | lunar    | 6     | 1   | yes  | 2025-01-01 | 2025-07-25
		and in a year without it                | lunar    | 6     | 1   | yes  | 2026-01-01 | 2026-07-14
		the ordinary month, although a leap one | lunar    | 6     | 1   |      | 2025-01-01 | 2025-06-25
		the last month of the year before       | lunar    | 12    | 8   |      | 2026-01-01 | 2026-01-26
		the 30th of a month with 29             | lunar    | 12    | 30  |      | 2026-01-01 | 2026-02-16
		twice in a solar year                   | lunar    | 12    | 1   |      | 2022-01-04 | 2022-12-23
		and not in the next                     | lunar    | 12    | 1   |      | 2022-12-24 | 2024-01-11
		a common day                            | solar    | 6     | 21  |      | 2026-06-12 | 2026-06-21
		a common day that has passed            | solar    | 6     | 21  |      | 2026-06-22 | 2027-06-21
		29 February in a leap year              | solar    | 2     | 29  |      | 2028-01-01 | 2028-02-29
		29 February in another                  | solar    | 2     | 29  |      | 2026-03-01 | 2027-02-28
		not known                               | solar    | 0     | 0   |      | 2026-01-01 |
	`) {
		b := Birthday{Month: r.num("month"), Day: r.num("day"), Lunar: r.str("calendar") == "lunar", Leap: r.str("leap") == "yes"}
		require.NoError(t, b.Validate(), r.line)
		require.Equal(t, r.str("on"), b.Next(r.date("from")).String(), r.line)
	}
	for _, b := range []Birthday{{Month: 2, Day: 30}, {Month: 13, Day: 1}, {Month: 4, Day: 31}, {Month: 1, Day: 31, Lunar: true}, {Day: 3}, {Month: 3}} {
		require.Error(t, b.Validate(), b)
	}
}

// Every day has one lunar day, and comes back from it.
func TestEveryLunarDayComesBack(t *testing.T) {
	before := LunarOf(MustDate("1999-12-31"))
	for d := MustDate("2000-01-01"); d <= MustDate("2035-12-31"); d++ {
		l := LunarOf(d)
		if l.Day != 1 {
			require.Equal(t, before.Day+1, l.Day, d)
		} else {
			require.Contains(t, []int{29, 30}, before.Day, d)
		}
		require.Equal(t, d, l.Next(d), d)
		before = l
	}
}
