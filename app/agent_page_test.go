package app_test

import (
	"context"
	"fmt"
	"html"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"assay/app"
	"assay/app/apptest"
	"assay/app/db"
	"assay/models"
)

// openDialog is the dialog that a page shows without scripts, "" for none.
var openDialog = regexp.MustCompile(`(?s)<dialog class="dialog dialog-static mt-4" id="dlg-(\w+)"[^>]* open>(.*?)</dialog>`)

func TestEveryTabOfTheAgentPage(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		x := newWorld(t, d)
		require.NoError(t, x.app.Reports.CatchUp(context.Background(), x.book.Moment().On))
		for _, c := range []struct {
			role models.Role
			base string
			tabs map[string][]string // tab → what it says
		}{
			{models.RoleFinanceManager, "/finance/agents/1", map[string][]string{
				"":       {"Exposure and available", "What the exposure is made of", `id="trend-t"`, "Limit changes", "RC2026-000001", "Average days to pay", "All changes", `href="/finance/settlement/comparison?agent=EAST"`},
				"orders": {"SO00000001"}, "statements": {"ST2026-000001"}, "register": {"Tax number"}, "journal": {"Credit was never stopped", "Audit trail"}, "nonsense": {"Exposure and available"},
			}},
			{models.RoleSales, "/sales/agents/1", map[string][]string{"": {"Exposure and available"}, "orders": {"/sales/orders?state=&amp;q=EAST"}, "register": {"By grade"}, "journal": {"Relationship"}}},
		} {
			visitor := apptest.SignIn(t, x.app.Web, x.app.Auth, c.role)
			for tab, said := range c.tabs {
				page := visitor.Get(c.base + "?tab=" + tab)
				require.Equal(t, 200, page.Status, "%s %s", c.role, tab)
				for _, s := range said {
					require.Contains(t, page.Body, s, "%s %s", c.role, tab)
				}
				require.Equal(t, 1, strings.Count(page.Body, "<h1"), tab)
			}
		}
		sales := apptest.SignIn(t, x.app.Web, x.app.Auth, models.RoleSales).Get("/sales/agents/1").Body
		for _, hidden := range []string{"RC2026-000001", "ST2026-000001", "dlg-limit", "/finance/receipts", "/finance/settlement"} {
			require.NotContains(t, sales, hidden, "sales see no receipts and set no limits")
		}
	})
}

// The page leads to what other settlement policies would have made of this very
// agent's trade.
func TestTheAgentPageLeadsToItsComparison(t *testing.T) {
	books(t, func(t *testing.T, b *apptest.Book, a *app.App) {
		agent := b.Agent("A1", 1000)
		b.Deliver(b.Place(agent.ID, 100, models.OutcomeApprove).ID)
		b.Clock.Set("2026-07-10")
		b.Deliver(b.Place(agent.ID, 50, models.OutcomeApprove).ID)
		b.Clock.Set("2026-09-01")
		c := apptest.SignIn(t, a.Web, a.Auth, models.RoleFinance)
		link := regexp.MustCompile(`href="(/finance/settlement/comparison[^"]*)"`).FindStringSubmatch(c.Get(fmt.Sprintf("/finance/agents/%d", agent.ID)).Body)
		require.NotEmpty(t, link)
		page := c.Get(html.UnescapeString(link[1]))
		require.Equal(t, 200, page.Status)
		require.Contains(t, page.Body, `value="A1"`)
		require.Contains(t, page.Body, "1 agent, 1 order<")
	})
}

// Without scripts a button opens its form on the page; a form that is not
// accepted comes back open, with what was typed.
func TestAgentDialogs(t *testing.T) {
	books(t, func(t *testing.T, b *apptest.Book, a *app.App) {
		agent := b.Agent("A1", 1000)
		at := fmt.Sprintf("/finance/agents/%d", agent.ID)
		c := apptest.SignIn(t, a.Web, a.Auth, models.RoleFinanceManager)
		require.Empty(t, openDialog.FindStringSubmatch(c.Get(at).Body))
		for _, name := range []string{"limit", "block", "policy", "security"} {
			found := openDialog.FindStringSubmatch(c.Get(at + "?do=" + name).Body)
			require.NotEmpty(t, found, name)
			require.Equal(t, name, found[1])
			require.Contains(t, found[2], `href="`+at+`?tab=finance"`, "a way back")
		}
		for name, form := range map[string][]string{
			"limit":    {"purpose", "temporary", "kind", "amount", "amount", "12.345", "reason", "typed by hand"},
			"block":    {"reason", "no such reason", "note", "typed by hand"},
			"policy":   {"policy", "99", "reason", "typed by hand"},
			"security": {"security_kind", "deposit", "security_number", "typed by hand", "security_amount", "-5", "security_share", "80", "security_valid_from", "2026-06-01"},
		} {
			r := c.Post(at+"/"+name, form...)
			require.Contains(t, []int{404, 422}, r.Status, name)
			if r.Status == 404 {
				continue
			}
			found := openDialog.FindStringSubmatch(r.Body)
			require.NotEmpty(t, found, "%s: its form is shown", name)
			require.Equal(t, name, found[1])
			require.Contains(t, found[2], "typed by hand", name)
			require.Contains(t, r.Body, `role="alert"`, name)
			require.NotContains(t, r.Body, `href="?`, "an address that stands for the form's own")
		}
		sales := apptest.SignIn(t, a.Web, a.Auth, models.RoleSalesManager)
		r := sales.Post(fmt.Sprintf("/sales/agents/%d/status", agent.ID), "status", "suspended", "reason", "")
		require.Equal(t, 422, r.Status)
		require.Equal(t, "status", openDialog.FindStringSubmatch(r.Body)[1])
		r = sales.Post(fmt.Sprintf("/sales/agents/%d/status", agent.ID), "status", "suspended", "reason", "typed by hand")
		require.Equal(t, 303, r.Status)
		require.Equal(t, fmt.Sprintf("/sales/agents/%d?tab=register", agent.ID), r.Location)
	})
}

// An agent with nothing says so; one that owes as much as anybody may keeps the
// page's shape.
func TestAgentPageOfNothingAndOfHugeAmounts(t *testing.T) {
	books(t, func(t *testing.T, b *apptest.Book, a *app.App) {
		agent := b.Agent("A1", 1000)
		c := apptest.SignIn(t, a.Web, a.Auth, models.RoleFinanceManager)
		page := c.Get("/finance/agents/1").Body
		for _, said := range []string{"nothing ahead", "no payments", "No receipts", "No month has ended yet"} {
			require.Contains(t, page, said)
		}
		name := strings.Repeat("极长名称", 30) + "<b>"
		require.NoError(t, b.DB.InTx(context.Background(), func(tx *db.Tx) error {
			for _, q := range []string{
				"INSERT INTO due_balances (agent_id, due_on, debit_fen, credit_fen) VALUES (1, '2026-01-31', 10000000000000, 0)",
				"UPDATE credit_accounts SET receivable_fen = 10000000000000 WHERE agent_id = 1",
			} {
				if _, err := tx.Change(q); err != nil {
					return err
				}
			}
			_, err := tx.Change("UPDATE agents SET name_zh = ?, name_en = ? WHERE id = ?", name, name, agent.ID)
			return err
		}))
		page = c.Get("/finance/agents/1").Body
		require.Contains(t, page, "121 days overdue")
		require.Contains(t, page, "100,000,000,000<")
		require.NotContains(t, page, "<b>极")
	})
}
