package receivables_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"assay/app/apptest"
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
		e, err := b.Receivables.TakeSecurity(ctx, apptest.Finance, receivables.SecurityInput{AgentID: a.ID, Kind: models.SecurityDeposit, Number: "D-1",
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
