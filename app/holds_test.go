package app_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"assay/app"
	"assay/app/apptest"
	"assay/app/db"
	"assay/app/orders"
	"assay/models"
)

// rules puts a blocking policy in force, as approved.
func rules(t *testing.T, b *apptest.Book, a *app.App, list ...models.BlockingRule) {
	t.Helper()
	require.NoError(t, b.DB.InTx(t.Context(), func(tx *db.Tx) error {
		return a.Policies.Put(tx, b.Moment(), apptest.Manager, models.PolicyBlocking, models.SegmentAll, &models.BlockingPolicy{Rules: list}, "test")
	}))
}

// lateBook has an agent whose orders are held for what is overdue, one short
// of credit by more than finance may grant, and one held by hand.
func lateBook(t *testing.T, b *apptest.Book, a *app.App) (late, short, forced models.Order) {
	t.Helper()
	agent := b.Agent("HZ-1", 500_000)
	b.Deliver(b.Place(agent.ID, 100, models.OutcomeApprove).ID)
	b.Clock.Set("2026-12-01")
	rules(t, b, a, models.BlockingRule{Family: models.FamilyDaysOverdue, Effect: models.EffectHold, Scope: "agent:HZ-1", Days: 45})
	late = b.Place(agent.ID, 20, models.OutcomeHold)
	other := b.Agent("HZ-2", 10)
	short = b.Place(other.ID, 2_011, models.OutcomeHold)
	small := models.Money(1000_00)
	matrix := models.ApprovalMatrix{Rows: []models.ApprovalRow{{Subject: models.ApproveHoldRelease, UpToFen: &small, Role: models.RoleFinance}}}
	require.NoError(t, b.DB.InTx(t.Context(), func(tx *db.Tx) error {
		return a.Policies.Put(tx, b.Moment(), apptest.Manager, models.PolicyApproval, models.SegmentAll, &matrix, "test")
	}))
	third := b.Agent("HZ-3", 1000)
	forced = b.Place(third.ID, 30, models.OutcomeApprove)
	return late, short, forced
}

// The queue says all of a hold on one line, is narrowed by its reasons, and
// each releases as much as the matrix lets them.
func TestTheQueueOfHolds(t *testing.T) {
	books(t, func(t *testing.T, b *apptest.Book, a *app.App) {
		late, short, forced := lateBook(t, b, a)
		finance := apptest.SignIn(t, a.Web, a.Auth, models.RoleFinance)
		var manager *apptest.Client
		require.Equal(t, 422, finance.Post(fmt.Sprintf("/finance/holds/%d/hold", forced.ID)).Status, "a hold needs a reason")
		require.Equal(t, 303, finance.Post(fmt.Sprintf("/finance/holds/%d/hold", forced.ID), "reason", "wrong address").Status)
		require.Equal(t, 409, finance.Post(fmt.Sprintf("/finance/holds/%d/hold", forced.ID), "reason", "again").Status)

		page := finance.Get("/finance/holds").Body
		for _, text := range []string{"bound 45", "(HZ-1 only)", "¥2,001.00 short", "Held by hand", "wrong address", "2026-12-08", "Finance manager"} {
			require.Contains(t, page, text)
		}
		for query, want := range map[string]models.Order{"reason=days_overdue": late, "reason=over_limit": short, "reason=forced_hold": forced, "shortfall_from=1": short, "q=HZ-3": forced} {
			body := finance.Get("/finance/holds?" + query).Body
			for _, o := range []models.Order{late, short, forced} {
				require.Equal(t, o.ID == want.ID, strings.Contains(body, o.Number()), "%s %s", query, o.Number())
			}
		}
		require.NotContains(t, finance.Get("/finance/holds?age=1").Body, late.Number(), "it waits since today")
		b.Clock.Set("2026-12-02")
		finance, manager = apptest.SignIn(t, a.Web, a.Auth, models.RoleFinance), apptest.SignIn(t, a.Web, a.Auth, models.RoleFinanceManager)
		require.Contains(t, finance.Get("/finance/holds?age=1").Body, late.Number())
		sheet := finance.Get("/finance/holds?format=csv").Body
		require.Contains(t, sheet, "bound 45")

		r := finance.Post("/finance/holds/releases", "sel", fmt.Sprint(late.ID), "sel", fmt.Sprint(short.ID), "reason", "known")
		require.Equal(t, 409, r.Status)
		require.Contains(t, r.Body, "A finance manager may release it")
		require.Contains(t, r.Body, "1 done", "a refusal does not undo the others")
		require.Equal(t, 403, finance.Post(fmt.Sprintf("/finance/holds/%d/release", short.ID), "reason", "x").Status)
		require.Equal(t, 303, manager.Post(fmt.Sprintf("/finance/holds/%d/release", short.ID), "reason", "x").Status)
		require.Contains(t, finance.Get(fmt.Sprintf("/finance/holds/%d", late.ID)).Body, "Reasons let pass")
	})
}

// An agent reads why its order is held and what to do, and nothing of bounds,
// rules or what finance says to itself.
func TestAnAgentReadsItsHoldSoftened(t *testing.T) {
	books(t, func(t *testing.T, b *apptest.Book, a *app.App) {
		late, _, forced := lateBook(t, b, a)
		require.NoError(t, a.Orders.Hold(t.Context(), apptest.Finance, forced.ID, "suspicious buyer"))
		for _, x := range []struct {
			order models.Order
			says  []string
		}{
			{late, []string{"An invoice has been overdue for long", "Please pay the oldest invoice first", "2026-12-08"}},
			{forced, []string{"Finance is looking at this order", "will contact you"}},
		} {
			owner := apptest.SignIn(t, a.Web, a.Auth, models.RoleAgentOwner, x.order.AgentID)
			page := owner.Get(fmt.Sprintf("/agent/orders/%d", x.order.ID)).Body
			for _, text := range x.says {
				require.Contains(t, page, text)
			}
			for _, secret := range []string{"bound 45", "only)", "suspicious"} {
				require.NotContains(t, page, secret)
			}
		}
	})
}

// A role for one region releases nothing in another, whatever else the person
// may there.
func TestAuthorityIsOfItsRegion(t *testing.T) {
	books(t, func(t *testing.T, b *apptest.Book, a *app.App) {
		late, _, _ := lateBook(t, b, a)
		q := b.DB.Read(t.Context())
		east := models.Grant{Role: models.RoleFinance, Kind: models.ScopeRegion, ID: 1, Path: "/1/"}
		west := models.Grant{Role: models.RoleFinanceManager, Kind: models.ScopeRegion, ID: 9, Path: "/9/"}
		roles, err := orders.RolesOver(q, models.Actor{Grants: []models.Grant{west, east}}, late.ID)
		require.NoError(t, err)
		require.Equal(t, []models.Role{models.RoleFinance}, roles)
		roles, err = orders.RolesOver(q, models.Actor{Grants: []models.Grant{west}}, late.ID)
		require.NoError(t, err)
		require.Empty(t, roles)
	})
}

// Rules name only agents and groups that there are, ask for the bounds that
// their family uses, and an exclusion is drafted from the agent's page.
func TestBlockingRulesAreWrittenWithHelp(t *testing.T) {
	books(t, func(t *testing.T, b *apptest.Book, a *app.App) {
		late, _, _ := lateBook(t, b, a)
		b.Group("GROUP", 10)
		c := apptest.SignIn(t, a.Web, a.Auth, models.RoleFinance)
		agent := fmt.Sprintf("/finance/agents/%d", late.AgentID)
		page := c.Get(agent).Body
		require.Contains(t, page, "more than 45 days")
		require.NotContains(t, c.Get(fmt.Sprintf("/finance/agents/%d", late.AgentID+1)).Body, "more than 45 days", "another's rule")
		require.Equal(t, 422, c.Post(agent+"/exclusion", "family", "days_overdue").Status, "an exclusion ends on a day")
		require.Equal(t, 422, c.Post(agent+"/exclusion", "family", "weather", "valid_to", "2026-12-31").Status)
		require.Equal(t, 422, c.Post(agent+"/exclusion", "family", "days_overdue", "valid_to", "2026-11-30").Status, "it would have ended")
		r := c.Post(agent+"/exclusion", "family", "days_overdue", "valid_to", "2026-12-31")
		require.Equal(t, 303, r.Status)
		require.Equal(t, 303, c.Post(agent+"/exclusion", "family", "days_overdue", "valid_to", "2026-12-31").Status, "once more changes nothing")
		draft := r.Header.Get("Location")
		page = c.Get(draft).Body
		require.Contains(t, page, `value="agent:HZ-1"`)
		require.Contains(t, page, `name="f.rules.0.days"`)
		require.NotContains(t, page, `name="f.rules.0.amount"`)
		require.NotContains(t, page, `name="f.rules.1.days"`, "an exclusion has no bound")
		require.NotContains(t, page, `name="f.rules.2.`)

		edit := func(values ...string) apptest.Answer {
			_, rest, _ := strings.Cut(c.Get(draft).Body, `name="edit" value="`)
			n, _, _ := strings.Cut(rest, `"`)
			return c.Post(draft, append([]string{"edit", n}, values...)...)
		}
		r = edit("f.rules.0.scope", "agent:NOBODY")
		require.Equal(t, 422, r.Status)
		require.Contains(t, r.Body, "There is no agent with the code NOBODY")
		require.Contains(t, r.Body, `value="agent:NOBODY"`, "nothing is lost")
		r = edit("f.rules.0.scope", "group:NONE")
		require.Contains(t, r.Body, "There is no credit group with the code NONE")
		require.Equal(t, 303, edit("f.rules.0.scope", "group:GROUP", "f.rules.0.family", "order_amount").Status)
		page = c.Get(draft).Body
		require.Contains(t, page, `name="f.rules.0.amount"`)
		require.NotContains(t, page, `name="f.rules.0.days"`)
		sales := apptest.SignIn(t, a.Web, a.Auth, models.RoleSalesManager)
		require.Equal(t, 403, sales.Post(agent+"/exclusion", "family", "days_overdue", "valid_to", "2026-12-31").Status)
	})
}
