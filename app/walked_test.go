package app_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"assay/app"
	"assay/app/apptest"
	"assay/app/limits"
	"assay/app/receivables"
	"assay/models"
)

// Who was written off orders prepaid only: the agent's page, the comparison of
// settlement policies and the proposal of its limit say the same.
func TestWhoIsPrepaidOnlyIsSoOnEveryPage(t *testing.T) {
	books(t, func(t *testing.T, b *apptest.Book, a *app.App) {
		ctx := context.Background()
		lost := b.Agent("L-1", 5000)
		inv := b.Deliver(b.Place(lost.ID, 2000, models.OutcomeApprove).ID)
		b.Clock.Set("2026-12-01")
		w, err := b.Receivables.RequestWriteOff(ctx, apptest.Finance, receivables.WriteOffInput{ItemID: inv.ID, Amount: 1500_00, RequestKey: b.Key(), Reason: "gone"})
		require.NoError(t, err)
		require.NoError(t, b.Receivables.DecideWriteOff(ctx, models.Who{ID: 99, Name: "other"}, w.ID, true, ""))
		finance := apptest.SignIn(t, a.Web, a.Auth, models.RoleFinance)
		page := finance.Get("/finance/agents/1").Body
		require.Contains(t, page, `<span class="num">¥1,500.00</span>`, "what stops it is an amount")
		lines := finance.Get("/finance/settlement/comparison?agent=L-1&format=csv").Body
		require.Regexp(t, `(?m)^Prepaid,1,`, lines)
		require.Regexp(t, `(?m)^Monthly,0,`, lines)
		require.Contains(t, finance.Get("/finance/settlement/comparison?agent=L-1&rate=101").Body, "between 0 and 100 %")
	})
}

// A mass change says its region by name, on the batch and on each proposal, and
// one that cannot be read shows no preview.
func TestAMassChangeOfARegionSaysItByName(t *testing.T) {
	books(t, func(t *testing.T, b *apptest.Book, a *app.App) {
		b.Agent("M-1", 1000)
		m := models.MassChange{Method: models.MassSet, Amount: 500_00, Region: b.Region.Code}
		by := models.Actor{ID: apptest.Finance.ID, Name: "f", Grants: []models.Grant{{Role: models.RoleFinance, Kind: models.ScopeAll}}}
		pre, err := a.Limits.Preview(context.Background(), by, m)
		require.NoError(t, err)
		_, err = a.Limits.Submit(context.Background(), by, m, pre.SHA256, "cut")
		require.NoError(t, err)
		require.ErrorIs(t, a.Limits.Decide(context.Background(), by, limits.Decision{ID: 1, Approve: true, Reason: "mine"}), limits.ErrOwn, "nobody decides on their own, a lowering neither")
		finance := apptest.SignIn(t, a.Web, a.Auth, models.RoleFinance)
		for _, path := range []string{"/finance/limits/batches/1", "/finance/limits/proposals/1"} {
			page := finance.Get(path)
			require.Contains(t, page.Body, "Region East", path)
			require.NotContains(t, page.Body, "Region east", path)
		}
		silent := finance.Post("/finance/limits/batches/1/decision", "do", "reject", "reason", "")
		require.Equal(t, 422, silent.Status)
		require.Contains(t, silent.Body, `id="e-reason"`, "on the batch's own page, at its field")
		wrong := finance.Get("/finance/limits/mass?method=percent&percent=-150")
		require.Equal(t, 422, wrong.Status)
		require.NotContains(t, wrong.Body, `id="pv"`)
	})
}
