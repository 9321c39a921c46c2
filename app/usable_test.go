package app_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"assay/app"
	"assay/app/apptest"
	"assay/app/receivables"
	"assay/models"
)

// Who may only pay in advance reads that no credit can be used, and why, on
// every page that shows the line.
func TestWhoMayOnlyPrepayReadsThatNothingIsUsable(t *testing.T) {
	books(t, func(t *testing.T, b *apptest.Book, a *app.App) {
		ctx := context.Background()
		agent := b.Agent("PP-1", 1000)
		b.Deliver(b.Place(agent.ID, 200, models.OutcomeApprove).ID)
		finance, portal := apptest.SignIn(t, a.Web, a.Auth, models.RoleFinance), apptest.SignIn(t, a.Web, a.Auth, models.RoleAgentOwner, agent.ID)
		pages := map[string]*apptest.Client{fmt.Sprintf("/finance/agents/%d", agent.ID): finance, "/agent": portal, "/agent/order": portal}
		for path, c := range pages {
			before := c.Get(path).Body
			require.Contains(t, before, "Available credit", path)
			require.NotContains(t, before, "Usable credit now", path)
		}
		items, err := receivables.ItemsAt(b.DB.Read(ctx), agent.ID, b.Moment().On)
		require.NoError(t, err)
		w, err := b.Receivables.RequestWriteOff(ctx, apptest.Finance, receivables.WriteOffInput{ItemID: items[0].ID, Amount: 50_00, RequestKey: b.Key(), Reason: "gone"})
		require.NoError(t, err)
		require.NoError(t, b.Receivables.DecideWriteOff(ctx, apptest.Manager, w.ID, true, "seen"))
		for path, c := range pages {
			body := c.Get(path).Body
			require.NotRegexp(t, `(label">|</i>)Available credit`, body, path)
			if path != "/agent/order" { // its orders are prepaid now and ask for no credit
				require.Contains(t, body, "Usable credit now", path)
				require.Regexp(t, "Write-off not recovered|A debt that was written off is still open", body, path)
			}
		}
		other := b.Agent("PP-2", 1000)
		require.NoError(t, b.Credit.Block(ctx, apptest.Finance, other.ID, models.BlockReview, ""))
		cart := apptest.SignIn(t, a.Web, a.Auth, models.RoleAgentOwner, other.ID).Get("/agent/order").Body
		require.Contains(t, cart, "Usable credit now", "the cart of who is blocked")
	})
}
