package app_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"assay/app"
	"assay/app/apptest"
	"assay/models"
)

// TestWhoIsSignedInKeepsTheWayBack: an error stands inside the shell for who is
// signed in, and outside for everybody else.
func TestWhoIsSignedInKeepsTheWayBack(t *testing.T) {
	books(t, func(t *testing.T, _ *apptest.Book, a *app.App) {
		c := apptest.SignIn(t, a.Web, a.Auth, models.RoleFinance)
		for path, status := range map[string]int{"/nowhere": 404, "/finance/receipts/999": 404, "/admin/users": 403} {
			r := c.Get(path)
			require.Equal(t, status, r.Status, path)
			require.Contains(t, r.Body, `href="/finance/receipts"`, "%s has the navigation", path)
		}
		for _, at := range []string{"/nowhere", "/finance/nowhere"} {
			r := send(t, a.Web, person{}, "GET", at, nil)
			require.Equal(t, 404, r.status)
			require.NotContains(t, r.body, `href="/finance/receipts"`, at)
			require.Equal(t, 404, send(t, a.Web, person{session: "not one"}, "GET", at, nil).status)
		}
	})
}

// TestTheSpanOfTheTrialBalance: what cannot be read is told on the page, beside
// the whole book.
func TestTheSpanOfTheTrialBalance(t *testing.T) {
	books(t, func(t *testing.T, b *apptest.Book, a *app.App) {
		b.Deliver(b.Place(b.Agent("L1", 1000).ID, 7, models.OutcomeApprove).ID)
		c := apptest.SignIn(t, a.Web, a.Auth, models.RoleFinanceManager)
		for query, said := range map[string][]string{
			"from=2026-07-01&as_of=2026-06-01": {"The end lies before the beginning", `value="2026-07-01"`, `value="2026-06-01"`},
			"from=2999-01-01":                  {"The end lies before the beginning"},
			"from=xx&as_of=yy":                 {`id="e-from"`, `id="e-as_of"`, `value="xx"`, `value="yy"`},
		} {
			r := c.Get("/finance/ledger?" + query)
			require.Equal(t, 422, r.Status, query)
			for _, s := range append(said, "7.00") {
				require.Contains(t, r.Body, s, query)
			}
		}
		require.Equal(t, 200, c.Get("/finance/ledger?from=2026-06-01&as_of=2026-06-01").Status, "a span of one day")
		page := c.Get("/finance/ageing?as_of=abc")
		require.Equal(t, 422, page.Status)
		require.Contains(t, page.Body, `name="as_of"`, "the page is there to be asked again")
	})
}
