package receivables_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"assay/app/apptest"
	"assay/app/db"
	"assay/app/receivables"
	"assay/models"
)

// An automatic allocation that is asked for again with its key does nothing,
// also when there is more to settle by then; the key with other parts is an
// error.
func TestARepeatedAllocationDoesNothing(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		b, ctx := apptest.NewBook(t, d), context.Background()
		a := b.Agent("A1", 1000)
		r := b.Pay(a.ID, 100)
		b.Deliver(b.Place(a.ID, 30, models.OutcomeApprove).ID)
		automatic := receivables.AllocateInput{ReceiptID: r.ID, RequestKey: "k1", Automatic: true}
		require.NoError(t, b.Receivables.Allocate(ctx, apptest.Finance, automatic))
		require.EqualValues(t, 70_00, b.Account(a.ID).UnallocatedFen)
		b.Deliver(b.Place(a.ID, 50, models.OutcomeApprove).ID)
		require.NoError(t, b.Receivables.Allocate(ctx, apptest.Finance, automatic))
		require.EqualValues(t, 70_00, b.Account(a.ID).UnallocatedFen, "the same key again")

		items, err := receivables.ItemsAt(d.Read(ctx), a.ID, b.Moment().On)
		require.NoError(t, err)
		require.Len(t, items, 1)
		manual := func(fen models.Money) error {
			return b.Receivables.Allocate(ctx, apptest.Finance, receivables.AllocateInput{ReceiptID: r.ID, RequestKey: "k2",
				Parts: []receivables.Part{{ItemID: items[0].ID, Amount: fen}}})
		}
		require.NoError(t, manual(20_00))
		require.NoError(t, manual(20_00))
		require.ErrorIs(t, manual(20_01), db.ErrKeyReused)
		require.EqualValues(t, 50_00, b.Account(a.ID).UnallocatedFen)
		automatic.RequestKey = "k3"
		require.NoError(t, b.Receivables.Allocate(ctx, apptest.Finance, automatic))
		require.EqualValues(t, 20_00, b.Account(a.ID).UnallocatedFen)
	})
}

// Nobody decides on their own request, and money is not recovered before it
// came.
func TestWriteOffsTakeTwoAndRecoveriesTheirDay(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		b, ctx := apptest.NewBook(t, d), context.Background()
		a := b.Agent("A1", 1000)
		b.Deliver(b.Place(a.ID, 30, models.OutcomeApprove).ID)
		items, err := receivables.ItemsAt(d.Read(ctx), a.ID, b.Moment().On)
		require.NoError(t, err)
		w, err := b.Receivables.RequestWriteOff(ctx, apptest.Finance, receivables.WriteOffInput{ItemID: items[0].ID, Amount: 30_00, RequestKey: "w", Reason: "gone"})
		require.NoError(t, err)
		for _, approve := range []bool{true, false} {
			require.ErrorIs(t, b.Receivables.DecideWriteOff(ctx, apptest.Finance, w.ID, approve, "my own"), receivables.ErrOwnRequest)
		}
		require.NoError(t, b.Receivables.DecideWriteOff(ctx, apptest.Manager, w.ID, true, ""))
		recovered := func(on models.Date) error {
			_, err := b.Receivables.Recover(ctx, apptest.Finance, receivables.RecoverInput{WriteOffID: w.ID, Amount: 30_00, RequestKey: "r", ReceivedOn: on})
			return err
		}
		require.ErrorIs(t, recovered(b.Moment().On+1), models.Invalid("", "error.date_in_future"))
		require.NoError(t, recovered(b.Moment().On))
	})
}

// Requests that wait do not ask for more than is open together; what was settled
// meanwhile is told by the approval, which posts nothing then.
func TestWriteOffsAskForWhatIsOpen(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		b, ctx := apptest.NewBook(t, d), context.Background()
		a := b.Agent("A1", 1000)
		b.Deliver(b.Place(a.ID, 30, models.OutcomeApprove).ID)
		items, err := receivables.ItemsAt(d.Read(ctx), a.ID, b.Moment().On)
		require.NoError(t, err)
		ask := func(key string, amount models.Money) (models.WriteOff, error) {
			return b.Receivables.RequestWriteOff(ctx, apptest.Finance, receivables.WriteOffInput{ItemID: items[0].ID, Amount: amount, RequestKey: key, Reason: "gone"})
		}
		first, err := ask("a", 20_00)
		require.NoError(t, err)
		_, err = ask("b", 10_01)
		require.ErrorIs(t, err, models.Invalid("amount", "error.write_off_asked"))
		second, err := ask("c", 10_00)
		require.NoError(t, err)
		b.Pay(a.ID, 15)
		err = b.Receivables.DecideWriteOff(ctx, apptest.Manager, first.ID, true, "")
		require.ErrorIs(t, err, models.Conflict("error.write_off_above_open"))
		require.NoError(t, b.Receivables.DecideWriteOff(ctx, apptest.Manager, second.ID, true, ""))
		require.EqualValues(t, 5_00, b.Account(a.ID).ReceivableFen)
	})
}

// The same bank reference and amount is asked about, also for another agent.
func TestTheSameReferenceForAnotherAgent(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		b, ctx := apptest.NewBook(t, d), context.Background()
		one, two := b.Agent("A1", 1000), b.Agent("A2", 1000)
		enter := func(agent int64, key string, amount models.Money, again bool) error {
			in := receivables.ReceiptInput{AgentID: agent, SourceKey: key, Method: "bank", BankReference: "TT7", ClearedOn: b.Moment().On, Amount: amount, Again: again}
			in.Confirmed = in.Question()
			_, err := b.Receivables.Enter(ctx, apptest.Finance, in)
			return err
		}
		require.NoError(t, enter(one.ID, "1", 30_00, false))
		require.ErrorIs(t, enter(two.ID, "2", 30_00, false), models.Invalid("reference", "error.receipt_twice"))
		require.NoError(t, enter(two.ID, "3", 31_00, false), "another amount is other money")
		require.NoError(t, enter(two.ID, "4", 30_00, true))
	})
}
