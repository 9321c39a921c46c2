package app_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"assay/app"
	"assay/app/apptest"
	"assay/models"
)

// A receipt is entered for an agent that was typed as people know it: what it
// may stand for is offered, nothing is booked on a guess, and all that is wrong
// is told at once.
func TestEnteringAReceiptByName(t *testing.T) {
	books(t, func(t *testing.T, b *apptest.Book, a *app.App) {
		one, two := b.Agent("HZ-0001", 1000), b.Agent("HZ-0002", 1000)
		finance := apptest.SignIn(t, a.Web, a.Auth, models.RoleFinance)
		post := func(values ...string) apptest.Answer {
			return finance.Post("/finance/receipts", append([]string{"key", b.Key(), "method", "bank"}, values...)...)
		}

		r := post("agent", "", "amount", "12.345", "cleared_on", "yesterday", "note", "kept")
		require.Equal(t, 422, r.Status)
		for _, field := range []string{"agent", "amount", "cleared_on"} {
			require.Contains(t, r.Body, `id="e-`+field+`"`, "all at once")
			require.Contains(t, r.Body, `href="#f-`+field+`"`)
		}
		require.Contains(t, r.Body, `value="kept"`)

		r = post("agent", "jeweller hz", "amount", "100", "cleared_on", "2026-06-01")
		require.Equal(t, 422, r.Status)
		for _, x := range []models.Agent{one, two} {
			require.Contains(t, r.Body, `<input type="radio" name="meant" value="`+x.Code+`">`)
		}
		require.Contains(t, r.Body, `value="jeweller hz"`)
		r = post("agent", "jeweller hz", "meant", "HZ-0002", "amount", "100", "cleared_on", "2026-06-01")
		require.Equal(t, 303, r.Status)
		require.Zero(t, b.Account(one.ID).UnallocatedFen)
		require.EqualValues(t, 100_00, b.Account(two.ID).UnallocatedFen)
		require.Contains(t, post("agent", "nobody of that name", "amount", "1", "cleared_on", "2026-06-01").Body, "nobody of that name")

		offered := finance.Get("/search?of=agents&q=hz-00")
		require.Contains(t, offered.Body, `href="/finance/agents/1"`)
		b.Deliver(b.Place(one.ID, 1, models.OutcomeApprove).ID)
		require.NotContains(t, finance.Get("/search?of=agents&q=1").Body, "INV2026", "agents only")
		require.Equal(t, 303, post("agent", "HZ-0001", "amount", "1", "cleared_on", "2026-06-01").Status, "the code itself is enough")
	})
}
