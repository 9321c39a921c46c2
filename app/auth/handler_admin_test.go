package auth_test

import (
	"context"
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"assay/app"
	"assay/app/apptest"
	"assay/app/auth"
	"assay/app/db"
	"assay/models"
)

func TestMain(m *testing.M) { apptest.Main(m) }

// site is the product on a small book, with an administrator signed in.
func site(t *testing.T, d *db.DB) (*apptest.Book, *app.App, *apptest.Client) {
	t.Helper()
	b := apptest.NewBook(t, d)
	a := app.New(app.Config{Demo: true, AuditKey: []byte("key")}, d, db.Clock{Now: b.Clock.Now, Zone: apptest.Shanghai})
	w, err := a.Serve()
	require.NoError(t, err)
	return b, a, apptest.SignIn(t, w, a.Auth, models.RoleAdmin)
}

var secretIn = regexp.MustCompile(`<p class="secret">([^<]+)</p>`)

func TestAnAdministratorAddsAUserForAnAgent(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		b, a, c := site(t, d)
		agent := b.Agent("A1", 10)
		page := c.Post("/admin/users", "login", "Buyer.One", "name", "周敏", "lang", "zh-CN", "role", "agent_buyer", "scope", "agent", "code", "A1")
		require.Equal(t, 200, page.Status, page.Body)
		secret := secretIn.FindStringSubmatch(page.Body)
		require.Len(t, secret, 2)
		require.NotContains(t, c.Get("/admin/users").Body, secret[1], "the password is shown once")
		in, err := a.Auth.SignIn(context.Background(), auth.Credentials{Login: "buyer.one", Password: secret[1], IP: "192.0.2.9"})
		require.NoError(t, err)
		s, err := a.Auth.Resume(context.Background(), in.Token)
		require.NoError(t, err)
		require.Equal(t, agent.ID, s.Actor.HomeAgent())
		list := c.Get("/admin/users?q=" + url.QueryEscape("周")).Body
		require.Contains(t, list, "buyer.one")
		require.Contains(t, list, "Jeweller A1")
		require.NotContains(t, list, c.User.Login+"</span>")
	})
}

func TestAUserThatCannotBeAddedKeepsWhatWasTyped(t *testing.T) {
	_, _, c := site(t, apptest.SQLite(t))
	for _, tc := range []struct{ login, role, scope, code, field string }{
		{"zhou", "sales", "region", "nowhere", "code"},
		{"z", "sales", "all", "", "login"},
		{"zhou", "", "all", "", "role"},
		{"zhou", "agent_owner", "all", "", "scope"},
		{"zhou", "sales", "galaxy", "", "scope"},
		{c.User.Login, "sales", "all", "", "login"},
	} {
		page := c.Post("/admin/users", "login", tc.login, "name", "周敏", "role", tc.role, "scope", tc.scope, "code", tc.code)
		require.Equal(t, 422, page.Status, "%+v", tc)
		require.Contains(t, page.Body, fmt.Sprintf(`id="e-%s"`, tc.field), "%+v", tc)
		require.Contains(t, page.Body, `value="周敏"`)
	}
}

func TestAccessEndsAtOnceAndComesBack(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		_, a, c := site(t, d)
		other := apptest.SignIn(t, a.Web, a.Auth, models.RoleSales)
		require.Equal(t, 200, other.Get("/account").Status)
		path := fmt.Sprintf("/admin/users/%d", other.User.ID)
		answer := c.Post(path+"/access", "access", "off")
		require.Equal(t, 303, answer.Status)
		require.Contains(t, c.Get(answer.Location).Body, "The user is disabled")
		require.Equal(t, 303, other.Get("/account").Status, "the session has ended")
		require.Contains(t, c.Get("/admin/users?state=disabled").Body, other.User.Login)
		require.NotContains(t, c.Get("/admin/users?state=active").Body, other.User.Login)
		require.Equal(t, 303, c.Post(path+"/access", "access", "on").Status)

		secret := secretIn.FindStringSubmatch(c.Post(path + "/password").Body)
		require.Len(t, secret, 2)
		_, err := a.Auth.SignIn(context.Background(), auth.Credentials{Login: other.User.Login, Password: secret[1]})
		require.NoError(t, err)

		require.Equal(t, 403, c.Post(fmt.Sprintf("/admin/users/%d/access", c.User.ID), "access", "off").Status, "nobody disables themselves")
		require.Equal(t, 404, c.Get("/admin/users/999").Status)
		require.Equal(t, 404, c.Post("/admin/users/999/password").Status)
	})
}

func TestUsersAreForAdministratorsAndFormsForTheirSession(t *testing.T) {
	_, a, c := site(t, apptest.SQLite(t))
	for _, role := range []models.Role{models.RoleFinanceManager, models.RoleSalesManager, models.RoleSales} {
		other := apptest.SignIn(t, a.Web, a.Auth, role)
		require.Equal(t, 403, other.Get("/admin/users").Status, role)
		require.Equal(t, 403, other.Post(fmt.Sprintf("/admin/users/%d/password", c.User.ID)).Status, role)
	}
	require.Equal(t, 303, apptest.Visitor(t, a.Web).Get("/admin/users").Status)
	require.Equal(t, 403, c.PostForm("/admin/users/1/password", url.Values{"_csrf": {auth.FormToken("another")}}).Status)
}

func TestUsersInBothLanguages(t *testing.T) {
	_, _, c := site(t, apptest.SQLite(t))
	words := map[string]string{"en": "New user", "zh-CN": "新建用户"}
	for lang, word := range words {
		require.Equal(t, 303, c.Post("/language", "lang", lang, "next", "/admin/users").Status)
		for _, path := range []string{"/admin/users", "/admin/users/new", fmt.Sprintf("/admin/users/%d", c.User.ID)} {
			page := c.Get(path)
			require.Equal(t, 200, page.Status, page.Body)
			require.Contains(t, page.Body, `lang="`+lang+`"`)
			require.NotRegexp(t, `>(users|scope|user_state|admin|role)\.[a-z_]+<`, page.Body, "a text is missing")
			if strings.HasSuffix(path, "new") || path == "/admin/users" {
				require.Contains(t, page.Body, word)
			}
		}
	}
}
