package app_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"assay/app"
	"assay/app/apptest"
	"assay/app/db"
	"assay/app/reports"
	"assay/models"
)

// The pages of master data through the real routes: who may, what is refused
// keeps what was typed, and what is stored shows.
func TestMasterDataThroughItsPages(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		b, ctx := apptest.NewBook(t, d), context.Background()
		a := app.New(app.Config{Demo: true, AuditKey: make([]byte, 32)}, d, db.Clock{Now: b.Clock.Now, Zone: apptest.Shanghai})
		w, err := a.Serve()
		require.NoError(t, err)
		sales, clerk := apptest.SignIn(t, w, a.Auth, models.RoleSalesManager), apptest.SignIn(t, w, a.Auth, models.RoleSales)
		manager := apptest.SignIn(t, w, a.Auth, models.RoleFinanceManager)
		for _, path := range []string{"/sales/agents/new", "/sales/products/new", "/finance/groups", "/finance/settlement"} {
			require.Equal(t, 403, clerk.Get(path).Status, path)
		}
		region := fmt.Sprint(b.Region.ID)
		form := []string{"code", "N1", "name_zh", "瑞和", "kind", "agent", "region_id", region, "grade", "A", "contacts.0.name", "林晓雯",
			"contacts.0.birthday_kind", "lunar", "contacts.0.month", "8", "contacts.0.day", "31", "banks.0.bank", "工商银行", "banks.0.account_no", "6222-0001"}
		r := sales.Post("/sales/agents/new", form...)
		require.Equal(t, 422, r.Status)
		for _, kept := range []string{"瑞和", "林晓雯", "6222-0001", `id="e-contacts.0.birthday"`} {
			require.Contains(t, r.Body, kept)
		}
		require.Equal(t, 422, sales.Post("/sales/agents/new", "code", "N2", "name_zh", "x", "kind", "agent", "region_id", "99").Status)
		r = sales.Post("/sales/agents/new", "code", "N1", "name_zh", "瑞和", "kind", "agent", "region_id", region, "grade", "A",
			"contacts.0.name", "林晓雯", "contacts.0.birthday_kind", "lunar", "contacts.0.month", "8", "contacts.0.day", "15", "banks.0.bank", "工商银行", "banks.0.account_no", "6222-0001")
		require.Equal(t, 303, r.Status, r.Body)
		own := r.Location
		page := sales.Get(own + "?tab=register").Body
		require.Contains(t, page, "6222-0001")
		require.Contains(t, page, own+"/edit")
		require.NotContains(t, clerk.Get(own+"?tab=register").Body, own+"/edit")
		require.Contains(t, sales.Get(own+"/edit").Body, "林晓雯")
		require.Equal(t, 303, sales.Post(own+"/edit", "version", "1", "name_zh", "瑞和祥", "kind", "agent", "region_id", region, "contacts.0.name", "林晓雯").Status)
		require.Equal(t, 409, sales.Post(own+"/edit", "version", "1", "name_zh", "瑞和祥", "kind", "agent", "region_id", region).Status)
		require.Equal(t, 422, sales.Post(own+"/stores", "store_code", "", "store_name_zh", "湖滨店").Status)
		require.Equal(t, 303, sales.Post(own+"/stores", "store_code", "ST1", "store_name_zh", "湖滨店", "store_name_en", "Lakeside", "store_opened_on", "2020-01-01").Status)
		r = sales.Post(own+"/stores", "store_code", "ST1", "store_name_zh", "另一家")
		require.Equal(t, 422, r.Status)
		require.Contains(t, r.Body, "另一家")

		agent := b.Agent("A1", 1000)
		other := b.Agent("A2", 1000)
		at := fmt.Sprintf("/finance/agents/%d", agent.ID)
		security := func(number, amount string) apptest.Answer {
			return manager.Upload(at+"/security", "security_paper", "d.pdf", []byte("%PDF-1.4"), "security_kind", "deposit", "security_number", number, "security_amount", amount, "security_share", "80", "security_valid_from", "2026-06-01")
		}
		require.Equal(t, 422, security("D1", "-5").Status)
		require.Equal(t, 303, security("D1", "500").Status)
		require.Equal(t, 422, security("D1", "500").Status, "the number is taken")
		require.Equal(t, 422, manager.Post(at+"/security", "security_kind", "deposit", "security_number", "D2", "security_amount", "1", "security_share", "80", "security_valid_from", "2026-06-01").Status, "no document")
		require.EqualValues(t, 0, b.Account(agent.ID).SecuredFen, "it waits for a second person")
		require.Equal(t, 403, manager.Post("/finance/security-requests/1/decision", "do", "approve").Status)
		require.Contains(t, manager.Get("/finance/security-requests/1").Body, "somebody else decides")
		fin := apptest.SignIn(t, a.Web, a.Auth, models.RoleFinance)
		require.NotContains(t, manager.Get("/home").Body, "security to approve", "one's own does not wait for oneself")
		require.Contains(t, fin.Get("/home").Body, "security to approve")
		require.Contains(t, fin.Get(at).Body, "/finance/security-requests/1")
		require.Equal(t, 303, fin.Post("/finance/security-requests/1/decision", "do", "approve").Status)
		require.Equal(t, 422, security("D1", "500").Status, "the number stands")
		require.EqualValues(t, 400_00, b.Account(agent.ID).SecuredFen)
		require.Equal(t, 404, manager.Post(fmt.Sprintf("/finance/agents/%d/securities/1/release", other.ID)).Status, "another agent's")
		require.Equal(t, 303, manager.Post(at+"/securities/1/release").Status)
		require.Equal(t, 409, manager.Post(at+"/securities/1/release").Status)

		groupPages(t, manager)
		catalogPages(t, sales)
		settlementPages(t, manager)
		found, err := reports.Check(ctx, d)
		require.NoError(t, err)
		require.Empty(t, found)
	})
}

func groupPages(t *testing.T, c *apptest.Client) {
	t.Helper()
	r := c.Post("/finance/groups", "code", "G1", "name_zh", "一家", "pot_kind", "amount", "pot", "much", "member_kind", "inherit")
	require.Equal(t, 422, r.Status)
	require.Contains(t, r.Body, "much")
	require.Equal(t, 303, c.Post("/finance/groups", "code", "G1", "name_zh", "一家", "name_en", "One house", "pot_kind", "amount", "pot", "800", "member_kind", "inherit").Status)
	r = c.Post("/finance/groups/1/members", "agent", "NOBODY", "reason", "one owner")
	require.Equal(t, 422, r.Status)
	require.Contains(t, r.Body, "NOBODY")
	require.Equal(t, 422, c.Post("/finance/groups/1/members", "agent", "A1").Status, "no reason")
	require.Equal(t, 303, c.Post("/finance/groups/1/members", "agent", "A1", "reason", "one owner").Status)
	require.Equal(t, 409, c.Post("/finance/groups/1/members", "agent", "A1", "reason", "again").Status)
	require.Equal(t, 422, c.Post("/finance/groups/1/pot", "pot_kind", "amount", "pot", "900", "member_kind", "none").Status, "no reason")
	require.Equal(t, 303, c.Post("/finance/groups/1/pot", "pot_kind", "amount", "pot", "900", "member_kind", "none", "reason", "more").Status)
	page := c.Get("/finance/groups").Body
	require.Contains(t, page, "Jeweller A1")
	require.Contains(t, page, "900")
	require.Equal(t, 303, c.Post("/finance/groups/1/members", "agent", "A1", "do", "leave", "reason", "sold").Status)
	require.Equal(t, 422, c.Post("/finance/groups/grades", "grade", "A", "grade_kind", "amount", "grade_amount", "x", "reason", "r").Status)
	require.Equal(t, 303, c.Post("/finance/groups/grades", "grade", "A", "grade_kind", "amount", "grade_amount", "123.45", "reason", "r").Status)
	require.Contains(t, c.Get("/finance/groups").Body, "123.45")
}

func catalogPages(t *testing.T, c *apptest.Client) {
	t.Helper()
	form := []string{"sku", "BANGLE", "name_zh", "手镯", "category", "gold", "price_kind", "metal", "metal", "au9999", "weight", "heavy", "wastage", "1.5", "labour", "80", "vat", "13"}
	r := c.Post("/sales/products/new", form...)
	require.Equal(t, 422, r.Status)
	require.Contains(t, r.Body, "heavy")
	form[11] = "10.5"
	r = c.Post("/sales/products/new", form...)
	require.Equal(t, 303, r.Status, r.Body)
	require.Contains(t, c.Get(r.Location).Body, "10.50")
	require.Equal(t, 303, c.Post(r.Location, append(form, "version", "1")...).Status)
	require.Equal(t, 409, c.Post(r.Location, append(form, "version", "1")...).Status)
	require.Equal(t, 303, c.Post(r.Location+"/sale", "do", "withdraw").Status)
	require.Contains(t, c.Get("/sales/products?q=BANGLE").Body, "Withdrawn")
	require.Equal(t, 404, c.Get("/sales/products/999").Status)
	require.Equal(t, 404, c.Post("/sales/price-lists/9/discount", "discount", "5").Status)
}

func settlementPages(t *testing.T, c *apptest.Client) {
	t.Helper()
	form := []string{"code", "p25", "name_zh", "25 日结", "name_en", "To the 25th", "months", "1", "cutoff_day", "40", "days_to_pay", "20", "discount", "2", "discount_days", "10", "holiday_shift", "next"}
	r := c.Post("/finance/settlement", form...)
	require.Equal(t, 422, r.Status)
	require.Contains(t, r.Body, "To the 25th")
	form[9] = "25"
	require.Equal(t, 303, c.Post("/finance/settlement", form...).Status)
	page := c.Get("/finance/settlement?policy=7&from=2026-06-20").Body
	require.Contains(t, page, "2026-07-15", "25 June and 20 days")
	require.Equal(t, 303, c.Post("/finance/settlement/holidays", "day", "2026-07-15", "day_kind", "off", "day_name", "厂休").Status)
	require.Equal(t, 422, c.Post("/finance/settlement/holidays", "day", "2026-07-15", "day_kind", "off", "day_name", "厂休").Status)
	require.Equal(t, 303, c.Post("/finance/settlement/holidays", "day", "2026-07-15", "do", "remove").Status)
	require.Equal(t, 303, c.Post("/finance/settlement/7/retirement").Status)
	require.Equal(t, 409, c.Post("/finance/settlement/1/retirement").Status, "prepaid stays")
}
