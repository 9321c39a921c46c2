package app_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"assay/app"
	"assay/app/apptest"
	"assay/models"
)

// An agent's owner disputes an own invoice where it is read; finance finds it
// waiting and ends it. A buyer may not, and another agent's invoice is none.
func TestAnAgentDisputesAnInvoice(t *testing.T) {
	books(t, func(t *testing.T, b *apptest.Book, a *app.App) {
		own := b.Deliver(b.Place(b.Agent("A1", 1000).ID, 100, models.OutcomeApprove).ID)
		foreign := b.Deliver(b.Place(b.Agent("A2", 1000).ID, 50, models.OutcomeApprove).ID)
		owner, buyer, fin := visit(t, a, models.RoleAgentOwner), visit(t, a, models.RoleAgentBuyer), visit(t, a, models.RoleFinance)
		page := fmt.Sprintf("/agent/invoices/%d", own.ID)
		require.Contains(t, owner.Get(page).Body, "Dispute this invoice")
		require.NotContains(t, buyer.Get(page).Body, "Dispute this invoice")
		require.Equal(t, 403, buyer.Post(page+"/dispute", "reason", "short").Status)
		require.Equal(t, 404, owner.Post(fmt.Sprintf("/agent/invoices/%d/dispute", foreign.ID), "reason", "short").Status)

		silent := owner.Post(page+"/dispute", "reason", " ")
		require.Equal(t, 422, silent.Status)
		require.Contains(t, silent.Body, own.Number, "the invoice is still there to read")
		require.Equal(t, page, owner.Post(page+"/dispute", "reason", "two rings <short>").Location)
		shown := owner.Get(page).Body
		require.Contains(t, shown, "Raised")
		require.Contains(t, shown, "two rings &lt;short&gt;")
		require.NotContains(t, shown, "/finance/disputes", "the office's page is not for agents")
		again := owner.Post(page+"/dispute", "reason", "again")
		require.Equal(t, 409, again.Status)
		require.Contains(t, again.Body, "This invoice is in dispute already")

		require.Contains(t, fin.Get("/home").Body, "dispute to settle")
		require.Contains(t, fin.Get("/finance/disputes?state=waits").Body, own.Number)
		require.Contains(t, fin.Get(fmt.Sprintf("/finance/invoices/%d", own.ID)).Body, "/finance/disputes/1")
		require.Contains(t, fin.Get("/finance/items/1").Body, "two rings &lt;short&gt;")
		require.Equal(t, 403, owner.Post("/finance/disputes/1/acceptance").Status)
		require.Equal(t, "/finance/disputes/1", fin.Post("/finance/disputes/1/acceptance").Location)
		require.Equal(t, 409, fin.Post("/finance/disputes/1/acceptance").Status)
		require.Contains(t, owner.Get(page).Body, "In dispute")
		require.Equal(t, 403, owner.Post("/finance/disputes/1/resolution", "outcome", "withdrawn", "note", "mine").Status)
		require.Equal(t, 422, fin.Post("/finance/disputes/1/resolution", "outcome", "upheld").Status)
		require.Equal(t, "/finance/disputes/1", fin.Post("/finance/disputes/1/resolution", "outcome", "upheld", "note", "credited").Location)
		require.Equal(t, 409, fin.Post("/finance/disputes/1/resolution", "outcome", "withdrawn", "note", "twice").Status)
		require.Contains(t, owner.Get(page).Body, "Upheld")
		require.Equal(t, fmt.Sprintf("/finance/invoices/%d", foreign.ID), fin.Post(fmt.Sprintf("/finance/invoices/%d/dispute", foreign.ID), "reason", "by phone").Location)
	})
}
