package receivables_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"assay/app/apptest"
	"assay/app/audit"
	"assay/app/credit"
	"assay/app/db"
	"assay/app/policy"
	"assay/app/receivables"
	"assay/app/reports"
	"assay/app/review"
	"assay/models"
)

func blockLate(t *testing.T, b *apptest.Book) {
	t.Helper()
	s := policy.Service{Apply: map[models.PolicyKind]func(*db.Tx, models.Moment, models.PolicyVersion) error{models.PolicyBlocking: credit.RulesChanged}}
	require.NoError(t, b.DB.InTx(context.Background(), func(tx *db.Tx) error {
		return s.Put(tx, b.Moment(), apptest.Manager, models.PolicyBlocking, models.SegmentAll, &models.BlockingPolicy{Rules: []models.BlockingRule{
			{Family: models.FamilyDaysOverdue, Effect: models.EffectHold, Scope: models.SegmentAll, Days: 30}}}, "test")
	}))
}

// disputes is, of a hundred, how much of the year's sales counts as disputed.
func disputes(t *testing.T, b *apptest.Book, agentID int64, on string) int64 {
	t.Helper()
	q, day := b.DB.Read(context.Background()), models.MustDate(on)
	views, err := credit.LoadAll(q, []int64{agentID}, day)
	require.NoError(t, err)
	hs, err := review.Histories(q, views, day)
	require.NoError(t, err)
	return hs[agentID].Values(day)[models.FactorDisputes] / 10_000
}

// A dispute takes an item out of what is overdue, so that a hold for it goes; it
// is paid last, no balance moves, and its end brings the item back. In the score
// it counts from its day, and no more once it is withdrawn.
func TestADisputeRunsAndEnds(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		b := apptest.NewBook(t, d)
		a := b.Agent("A1", 1000)
		b.Deliver(b.Place(a.ID, 100, models.OutcomeApprove).ID)
		b.Deliver(b.Place(a.ID, 40, models.OutcomeApprove).ID)
		b.Clock.Set("2026-12-01")
		blockLate(t, b)
		held := b.Place(a.ID, 3, models.OutcomeHold)
		require.Equal(t, []int64{}, due(t, b), "asked just now")
		before := b.Account(a.ID)
		items := items(t, b, a.ID)
		first := raise(t, b, items[0].ID)
		_, err := b.Receivables.Dispute(ctx, apptest.Finance, receivables.DisputeInput{ItemID: items[0].ID, Reason: "again", Accepted: true})
		require.ErrorIs(t, err, receivables.ErrDisputed)
		second := raise(t, b, items[1].ID)
		require.Equal(t, []int64{held.ID}, due(t, b), "its cause may have gone")
		through, err := b.Orders.Recheck(ctx, b.Moment(), held.ID, func(*db.Tx) error { return nil })
		require.NoError(t, err)
		require.True(t, through)
		after := b.Account(a.ID)
		require.Equal(t, before.ReceivableFen, after.ReceivableFen)
		require.EqualValues(t, 100, disputes(t, b, a.ID, "2026-12-01"))
		require.Zero(t, disputes(t, b, a.ID, "2026-11-30"), "not known yet")

		b.Clock.Set("2026-12-10")
		require.NoError(t, b.Receivables.ResolveDispute(ctx, apptest.Manager, receivables.ResolveInput{ID: first.ID, Outcome: models.DisputeWithdrawn, Note: "found them"}))
		require.ErrorIs(t, b.Receivables.ResolveDispute(ctx, apptest.Manager, receivables.ResolveInput{ID: first.ID, Outcome: models.DisputeUpheld, Note: "late"}), models.Conflict("error.dispute_ended"))
		b.Place(a.ID, 4, models.OutcomeHold)
		require.EqualValues(t, 28, disputes(t, b, a.ID, "2026-12-10"), "40 of 140")
		require.EqualValues(t, 100, disputes(t, b, a.ID, "2026-12-09"), "the past stays as it was known")
		b.Pay(a.ID, 110)
		left := map[int64]models.Money{}
		for _, i := range receivablesOf(t, b, a.ID) {
			left[i.ID] = i.OpenFen
		}
		require.Equal(t, map[int64]models.Money{items[0].ID: 0, items[1].ID: 30_00}, left, "the disputed one is paid last")
		_, err = b.Receivables.Dispute(ctx, apptest.Finance, receivables.DisputeInput{ItemID: items[0].ID, Reason: "paid", Accepted: true})
		require.ErrorIs(t, err, models.Conflict("error.dispute_nothing_open"))
		require.NoError(t, b.Receivables.ResolveDispute(ctx, apptest.Manager, receivables.ResolveInput{ID: second.ID, Outcome: models.DisputeUpheld, Note: "short by one"}))
		require.EqualValues(t, 28, disputes(t, b, a.ID, "2026-12-10"), "upheld still counts")
		third := raise(t, b, items[1].ID)
		require.Greater(t, third.ID, second.ID, "an ended one makes room for another")
		clean(t, b)
	})
}

// What an agent raises lifts no hold before finance takes it on, and may be
// turned down without that.
func TestAnAgentsDisputeWaitsForFinance(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		b := apptest.NewBook(t, d)
		a := b.Agent("A1", 1000)
		b.Deliver(b.Place(a.ID, 100, models.OutcomeApprove).ID)
		b.Clock.Set("2026-12-01")
		blockLate(t, b)
		b.Place(a.ID, 3, models.OutcomeHold)
		item := items(t, b, a.ID)[0]
		object := func() models.Dispute {
			raised, err := b.Receivables.Dispute(ctx, apptest.Buyer, receivables.DisputeInput{ItemID: item.ID, Reason: "not ours"})
			require.NoError(t, err)
			require.Equal(t, models.DisputeRaised, raised.State)
			return raised
		}
		first := object()
		_, err := b.Receivables.Dispute(ctx, apptest.Buyer, receivables.DisputeInput{ItemID: item.ID, Reason: "again"})
		require.ErrorIs(t, err, receivables.ErrDisputed)
		b.Place(a.ID, 4, models.OutcomeHold)
		require.Empty(t, due(t, b), "nothing has changed yet")
		require.Zero(t, disputes(t, b, a.ID, "2026-12-01"))
		require.NoError(t, b.Receivables.ResolveDispute(ctx, apptest.Finance, receivables.ResolveInput{ID: first.ID, Outcome: models.DisputeWithdrawn, Note: "signed for"}))
		require.ErrorIs(t, b.Receivables.AcceptDispute(ctx, apptest.Finance, first.ID), models.Conflict("error.dispute_taken"))

		second := object()
		b.Clock.Set("2026-12-05")
		require.NoError(t, b.Receivables.AcceptDispute(ctx, apptest.Finance, second.ID))
		require.ErrorIs(t, b.Receivables.AcceptDispute(ctx, apptest.Manager, second.ID), models.Conflict("error.dispute_taken"))
		require.Len(t, due(t, b), 2, "both held orders are asked for again")
		require.Zero(t, disputes(t, b, a.ID, "2026-12-04"))
		require.EqualValues(t, 100, disputes(t, b, a.ID, "2026-12-05"))
		clean(t, b)
	})
}

func raise(t *testing.T, b *apptest.Book, itemID int64) models.Dispute {
	t.Helper()
	d, err := b.Receivables.Dispute(context.Background(), apptest.Finance, receivables.DisputeInput{ItemID: itemID, Reason: "two rings short", Accepted: true})
	require.NoError(t, err)
	return d
}

func due(t *testing.T, b *apptest.Book) []int64 {
	t.Helper()
	ids, err := b.Orders.Due(context.Background(), b.Moment().On)
	require.NoError(t, err)
	return append([]int64{}, ids...)
}

func items(t *testing.T, b *apptest.Book, agentID int64) []receivables.ItemAt {
	t.Helper()
	rows, err := receivables.ItemsAt(b.DB.Read(context.Background()), agentID, b.Moment().On)
	require.NoError(t, err)
	return rows
}

func receivablesOf(t *testing.T, b *apptest.Book, agentID int64) (rows []models.OpenItem) {
	t.Helper()
	require.NoError(t, b.DB.Read(context.Background()).Raw("SELECT * FROM open_items WHERE agent_id = ? AND amount_fen > 0", agentID).Scan(&rows).Error)
	return rows
}

func clean(t *testing.T, b *apptest.Book) {
	t.Helper()
	found, err := reports.Check(context.Background(), b.DB)
	require.NoError(t, err)
	require.Empty(t, found)
}

// Of many who dispute one item at once, one does.
func TestDisputesAtOnce(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		b := apptest.NewBook(t, d)
		a := b.Agent("A1", 1000)
		b.Deliver(b.Place(a.ID, 100, models.OutcomeApprove).ID)
		id := items(t, b, a.ID)[0].ID
		errs := make(chan error, 6)
		for range cap(errs) {
			go func() {
				_, err := b.Receivables.Dispute(context.Background(), apptest.Finance, receivables.DisputeInput{ItemID: id, Reason: "mine", Accepted: true})
				errs <- err
			}()
		}
		won := 0
		for range cap(errs) {
			if err := <-errs; err == nil {
				won++
			} else {
				require.ErrorIs(t, err, receivables.ErrDisputed)
			}
		}
		require.Equal(t, 1, won)
		rows, total, err := receivables.Disputes(d.Read(context.Background()), models.Scope{All: true}, models.DisputeOpen, 10, 0)
		require.NoError(t, err)
		require.EqualValues(t, 1, total)
		require.Equal(t, "A1", rows[0].AgentCode)
		var acts []audit.Entry
		require.NoError(t, d.Read(context.Background()).Raw("SELECT * FROM audit_entries WHERE action = 'dispute.open'").Scan(&acts).Error)
		require.Len(t, acts, 1)
		require.Equal(t, "mine", acts[0].Reason)
		clean(t, b)
	})
}
