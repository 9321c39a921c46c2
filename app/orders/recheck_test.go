package orders_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"assay/app/apptest"
	"assay/app/db"
	"assay/app/orders"
	"assay/app/receivables"
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

// Who releases an order sees what was found and the bound as they are today,
// also when the reason is the same one; what was written before stays, and an
// answer that says the same is not written again.
func TestAHoldThatStaysSaysTodaysFigures(t *testing.T) {
	book(t, func(t *testing.T, b *apptest.Book) {
		above := func(yuan models.Money) models.BlockingRule {
			return models.BlockingRule{Family: models.FamilyOverdueAmount, Effect: models.EffectHold, Scope: models.SegmentAll, AmountFen: yuan * 100}
		}
		a := b.Agent("A1", 1000)
		b.Deliver(b.Place(a.ID, 100, models.OutcomeApprove).ID)
		b.Deliver(b.Place(a.ID, 40, models.OutcomeApprove).ID)
		b.Clock.Set("2026-12-01")
		rules(t, b, above(50))
		o := b.Place(a.ID, 20, models.OutcomeHold)
		said := func(records int, overdue, bound models.Money, version int64) {
			t.Helper()
			require.Empty(t, recheck(t, b))
			_, d, err := orders.LastDecision(b.DB.Read(ctx), o.ID)
			require.NoError(t, err)
			require.Len(t, d.Reasons(), 1)
			require.Equal(t, overdue, d.Terms.OverdueFen)
			require.Equal(t, bound, d.Reasons()[0].By.AmountFen)
			require.Equal(t, version, d.Terms.RulesVersion)
			var n int
			require.NoError(t, b.DB.Read(ctx).Raw("SELECT COUNT(*) FROM credit_decisions WHERE order_id = ?", o.ID).Scan(&n).Error)
			require.Equal(t, records, n)
		}
		said(1, 140_00, 50_00, 1)
		items, err := receivables.ItemsAt(b.DB.Read(ctx), a.ID, b.Moment().On)
		require.NoError(t, err)
		_, err = b.Receivables.Dispute(ctx, apptest.Finance, receivables.DisputeInput{ItemID: items[1].ID, Reason: "short", Accepted: true})
		require.NoError(t, err)
		said(2, 100_00, 50_00, 1)
		rules(t, b, above(60))
		said(3, 100_00, 60_00, 2)
		b.Limit(a.ID, models.Limit{Kind: models.LimitAmount, Amount: 900_00})
		require.Equal(t, []int64{o.ID}, due(t, b))
		said(3, 100_00, 60_00, 2)
	})
}
