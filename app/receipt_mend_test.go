package app_test

import (
	"context"
	"fmt"
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"

	"assay/app"
	"assay/app/apptest"
	"assay/app/receivables"
	"assay/models"
)

var confirmBox = regexp.MustCompile(`name="confirmed" value="([^"]+)"`)

// A receipt far above what is owed, or of a day far off, is asked about with
// figure and consequence; a confirmation is good for that amount and day only.
func TestAReceiptOutOfTheOrdinaryIsConfirmed(t *testing.T) {
	books(t, func(t *testing.T, b *apptest.Book, a *app.App) {
		agent := b.Agent("HZ-1", 1000)
		b.Deliver(b.Place(agent.ID, 500, models.OutcomeApprove).ID)
		finance := apptest.SignIn(t, a.Web, a.Auth, models.RoleFinance)
		post := func(values ...string) apptest.Answer {
			return finance.Post("/finance/receipts", append([]string{"key", b.Key(), "agent", "HZ-1"}, values...)...)
		}
		entered := func() (n int) {
			require.NoError(t, b.DB.Read(t.Context()).Raw("SELECT COUNT(*) FROM receipts").Scan(&n).Error)
			return n
		}
		require.Equal(t, 303, post("method", "acceptance", "amount", "500", "cleared_on", "2026-06-01").Status, "as owed")
		typo := []string{"method", "bank", "amount", "500000", "cleared_on", "2026-06-01"}
		r := post(typo...)
		require.Equal(t, 422, r.Status)
		require.Contains(t, r.Body, "¥500,000.00 is ¥500,000.00 more than the ¥0.00 that the agent owes")
		confirmed := confirmBox.FindStringSubmatch(r.Body)[1]
		require.Equal(t, 422, post("method", "bank", "amount", "600000", "cleared_on", "2026-06-01", "confirmed", confirmed).Status, "another amount")
		require.Equal(t, 1, entered())
		require.Equal(t, 303, post(append(typo, "confirmed", confirmed)...).Status)

		for on, says := range map[string]string{"2026-02-01": "120 days back", "2026-09-01": "92 days ahead"} {
			r := post("method", "bank", "amount", "1", "cleared_on", on)
			require.Equal(t, 422, r.Status)
			require.Contains(t, r.Body, says)
			require.Equal(t, 303, post("method", "bank", "amount", "1", "cleared_on", on, "confirmed", confirmBox.FindStringSubmatch(r.Body)[1]).Status)
		}
		for _, on := range []string{"1999-12-31", "2206-06-01"} {
			r := post("method", "bank", "amount", "1", "cleared_on", on, "confirmed", "1.00 "+on)
			require.Equal(t, 422, r.Status)
			require.NotRegexp(t, confirmBox, r.Body)
		}
		r = post("method", "recovery", "amount", "1", "cleared_on", "2026-06-01")
		require.Equal(t, 422, r.Status)
		require.Contains(t, r.Body, `id="e-method"`)
		require.Equal(t, 4, entered())
		require.NotContains(t, finance.Get("/finance/receipts?cols=method").Body, "method.")
	})
}

// Sending a form twice is one receipt, though the second finds less owed.
func TestAReceiptSentTwiceIsNotAskedAbout(t *testing.T) {
	b := apptest.NewBook(t, apptest.SQLite(t))
	agent := b.Agent("HZ-1", 1_000_000)
	b.Deliver(b.Place(agent.ID, 90_000, models.OutcomeApprove).ID)
	in := receivables.ReceiptInput{AgentID: agent.ID, SourceKey: "twice", Method: "bank", ClearedOn: b.Moment().On, Amount: 180_000_00, Automatic: true}
	first, err := b.Receivables.Enter(context.Background(), apptest.Finance, in)
	require.NoError(t, err)
	again, err := b.Receivables.Enter(context.Background(), apptest.Finance, in)
	require.NoError(t, err)
	require.Equal(t, first.ID, again.ID)
}

// Money that has not arrived can be given another day, or up.
func TestAReceiptThatAwaitsClearing(t *testing.T) {
	books(t, func(t *testing.T, b *apptest.Book, a *app.App) {
		ctx, agent := context.Background(), b.Agent("HZ-1", 1000)
		finance := apptest.SignIn(t, a.Web, a.Auth, models.RoleFinance)
		enter := func() string {
			r, err := b.Receivables.Enter(ctx, apptest.Finance, receivables.ReceiptInput{AgentID: agent.ID, SourceKey: b.Key(), Method: "acceptance", ClearedOn: models.MustDate("2026-06-20"), Amount: 100})
			require.NoError(t, err)
			return fmt.Sprintf("/finance/receipts/%d", r.ID)
		}
		at := enter()
		page := finance.Get(at).Body
		require.Contains(t, page, `action="`+at+`/clearing"`)
		require.Contains(t, page, "Cancel the receipt of ¥1.00")
		for _, on := range []string{"", "2026-05-31", "2028-01-01", "x"} {
			require.Equal(t, 422, finance.Post(at+"/clearing", "cleared_on", on).Status, on)
		}
		require.Equal(t, 303, finance.Post(at+"/clearing", "cleared_on", "2026-06-25").Status)
		require.Equal(t, 303, finance.Post(at+"/clearing", "cleared_on", "2026-06-25").Status)
		require.Contains(t, finance.Get(at).Body, `name="cleared_on" value="2026-06-25"`)
		require.Equal(t, 303, finance.Post(at+"/reversal", "reason", "never came").Status)
		require.NotContains(t, finance.Get(at).Body, at+"/clearing")
		require.Equal(t, 409, finance.Post(at+"/clearing", "cleared_on", "2026-06-26").Status)
	})
}

// What is wrong with an allocation is said of what it is wrong with, by how
// much, and at the line.
func TestAnAllocationSaysWhatItExceeds(t *testing.T) {
	books(t, func(t *testing.T, b *apptest.Book, a *app.App) {
		ctx, agent := context.Background(), b.Agent("HZ-1", 1000)
		for range 2 {
			b.Deliver(b.Place(agent.ID, 100, models.OutcomeApprove).ID)
		}
		b.Pay(agent.ID, 50)
		r, err := b.Receivables.Enter(ctx, apptest.Finance, receivables.ReceiptInput{AgentID: agent.ID, SourceKey: b.Key(), Method: "bank", ClearedOn: b.Moment().On, Amount: 120_00})
		require.NoError(t, err)
		_, err = b.Receivables.Enter(ctx, apptest.Finance, receivables.ReceiptInput{AgentID: agent.ID, SourceKey: b.Key(), Method: "bank", ClearedOn: b.Moment().On, Amount: 900_00})
		require.NoError(t, err)
		finance := apptest.SignIn(t, a.Web, a.Auth, models.RoleFinance)
		at := fmt.Sprintf("/finance/receipts/%d/allocation", r.ID)
		over := finance.Post(at, "key", "a", "p.1", "60")
		require.Equal(t, 409, over.Status)
		require.Contains(t, over.Body, "has ¥50.00 open, less than ¥60.00")
		require.Contains(t, over.Body, `id="e-p.1"`)
		require.NotContains(t, over.Body, "Somebody else")
		sum := finance.Post(at, "key", "b", "p.1", "50", "p.2", "90")
		require.Equal(t, 409, sum.Status)
		require.Contains(t, sum.Body, "The parts come to ¥140.00, ¥20.00 more than the ¥120.00 that the receipt has left")
		require.Equal(t, 303, finance.Post(at, "key", "c", "p.1", "50", "p.2", "70").Status)
		require.Equal(t, 303, finance.Post(at, "key", "c", "p.1", "50", "p.2", "70").Status, "a double click")
	})
}
