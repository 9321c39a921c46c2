package models

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// A dispute keeps a claim from being overdue from its day until the day on which
// it ends; in the score it counts until it is withdrawn.
func TestWhenAClaimIsDisputed(t *testing.T) {
	for _, r := range textTable(t, `
		opened     | ended      | withdrawn | on         | under | counts
		2026-03-02 |            |           | 2026-03-01 | no    | no
		2026-03-02 |            |           | 2026-03-02 | yes   | yes
		2026-03-02 |            |           | 2027-03-02 | yes   | yes
		2026-03-02 | 2026-04-10 | no        | 2026-04-09 | yes   | yes
		2026-03-02 | 2026-04-10 | no        | 2026-04-10 | no    | yes
		2026-03-02 | 2026-04-10 | yes       | 2026-04-09 | yes   | yes
		2026-03-02 | 2026-04-10 | yes       | 2026-04-10 | no    | no
		2026-03-02 | 2026-03-02 | yes       | 2026-03-02 | no    | no`) {
		d := ClaimDispute{OpenedOn: r.date("opened"), Withdrawn: r.str("withdrawn") == "yes"}
		if r.str("ended") != "" {
			d.EndedOn = r.date("ended")
		}
		c := Claim{Disputes: []ClaimDispute{{OpenedOn: MustDate("2026-01-01"), EndedOn: MustDate("2026-01-02"), Withdrawn: true}, d}}
		require.Equal(t, r.str("under") == "yes", c.disputedOn(r.date("on")), r.line)
		require.Equal(t, r.str("counts") == "yes", c.disputedBy(r.date("on")), r.line)
	}
}

func docDispute(t *testing.T, rows []textRow) {
	for _, r := range rows {
		d := ClaimDispute{OpenedOn: r.date("opened"), Withdrawn: r.str("outcome") == string(DisputeWithdrawn)}
		if r.str("ended") != "" {
			d.EndedOn = r.date("ended")
		}
		c := Claim{Disputes: []ClaimDispute{d}}
		require.Equal(t, r.str("overdue") == "no", c.disputedOn(r.date("on")), r.line)
		require.Equal(t, r.str("counts") == "yes", c.disputedBy(r.date("on")), r.line)
	}
}

func TestADisputeEndsWithAnOutcomeAndAWord(t *testing.T) {
	require.NoError(t, CheckDisputeOutcome(DisputeUpheld, "two rings short"))
	require.NoError(t, CheckDisputeOutcome(DisputeWithdrawn, "found them"))
	require.ErrorIs(t, CheckDisputeOutcome(DisputeOpen, "x"), Invalid("outcome", "error.dispute_outcome"))
	require.ErrorIs(t, CheckDisputeOutcome(DisputeUpheld, " "), Invalid("note", "error.reason_required"))
}
