package app_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"assay/app"
	"assay/app/apptest"
	"assay/app/auth"
	"assay/app/web"
	"assay/models"
)

// person is somebody at the door: with a session, with a token, or nobody.
type person struct {
	role    models.Role
	all     bool // over the whole company
	user    models.User
	session string
	bearer  string
}

// String is the role and how far it reaches.
func (p person) String() string {
	switch {
	case p.role == "":
		return "nobody"
	case p.all:
		return string(p.role) + " for all"
	}
	return string(p.role)
}

// reply is what came back.
type reply struct {
	status int
	header http.Header
	body   string
}

// send asks the product as the person; head are header, value pairs.
func send(t testing.TB, w *web.Web, p person, method, target string, form url.Values, head ...string) reply {
	t.Helper()
	r := httptest.NewRequest(method, target, strings.NewReader(form.Encode()))
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	if p.session != "" {
		r.Header.Set("Cookie", "lang=en; assay="+p.session)
	}
	for i := 0; i+1 < len(head); i += 2 {
		r.Header.Set(head[i], head[i+1])
	}
	if host := r.Header.Get("Host"); host != "" {
		r.Host = host
	}
	resp, err := w.App.Test(r, -1)
	require.NoError(t, err, "%s %s", method, target)
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	return reply{resp.StatusCode, resp.Header, string(b)}
}

// form is a form with the token of the person's session.
func (p person) form(values ...string) url.Values {
	f := url.Values{"_csrf": {auth.FormToken(p.session)}}
	for i := 0; i+1 < len(values); i += 2 {
		f.Add(values[i], values[i+1])
	}
	return f
}

// ids are the values of one path parameter: what the person may see, what is
// another's, and what nobody has.
type ids struct{ own, other string }

// strange are values that no row has.
var strange = []string{"999999", "0", "-1", "abc", "1e3", "9223372036854775807", "9223372036854775808", "%00", "1%2f2", "%27%20OR%201=1--"}

// asker walks the routes and counts what it asked.
type asker struct {
	*testing.T
	*world
	person
	inner string // the second parameter of a path: a block or a security of the first agent
	n     *int
}

// TestEveryRouteForEveryRole is every route of the product for every role and
// for nobody, with an own id, another agent's and ids that do not exist.
func TestEveryRouteForEveryRole(t *testing.T) {
	x := newWorld(t, apptest.SQLite(t))
	routes := x.app.Web.Routes()
	require.Greater(t, len(routes), 70)
	n := 0
	for _, p := range append([]person{{}}, x.everybody(t)...) {
		t.Run(p.String(), func(t *testing.T) {
			a := asker{T: t, world: x, n: &n, person: p}
			for _, r := range routes {
				a.route(r)
			}
		})
	}
	t.Logf("%d routes, %d requests", len(routes), n)
	require.Greater(t, n, 5000)
}

// Every route has a permission that somebody has, and no path registers twice.
func TestEveryRouteHasAPermission(t *testing.T) {
	x := newWorld(t, apptest.SQLite(t))
	seen := map[string]bool{}
	for _, r := range x.app.Web.Routes() {
		held := r.Permission == web.Public || r.Permission == models.OwnAccount ||
			slices.ContainsFunc(models.Roles(), func(role models.Role) bool { return role.Holds(r.Permission) })
		require.True(t, held, "%s %s needs %q, which nobody has", r.Method, r.Path, r.Permission)
		require.False(t, seen[r.Method+r.Path], "%s %s is registered twice", r.Method, r.Path)
		seen[r.Method+r.Path] = true
	}
	require.PanicsWithValue(t, "web: route without permission: GET /nowhere", func() {
		x.app.Web.Get("/nowhere", "", func(*web.Ctx) error { return nil })
	})
	recorded := map[string]bool{"GET/assets/:name": true, "GET/healthz": true, "GET/readyz": true}
	for _, r := range x.app.Web.App.GetRoutes(true) {
		known := recorded[r.Method+r.Path] || seen[r.Method+r.Path] || r.Method == http.MethodHead && recorded["GET"+r.Path]
		require.True(t, known, "%s %s is served beside the table of routes", r.Method, r.Path)
	}
}

func (p person) may(r web.Route) bool {
	return r.Permission == web.Public || p.role != "" && (r.Permission == models.OwnAccount || p.role.Holds(r.Permission) && (p.all || !r.Permission.CompanyWide()))
}

func (a asker) route(r web.Route) {
	switch {
	case strings.Contains(r.Path, "/clearance"), strings.Contains(r.Path, "/:block"):
		a.inner = a.newBlock(a.T)
	case strings.Contains(r.Path, "/:security"), strings.Contains(r.Path, "/:event"), strings.Contains(r.Path, "/:consent"), strings.Contains(r.Path, "/:merge"):
		a.inner = "1"
	}
	paths := a.paths(r)
	switch {
	case a.role == "" && r.Permission != web.Public:
		for _, p := range append(paths.strange, paths.own) {
			a.stranger(r, p)
		}
	case !a.may(r):
		for _, p := range append(paths.strange, paths.own, paths.other) {
			a.refused(r, p)
		}
	case a.role.IsStore() && strings.Contains(r.Path, "/agents/:id"):
		a.missing(r, paths.own) // the agent that a store is of is not the store's to look at
	default:
		a.permitted(r, paths)
	}
	a.wrongMethod(r, paths.own)
}

// paths are a route's path with its parameter filled in every way; other is
// "" where nothing belongs to anybody.
type paths struct {
	own, other string
	strange    []string
}

var parameter = regexp.MustCompile(`:[a-z]+`)

func (a asker) paths(r web.Route) paths {
	params := parameter.FindAllStringIndex(r.Path, -1)
	if len(params) == 0 {
		return paths{own: r.Path}
	}
	at := params[0]
	id := a.fixture(a.T, a.person, r.Path, r.Path[:at[1]])
	fill := func(v string) string {
		return r.Path[:at[0]] + v + parameter.ReplaceAllString(r.Path[at[1]:], a.inner)
	}
	out := paths{own: fill(id.own)}
	if id.other != "" {
		out.other = fill(id.other)
	}
	for i, s := range strange { // all of them by night; else the first, and a third of the others in turn
		if i == 0 || !small() || (i+*a.n)%3 == 0 {
			out.strange = append(out.strange, fill(s))
		}
	}
	return out
}

// ask sends a route's request with its token, and never takes a 5xx.
func (a asker) ask(r web.Route, target string, head ...string) reply {
	a.Helper()
	*a.n++
	var form url.Values
	if isAPI(r) && a.bearer != "" {
		head = append(head, "Authorization", "Bearer "+a.bearer)
	} else if r.Method != http.MethodGet {
		form = a.form("reason", "test", "price", "900.00", "role", "sales", "scope", "all", "policy", "1", "block", a.inner)
	}
	if isAPI(r) {
		head = append(head, "Content-Type", "application/json")
	}
	out := send(a, a.app.Web, a.person, r.Method, target, form, head...)
	assert.Less(a, out.status, 500, "%s %s: %s", r.Method, target, out.body)
	return out
}

func isAPI(r web.Route) bool { return strings.HasPrefix(r.Path, "/api/v") }

func (a asker) stranger(r web.Route, target string) {
	got := a.ask(r, target)
	if r.Method == http.MethodGet && !isAPI(r) {
		assert.Equal(a, 303, got.status, "%s %s", r.Method, target)
		assert.Equal(a, "/sign-in?next="+url.QueryEscape(target), got.header.Get("Location"))
		return
	}
	assert.Equal(a, 401, got.status, "%s %s", r.Method, target)
}

func (a asker) refused(r web.Route, target string) {
	if target != "" {
		assert.Equal(a, 403, a.ask(r, target).status, "%s may not %s %s", a.role, r.Method, target)
	}
}

// permitted first asks for what is not there, then forges, then does it.
func (a asker) permitted(r web.Route, p paths) {
	if !wordy(r) {
		for _, target := range p.strange {
			a.missing(r, target)
		}
		if p.other != "" {
			a.foreign(r, p)
		}
	}
	if r.Method == http.MethodPost && !isAPI(r) {
		a.forged(r, p.own)
	}
	if r.Path == "/sign-out" {
		a.session = a.open(a.T, a.user.ID) // one that may end
	}
	got := a.ask(r, p.own+required[r.Path])
	good := []int{200, 201, 204, 303, 409, 422, 400}
	if r.Method == http.MethodGet {
		good = []int{200, 303}
		if isAPI(r) {
			good = []int{200, 422}
		}
	}
	if r.Path == "/sign-in" {
		good = append(good, 401, 429)
	}
	assert.True(a, slices.Contains(good, got.status), "%s %s %s is its own: %d %s", a.role, r.Method, p.own, got.status, got.body)
	if r.Path == "/sign-out" {
		assert.Equal(a, 303, send(a, a.app.Web, a.person, "GET", "/account", nil).status, "a session that was signed out is over")
	}
}

// required are the queries without which a page is nothing.
var required = map[string]string{"/finance/ledger/journal": "?format=hledger&from=2026-06-01&as_of=2026-06-30"}

// wordy parameters are words that any text may be: a code to be verified.
func wordy(r web.Route) bool { return r.Path == "/verify/:code" }

// missing is what a route says of what does not exist.
func (a asker) missing(r web.Route, target string) reply {
	got := a.ask(r, target)
	allowed := []int{404}
	if isAPI(r) && r.Method != http.MethodGet {
		allowed = append(allowed, 400, 422) // a body is due, and looked at first
	}
	assert.Contains(a, allowed, got.status, "%s %s %s", a.role, r.Method, target)
	return got
}

// foreign is another agent's: it must look like nothing at all.
func (a asker) foreign(r web.Route, p paths) {
	other, none := a.missing(r, p.other), a.missing(r, p.strange[0])
	assert.Equal(a, none.status, other.status, "%s %s", r.Method, p.other)
	assert.Equal(a, plain(none, p.strange[0]), plain(other, p.other), "%s %s tells that it exists", r.Method, p.other)
}

// plain is a body without what names the request, or is drawn anew in each; where the
// language comes back to is the address that was asked for, or the page above.
func plain(r reply, target string) string {
	r.body = tokenField.ReplaceAllString(r.body, "TOKEN")
	return strings.NewReplacer(r.header.Get("X-Request-Id"), "REQUEST", target, "PATH", url.QueryEscape(target), "PATH").Replace(r.body)
}

var tokenField = regexp.MustCompile(`name="(_csrf|next)" value="[^"]+"`)

// forged are the requests of another site, and of a form of another session.
func (a asker) forged(r web.Route, target string) {
	*a.n += 4
	form := a.form()
	for _, head := range [][]string{{"Origin", "https://evil.example"}, {"Sec-Fetch-Site", "cross-site"}} {
		assert.Equal(a, 403, send(a, a.app.Web, a.person, "POST", target, form, head...).status, "%s from %s", target, head[1])
	}
	if r.Permission == web.Public {
		return
	}
	for _, token := range []string{"", auth.FormToken("another"), auth.FormToken(a.sales.session)} {
		assert.Equal(a, 403, send(a, a.app.Web, a.person, "POST", target, url.Values{"_csrf": {token}}).status, "%s with the token %q", target, token)
	}
}

// wrongMethod is a form's address in the address bar, and a page that is
// posted to.
func (a asker) wrongMethod(r web.Route, target string) {
	other := map[string]string{"GET": "POST", "POST": "GET"}[r.Method]
	taken := slices.ContainsFunc(a.app.Web.Routes(), func(x web.Route) bool { return x.Method == other && x.Path == r.Path })
	if other == "" || taken || r.Path == "/admin/users/:id" || shadowed(a.app, other, target) {
		return
	}
	*a.n++
	assert.Equal(a, 405, send(a, a.app.Web, a.person, other, target, nil).status, "%s %s", other, target)
}

// shadowed tells whether a path with a parameter also takes the request, as
// /admin/users/new is to /admin/users/:id.
func shadowed(x *app.App, method, target string) bool {
	return slices.ContainsFunc(x.Web.Routes(), func(r web.Route) bool {
		return r.Method == method && slices.EqualFunc(strings.Split(r.Path, "/"), strings.Split(target, "/"), func(pattern, part string) bool {
			return pattern == part || strings.HasPrefix(pattern, ":") && part != ""
		})
	})
}
