package receivables_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"assay/app/apptest"
	"assay/app/credit"
	"assay/app/db"
	"assay/app/receivables"
	"assay/app/reports"
	"assay/models"
)

// A deposit counts by its eligible share, posts both ways, and is given back
// once; what it secured is gone then for new orders.
func TestDepositSecuresCreditUntilItIsGivenBack(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		b := apptest.NewBook(t, d)
		ctx := context.Background()
		a := b.Agent("A1", 1000)
		b.Place(a.ID, 1000, models.OutcomeApprove)
		b.Place(a.ID, 1, models.OutcomeHold)
		e, err := b.Secure(receivables.SecurityInput{AgentID: a.ID, Kind: models.SecurityDeposit, Number: "D-1",
			Amount: 500_00, Share: 800_000, ValidFrom: b.Moment().On})
		require.NoError(t, err)
		require.EqualValues(t, 400_00, b.Account(a.ID).SecuredFen)
		b.Place(a.ID, 401, models.OutcomeHold)
		b.Place(a.ID, 400, models.OutcomeApprove)
		require.NoError(t, b.Receivables.ReleaseSecurity(ctx, apptest.Finance, e.ID))
		require.Equal(t, models.KindConflict, models.KindOf(b.Receivables.ReleaseSecurity(ctx, apptest.Finance, e.ID)))
		require.EqualValues(t, 0, b.Account(a.ID).SecuredFen)
		b.Place(a.ID, 1, models.OutcomeHold)
		found, err := reports.Check(ctx, d)
		require.NoError(t, err)
		require.Empty(t, found)
	})
}

// What one person enters counts for nothing before another approves it; nobody
// approves their own, a refusal has a reason, and it is decided once.
func TestASecurityCountsOnceASecondPersonApprovesIt(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		b := apptest.NewBook(t, d)
		ctx := context.Background()
		a := b.Agent("A1", 1000)
		in := receivables.SecurityInput{AgentID: a.ID, Kind: models.SecurityDeposit, Number: "D-1", Amount: 500_00, Share: models.One, ValidFrom: b.Moment().On}
		_, err := b.Receivables.RequestSecurity(ctx, apptest.Finance, in)
		require.Equal(t, models.KindInvalid, models.KindOf(err), "no document")
		in.PaperName, in.Paper = "deposit", []byte("%PDF-1.4 deposit")
		r, err := b.Receivables.RequestSecurity(ctx, apptest.Finance, in)
		require.NoError(t, err)
		require.Equal(t, "deposit.pdf", r.PaperName)
		require.Zero(t, b.Account(a.ID).SecuredFen)
		b.Place(a.ID, 1001, models.OutcomeHold)
		_, err = b.Receivables.RequestSecurity(ctx, apptest.Finance, in)
		require.Equal(t, models.KindInvalid, models.KindOf(err), "the number waits already")

		decide := func(who models.Who, id int64, approve bool, reason string) models.Kind {
			_, err := b.Receivables.DecideSecurity(ctx, who, id, approve, reason)
			return models.KindOf(err)
		}
		require.Equal(t, models.KindForbidden, decide(apptest.Finance, r.ID, true, ""))
		require.Equal(t, models.KindInvalid, decide(apptest.Manager, r.ID, false, ""))
		require.NoError(t, second(b.Receivables.DecideSecurity(ctx, apptest.Manager, r.ID, false, "not the original")))
		require.Equal(t, models.KindConflict, decide(apptest.Manager, r.ID, true, ""))
		require.Zero(t, b.Account(a.ID).SecuredFen)

		r, err = b.Receivables.RequestSecurity(ctx, apptest.Finance, in)
		require.NoError(t, err, "a number that was turned down is free again")
		require.NoError(t, second(b.Receivables.DecideSecurity(ctx, apptest.Manager, r.ID, true, "")))
		require.Equal(t, models.KindConflict, decide(apptest.Manager, r.ID, true, ""))
		require.EqualValues(t, 500_00, b.Account(a.ID).SecuredFen)
		papers, err := credit.PapersOf(d.Read(ctx), a.ID)
		require.NoError(t, err)
		require.Len(t, papers, 1, "its document came with it")
		_, err = b.Receivables.RequestSecurity(ctx, apptest.Finance, in)
		require.Equal(t, models.KindInvalid, models.KindOf(err), "the number stands")
		found, err := reports.Check(ctx, d)
		require.NoError(t, err)
		require.Empty(t, found)
	})
}

func second(_ models.CreditSecurity, err error) error { return err }
