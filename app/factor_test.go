package app_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"assay/app"
	"assay/app/apptest"
	"assay/models"
)

// On the scorecard's page a field of outside data is made a factor, given a
// table of points, and dropped again.
func TestOutsideDataIsMadeAFactorOnThePage(t *testing.T) {
	books(t, func(t *testing.T, b *apptest.Book, a *app.App) {
		agent := b.Agent("F-1", 1000)
		finance := apptest.SignIn(t, a.Web, a.Auth, models.RoleFinance)
		r := finance.Post("/finance/policies", "kind", "scorecard", "segment", "all")
		require.Equal(t, 303, r.Status, r.Body)
		page := r.Location
		require.NotContains(t, finance.Get(page).Body, `id="f-factor_name"`, "no outside data is known yet")
		require.NoError(t, a.Review.EnterFact(context.Background(), apptest.Finance, models.AgentFact{AgentID: agent.ID, Name: "rating", Value: 7, AsOfOn: b.Moment().On, Source: "register"}))
		require.Contains(t, finance.Get(page).Body, "<option>rating</option>")
		require.Equal(t, 303, finance.Post(page, "edit", "1", "do", "factor", "factor_name", "rating").Status)
		require.Contains(t, finance.Get(page).Body, `name="f.factors.external.rating.missing"`)
		r = finance.Post(page, "edit", "2", "do", "factor", "factor_name", "rating")
		require.Equal(t, 422, r.Status)
		require.Contains(t, r.Body, `id="e-factor_name"`)
		require.Equal(t, 303, finance.Post(page, "edit", "2", "do", "add.external.rating").Status)
		require.Equal(t, 303, finance.Post(page, "edit", "3", "f.factors.external.rating.0.up_to", "5", "f.factors.external.rating.1.points", "10").Status)
		require.Regexp(t, `name="f.factors.external.rating.1.points"[^>]*value="10"`, finance.Get(page).Body)
		require.Equal(t, 303, finance.Post(page, "edit", "4", "do", "drop.external.rating.0").Status)
		require.NotContains(t, finance.Get(page).Body, "external.rating.1.points")
		require.Equal(t, 303, finance.Post(page, "edit", "5", "do", "unfactor.external.rating").Status)
		require.NotContains(t, finance.Get(page).Body, "external.rating")
	})
}
