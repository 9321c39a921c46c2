package web

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"assay/app/db"
	"assay/models"
)

var statusOf = map[models.Kind]int{
	models.KindInvalid: 422, models.KindMalformed: 400, models.KindUnauthenticated: 401, models.KindForbidden: 403, models.KindNotFound: 404, models.KindConflict: 409,
	models.KindRefused: 409, models.KindTooLarge: 413, models.KindTooMany: 429, models.KindUnavailable: 503,
}

// problem is an error as a person or client is told: a status, a catalogue key
// with parameters, and the field.
type problem struct {
	Status int
	Key    string
	Field  string
	Params map[string]any
}

// explain maps any error to what may be said about it. Nothing of an
// unexpected error is said but that it happened.
func explain(err error) problem {
	var e *models.Error
	var r *models.Refusal
	var f *fiber.Error
	switch {
	case errors.As(err, &e):
		return problem{statusOf[e.Kind], e.Message, e.Field, e.Params}
	case errors.As(err, &r):
		params := map[string]any{"Shortfall": r.Shortfall}
		for k, v := range r.Params {
			params[k] = v
		}
		return problem{409, "refusal." + r.Reason, "", params}
	case errors.As(err, &f):
		return explainStatus(f.Code)
	case db.Away(err), errors.Is(err, context.Canceled):
		return problem{Status: 503, Key: "error.unavailable"}
	}
	return problem{Status: 500, Key: "error.unexpected"}
}

func explainStatus(code int) problem {
	switch code {
	case http.StatusNotFound:
		return problem{Status: 404, Key: "error.not_found", Params: map[string]any{"Noun": "noun.page"}}
	case http.StatusMethodNotAllowed:
		return problem{Status: 405, Key: "error.method"}
	case http.StatusRequestEntityTooLarge:
		return problem{Status: 413, Key: "error.too_large"}
	case http.StatusMisdirectedRequest:
		return problem{Status: 421, Key: "error.host"}
	case http.StatusUnsupportedMediaType:
		return problem{Status: 415, Key: "error.media_type"}
	}
	if code >= 500 {
		return problem{Status: 500, Key: "error.unexpected"}
	}
	return problem{Status: code, Key: "error.bad_request"}
}

// handleError is the one place where an error becomes an answer. A request
// that could not even be read comes here without having passed the guards.
func (w *Web) handleError(fc *fiber.Ctx, err error) error {
	if fc.Locals("request") == nil {
		w.setHeaders(fc)
	}
	if strings.HasPrefix(fc.Path(), "/api/") {
		return w.SendProblem(fc, err)
	}
	p := w.note(fc, err)
	fc.Status(p.Status)
	if errors.Is(err, errMustEnroll) {
		return fc.Redirect("/account/second-factor", fiber.StatusSeeOther)
	}
	if p.Status == 401 && fc.Method() == fiber.MethodGet {
		return fc.Redirect("/sign-in?next="+url.QueryEscape(fc.OriginalURL()), fiber.StatusSeeOther)
	}
	c := &Ctx{Ctx: fc, Web: w}
	if v, ok := fc.Locals("visitor").(Visitor); ok {
		c.Visitor = v
	} else if p.Status == 404 || p.Status == 405 {
		c.recognise()
	}
	switch {
	case p.Status == 401:
		return c.signInAgain(p)
	case errors.Is(err, errFormExpired):
		if shown, err := c.Resume(p.Status, keepForm(fc)); shown || err != nil {
			return err
		}
	}
	return c.errorPage(p)
}

// recognise finds the visitor of an address that no route answers, so that who
// is signed in keeps the way back. Whoever is not known is told the same
// outside.
func (c *Ctx) recognise() {
	ctx, cancel := Timed(c.Ctx)
	defer cancel()
	c.SetUserContext(ctx)
	if err := c.identify(); err != nil && c.Web.Log != nil {
		c.Web.Log.Warn("the visitor of a missing page is not known", "path", c.Path(), "error", err.Error())
	}
}

func (c *Ctx) errorPage(p problem) error {
	fc := c.Ctx
	id, _ := fc.Locals("request").(string)
	back := ""
	if ref, err := url.Parse(fc.Get("Referer")); err == nil && ref.Path != "" {
		back = LocalPath(ref.RequestURI())
	}
	if p.Status == 405 && fc.Method() == fiber.MethodGet {
		back = c.Web.above(fc.Path())
	}
	layout := "shell"
	if c.Actor.ID == 0 {
		layout = "plain"
	}
	return c.Page(p.Status, "errors/show", Page{Layout: layout, Title: c.T("error.title"), Data: struct {
		Status           int
		Message, Request string
		Back             string
	}{p.Status, c.T(p.Key, flat(p.Params)...), id, back}})
}

// note explains an error and logs what nobody expected.
func (w *Web) note(fc *fiber.Ctx, err error) problem {
	p := explain(err)
	if p.Status >= 500 && w.Log != nil {
		w.Log.Error("request failed", "id", fc.Locals("request"), "method", fc.Method(), "path", loggedPath(fc), "error", err.Error())
	}
	retryLater(fc, p)
	if p.Status == 401 && strings.HasPrefix(fc.Path(), "/api/") {
		fc.Set("WWW-Authenticate", "Bearer")
	}
	return p
}

// retryLater says when asking again makes sense, in seconds: soon after an
// outage, not so soon after too many attempts unless the error itself knows.
func retryLater(fc *fiber.Ctx, p problem) {
	switch p.Status {
	case http.StatusTooManyRequests:
		seconds, known := p.Params[retryAfter].(int)
		if !known {
			seconds = 60
		}
		fc.Set("Retry-After", strconv.Itoa(seconds))
	case http.StatusServiceUnavailable:
		fc.Set("Retry-After", "5")
	}
}

// Problem tells an error to a form: the message in the visitor's language and
// the field it belongs to, of several joined ones each. Unexpected errors are
// not for forms: ok is false.
func (c *Ctx) Problem(err error) (fe *FormError, ok bool) {
	p := explain(err)
	retryLater(c.Ctx, p)
	switch p.Status {
	case 422, 409, 401, 429, 403:
		fe = &FormError{Status: p.Status, Field: p.Field, Message: c.T(p.Key, flat(p.Params)...), Asks: models.Asks(err)}
		for i, e := range models.Each(err) {
			if i > 0 {
				fe.More = append(fe.More, FormError{Status: p.Status, Field: e.Field, Message: c.T(e.Message, flat(e.Params)...)})
			}
		}
		return fe, true
	}
	return nil, false
}

// FormError is why a form was not accepted. More is what else is wrong with it,
// at other fields.
type FormError struct {
	Status  int
	Field   string
	Message string
	More    []FormError
	Asks    bool // all of it are questions to be confirmed
}

// At tells whether an error belongs to a field, for templates; a nil error
// belongs to none.
func (f *FormError) At(field string) bool { return f.Of(field) != "" }

// Of is what is wrong with a field, "" for nothing.
func (f *FormError) Of(field string) string {
	if f == nil {
		return ""
	}
	for _, e := range f.All() {
		if e.Field == field {
			return e.Message
		}
	}
	return ""
}

// All is everything that is wrong.
func (f *FormError) All() []FormError { return append([]FormError{*f}, f.More...) }
