package app_test

import (
	"context"
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"

	"assay/app/apptest"
	"assay/app/db"
	"assay/app/policy"
	"assay/models"
)

// A till sees what the member holds, with the benefits of the tier chosen and a
// reason beside what does not fit; what is ticked lowers the sale and is shown on
// the slip. A manager issues a coupon and cancels it.
func TestATillOffersWhatTheMemberHolds(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		x := newWorld(t, d)
		p := models.DefaultBenefitPolicy()
		p.Benefits[0].Tier = "S1"
		require.NoError(t, d.InTx(context.Background(), func(tx *db.Tx) error {
			return (&policy.Service{DB: d, Clock: x.app.Clock}).Put(tx, x.book.Moment(), apptest.Manager, models.PolicyBenefits, models.SegmentAll, &p, "test")
		}))
		manager := x.grant(t, models.UserGrant{Role: models.RoleStoreManager, ScopeKind: models.ScopeStore, ScopeID: x.number(t, "store")})
		get := func(path string) reply { return send(t, x.app.Web, manager, "GET", path, nil) }
		post := func(path string, values ...string) reply {
			return send(t, x.app.Web, manager, "POST", path, manager.form(values...))
		}
		own := "/store/members/" + x.ids["member"].own
		page := get(own + "/perks")
		require.Equal(t, 200, page.status)
		require.Equal(t, 303, post(own+"/vouchers", "key", "v1", "code", "C100", "reason", "补偿").status)
		coupon := regexp.MustCompile(`V[A-Z2-7]{10}`).FindString(get("/store/vouchers?state=open").body)
		require.NotEmpty(t, coupon)

		sale := []string{"key", "s1", "member", "810" + x.ids["agent"].own, "store", x.ids["store"].own, "sold_on", x.book.Moment().On.String(), "payment", "card",
			"lines.0.name", "戒指", "lines.0.category", "gold", "lines.0.quantity", "1", "lines.0.price", "1000", "lines.0.labour", "200"}
		checked := post("/store/slips/new", append(sale, "do", "check")...)
		require.Equal(t, 200, checked.status)
		require.Regexp(t, `value="LABOUR10" checked`, checked.body)
		require.Contains(t, checked.body, "980.00")
		require.Contains(t, checked.body, "Below the least amount")
		plain := post("/store/slips/new", append(sale, "do", "check", "offered", "1")...)
		require.NotRegexp(t, `value="LABOUR10" checked`, plain.body, "what was unticked stays so")
		refused := post("/store/slips/new", append(sale, "do", "sell", "offered", "1", "perk", "SALON")...)
		require.Equal(t, 422, refused.status)
		entered := post("/store/slips/new", append(sale, "do", "sell", "offered", "1", "perk", "LABOUR10")...)
		require.Equal(t, 303, entered.status, entered.body)
		slip := get(entered.header.Get("Location"))
		require.Contains(t, slip.body, "10% off labour")
		require.Contains(t, slip.body, "980.00")

		require.Equal(t, 303, post(own+"/perks", "key", "g1", "perk", "CLEAN").status)
		require.Contains(t, get(own+"/perks").body, "1 left this year")
		require.Contains(t, get("/store/perk-uses").body, "Free cleaning")
		cancel := regexp.MustCompile(`/store/vouchers/\d+/cancellation`).FindString(get(own + "/perks").body)
		require.Equal(t, 303, post(cancel, "reason", "发错了").status)
		require.Equal(t, 409, post(cancel, "reason", "发错了").status)
	})
}
