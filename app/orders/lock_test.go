package orders_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"assay/app/apptest"
	"assay/app/catalog"
	"assay/app/orders"
	"assay/app/receivables"
	"assay/models"
)

// When the lock has ended unconfirmed the order belongs among the drafts, also
// before the job has put it there: nobody confirms or edits it at old prices.
func TestNobodyConfirmsAfterTheLockHasEnded(t *testing.T) {
	book(t, func(t *testing.T, b *apptest.Book) {
		a := b.Agent("A1", 100)
		last, late := b.Place(a.ID, 10, models.OutcomeApprove), b.Place(a.ID, 10, models.OutcomeApprove)
		b.Clock.Set("2026-06-08")
		_, err := b.Orders.Confirm(ctx, apptest.Sales, last.ID)
		require.NoError(t, err, "seven days are still good")
		b.Clock.Set("2026-06-09")
		_, err = b.Orders.Confirm(ctx, apptest.Sales, late.ID)
		require.ErrorIs(t, err, orders.ErrLockEnded)
		for _, n := range []int64{1, 11} {
			_, err = b.Orders.Edit(ctx, apptest.Buyer, late.ID, []catalog.Want{{SKU: "YUAN", Quantity: n}})
			require.ErrorIs(t, err, orders.ErrLockEnded)
		}
		require.EqualValues(t, 2000, b.Account(a.ID).ReservedFen, "nothing half done")
		require.NoError(t, b.Orders.Cancel(ctx, apptest.Buyer, late.ID, "too late"))
	})
}

// A one-off grant is for its order: what the order gives up, no other takes.
func TestAGrantShrinksWithItsOrder(t *testing.T) {
	book(t, func(t *testing.T, b *apptest.Book) {
		a := b.Agent("A1", 10)
		o := b.Place(a.ID, 30, models.OutcomeHold)
		_, err := b.Orders.Release(ctx, apptest.Finance, apptest.Managers, o.ID, "season stock")
		require.NoError(t, err)
		edit := func(n int64) error {
			_, err := b.Orders.Edit(ctx, apptest.Buyer, o.ID, []catalog.Want{{SKU: "YUAN", Quantity: n}})
			return err
		}
		require.NoError(t, edit(25))
		b.Place(a.ID, 1, models.OutcomeHold)
		require.ErrorIs(t, edit(26), &models.Refusal{Reason: "over_limit"})
		require.NoError(t, edit(4))
		b.Place(a.ID, 7, models.OutcomeHold)
		b.Place(a.ID, 6, models.OutcomeApprove)
		b.Place(a.ID, 1, models.OutcomeHold)
	})
}

// An agent with a write-off not recovered orders prepaid only: no order on
// credit grows, comes back or is let through.
func TestALossNotRecoveredStopsCreditEverywhere(t *testing.T) {
	book(t, func(t *testing.T, b *apptest.Book) {
		a := b.Agent("A1", 1000)
		lost := b.Deliver(b.Place(a.ID, 100, models.OutcomeApprove).ID)
		grows := b.Place(a.ID, 50, models.OutcomeApprove)
		held := b.Place(a.ID, 2000, models.OutcomeHold)
		closed := b.Place(a.ID, 20, models.OutcomeApprove)
		_, err := b.Orders.Confirm(ctx, apptest.Sales, closed.ID)
		require.NoError(t, err)
		_, err = b.Orders.Ship(ctx, apptest.Sales, orders.ShipInput{OrderID: closed.ID, RequestKey: "s", DeliveredOn: b.Moment().On, Lines: []orders.ShipLine{{LineNo: 1, Quantity: 5}}})
		require.NoError(t, err)
		require.NoError(t, b.Orders.Close(ctx, apptest.Sales, closed.ID, "enough"))
		w := writeOff(t, b, lost, 100_00)

		loss := &models.Refusal{Reason: string(models.RuleLossNotRecovered)}
		_, err = b.Orders.Edit(ctx, apptest.Buyer, grows.ID, []catalog.Want{{SKU: "YUAN", Quantity: 51}})
		require.ErrorIs(t, err, loss)
		require.ErrorIs(t, b.Orders.Reopen(ctx, apptest.Sales, closed.ID, "again"), loss)
		_, err = b.Orders.Release(ctx, apptest.Finance, apptest.Managers, held.ID, "known for long")
		require.Equal(t, models.KindConflict, models.KindOf(err))
		p := b.Place(a.ID, 5000, models.OutcomeApprove)
		require.Equal(t, b.Policy["early"].ID, p.SettlementPolicyID, "prepaid is open")

		for _, part := range []models.Money{99_99, 1} {
			require.ErrorIs(t, b.Orders.Reopen(ctx, apptest.Sales, closed.ID, "again"), loss)
			_, err = b.Receivables.Recover(ctx, apptest.Finance, receivables.RecoverInput{WriteOffID: w.ID, Amount: part, RequestKey: b.Key(), ReceivedOn: b.Moment().On})
			require.NoError(t, err)
		}
		require.NoError(t, b.Orders.Cancel(ctx, apptest.Buyer, p.ID, "not needed"))
		require.NoError(t, b.Orders.Reopen(ctx, apptest.Sales, closed.ID, "again"))
	})
}

// writeOff gives up a part of an invoice, as asked and approved.
func writeOff(t *testing.T, b *apptest.Book, inv models.Invoice, amount models.Money) models.WriteOff {
	t.Helper()
	var item int64
	require.NoError(t, b.DB.Read(ctx).Raw("SELECT id FROM open_items WHERE kind = 'invoice' AND document_id = ?", inv.ID).Scan(&item).Error)
	w, err := b.Receivables.RequestWriteOff(ctx, apptest.Finance, receivables.WriteOffInput{ItemID: item, Amount: amount, RequestKey: b.Key(), Reason: "gone"})
	require.NoError(t, err)
	require.NoError(t, b.Receivables.DecideWriteOff(ctx, apptest.Manager, w.ID, true, "seen"))
	return w
}
