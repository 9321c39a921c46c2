package limits_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"assay/app/apptest"
	"assay/app/credit"
	"assay/app/db"
	"assay/app/limits"
	"assay/models"
)

// Each line of the journal says where its limit came from: who proposed it, who
// approved it, what it was before, and whether it ran to its end. All of it
// happens at one instant, which no proposal may be mistaken by.
func TestTheJournalTellsWhereALimitCameFrom(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		ctx := context.Background()
		a := h.Agent("A1", 1_000_000)
		on := h.Moment().On
		p, err := h.by(finance, a.ID, 1_100_000)
		require.NoError(t, err)
		require.NoError(t, h.Decide(ctx, manager, limits.Decision{ID: p.ID, Approve: true, Reason: "yes"}))
		_, err = h.by(finance, a.ID, 900_000)
		require.NoError(t, err)
		asked, err := h.Request(ctx, apptest.Buyer, a.ID, models.LimitRequest{Purpose: models.LimitTemporary, Amount: 1_500_000_00, From: on, To: on.AddDays(5), Reason: "fair"})
		require.NoError(t, err)
		less := models.Money(1_000_000_00)
		require.NoError(t, h.Decide(ctx, manager, limits.Decision{ID: asked.ID, Approve: true, Amount: &less, Reason: "yes", Answer: "for the fair"}))
		h.massCut(t)

		h.Book.Clock.Set("2026-06-20")
		lapses, err := credit.Lapses(d.Read(ctx), h.Moment().On)
		require.NoError(t, err)
		require.Len(t, lapses, 1)
		require.NoError(t, h.Credit.Lapse(ctx, h.Moment(), lapses[0], func(*db.Tx) error { return nil }))

		rows, err := credit.Limits(d.Read(ctx), a.ID, 10)
		require.NoError(t, err)
		var told []string
		for _, l := range models.LimitSteps(rows, h.Moment().On, apptest.Shanghai) {
			told = append(told, fmt.Sprintf("%s %s: %s → %s by %s, set by %s, expired %t", l.Purpose, l.Origin, l.From.Amount, l.AmountFen, l.ProposedBy, l.SetBy, l.Expired))
		}
		f, m, b := finance.Name, manager.Name, apptest.Buyer.Name
		require.Equal(t, []string{
			"standing mass: 900000.00 → 810000.00 by " + f + ", set by " + m + ", expired false",
			"temporary agent: 0.00 → 1000000.00 by " + b + ", set by " + m + ", expired true",
			"standing manual: 1100000.00 → 900000.00 by " + f + ", set by " + f + ", expired false",
			"standing manual: 1000000.00 → 1100000.00 by " + f + ", set by " + m + ", expired false",
		}, told[:4])
		require.Equal(t, models.LimitByOpening, rows[4].Origin)
		require.Nil(t, rows[4].ProposalID)
		require.Equal(t, asked.ID, *rows[1].ProposalID)
	})
}

// massCut takes a tenth off every limit, which the manager approves.
func (h house) massCut(t *testing.T) {
	ctx := context.Background()
	change := models.MassChange{Region: "east", Method: models.MassPercent, Percent: -100_000}
	pre, err := h.Preview(ctx, finance, change)
	require.NoError(t, err)
	id, err := h.Submit(ctx, finance, change, pre.SHA256, "less risk")
	require.NoError(t, err)
	open, err := h.OpenIn(ctx, models.Scope{All: true}, id)
	require.NoError(t, err)
	for _, p := range open {
		require.NoError(t, h.Decide(ctx, manager, limits.Decision{ID: p.ID, Approve: true, Reason: "yes"}))
	}
}
