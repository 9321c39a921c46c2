package app_test

import (
	"context"
	"fmt"
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"

	"assay/app/apptest"
	"assay/app/catalog"
	"assay/app/db"
	"assay/app/orders"
	"assay/models"
)

var seenField = regexp.MustCompile(`name="seen" value="([^"]+)"`)

// A draft is shown at the prices it would be submitted at, says what moved,
// and is not submitted at a total that nobody saw.
func TestADraftIsSubmittedAtTheTotalThatWasSeen(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		x, ctx := newWorld(t, d), context.Background()
		p := x.enter(t, models.RoleAgentBuyer)
		made := send(t, x.app.Web, p, "POST", "/agent/order", p.form("key", "d1", "q.RING", "1", "do", "draft"))
		require.Equal(t, 303, made.status)
		at := made.header.Get("Location")
		page := send(t, x.app.Web, p, "GET", at, nil).body
		require.NotContains(t, page, "At today’s prices")
		seen := seenField.FindStringSubmatch(page)[1]
		require.NoError(t, x.app.Catalog.SetMetalPrice(ctx, apptest.Finance, catalog.PriceInput{Metal: "au9999", PerGram: 950_00}))
		got := send(t, x.app.Web, p, "POST", at+"/submission", p.form("seen", seen))
		require.Equal(t, 409, got.status)
		require.Contains(t, got.body, "the total was")
		page = send(t, x.app.Web, p, "GET", at, nil).body
		require.Contains(t, page, "At today’s prices")
		now := seenField.FindStringSubmatch(page)[1]
		require.NotEqual(t, seen, now)
		require.Equal(t, 303, send(t, x.app.Web, p, "POST", at+"/submission", p.form("seen", now)).status)
	})
}

// The grid of an order whose article stands on two lines shows their sum, so
// that saving it unchanged changes nothing.
func TestAnArticleOnTwoLinesKeepsItsPieces(t *testing.T) {
	x := newWorld(t, apptest.SQLite(t))
	p := x.enter(t, models.RoleAgentBuyer)
	in := orders.Input{AgentID: 1, RequestKey: "two", Lines: []catalog.Want{{SKU: "YUAN", Quantity: 1}, {SKU: "YUAN", Quantity: 2}}}
	placed, err := x.app.Orders.Place(context.Background(), apptest.Buyer, in)
	require.NoError(t, err)
	edit := fmt.Sprintf("/agent/orders/%d/edit", placed.Order.ID)
	require.Regexp(t, `name="q\.YUAN"[^>]* value="3"`, send(t, x.app.Web, p, "GET", edit, nil).body)
	require.Equal(t, 303, send(t, x.app.Web, p, "POST", edit, p.form("q.YUAN", "3", "do", "submit")).status)
	after, err := orders.ByID(x.app.DB.Read(t.Context()), placed.Order.ID)
	require.NoError(t, err)
	require.Equal(t, placed.Order.TotalFen, after.TotalFen)
}

// Nothing is delivered before it was ordered: its invoice would be overdue at
// birth.
func TestADeliveryIsNotBeforeItsOrder(t *testing.T) {
	x := newWorld(t, apptest.SQLite(t))
	placed := x.book.Place(1, 5, models.OutcomeApprove)
	_, err := x.app.Orders.Confirm(context.Background(), apptest.Sales, placed.ID)
	require.NoError(t, err)
	ship := func(on string) error {
		_, err := x.app.Orders.Ship(context.Background(), apptest.Sales, orders.ShipInput{OrderID: placed.ID, RequestKey: on, DeliveredOn: models.MustDate(on),
			Lines: []orders.ShipLine{{LineNo: 1, Quantity: 5}}})
		return err
	}
	day := placed.SubmittedOn
	require.Equal(t, models.KindInvalid, models.KindOf(ship(day.AddDays(-1).String())))
	require.NoError(t, ship(day.String()))
}
