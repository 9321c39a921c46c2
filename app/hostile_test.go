package app_test

import (
	"fmt"
	"io/fs"
	"maps"
	"math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"slices"
	"sort"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"assay/app/apptest"
	"assay/app/db"
	"assay/app/web"
	"assay/views"
)

// hostile are values that no form sends.
var hostile = map[string]string{
	"nul": "a\x00b", "broken utf-8": "\xff\xfe\xc3(", "right to left": "\u202egnp.exe\u2066", "negative": "-1",
	"2^63": "9223372036854775808", "2^63-1": "9223372036854775807", "many pieces": "1000000000000", "a fraction": "0.000000000000000001", "not a number": "NaN",
	"exponent": "1e308", "template": "{{.}}${7*7}<script>alert(1)</script>", "sql": "' OR '1'='1'; DROP TABLE users; --", "formula": "=1+1", "path": "../../../etc/passwd",
	"beyond the calendar": "9999-12-31", "before the calendar": "0000-00-00", "no day": "2026-02-30", "four bytes": "😀👩‍👩‍👧‍👦𠮷", "line ends": "a\r\nSet-Cookie: x=1",
	"just too long": strings.Repeat("x", 3000), "blank": "   ", "like": "%_!%",
}

// fields are the names of all inputs of all forms, and the numbered ones.
func fields(t testing.TB) []string {
	seen := map[string]bool{"n.1": true, "w.1": true, "p.1": true, "sku.1": true, "quantity.1": true}
	name := regexp.MustCompile(`\bname="([a-z_.0-9]+)"`)
	require.NoError(t, fs.WalkDir(views.Files, ".", func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := fs.ReadFile(views.Files, p)
		for _, m := range name.FindAllStringSubmatch(string(b), -1) {
			seen[m[1]] = true
		}
		return err
	}))
	delete(seen, "_csrf")
	delete(seen, "viewport")
	return slices.Sorted(maps.Keys(seen))
}

// plausible are values that get past the first checks of a form.
func plausible(names []string) url.Values {
	f := url.Values{}
	for _, n := range names {
		f.Set(n, map[string]string{"amount": "1.00", "price": "900.00", "reason": "test", "note": "test", "agent": "EAST", "code": "EAST", "kind": "amount", "purpose": "standing",
			"valid_from": "2026-07-02", "cleared_on": "2026-07-02", "received_on": "2026-07-02", "delivered_on": "2026-07-02", "method": "bank", "key": "key", "do": "reject",
			"role": "sales", "scope": "all", "login": "somebody.new", "name": "测试", "status": "suspended", "lang": "en", "theme": "dark", "policy": "1", "mode": "shadow",
			"normal": "1", "upper_width": "1", "lower_width": "1", "direction": "both", "sku.1": "YUAN", "quantity.1": "1", "n.1": "1", "p.1": "0.01", "sku": "YUAN", "quantity": "1"}[n])
	}
	return f
}

// changes are the routes that a browser's forms go to, each once, with
// somebody who may. A person's own account is left alone: it
// would end the session in use.
func (x *world) changes(t testing.TB, method string, do func(p person, r web.Route, target string)) {
	done := map[string]bool{}
	for _, p := range x.everybody(t) {
		for _, r := range x.app.Web.Routes() {
			if done[r.Path] || r.Method != method || isAPI(r) || !p.may(r) || r.Path == "/sign-out" || strings.HasPrefix(r.Path, "/account") {
				continue
			}
			done[r.Path] = true
			target := r.Path
			if at := parameter.FindStringIndex(target); at != nil {
				target = target[:at[0]] + x.fixture(t, p, r.Path, target[:at[1]]).own + target[at[1]:]
			}
			do(p, r, target)
		}
	}
}

// small tells that this is not the night, which sends all of it.
func small() bool { return os.Getenv("ASSAY_TEST") == "" }

// rounds is how often a form is sent with some of its fields hostile, so that
// every field is met behind checks that the others pass. The dice differ by
// engine and the night throws them more often.
func rounds() int {
	if !small() {
		return 60
	}
	return 8
}

// TestNoFormBreaks sends every form with every hostile value in all of its
// fields, and in some of them, on both engines: a refusal is fine, a failure
// of ours is not.
func TestNoFormBreaks(t *testing.T) {
	apptest.EnginesAtOnce(t, func(t *testing.T, d *db.DB) {
		x := newWorld(t, d)
		names := fields(t)
		require.Greater(t, len(names), 40)
		n, dice, kindsOf := 0, rand.New(rand.NewPCG(1, uint64(len(d.Dialect())))), slices.Sorted(maps.Keys(hostile))
		post := func(p person, target, what string, form url.Values) {
			n++
			form.Set("_csrf", p.form().Get("_csrf"))
			got := send(t, x.app.Web, p, "POST", target, form)
			assert.Less(t, got.status, 500, "%s: %s", target, what)
			assert.NotContains(t, got.body, "<script>alert(1)</script>", "%s: %s", target, what)
			assert.Empty(t, got.header.Get("X"), "%s: %s", target, what)
		}
		x.changes(t, "POST", func(p person, _ web.Route, target string) {
			for what, v := range hostile {
				all := url.Values{}
				for _, name := range names {
					all.Set(name, v[:min(len(v), 9000)])
				}
				post(p, target, what, all)
			}
			for range rounds() {
				some, what := plausible(names), ""
				for _, name := range names {
					if dice.IntN(12) == 0 {
						kind := kindsOf[dice.IntN(len(kindsOf))]
						some.Set(name, hostile[kind])
						what += name + "=" + kind + " "
					}
				}
				post(p, target, what, some)
			}
			post(p, target, "half a megabyte", url.Values{"reason": {strings.Repeat("好", 170_000)}, "key": {"k"}})
			post(p, target, "an array", url.Values{"a[999999999]": {"1"}, "n[]": {"1", "2"}, "amount": {"1", "2"}, "id": {"1", "2"}})
		})
		t.Logf("%d forms sent", n)
	})
}

// TestNoQueryBreaks is the same for pages and what follows their question
// mark.
func TestNoQueryBreaks(t *testing.T) {
	apptest.EnginesAtOnce(t, func(t *testing.T, d *db.DB) {
		x := newWorld(t, d)
		names := append(fields(t), "page", "q", "sort", "state", "region", "from", "as_of", "to", "format", "agent", "next", "lang")
		x.changes(t, "GET", func(p person, _ web.Route, target string) {
			for what, v := range hostile {
				for some := range slices.Chunk(names, 60) { // a request's head has 8 kB
					query := url.Values{}
					for _, name := range some {
						query.Set(name, v[:min(len(v), 30)])
					}
					got := send(t, x.app.Web, p, "GET", target+"?"+query.Encode(), nil)
					assert.Less(t, got.status, 500, "%s: %s", target, what)
					assert.NotContains(t, got.body, "<script>alert(1)", "%s: %s", target, what)
				}
			}
		})
		for _, raw := range []string{"/sign-in?%", "/sign-in?next=%zz", "/agent/orders?page=1;page=2", "/%", "/%zz", "/..%2f..%2fetc/passwd", "/assets/..%2f..%2fgo.mod", "/agent/orders/%C0%AE"} {
			r := &http.Request{Method: http.MethodGet, URL: &url.URL{Opaque: raw}, Host: "assay.example", Header: http.Header{}}
			resp, err := x.app.Web.App.Test(r, -1)
			require.NoError(t, err, raw)
			assert.Less(t, resp.StatusCode, 500, raw)
			require.NoError(t, resp.Body.Close())
		}
	})
}

// TestAFormSetsOnlyItsFields posts every form twice, to two equal companies:
// to one as it is, to the other with every column of every table besides.
func TestAFormSetsOnlyItsFields(t *testing.T) {
	plainly, greedily := newWorld(t, apptest.SQLite(t)), newWorld(t, apptest.SQLite(t))
	names := fields(t)
	extra := map[string]bool{}
	for _, columns := range plainly.columns(t) {
		for _, c := range columns {
			extra[c] = extra[c] || !slices.Contains(names, c)
		}
	}
	require.Greater(t, len(extra), 200)
	n := 0
	for _, x := range []*world{plainly, greedily} {
		x.changes(t, "POST", func(p person, _ web.Route, target string) {
			form := plausible(names)
			form.Set("_csrf", p.form().Get("_csrf"))
			for c, foreign := range extra {
				if x == greedily && foreign {
					form.Set(c, "7")
					form.Set(strings.ReplaceAll(c, "_", ""), "7")
				}
			}
			n++
			require.Less(t, send(t, x.app.Web, p, "POST", target, form).status, 500, target)
		})
	}
	want, got := plainly.dump(t), greedily.dump(t)
	for table := range want {
		require.Equal(t, want[table], got[table], table)
	}
	t.Logf("%d forms, %d columns", n, len(extra))
}

// columns of every table of the product.
func (x *world) columns(t testing.TB) map[string][]string {
	t.Helper()
	var rows []struct{ T, C string }
	require.NoError(t, x.app.DB.Pool().Ping())
	q := `SELECT m.name AS t, c.name AS c FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table' AND m.name NOT LIKE 'goose%' ORDER BY m.name, c.cid`
	require.NoError(t, x.app.DB.Read(t.Context()).Raw(q).Scan(&rows).Error)
	out := map[string][]string{}
	for _, r := range rows {
		out[r.T] = append(out[r.T], r.C)
	}
	return out
}

// chance are columns whose values are drawn, or hold what is drawn.
var chance = regexp.MustCompile(`hash|_key$|code$|secret|^pdf$|^document$|^detail$|^record$|^request_id$|number$|^public_id$|sha256$|^seal|_sealed$`)

// dump is every row of the company but what chance decides.
func (x *world) dump(t testing.TB) map[string][]string {
	t.Helper()
	out := map[string][]string{}
	for table, columns := range x.columns(t) {
		keep := slices.DeleteFunc(columns, func(c string) bool { return chance.MatchString(c) })
		var rows []map[string]any
		require.NoError(t, x.app.DB.Read(t.Context()).Raw("SELECT "+strings.Join(keep, ", ")+" FROM "+table).Scan(&rows).Error)
		for _, r := range rows {
			out[table] = append(out[table], fmt.Sprint(r))
		}
		sort.Strings(out[table])
	}
	return out
}
