package web

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"os"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"
	"github.com/google/uuid"

	"assay/models"
)

// Ctx is one request with its visitor.
type Ctx struct {
	*fiber.Ctx
	Visitor
	Web *Web
}

// ID is a positive id from the path; anything else is as unknown as a missing
// row.
func (c *Ctx) ID(name string) (int64, error) {
	id, err := strconv.ParseInt(c.Params(name), 10, 64)
	if err != nil || id <= 0 {
		return 0, models.NotFound("noun.page")
	}
	return id, nil
}

// FormID is an id from a form or query, 0 when it is missing or malformed.
func (c *Ctx) FormID(name string) int64 {
	id, err := strconv.ParseInt(c.Value(name), 10, 64)
	if err != nil || id < 0 {
		return 0
	}
	return id
}

// Value is a trimmed value of the form, or of the query when no form came.
// Control characters are dropped.
func (c *Ctx) Value(name string) string {
	v := c.FormValue(name)
	if v == "" {
		v = c.Query(name)
	}
	return Clean(v)
}

// Clean trims text that a person typed and drops what cannot be shown: control
// characters and broken UTF-8.
func Clean(s string) string {
	s = strings.ToValidUTF8(s, "")
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if r == '\n' || r == '\t' {
			return r
		}
		if r < 0x20 || r == 0x7f || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 || r == 0xfeff {
			return -1
		}
		return r
	}, s))
}

// Int is a whole number from the form, with a range.
func (c *Ctx) Int(name string, low, high int64) (int64, error) {
	n, err := strconv.ParseInt(c.Value(name), 10, 64)
	if err != nil || n < low || n > high {
		return 0, models.Invalid(name, "error.number_out_of_range").With("Low", low).With("High", high)
	}
	return n, nil
}

// Money is an amount in yuan from the form.
func (c *Ctx) Money(name string) (models.Money, error) {
	m, err := models.ParseMoney(c.Value(name))
	return m, models.OnField(err, name)
}

// Date is a calendar day from the form; empty gives the zero date.
func (c *Ctx) Date(name string) (models.Date, error) {
	v := c.Value(name)
	if v == "" {
		return 0, nil
	}
	d, err := models.ParseDate(v)
	return d, models.OnField(err, name)
}

// Today is the business date now.
func (c *Ctx) Today() models.Date { return models.MomentOf(c.Web.Now(), c.Web.Zone).On }

// PageNumber is the page that a list was asked for, from 1.
func (c *Ctx) PageNumber() int {
	n, err := strconv.Atoi(c.Query("page"))
	if err != nil || n < 1 || n > 100_000 {
		return 1
	}
	return n
}

// Lang is the language of the answer: the user's choice, else the cookie's,
// else what the browser prefers.
func (c *Ctx) Lang() string {
	if c.Actor.Lang != "" {
		return c.Actor.Lang
	}
	return langOf(c.Ctx)
}

func langOf(c *fiber.Ctx) string {
	if l := c.Cookies("lang"); l == "en" || l == "zh-CN" {
		return l
	}
	if c.AcceptsLanguages("zh-CN", "zh", "en") == "en" {
		return "en"
	}
	return "zh-CN"
}

// Flash is a message shown on the next page.
type Flash struct {
	Kind   string
	Key    string
	Params map[string]any
	Undo   *Undo
}

// Undo is the form that takes back what the message tells: where it is sent,
// and its fields as name, value pairs.
type Undo struct {
	Path   string
	Fields [][2]string
}

// Redirect answers 303 to a local path with a message for the next page; an
// empty key says nothing.
func (c *Ctx) Redirect(path, key string, params ...any) error {
	return c.RedirectUndo(path, key, nil, params...)
}

// RedirectUndo is Redirect with a way back beside the message; nil for none.
func (c *Ctx) RedirectUndo(path, key string, undo *Undo, params ...any) error {
	if key != "" {
		b, err := json.Marshal(Flash{Kind: "ok", Key: key, Params: pairs(params), Undo: undo})
		if err != nil {
			return err
		}
		c.Cookie(&fiber.Cookie{Name: c.Web.cookieName("flash"), Value: base64.RawURLEncoding.EncodeToString(b), Path: "/", MaxAge: 30,
			HTTPOnly: true, Secure: c.Web.Secure, SameSite: "Lax"})
	}
	return c.Ctx.Redirect(path, fiber.StatusSeeOther)
}

func (c *Ctx) takeFlash() *Flash {
	raw := c.Cookies(c.Web.cookieName("flash"))
	if raw == "" {
		return nil
	}
	c.Cookie(&fiber.Cookie{Name: c.Web.cookieName("flash"), Path: "/", MaxAge: -1, HTTPOnly: true, Secure: c.Web.Secure, SameSite: "Lax"})
	b, err := base64.RawURLEncoding.DecodeString(raw)
	var f Flash
	if err != nil || json.Unmarshal(b, &f) != nil {
		return nil
	}
	if f.Undo != nil { // a cookie is not ours alone: the form never leaves this site
		f.Undo.Path = LocalPath(f.Undo.Path)
	}
	return &f
}

// SetSession hands the browser its session; an empty token ends it.
func (c *Ctx) SetSession(token string) {
	age := int(models.SessionLife.Seconds())
	if token == "" {
		age = -1
	}
	c.Cookie(&fiber.Cookie{Name: c.Web.cookieName("assay"), Value: token, Path: "/", MaxAge: age, HTTPOnly: true, Secure: c.Web.Secure, SameSite: "Lax"})
}

// LocalPath is where to go after signing in: a path of this site or "/".
func LocalPath(next string) string {
	if !strings.HasPrefix(next, "/") || strings.HasPrefix(next, "//") || strings.ContainsAny(next, "\\\r\n\t") || strings.Contains(strings.ToLower(next), "%5c") {
		return "/"
	}
	return next
}

// here is the address that shows this page again. What a form was sent to may
// show nothing by itself: then it is the page above it.
func (c *Ctx) here() string {
	if c.Method() == fiber.MethodGet {
		return c.OriginalURL()
	}
	path := c.Path()
	for path != "" && !c.Web.shows(path) {
		path = path[:strings.LastIndexByte(path, '/')]
	}
	return LocalPath(path)
}

// PDF answers with a document; name must be plain ASCII that we built.
func (c *Ctx) PDF(name string, body []byte) error {
	c.Set("Content-Type", "application/pdf")
	c.Set("Content-Disposition", `inline; filename="`+name+`"`)
	return c.Send(body)
}

// CSV answers with a spreadsheet that opens rightly: UTF-8 with a mark.
func (c *Ctx) CSV(name string, body []byte) error {
	c.Set("Content-Type", "text/csv; charset=utf-8")
	c.Set("Content-Disposition", `attachment; filename="`+name+`"`)
	return c.Send(append([]byte("\ufeff"), body...))
}

// Download answers with a finished file and closes it when it is sent. name is
// plain ASCII.
func (c *Ctx) Download(name, contentType string, f *os.File) error {
	size, err := f.Seek(0, io.SeekEnd)
	if err == nil {
		_, err = f.Seek(0, io.SeekStart)
	}
	if err != nil {
		return errors.Join(err, f.Close())
	}
	c.Set("Content-Type", contentType)
	c.Set("Content-Disposition", `attachment; filename="`+name+`"`)
	return c.SendStream(f, int(size))
}

// RememberLang keeps a chosen language in the browser and returns it; an
// unknown one becomes the default.
func (c *Ctx) RememberLang(lang string) string {
	if lang != "en" {
		lang = Langs[0]
	}
	c.Cookie(&fiber.Cookie{Name: "lang", Value: lang, Path: "/", MaxAge: 365 * 24 * 3600, HTTPOnly: true, Secure: c.Web.Secure, SameSite: "Lax"})
	c.Request().Header.SetCookie("lang", lang)
	return lang
}

// NewKey is a request key, minted when a form is rendered.
func NewKey() string { return uuid.Must(uuid.NewV7()).String() }

// RequestKey is the key of a form that makes something once, however often it
// is sent; a client that sends none gets a new one each time.
func (c *Ctx) RequestKey() string {
	if key := c.Value("key"); key != "" {
		return key
	}
	return NewKey()
}

// FileName keeps what is safe in a file name.
func FileName(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' || r == '-' || r == '_' {
			return r
		}
		return '_'
	}, s)
}
