package app_test

import (
	"context"
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"assay/app/apptest"
	"assay/app/db"
	"assay/app/insight"
	"assay/models"
)

// segmentsOf is a segment of the person's own store, of the region, or of the
// brand, and one of the other tenant's store.
func (x *world) segmentsOf(t testing.TB, p person) (out ids) {
	t.Helper()
	save := func(store int64) string {
		id, err := x.app.Insight.SaveSegment(context.Background(), apptest.Sales, models.Scope{All: true}, insight.SegmentInput{Name: "贵宾", StoreID: store})
		require.NoError(t, err)
		return fmt.Sprint(id)
	}
	var store int64
	if p.role.IsStore() {
		store = x.number(t, "store")
		_, err := fmt.Sscan(x.ids["store"].other, &store)
		require.NoError(t, err)
		out.other, store = save(store), x.number(t, "store")
	} else if p.role != "" && !p.all {
		return ids{own: save(x.number(t, "store"))}
	}
	out.own = save(store)
	return out
}

// count settles who waits to be counted.
func count(t testing.TB, d *db.DB, on models.Date) {
	t.Helper()
	ctx := context.Background()
	for {
		terms, err := insight.TermsOn(d.Read(ctx), on)
		require.NoError(t, err)
		waiting, err := insight.NextTouched(d.Read(ctx))
		require.NoError(t, err)
		if len(waiting.Lines) == 0 {
			return
		}
		require.NoError(t, d.InTx(ctx, func(tx *db.Tx) error {
			_, err := insight.Settle(tx, terms, waiting)
			return err
		}))
	}
}

var shownRule = regexp.MustCompile(`name="rule" value="([^"]+)"`)

// A store manager builds a segment button by button, sees how many it holds,
// keeps it, and takes it out as a sheet. Another store does not see it, nor its
// members through it.
func TestASegmentIsBuiltAndKept(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		x := newWorld(t, d)
		w := x.app.Web
		count(t, d, x.book.Moment().On)
		manager := x.grant(t, models.UserGrant{Role: models.RoleStoreManager, ScopeKind: models.ScopeStore, ScopeID: x.number(t, "store")})
		get := func(path string) reply { return send(t, w, manager, "GET", path, nil) }
		press := func(rule, do string, values ...string) (string, reply) {
			q := url.Values{"rule": {rule}, "do": {do}}
			for i := 0; i+1 < len(values); i += 2 {
				q.Add(values[i], values[i+1])
			}
			got := get("/store/segments/new?" + q.Encode())
			require.Equal(t, 303, got.status)
			page := get(got.header.Get("Location"))
			m := shownRule.FindStringSubmatch(page.body)
			require.NotNil(t, m, page.body)
			return m[1], page
		}
		rule, page := press("", "add.0", "add.0", "net_fen")
		require.Equal(t, "all|all;net_fen.ge.1", rule)
		require.Contains(t, page.body, "1 member matches")
		rule, page = press(rule, "count", "op.0.0", "ge", "value.0.0", "10000.01")
		require.Contains(t, page.body, "0 members match")
		rule, _ = press(rule, "add.0", "op.0.0", "ge", "value.0.0", "10000", "add.0", "marketing")
		rule, page = press(rule, "count", "mode.0", "all", "op.0.0", "ge", "value.0.0", "10000", "op.0.1", "in", "value.0.1", "yes")
		require.Equal(t, "all|all;net_fen.ge.10000;marketing.in.yes", rule)
		require.Contains(t, page.body, "1 member matches")
		require.Contains(t, page.body, "陈思敏")
		wrong := get("/store/segments/new?rule=" + url.QueryEscape("all|all;net_fen.ge.ten"))
		require.Equal(t, 422, wrong.status)
		require.Contains(t, wrong.body, `value="ten"`, "what was typed stays")

		form := manager.form("rule", rule, "name", "贵宾")
		kept := send(t, w, manager, "POST", "/store/segments/new?rule="+url.QueryEscape(rule), form)
		require.Equal(t, 303, kept.status, kept.body)
		path := kept.header.Get("Location")
		require.Contains(t, get("/store/segments").body, "贵宾")
		shown := get(path)
		require.Equal(t, 303, shown.status)
		sheet := get(shown.header.Get("Location") + "&format=csv")
		require.Equal(t, 200, sheet.status)
		require.Contains(t, sheet.body, "陈思敏")
		require.NotContains(t, sheet.body, "1395712810")
		var trail string
		require.NoError(t, d.Read(context.Background()).Raw("SELECT detail FROM audit_entries WHERE action = 'list.export'").Scan(&trail).Error)
		require.Contains(t, trail, "net_fen")

		other := x.grant(t, models.UserGrant{Role: models.RoleStoreManager, ScopeKind: models.ScopeStore, ScopeID: x.number2(t, "store")})
		require.Equal(t, 404, send(t, w, other, "GET", path, nil).status)
		require.NotContains(t, send(t, w, other, "GET", "/store/segments", nil).body, "贵宾")
		sales := x.enterForAll(t, models.RoleSales)
		masked := send(t, w, sales, "GET", "/sales/segments/new?rule="+url.QueryEscape(rule), nil)
		require.Contains(t, masked.body, "陈**")
		require.NotContains(t, masked.body, "陈思敏")
		require.Contains(t, masked.body, "2 members match", "of both stores")
		require.Equal(t, 303, send(t, w, manager, "POST", path+"/removal", manager.form()).status)
		require.Equal(t, 404, get(path).status)
		require.True(t, strings.HasPrefix(path, "/store/segments/"))
	})
}

// number2 is the other tenant's.
func (x *world) number2(t testing.TB, kind string) (n int64) {
	t.Helper()
	_, err := fmt.Sscan(x.ids[kind].other, &n)
	require.NoError(t, err)
	return n
}
