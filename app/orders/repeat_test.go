package orders_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"assay/app/apptest"
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
