package app_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"assay/app"
	"assay/app/apptest"
	"assay/models"
)

// The card of an order says what holds now and leads on: while it is held, to
// where each way out is gone; after its release, who let it through, with the
// check kept as it was.
func TestDecisionCard(t *testing.T) {
	books(t, func(t *testing.T, b *apptest.Book, a *app.App) {
		agent := b.Agent("HZ-1", 1000)
		bill := b.Deliver(b.Place(agent.ID, 600, models.OutcomeApprove).ID)
		reserved := b.Place(agent.ID, 100, models.OutcomeApprove)
		held := b.Place(agent.ID, 400, models.OutcomeHold)
		owner := apptest.SignIn(t, a.Web, a.Auth, models.RoleAgentOwner, agent.ID)
		finance := apptest.SignIn(t, a.Web, a.Auth, models.RoleFinance)
		sales := apptest.SignIn(t, a.Web, a.Auth, models.RoleSales)
		for _, v := range []struct {
			name  string
			c     *apptest.Client
			base  string
			leads []string
		}{
			{"owner", owner, "/agent/orders", []string{fmt.Sprintf("/agent/invoices/%d", bill.ID), fmt.Sprintf("/agent/orders/%d/edit", held.ID), fmt.Sprintf("/agent/orders/%d", reserved.ID)}},
			{"finance", finance, "/finance/holds", []string{"/finance/receipts?agent=HZ-1", fmt.Sprintf("/finance/agents/%d?do=limit", agent.ID), "/finance/items/1", fmt.Sprintf("/finance/holds/%d", reserved.ID)}},
			{"sales", sales, "/sales/orders", []string{fmt.Sprintf("/sales/agents/%d", agent.ID), fmt.Sprintf("/sales/orders/%d", *bill.OrderID), fmt.Sprintf("/sales/orders/%d", reserved.ID)}},
		} {
			page := v.c.Get(fmt.Sprintf("%s/%d", v.base, held.ID))
			require.Contains(t, page.Body, "Needs a credit review", v.name)
			for _, href := range v.leads {
				require.Contains(t, page.Body, `href="`+href+`"`, v.name)
				require.Equal(t, 200, v.c.Get(href).Status, "%s opens %s", v.name, href)
			}
		}

		require.Equal(t, 303, finance.Post(fmt.Sprintf("/finance/holds/%d/release", held.ID), "reason", "good payer").Status)
		for base, c := range map[string]*apptest.Client{"/agent/orders": owner, "/finance/holds": finance, "/sales/orders": sales} {
			page := c.Get(fmt.Sprintf("%s/%d", base, held.ID)).Body
			require.Contains(t, page, `<p class="verdict t-ok">Released</p>`, base)
			require.Contains(t, page, "Released with a one-off ¥100.00", base)
			require.Contains(t, page, "As decided then: Needs a credit review", "the record is kept")
			require.NotContains(t, page, "Ways out", base)
		}
		require.Equal(t, 303, owner.Post(fmt.Sprintf("/agent/orders/%d/cancellation", held.ID), "reason", "no more").Status)
		page := owner.Get(fmt.Sprintf("/agent/orders/%d", held.ID)).Body
		require.Equal(t, 1, strings.Count(page, "Ended, no credit is used"))
	})
}
