package app_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"assay/app"
	"assay/app/apptest"
	"assay/models"
)

// A mass change warns of limits below what is used; the proposal's page shows
// what is owed and overdue with where it comes from, and warns too.
func TestWhoDecidesOnALimitSeesWhatIsOwed(t *testing.T) {
	books(t, func(t *testing.T, b *apptest.Book, a *app.App) {
		used, free := b.Agent("W-1", 1000), b.Agent("W-2", 1000)
		b.Deliver(b.Place(used.ID, 500, models.OutcomeApprove).ID)
		finance := apptest.SignIn(t, a.Web, a.Auth, models.RoleFinance)
		page := finance.Get("/finance/limits/mass?method=set&amount=500")
		require.Equal(t, 200, page.Status, page.Body)
		require.NotContains(t, page.Body, "below the exposure", "to the fen there is nothing to warn of")
		page = finance.Get("/finance/limits/mass?method=set&amount=499.99")
		require.Contains(t, page.Body, "One of these limits", page.Body)
		require.Contains(t, page.Body, "below the exposure")

		m := models.MassChange{Method: models.MassSet, Amount: 499_99}
		by := models.Actor{ID: apptest.Finance.ID, Name: "f", Grants: []models.Grant{{Role: models.RoleFinance, Kind: models.ScopeAll}}}
		pre, err := a.Limits.Preview(context.Background(), by, m)
		require.NoError(t, err)
		require.Equal(t, 1, pre.Warned)
		b.Place(free.ID, 10, models.OutcomeApprove)
		_, err = a.Limits.Submit(context.Background(), by, m, pre.SHA256, "cut")
		require.NoError(t, err, "an order that comes meanwhile does not move what was previewed")

		b.Clock.Set("2026-10-01")
		finance = apptest.SignIn(t, a.Web, a.Auth, models.RoleFinance)
		shown := finance.Get(fmt.Sprintf("/finance/limits/proposals/%d", 1)).Body
		for _, want := range []string{"below the exposure", "/finance/cockpit/exposures/1", "/finance/ageing/1", "500.00", "not scored yet"} {
			require.Contains(t, shown, want)
		}
	})
}
