package models

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestEndsOn(t *testing.T) {
	zone := time.FixedZone("CST", 8*3600)
	for _, r := range textTable(t, `
		valid to   | ended            | ends
		-----------+------------------+-----------
		           |                  |
		2026-06-30 |                  | 2026-06-30
		           | 2026-05-12T15:59 | 2026-05-12
		           | 2026-05-12T16:00 | 2026-05-13
		2026-06-30 | 2026-05-12T08:00 | 2026-05-12
		2026-06-30 | 2026-07-01T02:00 | 2026-06-30`) {
		var to, want Date
		var ended *time.Time
		if s := r.cells["valid to"]; s != "" {
			to = MustDate(s)
		}
		if s := r.cells["ends"]; s != "" {
			want = MustDate(s)
		}
		if s := r.cells["ended"]; s != "" {
			at, err := time.Parse("2006-01-02T15:04", s)
			require.NoError(t, err)
			ended = &at
		}
		require.Equal(t, want, EndsOn(to, ended, zone), r.line)
	}
}

func TestRanOut(t *testing.T) {
	zone, on := time.FixedZone("CST", 8*3600), MustDate("2026-07-01")
	for _, r := range textTable(t, `
		valid to   | ended            | ran out
		-----------+------------------+--------
		           |                  | no
		           | 2026-05-12T15:59 | no
		2026-07-01 |                  | no
		2026-06-30 |                  | yes
		2026-06-30 | 2026-06-30T15:59 | no
		2026-06-30 | 2026-06-30T16:00 | yes`) {
		var to Date
		var ended *time.Time
		if s := r.cells["valid to"]; s != "" {
			to = MustDate(s)
		}
		if s := r.cells["ended"]; s != "" {
			at, err := time.Parse("2006-01-02T15:04", s)
			require.NoError(t, err)
			ended = &at
		}
		require.Equal(t, r.cells["ran out"] == "yes", RanOut(to, ended, on, zone), r.line)
	}
}
