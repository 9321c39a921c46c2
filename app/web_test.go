package app_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"
	"github.com/stretchr/testify/require"

	"assay/app"
	"assay/app/apptest"
	"assay/app/auth"
	"assay/app/db"
	"assay/app/web"
	"assay/models"
)

// guarded is the product as it runs in production: https, one host name, the
// second factor for whoever needs it.
func guarded(t testing.TB) *world {
	t.Helper()
	b := apptest.NewBook(t, apptest.SQLite(t))
	a := app.New(app.Config{Secure: true, Hosts: []string{"assay.example"}, AuditKey: []byte("key"), Origin: "https://assay.example"}, b.DB,
		db.Clock{Now: b.Clock.Now, Zone: apptest.Shanghai})
	_, err := a.Serve()
	require.NoError(t, err)
	b.Agent("EAST", 1000)
	a.Jobs = timetable(new([]string))
	a.Web.Get("/panic", web.Public, func(*web.Ctx) error { panic("a bug") })
	a.Web.Get("/broken", web.Public, func(*web.Ctx) error { return errors.New("SELECT secret FROM somewhere") })
	return &world{app: a, book: b, ids: map[string]ids{}, hash: auth.HashPassword(secret)}
}

const host = "assay.example"

// at asks the guarded product, with the cookie of https.
func (x *world) at(t testing.TB, session, method, target string, form url.Values, head ...string) reply {
	t.Helper()
	if session != "" {
		head = append(head, "Cookie", "lang=en; __Host-assay="+session)
	}
	return send(t, x.app.Web, person{}, method, target, form, append([]string{"Host", host}, head...)...)
}

// in signs in by the form.
func (x *world) in(t testing.TB, login, password string, more ...string) reply {
	t.Helper()
	form := url.Values{"login": {login}, "password": {password}}
	for i := 0; i+1 < len(more); i += 2 {
		form.Set(more[i], more[i+1])
	}
	return x.at(t, "", "POST", "/sign-in", form)
}

func requireGuarded(t testing.TB, h http.Header, what string) {
	t.Helper()
	require.Contains(t, h.Get("Content-Security-Policy"), "default-src 'none'", what)
	require.NotContains(t, h.Get("Content-Security-Policy"), "unsafe", what)
	require.Equal(t, "nosniff", h.Get("X-Content-Type-Options"), what)
	require.Equal(t, "same-origin", h.Get("Referrer-Policy"), what)
	require.Equal(t, "max-age=31536000; includeSubDomains", h.Get("Strict-Transport-Security"), what)
	require.NotEmpty(t, h.Get("Cache-Control"), what)
	require.Empty(t, h.Get("Server"), what)
	require.Empty(t, h.Get("Access-Control-Allow-Origin"), what)
}

func TestEveryAnswerCarriesTheGuardsOfTheBrowser(t *testing.T) {
	x := guarded(t)
	buyer := x.enter(t, models.RoleAgentBuyer)
	for _, tc := range []struct {
		method, target string
		status         int
		head           []string
	}{
		{"GET", "/sign-in", 200, nil}, {"GET", "/agent", 200, nil}, {"GET", "/nowhere", 404, nil}, {"GET", "/agent/orders/99", 404, nil},
		{"GET", "/admin/users", 403, nil}, {"POST", "/agent", 405, nil}, {"POST", "/agent/order", 403, nil}, {"GET", "/panic", 500, nil},
		{"GET", "/broken", 500, nil}, {"GET", "/agent", 421, []string{"Host", "evil.example"}}, {"GET", "/api/v1/me", 401, nil},
		{"GET", "/api/v1/nowhere", 404, nil}, {"GET", "/healthz", 200, nil}, {"GET", "/readyz", 200, nil}, {"GET", "/assets/none.css", 404, nil},
		{"DELETE", "/agent", 405, nil}, {"OPTIONS", "/agent", 405, nil}, {"HEAD", "/agent", 405, nil}, {"PATCH", "/nowhere", 404, nil},
	} {
		got := x.at(t, buyer.session, tc.method, tc.target, nil, tc.head...)
		if tc.target == "/sign-in" {
			got = x.at(t, "", tc.method, tc.target, nil)
		}
		require.Equal(t, tc.status, got.status, "%s %s: %s", tc.method, tc.target, got.body)
		requireGuarded(t, got.header, tc.method+" "+tc.target)
		require.Equal(t, "no-store", got.header.Get("Cache-Control"), tc.target)
		require.NotContains(t, got.body, "secret", "nothing of an unexpected error is said")
		require.NotContains(t, got.body, "goroutine")
	}
	require.Equal(t, 200, x.at(t, "", "GET", "/healthz", nil, "Host", "10.0.0.7").status, "a probe comes by address")
}

func TestWhatNoRouteSeesIsGuardedToo(t *testing.T) {
	x := guarded(t)
	l, err := new(net.ListenConfig).Listen(context.Background(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	go x.app.Web.App.Listener(l)
	t.Cleanup(func() { require.NoError(t, x.app.Web.App.Shutdown()) })
	const line = "Host: assay.example\r\n"
	for name, tc := range map[string]struct {
		raw    string
		status int
	}{
		"a method of a teapot":    {"BREW /sign-in HTTP/1.1\r\n" + line + "\r\n", 405},
		"a method on nothing":     {"BREW /nowhere HTTP/1.1\r\n" + line + "\r\n", 404},
		"a head too large":        {"GET /sign-in HTTP/1.1\r\n" + line + "X: " + strings.Repeat("x", 9000) + "\r\n\r\n", 431},
		"a body too large to get": {"POST /sign-in HTTP/1.1\r\n" + line + "Content-Length: 99999999\r\n\r\n", 413},
		"nonsense":                {"\x16\x03\x01 nonsense\r\n\r\n", 400},
		"two lengths":             {"POST /sign-in HTTP/1.1\r\n" + line + "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 401},
	} {
		got, err := exchange(l.Addr().String(), tc.raw)
		require.NoError(t, err, name)
		require.Equal(t, tc.status, got.StatusCode, name)
		requireGuarded(t, got.Header, name)
	}
}

// exchange sends bytes as they are.
func exchange(address, raw string) (*http.Response, error) {
	c, err := new(net.Dialer).DialContext(context.Background(), "tcp", address)
	if err != nil {
		return nil, err
	}
	defer c.Close()
	if err := c.SetDeadline(time.Now().Add(10 * time.Second)); err != nil {
		return nil, err
	}
	if _, err := c.Write([]byte(raw)); err != nil {
		return nil, err
	}
	resp, err := http.ReadResponse(bufio.NewReader(c), nil)
	if err == nil {
		err = resp.Body.Close()
	}
	return resp, err
}

func TestTheSessionCookieIsBoundToTheHost(t *testing.T) {
	x := guarded(t)
	p := x.enter(t, models.RoleAgentBuyer)
	got := x.in(t, p.user.Login, secret)
	require.Equal(t, 303, got.status, got.body)
	cookie := got.header.Get("Set-Cookie")
	name, rest, _ := strings.Cut(cookie, "=")
	require.Equal(t, "__Host-assay", name)
	for _, want := range []string{"; path=/", "; HttpOnly", "; secure", "; SameSite=Lax", "; max-age=43200"} {
		require.Contains(t, rest, want)
	}
	require.NotContains(t, strings.ToLower(rest), "domain")
	require.Equal(t, 303, send(t, x.app.Web, person{session: p.session}, "GET", "/account", nil, "Host", host).status, "the name without the prefix is no session")
}

func TestAPresetCookieIsNeverAdopted(t *testing.T) {
	x := guarded(t)
	p := x.enter(t, models.RoleAgentBuyer)
	for _, preset := range []string{"chosen-by-somebody", x.open(t, x.enter(t, models.RoleAgentBuyer).user.ID)} {
		got := x.at(t, preset, "POST", "/sign-in", url.Values{"login": {p.user.Login}, "password": {secret}})
		require.Equal(t, 303, got.status)
		require.NotContains(t, got.header.Get("Set-Cookie"), preset)
		require.NotContains(t, x.at(t, preset, "GET", "/account", nil).body, p.user.Login)
	}
}

func TestASessionEndsOnTheServer(t *testing.T) {
	x := guarded(t)
	p := x.enter(t, models.RoleAgentBuyer)
	page := func(session string) int { return x.at(t, session, "GET", "/account", nil).status }
	require.Equal(t, 200, page(p.session))
	require.Equal(t, 303, x.at(t, p.session, "POST", "/sign-out", p.form()).status)
	require.Equal(t, 303, page(p.session), "the cookie that was kept is worth nothing")

	session := x.open(t, p.user.ID)
	x.write(t, "UPDATE users SET disabled_at = ? WHERE id = ?", x.book.Clock.Now(), p.user.ID)
	require.Equal(t, 303, page(session), "who is disabled is out at once")
	require.Equal(t, 401, x.in(t, p.user.Login, secret).status)
	require.Equal(t, 401, x.at(t, "", "GET", "/api/v1/me", nil, "Authorization", "Bearer "+p.bearer).status)
	x.write(t, "UPDATE users SET disabled_at = NULL WHERE id = ?", p.user.ID)

	idle := x.open(t, p.user.ID)
	x.book.Clock.Add(models.SessionIdle - time.Second)
	require.Equal(t, 200, page(idle))
	x.book.Clock.Add(models.SessionIdle + time.Second)
	require.Equal(t, 303, page(idle), "unused for half an hour")

	busy := x.open(t, p.user.ID)
	begin := x.book.Clock.Now()
	for x.book.Clock.Now().Sub(begin) < models.SessionLife-20*time.Minute {
		x.book.Clock.Add(20 * time.Minute)
		if x.book.Clock.Now().Sub(begin) < models.SessionLife {
			require.Equal(t, 200, page(busy), x.book.Clock.Now().Sub(begin))
		}
	}
	x.book.Clock.Add(20 * time.Minute)
	require.Equal(t, 303, page(busy), "used all day, and over after twelve hours")
}

func (x *world) write(t testing.TB, sql string, args ...any) {
	t.Helper()
	require.NoError(t, x.app.DB.InTx(context.Background(), func(tx *db.Tx) error {
		_, err := tx.Change(sql, args...)
		return err
	}))
}

func TestASecondFactorIsDemandedAndWorksOnce(t *testing.T) {
	x := guarded(t)
	ctx := context.Background()
	p := x.enter(t, models.RoleFinance)
	for _, target := range []string{"/", "/finance/receipts", "/finance/holds"} {
		got := x.at(t, p.session, "GET", target, nil)
		require.Equal(t, []any{303, "/account/second-factor"}, []any{got.status, got.header.Get("Location")}, target)
	}
	require.Equal(t, 403, x.at(t, "", "GET", "/api/v1/receipts", nil, "Authorization", "Bearer "+p.bearer).status)
	e, err := x.app.Auth.BeginEnrolment(ctx, p.user.ID)
	require.NoError(t, err)
	code := func() string {
		c, err := totp.GenerateCode(e.Secret, x.book.Clock.Now())
		require.NoError(t, err)
		return c
	}
	recovery, err := x.app.Auth.ConfirmEnrolment(ctx, models.Who{ID: p.user.ID}, code())
	require.NoError(t, err)
	require.Equal(t, 401, x.in(t, p.user.Login, secret, "code", code()).status, "the code that confirmed is spent")
	x.book.Clock.Add(time.Minute)
	require.Equal(t, 200, x.in(t, p.user.Login, secret).status, "the password alone asks for the code")
	require.Equal(t, 303, x.in(t, p.user.Login, secret, "code", code()).status)
	require.Equal(t, 401, x.in(t, p.user.Login, secret, "code", code()).status, "twice")
	x.book.Clock.Add(2 * time.Minute)
	old := code()
	x.book.Clock.Add(2 * time.Minute)
	require.Equal(t, 401, x.in(t, p.user.Login, secret, "code", old).status, "an old code")
	require.Equal(t, 303, x.in(t, p.user.Login, secret, "code", recovery[0]).status)
	require.Equal(t, 401, x.in(t, p.user.Login, secret, "code", recovery[0]).status, "a recovery code works once too")
}

func TestGuessingIsCounted(t *testing.T) {
	x := guarded(t)
	p, other := x.enter(t, models.RoleAgentBuyer), x.enter(t, models.RoleAgentBuyer)
	for i := range models.AttemptsPerLogin {
		require.Equal(t, 401, x.in(t, strings.ToUpper(p.user.Login), fmt.Sprint("wrong", i)).status)
	}
	got := x.in(t, p.user.Login, secret)
	require.Equal(t, 429, got.status, "even the right password")
	require.NotEmpty(t, got.header.Get("Retry-After"))
	require.Equal(t, 303, x.in(t, other.user.Login, secret).status, "another account is not locked")
	x.book.Clock.Add(models.AttemptWindow + time.Second)
	require.Equal(t, 303, x.in(t, p.user.Login, secret).status)

	for i := range models.AttemptsPerSource - 1 {
		x.write(t, "INSERT INTO sign_in_attempts (login, ip, at) VALUES (?, '0.0.0.0', ?)", fmt.Sprint("guess", i), x.book.Clock.Now())
	}
	require.Equal(t, 401, x.in(t, "somebody.else", "wrong").status)
	form := url.Values{"login": {other.user.Login}, "password": {secret}}
	for _, head := range []string{"X-Forwarded-For", "X-Real-Ip", "Forwarded", "True-Client-Ip"} {
		require.Equal(t, 429, x.at(t, "", "POST", "/sign-in", form, head, "203.0.113.9").status, "%s of a stranger is not believed", head)
	}
}

func TestNobodyLearnsWhichAccountsExist(t *testing.T) {
	x := guarded(t)
	p := x.enter(t, models.RoleFinance)
	x.write(t, "UPDATE users SET disabled_at = ? WHERE id = ?", x.book.Clock.Now(), x.enter(t, models.RoleSales).user.ID)
	say := func(login string) string {
		got := x.in(t, login, "wrong")
		require.Equal(t, 401, got.status)
		return plain(got, login)
	}
	require.Equal(t, say("nobody.at.all"), say(p.user.Login))
	require.Equal(t, say("nobody.at.all"), say("user.2"), "nor which are disabled")
}

func TestSigningInLeadsNowhereElse(t *testing.T) {
	x := guarded(t)
	p := x.enter(t, models.RoleAgentBuyer)
	for next, want := range map[string]string{
		"/agent/orders?state=held": "/agent/orders?state=held", "": "/", "//evil.example": "/", "https://evil.example": "/", "/\\evil.example": "/",
		"\\\\evil.example": "/", "javascript:alert(1)": "/", "/%5cevil.example": "/", "/\t/evil.example": "/", "/a\r\nSet-Cookie: x=1": "/",
		" //evil.example": "/", "evil.example": "/", "@evil.example": "/", "/\u202e/evil": "/",
	} {
		got := x.in(t, p.user.Login, secret, "next", next)
		require.Equal(t, 303, got.status)
		to := got.header.Get("Location")
		require.True(t, to == want || strings.HasPrefix(to, "/") && !strings.HasPrefix(to, "//") && !strings.ContainsAny(to, "\\\r\n\t") && want == "/" && !strings.Contains(next, "evil.example"),
			"next=%q leads to %q", next, to)
		require.Empty(t, got.header.Get("X"), next)
	}
}

func TestLargeBodiesAndForeignHostsAreRefused(t *testing.T) {
	x := guarded(t)
	p := x.enter(t, models.RoleAgentBuyer)
	big := p.form("note", strings.Repeat("x", 1<<20))
	require.Equal(t, 413, x.at(t, p.session, "POST", "/agent/order", big).status)
	for _, h := range []string{"evil.example", "assay.example.evil.example", "assay.example:81", "assay.example.", "127.0.0.1"} {
		require.Equal(t, 421, send(t, x.app.Web, person{}, "GET", "/sign-in", nil, "Host", h).status, h)
	}
}
