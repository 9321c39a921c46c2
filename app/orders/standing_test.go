package orders_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"assay/app/apptest"
	"assay/app/db"
	"assay/app/orders"
	"assay/app/settlement"
	"assay/models"
)

// What one replica remembers of an agent's terms never lets an order through
// that the terms in force would not: limit, block, policy and status.
func TestAnOldStandingApprovesNothing(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		b := apptest.NewBook(t, d)
		ctx := context.Background()
		other := &orders.Service{DB: d, Clock: db.Clock{Now: b.Clock.Now, Zone: apptest.Shanghai}, Calendar: &settlement.Calendar{}}
		place := func(agentID, n int64) orders.Placed {
			p, err := other.Place(ctx, apptest.Buyer, b.Order(agentID, "YUAN", n))
			require.NoError(t, err)
			return p
		}
		a := b.Agent("A1", 1000)
		require.Equal(t, models.OutcomeApprove, place(a.ID, 100).Decision.Outcome, "the other replica knows the agent now")

		b.Limit(a.ID, models.Limit{Kind: models.LimitAmount, Amount: 150_00})
		require.Equal(t, models.OutcomeHold, place(a.ID, 51).Decision.Outcome, "a lowered limit holds at once")
		require.Equal(t, models.OutcomeApprove, place(a.ID, 50).Decision.Outcome, "and leaves nothing unused")

		b.Limit(a.ID, models.Limit{Kind: models.LimitAmount, Amount: 1000_00})
		require.Equal(t, models.OutcomeApprove, place(a.ID, 300).Decision.Outcome, "a raised limit is not held back by what was remembered")

		require.NoError(t, b.Credit.Block(ctx, apptest.Finance, a.ID, models.BlockReview, "look"))
		require.Equal(t, models.OutcomeHold, place(a.ID, 1).Decision.Outcome)

		c := b.Agent("A2", 1000)
		require.Equal(t, models.OutcomeApprove, place(c.ID, 1).Decision.Outcome)
		require.NoError(t, b.Agents.ChangeStatus(ctx, apptest.Sales, c.ID, models.AgentSuspended, "pause"))
		require.Equal(t, models.OutcomeReject, place(c.ID, 1).Decision.Outcome)

		e := b.Agent("A3", 1000)
		require.Equal(t, b.Policy["monthly"].ID, place(e.ID, 1).Order.SettlementPolicyID)
		b.Settle(e.ID, "early")
		b.Clock.Set("2026-07-01")
		require.Equal(t, b.Policy["early"].ID, place(e.ID, 1).Order.SettlementPolicyID)
	})
}
