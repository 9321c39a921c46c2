package api_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/legacy"
	"github.com/stretchr/testify/require"

	"assay/app"
	"assay/app/apptest"
	"assay/app/auth"
	"assay/app/db"
	"assay/app/web"
	"assay/models"
)

func TestMain(m *testing.M) { apptest.Main(m) }

// house is a book behind the real routes, with the document that every answer
// is held against.
type house struct {
	*apptest.Book
	app    *app.App
	web    *web.Web
	router routers.Router
	people int
}

func newHouse(t testing.TB, d *db.DB) *house {
	t.Helper()
	b := apptest.NewBook(t, d)
	a := app.New(app.Config{Origin: "https://assay.test", Demo: true, Members: apptest.MemberKeys(), Log: slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelWarn}))}, d, db.Clock{Now: b.Clock.Now, Zone: apptest.Shanghai})
	w, err := a.Serve()
	require.NoError(t, err)
	h := &house{Book: b, app: a, web: w}
	h.router, err = legacy.NewRouter(h.document(), openapi3.IsOpenAPI31OrLater())
	require.NoError(t, err)
	return h
}

// document is the OpenAPI document as it is served, loaded and validated.
func (h *house) document() *openapi3.T {
	h.T.Helper()
	resp, err := h.web.App.Test(httptest.NewRequest(http.MethodGet, "/api/openapi.json", nil), -1)
	require.NoError(h.T, err)
	raw, err := io.ReadAll(resp.Body)
	require.NoError(h.T, err)
	require.Equal(h.T, 200, resp.StatusCode)
	doc, err := openapi3.NewLoader().LoadFromData(raw)
	require.NoError(h.T, err)
	require.NoError(h.T, doc.Validate(context.Background(), openapi3.IsOpenAPI31OrLater()))
	return doc
}

// client holds an API token of a user.
type client struct {
	h     *house
	token string
	user  models.User
}

// as adds a user with the role and a token; agentID narrows an agent's role.
func (h *house) as(role models.Role, agentID ...int64) *client {
	h.T.Helper()
	g := models.UserGrant{Role: role, ScopeKind: models.ScopeAll}
	if len(agentID) > 0 {
		g.ScopeKind, g.ScopeID = role.Reaches()[0], agentID[0]
	}
	return h.person(g)
}

// in is as for a role in a region.
func (h *house) in(role models.Role, regionID int64) *client {
	h.T.Helper()
	return h.person(models.UserGrant{Role: role, ScopeKind: models.ScopeRegion, ScopeID: regionID})
}

func (h *house) person(g models.UserGrant) *client {
	h.T.Helper()
	ctx := context.Background()
	h.people++
	u, err := h.app.Auth.AddUser(ctx, models.System, auth.NewUser{Login: fmt.Sprintf("user-%d", h.people), Name: "测试", Password: "a long sentence for tests",
		Lang: "en", Grants: []models.UserGrant{g}})
	require.NoError(h.T, err)
	token, err := h.app.Auth.AddToken(ctx, models.Who{ID: u.ID, Name: u.Name}, "test")
	require.NoError(h.T, err)
	return &client{h, token, u}
}

// answer is what came back; every one was held against the document.
type answer struct {
	t      testing.TB
	status int
	header http.Header
	raw    []byte
}

// do sends a request with header name, value pairs. body is JSON as text, or
// anything that becomes JSON.
func (c *client) do(method, path string, body any, header ...string) answer {
	c.h.T.Helper()
	var raw []byte
	switch b := body.(type) {
	case nil:
	case string:
		raw = []byte(b)
	default:
		var err error
		raw, err = json.Marshal(b)
		require.NoError(c.h.T, err)
	}
	r := httptest.NewRequest(method, "/api/v1"+path, bytes.NewReader(raw))
	r.Header.Set("Accept-Language", "en")
	if raw != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	if c.token != "" {
		r.Header.Set("Authorization", "Bearer "+c.token)
	}
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	return c.h.send(r)
}

func (h *house) send(r *http.Request) answer {
	h.T.Helper()
	resp, err := h.web.App.Test(r, -1)
	require.NoError(h.T, err)
	defer resp.Body.Close()
	raw, err := io.ReadAll(resp.Body)
	require.NoError(h.T, err)
	a := answer{h.T, resp.StatusCode, resp.Header, raw}
	require.Less(h.T, a.status, 500, "%s %s: %s", r.Method, r.URL, raw)
	h.hold(r, a)
	return a
}

// hold checks an answer against the document.
func (h *house) hold(r *http.Request, a answer) {
	h.T.Helper()
	route, params, err := h.router.FindRoute(r)
	if err != nil {
		return // not one of ours: the guards of the web layer answered
	}
	in := &openapi3filter.RequestValidationInput{Request: r, PathParams: params, Route: route}
	err = openapi3filter.ValidateResponse(context.Background(), &openapi3filter.ResponseValidationInput{RequestValidationInput: in, Status: a.status,
		Header: a.header, Body: io.NopCloser(bytes.NewReader(a.raw)), Options: &openapi3filter.Options{IncludeResponseStatus: true}})
	require.NoError(h.T, err, "%s %s: %d %s", r.Method, r.URL, a.status, a.raw)
}

func (c *client) get(path string) answer { c.h.T.Helper(); return c.do("GET", path, nil) }

// post sends a body with a fresh idempotency key.
func (c *client) post(path string, body any) answer {
	c.h.T.Helper()
	return c.do("POST", path, body, "Idempotency-Key", c.h.Key())
}

// is wants a status and returns the body.
func (a answer) is(status int) map[string]any {
	a.t.Helper()
	require.Equal(a.t, status, a.status, "%s", a.raw)
	var body map[string]any
	require.NoError(a.t, json.Unmarshal(a.raw, &body), "%s", a.raw)
	return body
}

// problem wants a problem with its code, at the field.
func (a answer) problem(status int, code, field string) {
	a.t.Helper()
	body := a.is(status)
	require.Equal(a.t, code, body["code"], "%s", a.raw)
	require.True(a.t, strings.HasPrefix(a.header.Get("Content-Type"), "application/problem+json"), a.header.Get("Content-Type"))
	if field != "" {
		require.NotEmpty(a.t, body["errors"], "%s", a.raw)
		require.Equal(a.t, field, body["errors"].([]any)[0].(map[string]any)["location"], "%s", a.raw)
	}
}

// obj is a JSON body.
type obj = map[string]any

func id(v any) int64 { return int64(v.(float64)) }

func lines(sku string, n int) []obj { return []obj{{"sku": sku, "quantity": n}} }
