package app_test

import (
	"html"
	"net/url"
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"

	"assay/app/apptest"
	"assay/models"
)

var keepField = regexp.MustCompile(`name="keep" value="([^"]+)"`)

// A form that is sent when the session has ended is offered again after
// signing in, with all that was typed, and takes effect then.
func TestAFormOutlivesItsSession(t *testing.T) {
	x := newWorld(t, apptest.SQLite(t))
	p := x.enter(t, models.RoleAgentBuyer)
	typed := p.form("key", "kept-1", "q.YUAN", "7", "note", "靠窗 <柜台> \"A\"", "do", "submit")
	before := x.count(t, "orders")
	got := send(t, x.app.Web, person{}, "POST", "/agent/order", typed)
	require.Equal(t, 401, got.status)
	require.Contains(t, got.body, `name="password"`, "the page is the way back in")
	require.Equal(t, before, x.count(t, "orders"))
	keep := keepField.FindStringSubmatch(got.body)
	require.Len(t, keep, 2)

	wrong := send(t, x.app.Web, person{}, "POST", "/sign-in", url.Values{"login": {p.user.Login}, "password": {"no"}, "keep": {keep[1]}})
	require.Equal(t, 401, wrong.status)
	require.Contains(t, wrong.body, keep[1], "a wrong password loses nothing either")

	in := send(t, x.app.Web, person{}, "POST", "/sign-in", url.Values{"login": {p.user.Login}, "password": {secret}, "keep": {keep[1]}})
	require.Equal(t, 200, in.status)
	require.Contains(t, in.body, `action="/agent/order"`)
	require.Contains(t, in.body, "靠窗 &lt;柜台&gt;")
	require.Equal(t, before, x.count(t, "orders"), "nothing is sent without a click")
	token := regexp.MustCompile(`assay=([^;]+)`).FindStringSubmatch(in.header.Get("Set-Cookie"))[1]
	again := url.Values{}
	for _, m := range regexp.MustCompile(`type="hidden" name="([^"]+)" value="([^"]*)"`).FindAllStringSubmatch(in.body, -1) {
		again.Set(m[1], html.UnescapeString(m[2]))
	}
	done := send(t, x.app.Web, person{session: token}, "POST", "/agent/order", again)
	require.Equal(t, 303, done.status, done.body)
	require.Equal(t, before+1, x.count(t, "orders"))
	var note string
	require.NoError(t, x.app.DB.Read(t.Context()).Raw("SELECT note FROM orders WHERE request_key = 'kept-1'").Scan(&note).Error)
	require.Equal(t, `靠窗 <柜台> "A"`, note)
}

// The same for a form of an older session of somebody who is signed in; what
// leads elsewhere, and passwords, are not kept.
func TestAFormOfAnOlderSessionIsOfferedAgain(t *testing.T) {
	x := newWorld(t, apptest.SQLite(t))
	p := x.enter(t, models.RoleAgentBuyer)
	old := p.form("key", "kept-2", "q.YUAN", "3", "do", "draft")
	p.session = x.open(t, p.user.ID)
	got := send(t, x.app.Web, p, "POST", "/agent/order", old)
	require.Equal(t, 403, got.status)
	require.Contains(t, got.body, `name="q.YUAN" value="3"`)
	secretForm := url.Values{"old_password": {"hush"}, "new_password": {"hush hush"}, "lang": {"en"}}
	require.NotContains(t, send(t, x.app.Web, p, "POST", "/account/password", secretForm).body, "hush")
	for _, keep := range []string{"x", "bnVsbA", "eyJQYXRoIjoiLy9ldmlsLmV4YW1wbGUvIiwiRmllbGRzIjpbXX0", "eyJQYXRoIjoiaHR0cHM6Ly9ldmlsLmV4YW1wbGUvIiwiRmllbGRzIjpbXX0"} {
		in := send(t, x.app.Web, person{}, "POST", "/sign-in", url.Values{"login": {p.user.Login}, "password": {secret}, "keep": {keep}})
		require.Equal(t, 303, in.status, keep)
		require.Equal(t, "/", in.header.Get("Location"))
	}
}
