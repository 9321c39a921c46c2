package web

import (
	"encoding/base64"
	"encoding/json"
	"net/url"
	"strings"

	"github.com/gofiber/fiber/v2"
)

// SignInForm is the sign-in page. Keep carries a form that was sent when the
// session had ended, so that nothing typed is lost.
type SignInForm struct {
	Login, Next, Keep string
	NeedsCode         bool
}

// Kept is a form that could not be taken, with what was typed into it.
type Kept struct {
	Path   string
	Fields []KeptField
}

// KeptField is one value of a kept form.
type KeptField struct{ Name, Value string }

// maxKept bounds what travels through the sign-in page, in bytes.
const maxKept = 200 << 10

// keepForm packs the form of the request; "" when there is nothing to keep or
// too much. Files and secrets are not kept.
func keepForm(fc *fiber.Ctx) string {
	if fc.Method() != fiber.MethodPost || strings.HasPrefix(string(fc.Request().Header.ContentType()), "multipart/") {
		return ""
	}
	k := Kept{Path: fc.OriginalURL()}
	for name, value := range fc.Request().PostArgs().All() {
		n := string(name)
		if n == "_csrf" || strings.Contains(n, "password") || strings.Contains(n, "code") && strings.HasPrefix(k.Path, "/account") {
			continue
		}
		k.Fields = append(k.Fields, KeptField{n, strings.ToValidUTF8(string(value), "")})
	}
	b, err := json.Marshal(k)
	if err != nil || len(k.Fields) == 0 || len(b) > maxKept {
		return ""
	}
	return base64.RawURLEncoding.EncodeToString(b)
}

// unpack reads a kept form; ok is false for what is none, or leads elsewhere.
func unpack(keep string) (k Kept, ok bool) {
	b, err := base64.RawURLEncoding.DecodeString(keep)
	if keep == "" || len(b) > maxKept || err != nil || json.Unmarshal(b, &k) != nil {
		return k, false
	}
	u, err := url.Parse(k.Path)
	return k, err == nil && u.Host == "" && LocalPath(k.Path) == k.Path && k.Path != "/"
}

// Resume shows a kept form to whoever is signed in now, to be sent with one
// click; ok is false when there is none. Status is that of the answer.
func (c *Ctx) Resume(status int, keep string) (ok bool, err error) {
	k, ok := unpack(keep)
	if !ok {
		return false, nil
	}
	return true, c.Page(status, "errors/resume", Page{Title: c.T("resume.title"), Data: k})
}

// SignInAgain is the sign-in page with the form of the request in its luggage.
func (c *Ctx) signInAgain(p problem) error {
	f := SignInForm{Next: "/", Keep: keepForm(c.Ctx)}
	return c.Page(p.Status, "auth/sign_in", Page{Layout: "signin", Title: c.T("sign_in.title"), Data: f,
		Error: &FormError{Status: p.Status, Message: c.T(p.Key, flat(p.Params)...)}})
}
