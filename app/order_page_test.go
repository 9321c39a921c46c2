package app_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"assay/app"
	"assay/app/agents"
	"assay/app/apptest"
	"assay/app/catalog"
	"assay/models"
)

// The page of an order says where it goes and what was noted, to its agent and
// to sales.
func TestAnOrderSaysWhereItGoes(t *testing.T) {
	books(t, func(t *testing.T, b *apptest.Book, a *app.App) {
		ctx, agent := context.Background(), b.Agent("HZ-1", 1000)
		require.NoError(t, b.Agents.PutStore(ctx, apptest.Sales, agents.StoreInput{AgentID: agent.ID, Code: "S1", NameZh: "湖滨店", NameEn: "Lakeside"}))
		stores, err := agents.Stores(b.DB.Read(ctx), agent.ID)
		require.NoError(t, err)
		buyer := apptest.SignIn(t, a.Web, a.Auth, models.RoleAgentBuyer, agent.ID)
		store := fmt.Sprint(stores[0].ID)
		require.Equal(t, 422, buyer.Post("/agent/order", "key", b.Key(), "q.YUAN", "5", "store", "77", "do", "submit").Status, "no store of the agent")
		require.Equal(t, 422, buyer.Post("/agent/order", "key", b.Key(), "q.YUAN", "5", "store", "x", "do", "draft").Status)
		made := buyer.Post("/agent/order", "key", b.Key(), "q.YUAN", "5", "store", store, "note", "window display", "do", "submit")
		require.Equal(t, 303, made.Status, made.Body)
		var id int64
		_, err = fmt.Sscanf(made.Location, "/agent/orders/%d", &id)
		require.NoError(t, err)
		sales := apptest.SignIn(t, a.Web, a.Auth, models.RoleSalesManager)
		for _, page := range []apptest.Answer{buyer.Get(made.Location), sales.Get(fmt.Sprintf("/sales/orders/%d", id))} {
			require.Contains(t, page.Body, "Lakeside")
			require.Contains(t, page.Body, "window display")
		}
	})
}

// The agent reads that finance let its order through and until when, not who
// did and why; when the order no longer lives on it, nothing is said of it.
func TestAReleaseIsFinancesOwn(t *testing.T) {
	books(t, func(t *testing.T, b *apptest.Book, a *app.App) {
		ctx, agent := context.Background(), b.Agent("HZ-1", 1000)
		owner, finance := apptest.SignIn(t, a.Web, a.Auth, models.RoleAgentOwner, agent.ID), apptest.SignIn(t, a.Web, a.Auth, models.RoleFinance)
		o := b.Place(agent.ID, 1200, models.OutcomeHold)
		at := fmt.Sprintf("/orders/%d", o.ID)
		require.Equal(t, 303, finance.Post(fmt.Sprintf("/finance/holds/%d/release", o.ID), "reason", "secret motive").Status)
		page := owner.Get("/agent" + at).Body
		require.Contains(t, page, "Released with a one-off ¥200.00")
		require.Contains(t, page, "Valid to ")
		require.NotContains(t, page, "secret motive")
		require.NotContains(t, page, finance.User.Name)
		require.Contains(t, finance.Get(fmt.Sprintf("/finance/holds/%d", o.ID)).Body, "secret motive")

		_, err := b.Orders.Edit(ctx, apptest.Buyer, o.ID, []catalog.Want{{SKU: "YUAN", Quantity: 900}})
		require.NoError(t, err)
		for _, page := range []string{owner.Get("/agent" + at).Body, finance.Get(fmt.Sprintf("/finance/holds/%d", o.ID)).Body} {
			require.NotContains(t, page, "Released with a one-off")
			require.Contains(t, page, "before: ¥1,200.00", "the receipt tells this order before and now")
			require.Contains(t, page, "Reserved by other orders")
			require.Contains(t, page, "This order before the change")
		}
	})
}

// A form that was saved as a draft says so when it is sent again: it was not
// submitted, and can be.
func TestAFormSavedBeforeSaysSo(t *testing.T) {
	books(t, func(t *testing.T, b *apptest.Book, a *app.App) {
		agent := b.Agent("HZ-1", 1000)
		buyer := apptest.SignIn(t, a.Web, a.Auth, models.RoleAgentBuyer, agent.ID)
		draft := buyer.Post("/agent/order", "key", "one", "q.YUAN", "5", "do", "draft")
		require.Equal(t, 303, draft.Status)
		again := buyer.Post("/agent/order", "key", "one", "q.YUAN", "5", "do", "submit")
		require.Equal(t, 200, again.Status)
		require.Contains(t, again.Body, "it has not been submitted")
		require.Contains(t, again.Body, `formaction="`+draft.Location+`/submission" name="seen" value="5.00"`)
		changed := buyer.Post("/agent/order", "key", "one", "q.YUAN", "6", "do", "submit")
		require.Contains(t, changed.Body, "it has not been submitted")
		require.Contains(t, changed.Body, "the draft is as it was")
		require.NotContains(t, changed.Body, "just placed the same order")
		require.Equal(t, 303, buyer.Post(draft.Location+"/submission", "seen", "5.00", "key", "one", "q.YUAN", "5").Status)
		require.Contains(t, buyer.Get(draft.Location).Body, "Submitted")
	})
}
