package models

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestWhatANightDoes(t *testing.T) {
	for _, r := range textTable(t, `
		why                                  | window   | tier | review     | grace      | manual until | value | on         | then | review then | causes
		nothing                              | lifetime | S2   |            |            |              | 9000  | 2026-07-01 | S2   |             |
		by hand, on its last day             | lifetime | S2   |            |            | 2026-07-01   | 9000  | 2026-07-01 | S2   |             |
		by hand, after it                    | lifetime | S2   |            |            | 2026-06-30   | 9000  | 2026-07-01 | S2   |             | manual_ended
		bounds that were lowered             | lifetime | S1   |            |            |              | 8001  | 2026-07-01 | S2   |             | policy
		bounds that were raised take nothing | lifetime | S3   |            |            |              | 8001  | 2026-07-01 | S3   |             |
		a tier that there is no more         | lifetime | S9   |            |            |              | 8001  | 2026-07-01 | S2   |             | policy
		a first period                       | calendar | S2   |            |            |              | 0     | 2026-07-01 | S2   | 2026-12-31  |
		falls short                          | calendar | S2   | 2026-12-31 |            |              | 0     | 2027-01-01 | S2   | 2026-12-31  | grace
		after the grace                      | calendar | S2   | 2026-12-31 | 2027-03-31 | 2027-03-31   | 0     | 2027-04-01 | S1   | 2027-12-31  | manual_ended review
	`) {
		p, joined := DefaultTierPolicy(), MustDate("2024-03-15")
		p.Window = TierWindow(r.str("window"))
		s := TierState{Tier: r.str("tier"), ReviewOn: r.date("review"), GraceOn: r.date("grace"), ManualUntil: r.date("manual until")}
		if !s.ManualUntil.IsZero() {
			s.Manual = "S5"
		}
		then, causes := p.Night(s, int64(r.num("value")), joined, r.date("on"))
		said := make([]string, len(causes))
		for i, c := range causes {
			said[i] = string(c)
		}
		require.Equal(t, []string{r.str("then"), r.str("review then"), r.str("causes")}, []string{then.Tier, then.ReviewOn.String(), strings.Join(said, " ")}, r.line)
		again, more := p.Night(then, int64(r.num("value")), joined, r.date("on"))
		require.Equal(t, then, again, "%s: a second run changes nothing", r.line)
		require.Empty(t, more, r.line)
	}
}

func TestAPreviewCountsWhoMoves(t *testing.T) {
	p := DefaultTierPolicy()
	var v TierPreview
	v.Add(p, "S1", 0, 3)
	v.Add(p, "S1", 8_001, 2)
	v.Add(p, "S3", 8_001, 1)
	v.Add(p, "S1", 5, 1)
	require.Equal(t, []int64{7, 2, 1, 4, 0}, []int64{v.Members, v.Up, v.Down, v.Of("S1", "S1"), v.Of("S2", "S2")})
}
