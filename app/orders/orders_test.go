package orders_test

import (
	"context"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"assay/app/apptest"
	"assay/app/catalog"
	"assay/app/db"
	"assay/app/orders"
	"assay/models"
)

func TestMain(m *testing.M) { apptest.Main(m) }

var ctx = context.Background()

// book runs a test on a small company, on every engine.
func book(t *testing.T, test func(t *testing.T, b *apptest.Book)) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) { test(t, apptest.NewBook(t, d)) })
}

func TestEqualityPassesAndOneFenMoreIsHeld(t *testing.T) {
	book(t, func(t *testing.T, b *apptest.Book) {
		a := b.Agent("A1", 100)
		b.Place(a.ID, 100, models.OutcomeApprove)
		p, err := b.Orders.Place(ctx, apptest.Buyer, b.Order(a.ID, "FEN", 1))
		require.NoError(t, err)
		require.Equal(t, models.OrderHeld, p.Order.State)
		require.EqualValues(t, 1, p.Decision.Shortfall)
		require.Equal(t, []models.RuleHit{{Rule: models.RuleOverLimit, Outcome: models.OutcomeHold}}, p.Decision.Hits)
		require.EqualValues(t, 10000, b.Account(a.ID).ReservedFen)
	})
}

func TestConcurrentOrdersUseTheLimitExactly(t *testing.T) {
	book(t, func(t *testing.T, b *apptest.Book) {
		a := b.Agent("A1", 30)
		approved := placeConcurrently(t, b, []int64{a.ID}, 80)
		require.Equal(t, 30, approved)
		require.EqualValues(t, 3000, b.Account(a.ID).ReservedFen)
	})
}

func TestConcurrentOrdersOfAGroupUseThePotExactly(t *testing.T) {
	book(t, func(t *testing.T, b *apptest.Book) {
		g := b.Group("G", 40)
		var ids []int64
		for _, code := range []string{"A1", "A2", "A3", "A4", "A5"} {
			ids = append(ids, b.Agent(code, 30, g.ID).ID)
		}
		require.Equal(t, 40, placeConcurrently(t, b, ids, 120))
		var reserved models.Money
		require.NoError(t, b.DB.Read(ctx).Raw("SELECT reserved_fen FROM credit_groups").Scan(&reserved).Error)
		require.EqualValues(t, 4000, reserved, "what is held is what was approved")
	})
}

// placeConcurrently places n orders of one yuan at once and counts approvals;
// nobody may see an error.
func placeConcurrently(t *testing.T, b *apptest.Book, agentIDs []int64, n int) int {
	var mu sync.Mutex
	approved := 0
	var wg sync.WaitGroup
	for i := range n {
		in := b.Order(agentIDs[i%len(agentIDs)], "YUAN", 1)
		wg.Go(func() {
			p, err := b.Orders.Place(ctx, apptest.Buyer, in)
			mu.Lock()
			defer mu.Unlock()
			require.NoError(t, err)
			if p.Decision.Outcome == models.OutcomeApprove {
				approved++
			}
			require.Equal(t, p.Decision.Outcome, p.Decision.Replay().Outcome)
		})
	}
	wg.Wait()
	return approved
}

func TestSameKeyGivesTheSameOrder(t *testing.T) {
	book(t, func(t *testing.T, b *apptest.Book) {
		a := b.Agent("A1", 100)
		in := b.Order(a.ID, "YUAN", 7)
		var mu sync.Mutex
		ids := map[int64]bool{}
		var wg sync.WaitGroup
		for range 20 {
			wg.Go(func() {
				p, err := b.Orders.Place(ctx, apptest.Buyer, in)
				mu.Lock()
				defer mu.Unlock()
				require.NoError(t, err)
				ids[p.Order.ID] = true
			})
		}
		wg.Wait()
		require.Len(t, ids, 1)
		require.EqualValues(t, 700, b.Account(a.ID).ReservedFen)
		in.Lines[0].Quantity = 8
		_, err := b.Orders.Place(ctx, apptest.Buyer, in)
		require.ErrorIs(t, err, db.ErrKeyReused)
	})
}

func TestEditUpAsksAgainAndKeepsTheOrderWhenRefused(t *testing.T) {
	book(t, func(t *testing.T, b *apptest.Book) {
		a := b.Agent("A1", 10)
		o := b.Place(a.ID, 6, models.OutcomeApprove)
		_, err := b.Orders.Edit(ctx, apptest.Buyer, o.ID, []catalog.Want{{SKU: "YUAN", Quantity: 11}})
		require.ErrorIs(t, err, &models.Refusal{Reason: "over_limit"})
		require.EqualValues(t, 600, b.Account(a.ID).ReservedFen)
		_, err = b.Orders.Edit(ctx, apptest.Buyer, o.ID, []catalog.Want{{SKU: "YUAN", Quantity: 10}})
		require.NoError(t, err)
		require.EqualValues(t, 1000, b.Account(a.ID).ReservedFen)
		_, err = b.Orders.Edit(ctx, apptest.Buyer, o.ID, []catalog.Want{{SKU: "YUAN", Quantity: 2}})
		require.NoError(t, err)
		require.EqualValues(t, 200, b.Account(a.ID).ReservedFen)
	})
}

func TestReopeningChecksAgain(t *testing.T) {
	book(t, func(t *testing.T, b *apptest.Book) {
		a := b.Agent("A1", 10)
		o := b.Place(a.ID, 10, models.OutcomeApprove)
		_, err := b.Orders.Confirm(ctx, apptest.Sales, o.ID)
		require.NoError(t, err)
		_, err = b.Orders.Ship(ctx, apptest.Sales, orders.ShipInput{OrderID: o.ID, RequestKey: "s1", DeliveredOn: b.Moment().On, Lines: []orders.ShipLine{{LineNo: 1, Quantity: 4}}})
		require.NoError(t, err)
		require.NoError(t, b.Orders.Close(ctx, apptest.Sales, o.ID, "rest not wanted"))
		acc := b.Account(a.ID)
		require.EqualValues(t, 400, acc.ReceivableFen)
		require.EqualValues(t, 0, acc.ReservedFen)
		b.Place(a.ID, 3, models.OutcomeApprove)
		require.ErrorIs(t, b.Orders.Reopen(ctx, apptest.Sales, o.ID, "wanted after all"), &models.Refusal{Reason: "over_limit"})
		b.Pay(a.ID, 3)
		require.NoError(t, b.Orders.Reopen(ctx, apptest.Sales, o.ID, "wanted after all"))
		require.EqualValues(t, 900, b.Account(a.ID).ReservedFen)
	})
}

func TestReleasedHoldLivesOnAOneOffGrant(t *testing.T) {
	book(t, func(t *testing.T, b *apptest.Book) {
		a := b.Agent("A1", 10)
		b.Place(a.ID, 8, models.OutcomeApprove)
		o := b.Place(a.ID, 5, models.OutcomeHold)
		p, err := b.Orders.Release(ctx, apptest.Finance, apptest.Managers, o.ID, "season stock")
		require.NoError(t, err)
		require.EqualValues(t, 300, p.Decision.Shortfall)
		require.EqualValues(t, 1300, b.Account(a.ID).ReservedFen)
		b.Place(a.ID, 1, models.OutcomeHold)
		require.NoError(t, b.Orders.Cancel(ctx, apptest.Buyer, o.ID, "changed our mind"))
		b.Place(a.ID, 2, models.OutcomeApprove)
		b.Place(a.ID, 1, models.OutcomeHold)
		_, err = b.Orders.Release(ctx, apptest.Finance, apptest.Managers, o.ID, "again")
		require.Equal(t, models.KindConflict, models.KindOf(err))
	})
}

func TestActualWeightAboveTheReservationAsksForCredit(t *testing.T) {
	book(t, func(t *testing.T, b *apptest.Book) {
		a := b.Agent("A1", 4620) // exactly one ring: 5 g × ¥900 + ¥120
		p, err := b.Orders.Place(ctx, apptest.Buyer, b.Order(a.ID, "RING", 1))
		require.NoError(t, err)
		require.EqualValues(t, 462000, p.Order.TotalFen)
		_, err = b.Orders.Confirm(ctx, apptest.Sales, p.Order.ID)
		require.NoError(t, err)
		ship := orders.ShipInput{OrderID: p.Order.ID, RequestKey: "s", DeliveredOn: b.Moment().On, Lines: []orders.ShipLine{{LineNo: 1, Quantity: 1, Weight: 5001}}}
		_, err = b.Orders.Ship(ctx, apptest.Sales, ship)
		require.ErrorIs(t, err, &models.Refusal{Reason: "over_limit"})
		require.EqualValues(t, 462000, b.Account(a.ID).ReservedFen, "nothing half done")
		b.Limit(a.ID, models.Limit{Kind: models.LimitAmount, Amount: 462090})
		out, err := b.Orders.Ship(ctx, apptest.Sales, ship)
		require.NoError(t, err)
		require.EqualValues(t, 462090, out.Invoice.GrossFen)
		again, err := b.Orders.Ship(ctx, apptest.Sales, ship)
		require.NoError(t, err)
		require.Equal(t, out.Invoice.Number, again.Invoice.Number)
	})
}

func TestPrepaidShipsOnlyAfterTheMoneyCleared(t *testing.T) {
	book(t, func(t *testing.T, b *apptest.Book) {
		a := b.Agent("A1", 0)
		require.NoError(t, b.DB.InTx(ctx, func(tx *db.Tx) error {
			_, err := tx.Change("UPDATE settlement_terms SET policy_id = ? WHERE agent_id = ?", b.Policy["early"].ID, a.ID)
			return err
		}))
		o := b.Place(a.ID, 5, models.OutcomeApprove)
		_, err := b.Orders.Confirm(ctx, apptest.Sales, o.ID)
		require.NoError(t, err)
		ship := orders.ShipInput{OrderID: o.ID, RequestKey: "s", DeliveredOn: b.Moment().On, Lines: []orders.ShipLine{{LineNo: 1, Quantity: 5}}}
		_, err = b.Orders.Ship(ctx, apptest.Sales, ship)
		require.ErrorIs(t, err, &models.Refusal{Reason: "not_prepaid"})
		b.Pay(a.ID, 2)
		b.Pay(a.ID, 4)
		_, err = b.Orders.Ship(ctx, apptest.Sales, ship)
		require.NoError(t, err)
		acc := b.Account(a.ID)
		require.EqualValues(t, 0, acc.ReceivableFen)
		require.EqualValues(t, 100, acc.UnallocatedFen)
	})
}

func TestUnconfirmedReservationExpires(t *testing.T) {
	book(t, func(t *testing.T, b *apptest.Book) {
		a := b.Agent("A1", 10)
		o := b.Place(a.ID, 10, models.OutcomeApprove)
		b.Clock.Set("2026-06-08")
		ids, err := b.Orders.Expired(ctx, b.Moment().On)
		require.NoError(t, err)
		require.Empty(t, ids, "seven days are still good")
		b.Clock.Set("2026-06-09")
		ids, err = b.Orders.Expired(ctx, b.Moment().On)
		require.NoError(t, err)
		require.Equal(t, []int64{o.ID}, ids)
		for range 2 {
			require.NoError(t, b.Orders.Expire(ctx, b.Moment(), o.ID, func(*db.Tx) error { return nil }))
		}
		require.EqualValues(t, 0, b.Account(a.ID).ReservedFen)
		got, err := orders.ByID(b.DB.Read(ctx), o.ID)
		require.NoError(t, err)
		require.Equal(t, models.OrderDraft, got.State)
	})
}

func TestBadInputIsRefusedWithItsField(t *testing.T) {
	b := apptest.NewBook(t, apptest.SQLite(t))
	a := b.Agent("A1", 10)
	for _, c := range []struct {
		field string
		lines []catalog.Want
	}{
		{"lines", nil},
		{"lines.0.quantity", []catalog.Want{{SKU: "YUAN", Quantity: 0}}},
		{"lines.0.quantity", []catalog.Want{{SKU: "YUAN", Quantity: -3}}},
		{"lines.0.quantity", []catalog.Want{{SKU: "YUAN", Quantity: 1_000_000_000_000}}},
		{"lines.1.sku", []catalog.Want{{SKU: "YUAN", Quantity: 1}, {SKU: "NONE", Quantity: 1}}},
	} {
		_, err := b.Orders.Place(ctx, apptest.Buyer, orders.Input{AgentID: a.ID, RequestKey: b.Key(), Lines: c.lines})
		require.Equal(t, models.KindInvalid, models.KindOf(err), "%v", c.lines)
		require.Equal(t, c.field, err.(*models.Error).Field)
	}
}
