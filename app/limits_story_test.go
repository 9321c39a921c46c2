package app_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"assay/app"
	"assay/app/apptest"
	"assay/app/receivables"
	"assay/models"
)

// An agent's order is held; the way out leads to a request for a temporary
// limit, finance gives less with an answer, and the agent reads it. Nobody else
// sees the request.
func TestStoryOfARequestForALimit(t *testing.T) {
	books(t, func(t *testing.T, b *apptest.Book, a *app.App) {
		agent, stranger := b.Agent("A1", 1000), b.Agent("B1", 1000)
		owner, other := apptest.SignIn(t, a.Web, a.Auth, models.RoleAgentOwner, agent.ID), apptest.SignIn(t, a.Web, a.Auth, models.RoleAgentOwner, stranger.ID)
		finance := apptest.SignIn(t, a.Web, a.Auth, models.RoleFinance)
		held := b.Place(agent.ID, 1100, models.OutcomeHold)
		page := owner.Get(fmt.Sprintf("/agent/orders/%d", held.ID))
		require.Contains(t, page.Body, `href="/agent/limit-requests?purpose=temporary&amp;short=100.00"`)
		form := owner.Get("/agent/limit-requests?purpose=temporary&short=100.00")
		require.Contains(t, form.Body, `value="1100.00"`, "the limit and what is missing")
		bad := owner.Post("/agent/limit-requests", "purpose", "temporary", "amount", "1200", "valid_from", "2026-06-01", "reason", "fair")
		require.Equal(t, 422, bad.Status, "a temporary limit needs a last day")
		require.Contains(t, bad.Body, "1200", "what was typed is kept")
		sent := []string{"purpose", "temporary", "amount", "1200", "valid_from", "2026-06-01", "valid_to", "2026-07-31", "reason", "the fair"}
		require.Equal(t, 303, owner.Post("/agent/limit-requests", sent...).Status)
		require.Equal(t, 409, owner.Post("/agent/limit-requests", sent...).Status, "one at a time")
		require.NotContains(t, other.Get("/agent/limit-requests").Body, "the fair")
		require.Equal(t, 404, other.Post("/agent/limit-requests/1/withdrawal").Status)
		require.Contains(t, finance.Get("/home").Body, "agent&#39;s request for a limit")
		shown := finance.Get("/finance/limits/proposals/1")
		require.Contains(t, shown.Body, "the fair")
		require.Contains(t, shown.Body, "What the formula gives")
		require.Equal(t, 422, finance.Post("/finance/limits/proposals/1/decision", "do", "approve", "amount", "1100", "reason", "secret").Status, "the agent is told something")
		require.Equal(t, 303, finance.Post("/finance/limits/proposals/1/decision", "do", "approve", "amount", "1100", "reason", "secret", "answer", "for the fair only").Status)
		read := owner.Get("/agent/limit-requests").Body
		require.Contains(t, read, "for the fair only")
		require.Contains(t, read, "¥1,100.00 given")
		require.NotContains(t, read, "secret", "inner reasons stay inside")
		require.Contains(t, owner.Get("/agent").Body, "for the fair only")
	})
}

// The agent page tells score, promises and outside data; the agent's own page
// says the grade and what would improve it, no points.
func TestScoreAndPromisesOnThePages(t *testing.T) {
	books(t, func(t *testing.T, b *apptest.Book, a *app.App) {
		agent := b.Agent("A1", 1000)
		b.Deliver(b.Place(agent.ID, 900, models.OutcomeApprove).ID)
		finance, sales := apptest.SignIn(t, a.Web, a.Auth, models.RoleFinance), apptest.SignIn(t, a.Web, a.Auth, models.RoleSales)
		owner := apptest.SignIn(t, a.Web, a.Auth, models.RoleAgentOwner, agent.ID)
		path := fmt.Sprintf("/finance/agents/%d", agent.ID)
		require.Contains(t, finance.Get(path+"?tab=score").Body, "Not reviewed yet")
		require.Equal(t, 303, finance.Post(path+"/review").Status)
		require.Equal(t, 409, finance.Post(path+"/review").Status, "once a day")
		page := finance.Get(path + "?tab=score").Body
		require.Contains(t, page, "Utilisation")
		require.Contains(t, page, "90.0%")
		require.Equal(t, 422, finance.Post(path+"/promise", "promise_amount", "100", "promise_made_on", "2026-06-01", "promise_due_on", "2026-05-01", "promise_made_with", "Li").Status)
		require.Equal(t, 303, finance.Post(path+"/promise", "promise_amount", "100", "promise_made_on", "2026-06-01", "promise_due_on", "2026-06-10", "promise_made_with", "Li").Status)
		require.Equal(t, 422, finance.Post(path+"/fact", "fact_name", "Bureau", "fact_value", "7", "fact_as_of", "2026-06-01", "fact_source", "x").Status, "small letters")
		require.Equal(t, 303, finance.Post(path+"/fact", "fact_name", "bureau", "fact_value", "7", "fact_as_of", "2026-06-01", "fact_source", "x").Status)
		require.Contains(t, finance.Get(path+"?tab=score").Body, "bureau")
		require.Contains(t, finance.Get("/finance/promises").Body, "Li")
		seen := sales.Get(fmt.Sprintf("/sales/agents/%d?tab=score", agent.ID)).Body
		require.Contains(t, seen, "Utilisation")
		require.NotContains(t, seen, "/promise\"", "sales look only")
		home := owner.Get("/agent").Body
		require.Contains(t, home, "What improves it")
		require.Contains(t, home, "Use less of your limit")
		require.NotContains(t, home, "/ 100", "no points")
	})
}

// What finance proposes from the agent page waits where it raises.
func TestALimitFromTheAgentPage(t *testing.T) {
	books(t, func(t *testing.T, b *apptest.Book, a *app.App) {
		agent := b.Agent("A1", 1000)
		finance, manager := apptest.SignIn(t, a.Web, a.Auth, models.RoleFinance), apptest.SignIn(t, a.Web, a.Auth, models.RoleFinanceManager)
		set := func(yuan string) string {
			r := finance.Post(fmt.Sprintf("/finance/agents/%d/limit", agent.ID), "purpose", "standing", "kind", "amount", "amount", yuan, "valid_from", "2026-06-01", "reason", "test")
			require.Equal(t, 303, r.Status, r.Body)
			return r.Location
		}
		require.Contains(t, set("800"), "/finance/agents/")
		waits := set("900")
		require.Contains(t, waits, "/finance/limits/proposals/")
		require.Equal(t, 403, finance.Post(waits+"/decision", "do", "approve", "reason", "mine").Status)
		id := waits[strings.LastIndex(waits, "/")+1:]
		require.Equal(t, 303, manager.Post("/finance/limits/proposals/approvals", "sel", id, "reason", "yes").Status)
		require.Contains(t, finance.Get(waits).Body, "Approved")
	})
}

// A proposal without a limit to reach says so in the list and its spreadsheets,
// and the sum is of the others.
func TestAnUnlimitedProposalInTheList(t *testing.T) {
	books(t, func(t *testing.T, b *apptest.Book, a *app.App) {
		finance := visit(t, a, models.RoleFinance)
		for agent, to := range map[int64][]string{b.Agent("A1", 1000).ID: {"kind", "amount", "amount", "1234"}, b.Agent("A2", 1000).ID: {"kind", "unlimited"}} {
			r := finance.Post(fmt.Sprintf("/finance/agents/%d/limit", agent), append(to, "purpose", "standing", "valid_from", "2026-06-01", "reason", "test")...)
			require.Equal(t, 303, r.Status, r.Body)
		}
		page := finance.Get("/finance/limits/proposals").Body
		require.Contains(t, page, "Unlimited")
		require.NotContains(t, page, "23,058,430")
		require.Equal(t, 2, strings.Count(page, "1,234.00"), "the other proposal and the sum")
		require.Equal(t, 200, finance.Get("/finance/limits/proposals?format=xlsx").Status)
		sheet := finance.Get("/finance/limits/proposals?format=csv").Body
		require.Contains(t, sheet, ",1000.00,Unlimited,")
		require.Contains(t, sheet, ",1000.00,1234.00,")

		free := b.Agent("A3", 1000)
		b.Limit(free.ID, models.Limit{Kind: models.LimitUnlimited})
		require.Equal(t, 303, finance.Post(fmt.Sprintf("/finance/agents/%d/limit", free.ID), "kind", "amount", "amount", "800", "purpose", "standing", "valid_from", "2026-06-01", "reason", "test").Status)
		require.Contains(t, finance.Get("/finance/limits/proposals?format=csv&state=&direction=lower").Body, ",Unlimited,800.00,")
	})
}

// A paper of a security is kept by its bytes and comes back as a file only.
func TestPapersOfSecurities(t *testing.T) {
	x := newWorld(t, apptest.SQLite(t))
	fin, owner := x.enter(t, models.RoleFinance), x.enter(t, models.RoleAgentOwner)
	e, err := x.book.Secure(receivables.SecurityInput{AgentID: 1, Kind: models.SecurityDeposit, Number: "D9", Amount: 100, Share: models.One, ValidFrom: x.book.Moment().On})
	require.NoError(t, err)
	to := fmt.Sprintf("/finance/securities/%d/papers", e.ID)
	require.Equal(t, 422, x.upload(t, fin, to, "paper", "evil.pdf", []byte("<html><script>")))
	require.Equal(t, 303, x.upload(t, fin, to, "paper", "合同.html", []byte("%PDF-1.4 text")))
	var id int64
	require.NoError(t, x.app.DB.Read(context.Background()).Raw("SELECT MAX(id) FROM security_papers").Scan(&id).Error)
	for _, p := range []person{fin, owner} {
		got := send(t, x.app.Web, p, "GET", fmt.Sprintf("/credit-papers/%d", id), nil)
		require.Equal(t, 200, got.status)
		require.Equal(t, "%PDF-1.4 text", got.body)
		require.Equal(t, "application/pdf", got.header.Get("Content-Type"))
		require.True(t, strings.HasPrefix(got.header.Get("Content-Disposition"), "attachment;"))
		require.Contains(t, got.header.Get("Content-Disposition"), ".html.pdf")
		require.Equal(t, "nosniff", got.header.Get("X-Content-Type-Options"))
	}
}
