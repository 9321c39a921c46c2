package app_test

import (
	"context"
	"fmt"
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"

	"assay/app"
	"assay/app/apptest"
	"assay/app/db"
	"assay/app/receivables"
	"assay/app/reports"
	"assay/models"
)

var orderURL = regexp.MustCompile(`^/agent/orders/(\d+)$`)

// The trade on credit as people live it, through the real routes: an agent
// orders up to the limit and over it and reads why; finance releases it; sales
// confirm and ship; the money comes; the statement is issued and downloaded;
// what is never paid is written off by two people.
func TestStoryOfAnOrderOnCredit(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		b := apptest.NewBook(t, d)
		ctx := context.Background()
		a := app.New(app.Config{Demo: true, AuditKey: make([]byte, 32), Origin: "http://127.0.0.1"}, d, db.Clock{Now: b.Clock.Now, Zone: apptest.Shanghai})
		w, err := a.Serve()
		require.NoError(t, err)
		agent := b.Agent("HZ-0137", 1000)
		owner := apptest.SignIn(t, w, a.Auth, models.RoleAgentOwner, agent.ID)
		finance := apptest.SignIn(t, w, a.Auth, models.RoleFinance)
		manager := apptest.SignIn(t, w, a.Auth, models.RoleFinanceManager)
		sales := apptest.SignIn(t, w, a.Auth, models.RoleSales)
		renew := func() { // sessions end when nobody comes for half an hour
			owner, finance = apptest.SignIn(t, w, a.Auth, models.RoleAgentOwner, agent.ID), apptest.SignIn(t, w, a.Auth, models.RoleFinance)
			manager, sales = apptest.SignIn(t, w, a.Auth, models.RoleFinanceManager), apptest.SignIn(t, w, a.Auth, models.RoleSales)
		}

		order := func(n int) (id, page string) {
			r := owner.Post("/agent/order", "key", b.Key(), "do", "submit", "q.YUAN", fmt.Sprint(n), "price", "0.01")
			require.Equal(t, 303, r.Status, r.Body)
			m := orderURL.FindStringSubmatch(r.Location)
			require.NotNil(t, m, r.Location)
			return m[1], owner.Get(r.Location).Body
		}
		first, page := order(1000)
		require.Contains(t, page, "Submitted", "equality passes")
		require.Contains(t, page, "1,000.00", "a price in the form counts for nothing")
		second, page := order(1)
		require.Contains(t, page, "On credit hold")
		require.Contains(t, page, "Short by ¥1.00")
		require.Contains(t, page, "Pay ¥1.00", "a way out")

		require.Contains(t, finance.Get("/finance/holds").Body, "Over the limit")
		require.Equal(t, 422, finance.Post("/finance/holds/"+second+"/release").Status, "a release needs a reason")
		require.Equal(t, 303, finance.Post("/finance/holds/"+second+"/release", "reason", "good payer").Status)
		require.Equal(t, 409, finance.Post("/finance/holds/"+second+"/release", "reason", "twice").Status)

		for _, id := range []string{first, second} {
			require.Equal(t, 303, sales.Post("/sales/orders/"+id+"/confirmation").Status)
			n := map[string]string{first: "1000", second: "1"}[id]
			key := b.Key()
			for range 2 { // a double click ships once
				r := sales.Post("/sales/orders/"+id+"/shipment", "key", key, "delivered_on", "2026-06-01", "n.1", n)
				require.Equal(t, 303, r.Status, r.Body)
			}
		}
		require.EqualValues(t, 1001_00, b.Account(agent.ID).ReceivableFen)

		b.Clock.Set("2026-07-01")
		renew()
		require.Equal(t, 303, finance.Post("/finance/statements").Status)
		answer(t, a)
		list := owner.Get("/agent/statements").Body
		paper := regexp.MustCompile(`/agent/statements/\d+/pdf`).FindString(list)
		require.NotEmpty(t, paper, list)
		pdf := owner.Get(paper)
		require.Equal(t, "application/pdf", pdf.Header.Get("Content-Type"))
		require.Equal(t, pdf.Body, owner.Get(paper).Body, "a reprint is the same, byte for byte")

		b.Clock.Set("2026-09-10")
		renew()
		r := finance.Post("/finance/receipts", "key", b.Key(), "agent", "HZ-0137", "amount", "900.5", "cleared_on", "2026-09-10", "method", "bank")
		require.Equal(t, 303, r.Status, r.Body)
		r = finance.Post("/finance/receipts", "key", b.Key(), "agent", "NOBODY", "amount", "77.25", "cleared_on", "2026-09-10")
		require.Equal(t, 422, r.Status)
		require.Contains(t, r.Body, "77.25", "nothing that was typed is lost")
		require.Contains(t, finance.Get("/finance/ageing?as_of=2026-07-31").Body, "1,001.00", "as of last month nothing had been paid")
		require.Contains(t, finance.Get("/finance/ageing").Body, "100.50")

		items, err := receivables.ItemsAt(d.Read(ctx), agent.ID, b.Moment().On)
		require.NoError(t, err)
		for _, i := range items {
			r = finance.Post(fmt.Sprintf("/finance/items/%d/write-off", i.ID), "key", b.Key(), "amount", i.ResidualFen.String(), "reason", "shop closed")
			require.Equal(t, 303, r.Status, r.Body)
		}
		waiting := func() string {
			return regexp.MustCompile(`/finance/write-offs/\d+`).FindString(manager.Get("/finance/write-offs?state=requested").Body)
		}
		require.Equal(t, 403, finance.Post(waiting()+"/decision", "do", "approve").Status, "finance may ask, not decide")
		require.NotContains(t, finance.Get(waiting()).Body, "value=\"approve\"")
		for range items {
			at := waiting()
			require.Contains(t, manager.Get(at).Body, "value=\"approve\"")
			require.Equal(t, 303, manager.Post(at+"/decision", "do", "approve", "note", "seen").Status)
		}
		require.Empty(t, waiting())
		require.EqualValues(t, 0, b.Account(agent.ID).ReceivableFen)
		_, page = order(10)
		require.Contains(t, page, "Prepaid", "with a loss not recovered the agent orders prepaid only")

		found, err := reports.Check(ctx, d)
		require.NoError(t, err)
		require.Empty(t, found)
	})
}
