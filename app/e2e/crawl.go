package e2e

import (
	"context"
	"html"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"assay/app/web"
	"assay/models"
)

// Place is a page: the route it comes from and a path that it has.
type Place struct{ Route, Path string }

// hidden are pages that nothing links to, by a query for what stands in their
// path: they are printed on papers.
var hidden = map[string]string{"/verify/:code": "SELECT COALESCE(MAX(verify_code), 'NONE-CODE') FROM statements"}

var (
	parameter = regexp.MustCompile(`:[a-z]+`)
	facet     = regexp.MustCompile(`\?(tab|do)=[a-z_-]+$`) // a tab or dialog is a page of its own
	number    = regexp.MustCompile(`[0-9]+|=[^&]*`)
	link      = regexp.MustCompile(`(?:href|src)="(/[^"#]*)`)
	filter    = regexp.MustCompile(`(?s)<select[^>]* id="l-([a-z_]+)".*?</select>`) // of a list
	choice    = regexp.MustCompile(`<option value="([^"]+)"`)
)

// explorer finds every page that a person may open: those of the table of
// routes, with parameters as the links on other pages have them.
type explorer struct {
	*testing.T
	Site
	Person
	places []Place
	links  map[string]bool
	order  []string
}

// Explore opens pages over plain HTTP until nothing new is found.
func (s Site) Explore(t *testing.T, p Person) []Place {
	t.Helper()
	e := &explorer{T: t, Site: s, Person: p, links: map[string]bool{}}
	open := slices.DeleteFunc(slices.Clone(s.App.Web.Routes()), func(r web.Route) bool {
		return r.Method != http.MethodGet || strings.HasPrefix(r.Path, "/api/") || r.Permission != web.Public && !e.holds(r.Permission)
	})
	asked := map[string]int{}
	for again, wandered := true, 0; again || wandered < len(e.order); {
		if !again { // follow what is left of the links, a few of each kind
			again = e.wander(e.order[wandered], asked)
			wandered++
			continue
		}
		again = false
		open = slices.DeleteFunc(open, func(r web.Route) bool {
			path := e.pathOf(r.Path)
			if path != "" {
				again = true
				e.visit(r.Path, path)
			}
			return path != ""
		})
	}
	return e.places
}

func (e *explorer) holds(p models.Permission) bool {
	return e.Role != "" && (p == models.OwnAccount || e.Role.Holds(p))
}

// pathOf is a route's path with its parameters, "" while no link is known.
func (e *explorer) pathOf(route string) string {
	if !strings.Contains(route, ":") {
		return route
	}
	if token, ok := e.tokens[route]; ok {
		return parameter.ReplaceAllString(route, token)
	}
	if query, ok := hidden[route]; ok {
		var word string
		require.NoError(e, e.App.DB.Read(e.Context()).Raw(query).Scan(&word).Error)
		return parameter.ReplaceAllString(route, word)
	}
	fits := regexp.MustCompile("^" + parameter.ReplaceAllString(route, `[^/?]+`) + `(\?|$)`)
	for _, l := range e.order {
		path, _, _ := strings.Cut(l, "?")
		if fits.MatchString(l) && !slices.ContainsFunc(e.App.Web.Routes(), func(r web.Route) bool { return r.Path == path }) {
			return path
		}
	}
	return ""
}

// visit keeps a page that is one, with what it links to.
func (e *explorer) visit(route, path string) {
	body := e.read(path)
	e.reached[route] = true
	if body != "" {
		e.places = append(e.places, Place{route, path})
	}
}

// wander looks where a link leads, and tells whether that may be news.
func (e *explorer) wander(l string, asked map[string]int) bool {
	kind := number.ReplaceAllString(l, ":") + facet.FindString(l)
	if asked[kind]++; asked[kind] > 3 || strings.Contains(l, "format=") {
		return false
	}
	body := e.read(l)
	if part := facet.FindString(l); part != "" && body != "" {
		route := number.ReplaceAllString(l[:len(l)-len(part)], ":id") + part
		if !slices.ContainsFunc(e.places, func(p Place) bool { return p.Route == route }) {
			e.places = append(e.places, Place{route, l})
		}
	}
	return body != ""
}

// read is a page with its links kept, "" when it is none.
func (e *explorer) read(path string) string {
	status, kind, body := e.Get(e.T, e.Person, path)
	if e.links[path] && status >= 400 {
		e.Errorf("%s: a link to %s, which says %d", e.Role, path, status)
	}
	require.Less(e, status, 500, path)
	if status != 200 || !strings.HasPrefix(kind, "text/html") {
		return ""
	}
	for _, m := range link.FindAllStringSubmatch(body, -1) {
		e.found(html.UnescapeString(m[1]))
	}
	list, _, _ := strings.Cut(path, "?")
	for _, f := range filter.FindAllStringSubmatch(body, -1) { // what is old stands behind many pages: people filter
		for _, o := range choice.FindAllStringSubmatch(f[0], -1) {
			e.found(list + "?" + f[1] + "=" + url.QueryEscape(html.UnescapeString(o[1])))
		}
	}
	return body
}

// found keeps a way to somewhere.
func (e *explorer) found(l string) {
	if !e.links[l] {
		e.links[l] = true
		e.order = append(e.order, l)
	}
}

// Get asks as the person, without a browser.
func (s Site) Get(t *testing.T, p Person, path string) (status int, kind, body string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.Base+path, nil)
	require.NoError(t, err)
	if p.Session != "" {
		r.AddCookie(&http.Cookie{Name: "assay", Value: p.Session})
	}
	resp, err := http.DefaultTransport.RoundTrip(r)
	require.NoError(t, err)
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	return resp.StatusCode, resp.Header.Get("Content-Type"), string(b)
}

// Everybody is nobody, and somebody of every role.
func (s Site) Everybody(t *testing.T) []Person {
	return s.People(t, s.First(t, "SELECT a.scope_id FROM user_grants a WHERE a.role = 'agent_owner'"))
}

// counter is a store of an agent, 0 where it has none.
func (s Site) counter(t *testing.T, agent int64) (id int64) {
	t.Helper()
	require.NoError(t, s.App.DB.Read(context.Background()).Raw("SELECT COALESCE(MIN(id), 0) FROM stores WHERE agent_id = ? AND closed_on IS NULL", agent).Scan(&id).Error)
	return id
}

// People are everybody, those of agents at this one, those of stores at its
// first.
func (s Site) People(t *testing.T, agent int64) []Person {
	people := []Person{{}}
	store := s.counter(t, agent)
	for _, role := range models.Roles() {
		switch {
		case !role.IsStore():
			people = append(people, s.Enter(t, role, agent))
		case store != 0:
			people = append(people, s.Enter(t, role, store))
		}
	}
	return people
}

// mainPages are looked at in every language, theme and width together.
var mainPages = map[models.Role][]string{
	models.RoleAgentOwner:     {"/agent", "/agent/order", "/agent/orders", "/agent/orders/:id", "/agent/statements/:id"},
	models.RoleFinanceManager: {"/home", "/finance/agents/:id", "/finance/ageing", "/finance/receipts", "/finance/holds", "/finance/standard"},
	models.RoleSalesManager:   {"/sales/orders"},
}

// visit is a page to be looked at as somebody, in some shapes.
type visit struct {
	Person
	Place
	shapes []Shape
}

// Crawl looks at everything that the people may open; quick leaves two thirds of
// the looks, and most of the accessibility, to the night.
func (s Site) Crawl(ctx context.Context, t *testing.T, people []Person, quick bool) (routes []string) {
	t.Helper()
	w := Watch(ctx, t, s)
	w.quick = quick && !Nightly
	visits := map[string][]visit{}
	for i, p := range people {
		for _, at := range s.Explore(t, p) {
			v := visit{p, at, []Shape{pairs[(len(routes)+i)%len(pairs)]}}
			if slices.Contains(mainPages[p.Role], at.Route) {
				v.shapes = allShapes()
			}
			if visits[at.Route] == nil {
				routes = append(routes, at.Route)
			}
			visits[at.Route] = append(visits[at.Route], v)
		}
	}
	n, seen := 0, routes
	if w.quick {
		seen = everyThird(routes)
	}
	for _, p := range people {
		require.NoError(t, chromedp.Run(ctx, s.Be(p)))
		for _, v := range due(p, seen, visits) {
			for _, f := range v.shapes {
				n++
				s.Look(ctx, t, w, v.Person, v.Path, f)
			}
		}
	}
	t.Logf("%d pages, %d looks", len(routes), n)
	return routes
}

// everyThird is what a browser looks at by day of a company that the crawl knows
// in another state: every page was asked for, the night looks at all of them.
func everyThird(routes []string) (out []string) {
	for i := 0; i < len(routes); i += 3 {
		out = append(out, routes[i])
	}
	return out
}

// due are the person's visits: all of them at night, else those whose turn it
// is to be that person's.
func due(p Person, routes []string, visits map[string][]visit) (out []visit) {
	for i, route := range routes {
		all := visits[route]
		if !Nightly {
			v := all[i%len(all)]
			if main := slices.IndexFunc(all, func(v visit) bool { return len(v.shapes) > 1 }); main >= 0 {
				v = all[main]
			}
			v.shapes = []Shape{pairs[i%len(pairs)]}
			all = []visit{v}
		}
		for _, v := range all {
			if v.ID == p.ID {
				out = append(out, v)
			}
		}
	}
	return out
}

// Linked tells of pages that nobody gets to: no page links to them.
func (s Site) Linked(t *testing.T) {
	t.Helper()
	for _, r := range s.App.Web.Routes() {
		if r.Method == http.MethodGet && !strings.HasPrefix(r.Path, "/api/") && !s.reached[r.Path] {
			t.Errorf("nobody is led to %s", r.Path)
		}
	}
}
