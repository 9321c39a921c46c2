package apptest

import (
	"bytes"
	"context"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"assay/app/auth"
	"assay/app/web"
	"assay/models"
)

// Client is a browser at the real routes. It keeps cookies and follows no
// redirect.
type Client struct {
	T       testing.TB
	Web     *web.Web
	User    models.User
	cookies map[string]string
}

// Answer is what came back.
type Answer struct {
	Status   int
	Location string // of a redirect
	Header   http.Header
	Body     string
}

const password = "a long sentence for tests"

// SignIn adds a user with the role and signs in; scopeID is the agent of an
// agent role or the store of a store's, and without it the role reaches everything. The service must
// have SecondFactorOptional, or the client is sent to enrol.
func SignIn(t testing.TB, w *web.Web, users *auth.Service, role models.Role, scopeID ...int64) *Client {
	t.Helper()
	ctx := context.Background()
	grant := models.UserGrant{Role: role, ScopeKind: models.ScopeAll}
	if len(scopeID) > 0 {
		grant.ScopeKind, grant.ScopeID = role.Reaches()[0], scopeID[0]
	}
	n, err := usersAtAll(ctx, users)
	require.NoError(t, err)
	login := strings.ReplaceAll(string(role), "_", "-") + string(rune('a'+n%26)) + strings.Repeat("x", int(n/26))
	u, err := users.AddUser(ctx, models.System, auth.NewUser{Login: login, Name: "测试" + string(role), Password: password, Lang: "en",
		Grants: []models.UserGrant{grant}})
	require.NoError(t, err)
	c := Visitor(t, w)
	c.User = u
	in, err := users.SignIn(ctx, auth.Credentials{Login: login, Password: password, IP: "192.0.2.1"})
	require.NoError(t, err)
	c.cookies["assay"] = in.Token
	return c
}

func usersAtAll(ctx context.Context, users *auth.Service) (n int64, err error) {
	err = users.DB.Read(ctx).Raw("SELECT COUNT(*) FROM users").Scan(&n).Error
	return n, err
}

// Visitor is a client that is not signed in and asks for English.
func Visitor(t testing.TB, w *web.Web) *Client {
	return &Client{T: t, Web: w, cookies: map[string]string{"lang": "en"}}
}

// Get asks for a page.
func (c *Client) Get(path string) Answer {
	c.T.Helper()
	return c.send(httptest.NewRequest(http.MethodGet, path, nil))
}

// Post sends a form with the token that forms of this session carry; values
// are name, value pairs.
func (c *Client) Post(path string, values ...string) Answer {
	c.T.Helper()
	form := url.Values{"_csrf": {auth.FormToken(c.cookies["assay"])}}
	for i := 0; i+1 < len(values); i += 2 {
		form.Add(values[i], values[i+1])
	}
	return c.PostForm(path, form)
}

// PostForm sends a form as it is, for tests of forms without a token.
func (c *Client) PostForm(path string, form url.Values) Answer {
	c.T.Helper()
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return c.send(r)
}

// Upload submits a form with a file in a field; values come in pairs.
func (c *Client) Upload(path, field, name string, content []byte, values ...string) Answer {
	c.T.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for i := 0; i+1 < len(values); i += 2 {
		require.NoError(c.T, w.WriteField(values[i], values[i+1]))
	}
	require.NoError(c.T, w.WriteField("_csrf", auth.FormToken(c.cookies["assay"])))
	part, err := w.CreateFormFile(field, name)
	require.NoError(c.T, err)
	_, err = part.Write(content)
	require.NoError(c.T, err)
	require.NoError(c.T, w.Close())
	r := httptest.NewRequest(http.MethodPost, path, &body)
	r.Header.Set("Content-Type", w.FormDataContentType())
	return c.send(r)
}

func (c *Client) send(r *http.Request) Answer {
	c.T.Helper()
	for name, value := range c.cookies {
		r.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	resp, err := c.Web.App.Test(r, -1)
	require.NoError(c.T, err)
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	require.NoError(c.T, err)
	for _, k := range resp.Cookies() {
		c.cookies[k.Name] = k.Value
		if k.MaxAge < 0 {
			delete(c.cookies, k.Name)
		}
	}
	return Answer{Status: resp.StatusCode, Location: resp.Header.Get("Location"), Header: resp.Header, Body: string(body)}
}
