package app_test

import (
	"html"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"assay/app/apptest"
	"assay/app/db"
	"assay/models"
)

// The search of the top bar, through the real routes in both languages, and
// what it suggests while somebody types.
func TestSearchThroughItsPages(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		x := newWorld(t, d)
		p := x.enterForAll(t, models.RoleFinance)
		get := func(target string, head ...string) string {
			got := send(t, x.app.Web, p, "GET", target, nil, head...)
			require.Equal(t, 200, got.status, target)
			return got.body
		}
		for lang, c := range map[string]struct{ title, tips, none, found string }{
			"zh-CN": {"<h1>搜索</h1>", "可以搜索什么", "没有找到“nowhere”", "发票"},
			"en":    {"<h1>Search</h1>", "What can be searched", "Nothing found for “nowhere”", "Invoices"},
		} {
			require.NoError(t, x.app.Auth.Prefer(t.Context(), p.user.ID, lang, "auto"))
			body := get("/search")
			require.Contains(t, body, c.title)
			require.Contains(t, body, c.tips)
			require.Contains(t, body, `data-find`)
			require.Contains(t, get("/search?q=nowhere"), c.none)
			body = get("/search?q=inv2026-000001")
			require.Contains(t, body, c.found)
			require.Contains(t, body, `href="/finance/items/`)
			require.Contains(t, body, "<mark>INV2026-000001</mark>")
			require.Contains(t, body, `value="inv2026-000001"`, "the box keeps what was typed")
			body = get("/search?q="+url.QueryEscape("jdeast"), "X-Refresh", "1")
			require.Contains(t, body, `role="listbox"`)
			require.Contains(t, body, `<mark>金店EAST</mark>`)
			require.NotContains(t, body, "<html", "suggestions are no page")
			require.NotContains(t, body, "WEST")
			require.Contains(t, get("/search?q=nowhere", "X-Refresh", "1"), c.none)
			require.Contains(t, get("/sales/products?q=ring"), "RING", "where a list takes the same text")
		}
		for _, text := range []string{"", " ", "1", "%", "_", "!", "🙂", "\x00", "\xff", "<script>alert(1)</script>", strings.Repeat("金", 400), strings.Repeat("a ", 200), "' OR 1=1 --"} {
			body := get("/search?q=" + url.QueryEscape(text))
			assert.NotContains(t, body, "<script>alert", "%q", text)
		}
	})
}

// shown are the links of a result: what was found, and the lists of more.
var shown = regexp.MustCompile(`class="(?:hit|small)" href="([^"#]*)`)

// A sort of things that somebody may not open is not found by page or API,
// and neither is another region's or another agent's; every link that is shown
// opens.
func TestSearchKeepsToTheScope(t *testing.T) {
	x := newWorld(t, apptest.SQLite(t))
	foreign := []string{"WEST", "SO0000000" + x.ids["order"].other, "inv2026-000002", "rc2026-000002", "st2026-000002"}
	for _, p := range x.everybody(t) {
		for _, text := range foreign {
			page := send(t, x.app.Web, p, "GET", "/search?q="+url.QueryEscape(text), nil)
			require.Equal(t, 200, page.status)
			api := send(t, x.app.Web, p, "GET", "/api/v1/search?q="+url.QueryEscape(text), nil, "Authorization", "Bearer "+p.bearer)
			require.Equal(t, 200, api.status, api.body)
			if p.all {
				continue
			}
			assert.NotContains(t, page.body, `class="hit"`, "%s finds %s", p, text)
			assert.JSONEq(t, `{"items":[],"more":false}`, api.body, "%s finds %s", p, text)
		}
	}
	opened := 0
	for _, p := range x.everybody(t) {
		for _, text := range []string{"east", "jd", "so", "inv", "rc", "st", "cn", "wo", "ring", "pot", "user", "1", "2"} {
			for _, link := range shown.FindAllStringSubmatch(send(t, x.app.Web, p, "GET", "/search?q="+text, nil).body, -1) {
				target := html.UnescapeString(link[1])
				require.Equal(t, 200, send(t, x.app.Web, p, "GET", target, nil).status, "%s follows %s", p, target)
				opened++
			}
		}
	}
	require.Greater(t, opened, 200)
	p := x.enterForAll(t, models.RoleFinance)
	got := send(t, x.app.Web, p, "GET", "/api/v1/search?q=inv2026-000001", nil, "Authorization", "Bearer "+p.bearer)
	require.Contains(t, got.body, `"kind":"invoices"`)
	require.Contains(t, got.body, `"amount":"100.00"`)
	require.Contains(t, got.body, `"page":"/finance/items/`)
	require.Equal(t, 422, send(t, x.app.Web, p, "GET", "/api/v1/search", nil, "Authorization", "Bearer "+p.bearer).status, "a text is due")
}
