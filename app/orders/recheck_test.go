package orders_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"assay/app/apptest"
	"assay/app/db"
	"assay/app/orders"
	"assay/models"
)

func noFence(*db.Tx) error { return nil }

// recheck asks again for every hold and returns the orders it let through.
func recheck(t *testing.T, b *apptest.Book) (through []int64) {
	t.Helper()
	ids, err := b.Orders.Due(ctx, b.Moment().On)
	require.NoError(t, err)
	for _, id := range ids {
		ok, err := b.Orders.Recheck(ctx, b.Moment(), id, noFence)
		require.NoError(t, err)
		if ok {
			through = append(through, id)
		}
	}
	return through
}

// A hold is asked for again when its cause may have gone: by a payment, a
// limit, a block that is cleared, the pot. It goes through when every reason
// has, once, and by the same guard.
func TestAHoldGoesThroughWhenItsCauseHasGone(t *testing.T) {
	causes := map[string]func(t *testing.T, b *apptest.Book, a models.Agent, g models.CreditGroup){
		"payment": func(t *testing.T, b *apptest.Book, a models.Agent, _ models.CreditGroup) { b.Pay(a.ID, 60) },
		"limit": func(t *testing.T, b *apptest.Book, a models.Agent, _ models.CreditGroup) {
			b.Limit(a.ID, models.Limit{Kind: models.LimitAmount, Amount: 160_00})
		},
		"pot": func(t *testing.T, b *apptest.Book, a models.Agent, g models.CreditGroup) {
			b.Limit(a.ID, models.Limit{Kind: models.LimitUnlimited})
			require.Empty(t, recheck(t, b), "the pot is still short")
			require.NoError(t, b.Credit.SetPot(ctx, apptest.Finance, g.ID, models.Limit{Kind: models.LimitUnlimited}, models.Limit{Kind: models.LimitInherit}, "more"))
		},
	}
	for name, gone := range causes {
		t.Run(name, func(t *testing.T) {
			book(t, func(t *testing.T, b *apptest.Book) {
				g := b.Group("G", 155)
				if name != "pot" {
					g = b.Group("G0", 1000)
				}
				a := b.Agent("A1", 100, g.ID)
				b.Deliver(b.Place(a.ID, 100, models.OutcomeApprove).ID)
				o := b.Place(a.ID, 60, models.OutcomeHold)
				require.NoError(t, b.Credit.Block(ctx, apptest.Finance, a.ID, models.BlockReview, "look"))
				require.Empty(t, recheck(t, b))
				gone(t, b, a, g)
				require.Empty(t, recheck(t, b), "the block still holds it")
				require.NoError(t, b.Credit.Unblock(ctx, apptest.Finance, 1))
				require.Equal(t, []int64{o.ID}, recheck(t, b))
				require.Empty(t, recheck(t, b))
				got, err := orders.ByID(b.DB.Read(ctx), o.ID)
				require.NoError(t, err)
				require.Equal(t, models.OrderSubmitted, got.State)
				require.EqualValues(t, 6000, b.Account(a.ID).ReservedFen)
				_, d, err := orders.LastDecision(b.DB.Read(ctx), o.ID)
				require.NoError(t, err)
				require.Equal(t, models.OutcomeApprove, d.Outcome)
				require.Equal(t, d, d.Replay())
			})
		})
	}
}

// Older prices are not let through by themselves; finance still may.
func TestAHoldBeyondItsPricesWaitsForFinance(t *testing.T) {
	book(t, func(t *testing.T, b *apptest.Book) {
		a := b.Agent("A1", 10)
		o := b.Place(a.ID, 20, models.OutcomeHold)
		b.Limit(a.ID, models.Limit{Kind: models.LimitAmount, Amount: 2000})
		b.Clock.Set("2026-06-09")
		require.Empty(t, recheck(t, b))
		_, err := b.Orders.Release(ctx, apptest.Finance, apptest.Managers, o.ID, "prices agreed")
		require.NoError(t, err)
		ok, err := b.Orders.Recheck(ctx, b.Moment(), o.ID, noFence)
		require.NoError(t, err)
		require.False(t, ok, "what is no hold any more is left alone")
	})
}
