package auth

import (
	"encoding/base64"
	"html/template"
	"net/http"

	"assay/app/web"
	"assay/models"
)

// Pages are sign-in and a person's own account.
type Pages struct{ *Service }

// Show is the sign-in page; its language can be chosen before signing in.
func (p Pages) Show(c *web.Ctx) error {
	if l := c.Query("lang"); l != "" {
		c.RememberLang(l)
	}
	if c.Actor.ID != 0 {
		return c.Redirect(web.HomeOf(c.Actor), "")
	}
	return p.form(c, 200, web.SignInForm{Next: web.LocalPath(c.Query("next"))}, nil)
}

func (p Pages) form(c *web.Ctx, status int, f web.SignInForm, fe *web.FormError) error {
	return c.Page(status, "auth/sign_in", web.Page{Layout: "signin", Title: c.T("sign_in.title"), Error: fe, Data: f})
}

// SignIn checks what was typed; a known password of somebody with a second
// factor brings the same form back, asking for the code.
func (p Pages) SignIn(c *web.Ctx) error {
	f := web.SignInForm{Login: c.Value("login"), Next: web.LocalPath(c.Value("next")), Keep: c.FormValue("keep"), NeedsCode: c.Value("code") != ""}
	in, err := p.Service.SignIn(c.UserContext(), Credentials{Login: f.Login, Password: c.FormValue("password"), Code: c.Value("code"),
		IP: c.IP(), Device: web.Clean(c.Get("User-Agent"))})
	if err != nil {
		fe, ok := c.Problem(err)
		if !ok {
			return err
		}
		f.NeedsCode = f.NeedsCode || fe.Field == "code"
		return p.form(c, fe.Status, f, fe)
	}
	if in.NeedsCode {
		f.NeedsCode = true
		return p.form(c, 200, f, nil)
	}
	c.SetSession(in.Token)
	if f.Keep != "" {
		return p.resume(c, in.Token, f)
	}
	return c.Redirect(f.Next, "")
}

// resume shows the form that was sent when the session had ended.
func (p Pages) resume(c *web.Ctx, token string, f web.SignInForm) error {
	v, err := c.Web.Resume(c.UserContext(), token)
	if err != nil {
		return err
	}
	v.Token = token
	c.Visitor = v
	if shown, err := c.Resume(200, f.Keep); shown || err != nil {
		return err
	}
	return c.Redirect(f.Next, "")
}

// SignOut ends the session here and on the server.
func (p Pages) SignOut(c *web.Ctx) error {
	if err := p.Service.SignOut(c.UserContext(), c.Token); err != nil {
		return err
	}
	c.SetSession("")
	return c.Redirect("/sign-in", "")
}

// Home sends a person to the page they start on.
func (p Pages) Home(c *web.Ctx) error { return c.Redirect(web.HomeOf(c.Actor), "") }

type accountPage struct {
	Themes   []string
	Sessions []models.Session
	Tokens   []models.APIToken
	Token    string
}

// Account is a person's own page.
func (p Pages) Account(c *web.Ctx) error { return p.account(c, "", nil) }

func (p Pages) account(c *web.Ctx, token string, fe error) error {
	sessions, err := p.Sessions(c.UserContext(), c.Actor.ID)
	if err != nil {
		return err
	}
	tokens, err := p.Tokens(c.UserContext(), c.Actor.ID)
	if err != nil {
		return err
	}
	page := web.Page{Title: c.T("nav.settings"), Data: accountPage{Themes: []string{"auto", "light", "dark"}, Sessions: sessions, Tokens: tokens, Token: token}}
	if fe != nil {
		return c.Again(fe, "account/index", page)
	}
	return c.OK("account/index", page)
}

// Preferences stores language and theme.
func (p Pages) Preferences(c *web.Ctx) error {
	if err := p.Prefer(c.UserContext(), c.Actor.ID, c.RememberLang(c.Value("lang")), themeOf(c)); err != nil {
		return err
	}
	return c.Redirect("/account", "account.saved")
}

// Language switches the language and comes back to the page.
func (p Pages) Language(c *web.Ctx) error {
	if err := p.Prefer(c.UserContext(), c.Actor.ID, c.RememberLang(c.Value("lang")), c.Actor.Theme); err != nil {
		return err
	}
	return back(c)
}

// back leads to the page that a choice was made on. A form that was sent along
// goes on to its page, which shows it again.
func back(c *web.Ctx) error {
	if c.Query("form") != "" {
		return c.Ctx.Redirect(web.LocalPath(c.Query("next")), http.StatusTemporaryRedirect)
	}
	return c.Redirect(web.LocalPath(c.Value("next")), "")
}

// Theme switches between light and dark and comes back to the page, like
// Language.
func (p Pages) Theme(c *web.Ctx) error {
	if err := p.Prefer(c.UserContext(), c.Actor.ID, c.Lang(), themeOf(c)); err != nil {
		return err
	}
	return back(c)
}

// themeOf is the theme that a form asks for; what is unknown follows the device.
func themeOf(c *web.Ctx) string {
	theme := c.Value("theme")
	if theme != "light" && theme != "dark" {
		return "auto"
	}
	return theme
}

// Password changes the person's own password.
func (p Pages) Password(c *web.Ctx) error {
	if err := p.ChangePassword(c.UserContext(), c.Actor.Who(), c.FormValue("current"), c.FormValue("password"), c.Token); err != nil {
		return p.account(c, "", err)
	}
	return c.Redirect("/account", "account.password_changed")
}

// EndOther ends another of the person's sessions.
func (p Pages) EndOther(c *web.Ctx) error {
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	if err := p.EndSession(c.UserContext(), c.Actor.Who(), c.Actor.ID, id); err != nil {
		return err
	}
	return c.Redirect("/account", "account.session_ended")
}

// NewToken makes an API token and shows it once.
func (p Pages) NewToken(c *web.Ctx) error {
	token, err := p.AddToken(c.UserContext(), c.Actor.Who(), c.Value("name"))
	return p.account(c, token, err)
}

// Revoke ends an API token.
func (p Pages) Revoke(c *web.Ctx) error {
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	if err := p.RevokeToken(c.UserContext(), c.Actor.Who(), id); err != nil {
		return err
	}
	return c.Redirect("/account", "account.token_revoked")
}

type factorPage struct {
	QR     template.URL
	Secret string
	Codes  []string
}

// SecondFactor shows the secret that is to be scanned.
func (p Pages) SecondFactor(c *web.Ctx) error { return p.factor(c, nil) }

func (p Pages) factor(c *web.Ctx, fe error) error {
	e, err := p.BeginEnrolment(c.UserContext(), c.Actor.ID)
	if err != nil {
		return err
	}
	qr := "data:image/png;base64," + base64.StdEncoding.EncodeToString(e.QR)
	page := web.Page{Title: c.T("account.second_factor"), Data: factorPage{QR: template.URL(qr), Secret: e.Secret}} //nolint:gosec // our own picture
	if fe != nil {
		return c.Again(fe, "account/second_factor", page)
	}
	return c.OK("account/second_factor", page)
}

// Enrol puts the second factor in force and shows the recovery codes once.
func (p Pages) Enrol(c *web.Ctx) error {
	codes, err := p.ConfirmEnrolment(c.UserContext(), c.Actor.Who(), c.Value("code"))
	if models.KindOf(err) == models.KindInvalid {
		return p.factor(c, err)
	}
	if err != nil {
		return err
	}
	return c.OK("account/second_factor", web.Page{Title: c.T("account.second_factor"), Data: factorPage{Codes: codes}})
}
