package app_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"assay/app"
	"assay/app/apptest"
	"assay/app/catalog"
	"assay/app/orders"
	"assay/models"
)

// Whoever decides on an order decides on the one that was shown: when it has
// changed since, nothing is done and both totals are named.
func TestAnOrderIsDecidedOnAsItWasSeen(t *testing.T) {
	books(t, func(t *testing.T, b *apptest.Book, a *app.App) {
		ctx, agent := context.Background(), b.Agent("HZ-1", 100)
		finance, sales := apptest.SignIn(t, a.Web, a.Auth, models.RoleFinance), apptest.SignIn(t, a.Web, a.Auth, models.RoleSalesManager)
		edit := func(o models.Order, n int64) {
			t.Helper()
			_, err := b.Orders.Edit(ctx, apptest.Buyer, o.ID, []catalog.Want{{SKU: "YUAN", Quantity: n}})
			require.NoError(t, err)
		}
		state := func(o models.Order) models.OrderState {
			now, err := orders.ByID(b.DB.Read(ctx), o.ID)
			require.NoError(t, err)
			return now.State
		}
		moved := func(r apptest.Answer) {
			t.Helper()
			require.Equal(t, 409, r.Status, r.Body)
			require.Contains(t, r.Body, "changed from ¥", r.Body)
		}
		for _, act := range []string{"release", "rejection"} {
			o := b.Place(agent.ID, 200, models.OutcomeHold)
			at := fmt.Sprintf("/finance/holds/%d", o.ID)
			bulk := fmt.Sprintf("seen.%d", o.ID)
			seen := seenField.FindStringSubmatch(finance.Get(at).Body)[1]
			require.Contains(t, finance.Get("/finance/holds").Body, `name="`+bulk+`" value="`+seen+`"`)
			edit(o, 300)
			moved(finance.Post("/finance/holds/"+act+"s", "sel", fmt.Sprint(o.ID), "reason", "good payer", bulk, seen))
			moved(finance.Post(at+"/"+act, "reason", "good payer", "seen", seen))
			require.Equal(t, models.OrderHeld, state(o))
			require.Equal(t, 422, finance.Post(at+"/"+act, "reason", "good payer", "seen", "x").Status)
			seen = seenField.FindStringSubmatch(finance.Get(at).Body)[1]
			require.Equal(t, 303, finance.Post("/finance/holds/"+act+"s", "sel", fmt.Sprint(o.ID), "reason", "good payer", bulk, seen).Status)
		}

		o := b.Place(b.Agent("HZ-2", 1000).ID, 20, models.OutcomeApprove)
		at, bulk := fmt.Sprintf("/sales/orders/%d", o.ID), fmt.Sprintf("seen.%d", o.ID)
		seen := seenField.FindStringSubmatch(sales.Get(at).Body)[1]
		require.Contains(t, sales.Get("/sales/orders").Body, `name="`+bulk+`" value="`+seen+`"`)
		edit(o, 30)
		moved(sales.Post(at+"/confirmation", "seen", seen))
		moved(sales.Post("/sales/orders/confirmations", "sel", fmt.Sprint(o.ID), bulk, seen))
		require.Equal(t, models.OrderSubmitted, state(o))
		seen = seenField.FindStringSubmatch(sales.Get(at).Body)[1]
		require.Equal(t, 303, sales.Post("/sales/orders/confirmations", "sel", fmt.Sprint(o.ID), bulk, seen).Status)
		require.Equal(t, models.OrderConfirmed, state(o))
	})
}

// An order that is edited in two windows is not overwritten unseen: the later
// form is told what became of it and keeps what was typed.
func TestAnEditDoesNotOverwriteAnother(t *testing.T) {
	books(t, func(t *testing.T, b *apptest.Book, a *app.App) {
		agent := b.Agent("HZ-1", 1000)
		buyer := apptest.SignIn(t, a.Web, a.Auth, models.RoleAgentBuyer, agent.ID)
		o := b.Place(agent.ID, 20, models.OutcomeApprove)
		edit := fmt.Sprintf("/agent/orders/%d/edit", o.ID)
		seen := seenField.FindStringSubmatch(buyer.Get(edit).Body)[1]
		require.Equal(t, 303, buyer.Post(edit, "q.YUAN", "30", "do", "submit", "seen", seen).Status)
		r := buyer.Post(edit, "q.YUAN", "40", "do", "submit", "seen", seen)
		require.Equal(t, 409, r.Status)
		require.Contains(t, r.Body, "its total was ¥20.00 and is now ¥30.00")
		require.Regexp(t, `name="q\.YUAN"[^>]* value="40"`, r.Body)
		total := func() models.Money {
			now, err := orders.ByID(b.DB.Read(t.Context()), o.ID)
			require.NoError(t, err)
			return now.TotalFen
		}
		require.EqualValues(t, 30_00, total())
		seen = seenField.FindStringSubmatch(r.Body)[1]
		require.Equal(t, 303, buyer.Post(edit, "q.YUAN", "40", "do", "submit", "seen", seen).Status)
		require.EqualValues(t, 40_00, total())
	})
}
