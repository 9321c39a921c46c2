package orders_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"assay/app/apptest"
	"assay/app/catalog"
	"assay/app/db"
	"assay/app/orders"
	"assay/models"
)

// The key of a delivery with other content is an error, not the first
// delivery.
func TestTheKeyOfADeliveryStandsForItsContent(t *testing.T) {
	book(t, func(t *testing.T, b *apptest.Book) {
		a := b.Agent("A1", 100_000)
		p, err := b.Orders.Place(ctx, apptest.Buyer, b.Order(a.ID, "RING", 3))
		require.NoError(t, err)
		_, err = b.Orders.Confirm(ctx, apptest.Sales, p.Order.ID)
		require.NoError(t, err)
		ship := func(quantity int64, weight models.Weight, on models.Date) (orders.Shipped, error) {
			return b.Orders.Ship(ctx, apptest.Sales, orders.ShipInput{OrderID: p.Order.ID, RequestKey: "s", DeliveredOn: on,
				Lines: []orders.ShipLine{{LineNo: 1, Quantity: quantity, Weight: weight}}})
		}
		first, err := ship(1, 4990, b.Moment().On)
		require.NoError(t, err)
		again, err := ship(1, 4990, b.Moment().On)
		require.NoError(t, err)
		require.Equal(t, first.Invoice.Number, again.Invoice.Number)
		for _, other := range []func() (orders.Shipped, error){
			func() (orders.Shipped, error) { return ship(2, 4990, b.Moment().On) },
			func() (orders.Shipped, error) { return ship(1, 4991, b.Moment().On) },
			func() (orders.Shipped, error) { return ship(1, 4990, b.Moment().On-1) },
		} {
			_, err := other()
			require.ErrorIs(t, err, db.ErrKeyReused)
		}
	})
}

// What a transaction read before it had to wait may be old: it reads again,
// and nobody sees more of it than that somebody else was first. SQLite has one
// writer, so there nothing is old.
func TestWhatWasReadBeforeWaitingIsReadAgain(t *testing.T) {
	b := apptest.NewBook(t, apptest.MariaDB(t))
	a := b.Agent("A1", 100)
	o := b.Place(a.ID, 5, models.OutcomeApprove)
	looks := 0
	require.NoError(t, b.DB.InTx(ctx, func(tx *db.Tx) error {
		looks++
		if _, err := orders.ByID(tx.DB, o.ID); err != nil {
			return err
		}
		if looks == 1 {
			_, err := b.Orders.Edit(ctx, apptest.Buyer, o.ID, []catalog.Want{{SKU: "YUAN", Quantity: 1}})
			require.NoError(t, err)
		}
		return orders.End(tx, b.Moment(), apptest.Buyer, o.ID, models.ActionCancel, models.OrderCancelled, models.ReservationVoid, "not needed")
	}))
	require.Equal(t, 2, looks)
	require.Zero(t, b.Account(a.ID).ReservedFen)
}
