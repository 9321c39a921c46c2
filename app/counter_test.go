package app_test

import (
	"context"
	"fmt"
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"

	"assay/app/apptest"
	"assay/app/db"
	"assay/app/loyalty"
	"assay/models"
)

// sold is a slip and a redemption of a tenant's member.
func (x *world) sold(t testing.TB, out map[string]int64) {
	t.Helper()
	ctx, at, all := context.Background(), x.book.Moment(), models.Scope{All: true}
	slip, err := x.app.Loyalty.Sell(ctx, apptest.Sales, all, loyalty.SaleInput{StoreID: out["store"], MemberID: out["member"], SoldOn: at.On, Payment: "card", SourceKey: "first",
		Lines: []loyalty.SaleLine{{SKU: "RING", Quantity: 2, PriceFen: 5_000_00}}})
	require.NoError(t, err)
	r, err := x.app.Loyalty.Redeem(ctx, apptest.Sales, all, loyalty.RedeemInput{StoreID: out["store"], MemberID: out["member"], Kind: models.RedeemGoods, What: "丝巾", Points: 10, RequestKey: fmt.Sprint(out["member"])})
	require.NoError(t, err)
	out["slip"], out["redemption"] = slip.ID, r.ID
}

var hiddenKey = regexp.MustCompile(`name="key" value="([^"]+)"`)

// A day at a counter: a sale is checked, entered once however often it is sent,
// found in the list, partly refunded; the member's points are redeemed and given
// back. Another store's documents are not there.
func TestADayAtTheCounter(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		x := newWorld(t, d)
		w := x.app.Web
		staff := x.grant(t, models.UserGrant{Role: models.RoleStoreStaff, ScopeKind: models.ScopeStore, ScopeID: x.number(t, "store")})
		get := func(path string) reply { return send(t, w, staff, "GET", path, nil) }
		post := func(path string, values ...string) reply {
			return send(t, w, staff, "POST", path, staff.form(values...))
		}

		form := get("/store/slips/new")
		require.Equal(t, 200, form.status)
		sale := []string{"key", hiddenKey.FindStringSubmatch(form.body)[1], "member", "810" + x.ids["agent"].own, "store", x.ids["store"].own, "sold_on", "2026-07-02", "payment", "wechat", "points", "100",
			"lines.0.sku", "ring", "lines.0.quantity", "2", "lines.0.price", "4000.50", "lines.2.name", "擦银布", "lines.2.category", "other", "lines.2.quantity", "1", "lines.2.price", "10"}
		checked := post("/store/slips/new", append(sale, "do", "check")...)
		require.Equal(t, 200, checked.status)
		require.Contains(t, checked.body, "7,986", "8011.00 less one yuan for 100 points, and a tenth of 240.00 labour by the tier")
		require.Contains(t, checked.body, "S2")
		require.Contains(t, checked.body, "擦银布", "what was typed stays")
		wrong := post("/store/slips/new", append(sale, "do", "check", "lines.3.sku", "NONE", "lines.3.quantity", "1", "lines.3.price", "1")...)
		require.Equal(t, 422, wrong.status)
		require.Contains(t, wrong.body, "There is no article NONE")
		entered := post("/store/slips/new", append(sale, "do", "sell")...)
		require.Equal(t, 303, entered.status)
		path := entered.header.Get("Location")
		require.Equal(t, path, post("/store/slips/new", append(sale, "do", "sell")...).header.Get("Location"), "sent twice is one sale")

		list := get("/store/slips?category=other")
		require.Contains(t, list.body, "SS2026-000003")
		require.NotContains(t, list.body, "SS2026-000001")
		require.NotContains(t, get("/store/slips").body, "SS2026-000002", "another store's")
		slip := get(path)
		require.Contains(t, slip.body, "擦银布")
		line := regexp.MustCompile(`name="back\.(\d+)"`).FindStringSubmatch(slip.body)[1]
		refund := []string{"key", hiddenKey.FindStringSubmatch(slip.body)[1], "back." + line, "3", "reason", "不合适"}
		require.Equal(t, 409, post(path+"/refunds", refund...).status)
		refund[3] = "1"
		require.Equal(t, 303, post(path+"/refunds", refund...).status)
		require.Contains(t, get(path).body, "SR2026-000001")

		ledger := "/store/members/" + x.ids["member"].own + "/ledger"
		page := get(ledger)
		require.Contains(t, page.body, "丝巾")
		require.NotContains(t, page.body, "Give a tier by hand", "not at a counter")
		require.Equal(t, 422, post("/store/members/"+x.ids["member"].own+"/redemptions", "key", "a", "points", "99999", "kind", "goods", "what", "x", "store", x.ids["store"].own).status)
		require.Equal(t, 303, post("/store/redemptions/"+x.ids["redemption"].own+"/cancellation").status)
		require.Contains(t, get(ledger).body, "Cancelled")
		for _, other := range []string{"/store/slips/" + x.ids["slip"].other, "/store/members/" + x.ids["member"].other + "/ledger"} {
			require.Equal(t, 404, get(other).status, other)
		}
		manager := x.enterForAll(t, models.RoleSalesManager)
		require.Equal(t, 303, send(t, w, manager, "POST", "/store/members/"+x.ids["member"].own+"/tier", manager.form("tier", "S4", "until", "2026-12-31", "reason", "贵宾")).status)
		require.Contains(t, get(ledger).body, "S4")
		owed := send(t, w, manager, "GET", "/sales/points", nil)
		require.Equal(t, 200, owed.status)
		require.Contains(t, owed.body, "2028-07")
	})
}

func (x *world) number(t testing.TB, kind string) (n int64) {
	t.Helper()
	_, err := fmt.Sscan(x.ids[kind].own, &n)
	require.NoError(t, err)
	return n
}
