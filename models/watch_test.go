package models

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func docWatch(t *testing.T, rows []textRow) {
	p := DefaultWatchPolicy()
	require.NoError(t, p.Validate())
	for _, r := range rows {
		v := WatchValues{WatchOldest: int64(r.num("oldest")), WatchOpen: int64(r.num("open")), WatchPromises: int64(r.num("broken"))}
		for column, key := range map[string]WatchKey{"habit %": WatchHabit, "utilisation %": WatchUtilisation} {
			if r.str(column) != "" {
				v[key] = int64(r.rate(column))
			}
		}
		got := p.Judge(v)
		require.Equal(t, r.num("points"), got.Points, r.line)
		require.Equal(t, r.str("listed") == "yes", got.Listed, r.line)
		sum := 0
		for _, h := range got.Hits {
			sum += h.Points
		}
		require.Equal(t, got.Points, sum, "every point has its signal")
	}
}

// What the signals see of a history on 30 June 2026: two claims open of which
// one is 20 days late, and of the four payments of the year one 40 days late.
func TestTheSignalsOfAHistory(t *testing.T) {
	h := CreditHistory{CeilingFen: 1000_00, ExposureFen: 960_00, BrokenOn: []Date{MustDate("2026-01-05")},
		Claims: claimsOf(t, `
			posted     | due        | amount | disputed | by      | paid on    | paid
			2025-08-01 | 2025-08-31 | 100.00 |          | receipt | 2025-10-10 | 100.00
			2025-11-01 | 2025-11-30 | 100.00 |          | receipt | 2025-11-30 | 100.00
			2026-03-01 | 2026-03-31 | 100.00 |          | receipt | 2026-04-15 | 100.00
			2026-04-01 | 2026-04-30 | 100.00 |          | receipt | 2026-04-28 | 100.00
			2026-05-11 | 2026-06-10 | 50.00  |          |         |            |
			2026-06-01 | 2026-07-30 | 150.00 |          |         |            |
			2026-07-01 | 2026-07-30 | 900.00 |          |         |            | `)}
	v := h.Watch(historyOn)
	require.EqualValues(t, 20, v[WatchOldest])
	require.EqualValues(t, 250_000, v[WatchHabit])
	require.EqualValues(t, 15, v[WatchWorst])
	require.EqualValues(t, 2, v[WatchOpen])
	require.EqualValues(t, 250_000, v[WatchOverdue], "50 of 200")
	require.EqualValues(t, 960_000, v[WatchUtilisation])
	require.EqualValues(t, 1, v[WatchPromises])
	require.Negative(t, v[WatchRise], "it paid later in autumn")
	require.Equal(t, WatchValues{WatchPromises: 0}, CreditHistory{}.Watch(historyOn))
}

// A warning begins on the first day of the days that hold it without a break,
// and ends when nothing is owed.
func TestAWarningBeginsWithItsFirstDay(t *testing.T) {
	p := DefaultWatchPolicy()
	h := CreditHistory{Claims: claimsOf(t, `
			posted     | due        | amount | disputed | by      | paid on    | paid
			2026-03-01 | 2026-03-31 | 100.00 |          | receipt | 2026-04-30 | 100.00
			2026-05-11 | 2026-06-10 | 50.00  |          | receipt | 2026-07-05 | 50.00`)}
	for _, x := range []struct {
		on, since string // since "" for not listed
		known     Period
	}{
		{"2026-04-10", "", Period{}},
		{"2026-04-11", "2026-04-11", Period{}},
		{"2026-04-29", "2026-04-11", Period{}},
		{"2026-04-30", "", Period{}},
		{"2026-06-20", "", Period{}},
		{"2026-06-30", "2026-06-21", Period{}},
		{"2026-06-30", "2026-06-21", Period{From: MustDate("2026-04-11"), To: MustDate("2026-04-29")}}, // that one ended
		{"2026-06-30", "2026-06-19", Period{From: MustDate("2026-06-19"), To: MustDate("2026-06-25")}},
		{"2026-06-30", "2026-06-01", Period{From: MustDate("2026-06-01"), To: MustDate("2026-06-30")}},
		{"2026-07-05", "", Period{}},
	} {
		on := MustDate(x.on)
		require.Equal(t, x.since != "", p.Warns(h.Watch(on)), x.on)
		if x.since != "" {
			require.Equal(t, MustDate(x.since), p.Since(h, on, x.known), x.on)
		}
	}
	h.BrokenOn = []Date{MustDate("2026-02-01")}
	require.False(t, p.Warns(h.Watch(MustDate("2026-07-05"))), "a broken promise warns of nothing when nothing is owed")
}
