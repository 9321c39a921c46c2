package app_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"assay/app/apptest"
	"assay/app/web"
	"assay/models"
)

// What costs much is not begun a third time by the same person, and others go
// on; whoever is refused reads why in their language, and when to come back.
func TestExportsAndSearchesAreBounded(t *testing.T) {
	x := newWorld(t, apptest.SQLite(t))
	for _, c := range []struct {
		work  web.Work
		wait  string
		own   int
		paths []string
	}{
		{web.Exports, "10", 2, []string{"/finance/receipts?format=csv", "/finance/ageing?format=xlsx", "/finance/cockpit/export?format=csv", "/finance/ledger/journal?format=hledger&from=2026-06-01&as_of=2026-06-30"}},
		{web.Searches, "2", 4, []string{"/search?q=EAST"}},
	} {
		busy, other := apptest.SignIn(t, x.app.Web, x.app.Auth, models.RoleFinanceManager), apptest.SignIn(t, x.app.Web, x.app.Auth, models.RoleFinanceManager)
		var leaves []func()
		for range c.own {
			leave, err := x.app.Web.Enter(c.work, busy.User.ID)
			require.NoError(t, err)
			leaves = append(leaves, leave)
		}
		for _, path := range c.paths {
			r := busy.Get(path)
			require.Equal(t, 429, r.Status, path)
			require.Equal(t, c.wait, r.Header.Get("Retry-After"), path)
			require.Contains(t, r.Body, "under way already", path)
			require.Equal(t, 200, other.Get(path).Status, path)
		}
		for _, leave := range leaves {
			leave()
		}
		for _, path := range c.paths {
			require.Equal(t, 200, busy.Get(path).Status, "%s: again when it is over", path)
		}
	}
}
