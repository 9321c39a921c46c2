package orders_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"assay/app/apptest"
	"assay/app/credit"
	"assay/app/db"
	"assay/app/orders"
	"assay/app/receivables"
	"assay/models"
)

// The documents behind every decision of a busy day add up to the exposure
// that it saw, also when they have been paid, shipped and written off since.
func TestTheDocumentsBehindADecisionAddUp(t *testing.T) {
	book(t, func(t *testing.T, b *apptest.Book) {
		a := b.Agent("A1", 1000)
		first := b.Place(a.ID, 100, models.OutcomeApprove)
		b.Deliver(first.ID)
		b.Place(a.ID, 200, models.OutcomeApprove)
		b.Pay(a.ID, 130)
		third := b.Place(a.ID, 50, models.OutcomeApprove)
		_, err := b.Orders.Edit(ctx, apptest.Buyer, third.ID, b.Order(a.ID, "YUAN", 70).Lines)
		require.NoError(t, err)
		b.Deliver(third.ID)
		items, err := receivables.ItemsAt(b.DB.Read(ctx), a.ID, b.Moment().On)
		require.NoError(t, err)
		_, err = b.Receivables.IssueCreditNote(ctx, apptest.Finance, receivables.CreditNoteInput{InvoiceID: *items[0].InvoiceID, RequestKey: "c", Gross: 10_00, Reason: "test"})
		require.NoError(t, err)
		held := b.Place(a.ID, 900, models.OutcomeHold)
		_, err = b.Orders.Release(ctx, apptest.Finance, apptest.Managers, held.ID, "good for it")
		require.NoError(t, err)
		b.Pay(a.ID, 20)

		var rows []models.DecisionRow
		require.NoError(t, b.DB.Read(ctx).Raw("SELECT * FROM credit_decisions WHERE agent_id = ? ORDER BY id", a.ID).Scan(&rows).Error)
		require.Len(t, rows, 6)
		for _, row := range rows {
			_, d, err := credit.DecisionInScope(b.DB.Read(ctx), models.Scope{All: true}, row.ID)
			require.NoError(t, err)
			docs, rest, err := credit.DocumentsBehind(b.DB.Read(ctx), row, d)
			require.NoError(t, err)
			require.Zero(t, rest, "decision %d (%s): %+v is not %+v", row.ID, row.TriggerKind, docs, d.Before)
			sums := map[string]models.Money{}
			for _, x := range docs {
				sums[x.Component] += x.AmountFen
			}
			require.Equal(t, d.Before.ReceivableFen, sums["receivable"], "decision %d", row.ID)
			require.Equal(t, d.Before.ReservedFen, sums["reserved"], "decision %d", row.ID)
			require.Equal(t, d.Before.UnallocatedFen, -sums["unallocated"], "decision %d", row.ID)
		}
		g, err := credit.GrantOf(b.DB.Read(ctx), held.ID)
		require.NoError(t, err)
		require.Positive(t, g.AmountFen)
		none, err := credit.GrantOf(b.DB.Read(ctx), third.ID)
		require.NoError(t, err)
		require.Nil(t, none)
	})
}

// A change that the check does not let through leaves its record, and the
// order the decision it lives on.
func TestARefusedChangeIsOnRecord(t *testing.T) {
	book(t, func(t *testing.T, b *apptest.Book) {
		a := b.Agent("A1", 100)
		o := b.Place(a.ID, 60, models.OutcomeApprove)
		_, err := b.Orders.Edit(ctx, apptest.Buyer, o.ID, b.Order(a.ID, "YUAN", 101).Lines)
		var no *models.Refusal
		require.ErrorAs(t, err, &no)
		require.EqualValues(t, 1_00, no.Shortfall)
		_, live, err := orders.LastDecision(b.DB.Read(ctx), o.ID)
		require.NoError(t, err)
		require.Equal(t, models.OutcomeApprove, live.Outcome)
		rows, total, err := credit.DecisionsPage(b.DB.Read(ctx), a.ID, 10, 0)
		require.NoError(t, err)
		require.EqualValues(t, 2, total)
		require.Equal(t, "edit_refused", rows[0].TriggerKind)
		require.Equal(t, models.OutcomeHold, rows[0].Outcome)
		_, d, err := credit.DecisionInScope(b.DB.Read(ctx), models.Scope{All: true}, rows[0].ID)
		require.NoError(t, err)
		require.Equal(t, d.Outcome, d.Replay().Outcome)
		_, rest, err := credit.DocumentsBehind(b.DB.Read(ctx), rows[0], d)
		require.NoError(t, err)
		require.Zero(t, rest)
	})
}

// So does a delivery whose actual weight asks for more credit than there is.
func TestARefusedDeliveryIsOnRecord(t *testing.T) {
	book(t, func(t *testing.T, b *apptest.Book) {
		a := b.Agent("A1", 4620)
		p, err := b.Orders.Place(ctx, apptest.Buyer, b.Order(a.ID, "RING", 1))
		require.NoError(t, err)
		require.Equal(t, models.OutcomeApprove, p.Decision.Outcome)
		_, err = b.Orders.Confirm(ctx, apptest.Sales, p.Order.ID)
		require.NoError(t, err)
		_, err = b.Orders.Ship(ctx, apptest.Sales, orders.ShipInput{OrderID: p.Order.ID, RequestKey: "s", DeliveredOn: b.Moment().On,
			Lines: []orders.ShipLine{{LineNo: 1, Quantity: 1, Weight: 6000}}})
		var no *models.Refusal
		require.ErrorAs(t, err, &no)
		rows, total, err := credit.DecisionsPage(b.DB.Read(ctx), a.ID, 10, 0)
		require.NoError(t, err)
		require.EqualValues(t, 2, total)
		require.Equal(t, "ship_refused", rows[0].TriggerKind)
		_, live, err := orders.LastDecision(b.DB.Read(ctx), p.Order.ID)
		require.NoError(t, err)
		require.Equal(t, models.OutcomeApprove, live.Outcome)
	})
}

// Where the level in force asks for a deposit, an order waits for it; the
// deposit lets the same order through.
func TestALevelMayAskForADeposit(t *testing.T) {
	book(t, func(t *testing.T, b *apptest.Book) {
		a := b.Agent("A1", 1000)
		require.NoError(t, b.DB.InTx(ctx, func(tx *db.Tx) error {
			return tx.Create(&models.StandardState{Segment: "all", MatchKind: "all", Level: "strict", MultiplierPPM: models.One, LongestMonths: 12, DepositPPM: 200_000, Version: 1}).Error
		}))
		p, err := b.Orders.Place(ctx, apptest.Buyer, b.Order(a.ID, "YUAN", 100))
		require.NoError(t, err)
		require.Equal(t, models.OutcomeHold, p.Decision.Outcome)
		require.Equal(t, models.RuleDepositShort, p.Decision.Hits[0].Rule)
		_, err = b.Secure(receivables.SecurityInput{AgentID: a.ID, Kind: models.SecurityDeposit, Number: "D1", Amount: 20_00, Share: models.One, ValidFrom: b.Moment().On})
		require.NoError(t, err)
		b.Place(a.ID, 100, models.OutcomeApprove)
		b.Place(a.ID, 1, models.OutcomeHold)
	})
}
