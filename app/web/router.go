package web

import (
	"context"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"assay/app/db"
	"assay/models"
)

// Public marks a route that needs nobody signed in.
const Public models.Permission = "public"

// Route is one URL with the permission it needs. The list is the source of the
// test that walks every route as every role.
type Route struct {
	Method     string
	Path       string
	Permission models.Permission
}

// Handler answers one request: parse, verb, then render or redirect.
type Handler func(c *Ctx) error

// Routes lists every registered route.
func (w *Web) Routes() []Route { return w.routes }

// above is the nearest page over a path that is none: a form's address that
// somebody opens leads back to the form.
func (w *Web) above(path string) string {
	for path != "" && !w.shows(path) {
		path = path[:max(0, strings.LastIndex(path, "/"))]
	}
	return path
}

// shows tells whether the path is a page.
func (w *Web) shows(path string) bool {
	return slices.ContainsFunc(w.routes, func(r Route) bool {
		return r.Method == fiber.MethodGet && fiber.RoutePatternMatch(path, r.Path, w.App.Config())
	})
}

// Record lists a route that something else than a Handler serves: the API.
func (w *Web) Record(method, path string, p models.Permission) {
	if p == "" {
		panic("web: route without permission: " + method + " " + path)
	}
	w.routes = append(w.routes, Route{method, path, p})
}

// Timed is the context of a request, with the time it may take.
func Timed(fc *fiber.Ctx) (context.Context, context.CancelFunc) {
	return context.WithTimeout(db.Asked(fc.UserContext()), requestTime)
}

// Get registers a page.
func (w *Web) Get(path string, p models.Permission, h Handler) { w.handle("GET", path, p, h) }

// Post registers a change; its form carries the session's token.
func (w *Web) Post(path string, p models.Permission, h Handler) { w.handle("POST", path, p, h) }

func (w *Web) handle(method, path string, p models.Permission, h Handler) {
	w.Record(method, path, p)
	w.App.Add(method, path, func(fc *fiber.Ctx) error {
		ctx, cancel := Timed(fc)
		defer cancel()
		fc.SetUserContext(ctx)
		c := &Ctx{Ctx: fc, Web: w}
		if err := c.identify(); err != nil {
			return err
		}
		if err := c.permit(method, p); err != nil {
			return err
		}
		return h(c)
	})
}

// cookieName carries the __Host- prefix wherever the connection is https.
func (w *Web) cookieName(name string) string {
	if w.Secure {
		return "__Host-" + name
	}
	return name
}

// identify finds the visitor of the session cookie. A cookie that no longer
// stands for a session is as good as none.
func (c *Ctx) identify() error {
	token := c.Cookies(c.Web.cookieName("assay"))
	if token == "" {
		return nil
	}
	v, err := c.Web.Resume(c.UserContext(), token)
	if models.KindOf(err) == models.KindUnauthenticated {
		return nil
	}
	if err != nil {
		return err
	}
	v.Token = token
	c.Visitor = v
	c.Locals("visitor", v)
	return nil
}

func (c *Ctx) permit(method string, p models.Permission) error {
	if p == Public {
		return nil
	}
	if c.Actor.ID == 0 {
		return &models.Error{Kind: models.KindUnauthenticated, Message: "error.session_expired"}
	}
	if c.MustEnroll && !strings.HasPrefix(c.Path(), "/account") {
		return errMustEnroll
	}
	if !c.Actor.Can(p) {
		return models.Forbidden("error.forbidden")
	}
	if token := c.Web.FormToken(c.Token); method != "GET" && unmask(c.FormValue("_csrf"), token) != token {
		return errFormExpired
	}
	return nil
}

// errFormExpired is a form that was made in another session.
var errFormExpired = models.Forbidden("error.form_expired")

var errMustEnroll = &models.Error{Kind: models.KindForbidden, Message: "error.second_factor_needed"}
