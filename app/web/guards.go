package web

import (
	"fmt"
	"net/http"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/google/uuid"
	"github.com/valyala/fasthttp"

	"assay/app/db"
	"assay/models"
)

// bodyLimit is what a request may carry; uploads may carry what fiber allows.
const bodyLimit = 1 << 20

// requestTime is how long a request may work, below the database's timeouts.
const requestTime = 9 * time.Second

const csp = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; " +
	"form-action 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'"

// guards are the middlewares that every request passes, in this order.
func (w *Web) guards() {
	w.anyMethod()
	w.App.Use(w.requestID, w.compressed, w.logged, w.recovered, w.headers, w.hostAllowed, w.sized, w.sameOrigin)
}

func (w *Web) requestID(c *fiber.Ctx) error {
	id := uuid.Must(uuid.NewV7()).String()
	c.Set("X-Request-Id", id)
	c.Locals("request", id)
	c.SetUserContext(db.WithRequest(c.UserContext(), id))
	return c.Next()
}

// logged writes one line per request, after its error was turned into a
// status. No body, no query, no token is logged.
func (w *Web) logged(c *fiber.Ctx) error {
	start := w.Now()
	if err := c.Next(); err != nil {
		if err := w.handleError(c, err); err != nil {
			return err
		}
	}
	w.metrics.count(c, w.Now().Sub(start))
	if w.Log != nil && !strings.HasPrefix(c.Path(), "/assets/") {
		w.Log.Info("request", "id", c.Locals("request"), "method", c.Method(), "path", loggedPath(c), "status", c.Response().StatusCode(),
			"ms", w.Now().Sub(start).Milliseconds(), "ip", c.IP())
	}
	return nil
}

// loggedPath is the path of a request; of a link that opens something by itself
// only which kind it is.
func loggedPath(c *fiber.Ctx) string {
	for _, secret := range []string{"/m/", "/s/"} {
		if strings.HasPrefix(c.Path(), secret) {
			return secret + "…"
		}
	}
	return c.Path()
}

func (w *Web) recovered(c *fiber.Ctx) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("panic: %v\n%s", r, debug.Stack())
		}
	}()
	return c.Next()
}

func (w *Web) headers(c *fiber.Ctx) error {
	w.setHeaders(c)
	return c.Next()
}

// setHeaders tells the browser what a page may do.
func (w *Web) setHeaders(c *fiber.Ctx) {
	c.Set("Content-Security-Policy", csp)
	c.Set("X-Content-Type-Options", "nosniff")
	c.Set("Referrer-Policy", "same-origin")
	c.Set("Cross-Origin-Opener-Policy", "same-origin")
	c.Set("Cross-Origin-Resource-Policy", "same-origin")
	c.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=()")
	if w.Secure {
		c.Set("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
	}
	c.Set("Cache-Control", "no-store")
}

// anyMethod lets a method that fiber has never heard of pass the guards like
// one that no route has: fiber would answer by itself, without a header.
func (w *Web) anyMethod() {
	serve := w.App.Server().Handler
	w.App.Server().Handler = func(c *fasthttp.RequestCtx) {
		if !slices.Contains(fiber.DefaultMethods, string(c.Method())) {
			c.Request.Header.SetMethod(fiber.MethodTrace)
		}
		serve(c)
	}
}

// hostAllowed answers only to the configured names.
func (w *Web) hostAllowed(c *fiber.Ctx) error {
	if len(w.Hosts) > 0 && !slices.Contains(w.Hosts, string(c.Request().Host())) && c.Path() != "/healthz" && c.Path() != "/readyz" {
		return fiber.NewError(http.StatusMisdirectedRequest)
	}
	return c.Next()
}

func (w *Web) sized(c *fiber.Ctx) error {
	if len(c.Request().Body()) > bodyLimit && !strings.HasPrefix(c.Get("Content-Type"), "multipart/form-data") {
		return &models.Error{Kind: models.KindTooLarge, Message: "error.too_large"}
	}
	return c.Next()
}

var crossOrigin = http.NewCrossOriginProtection()

// sameOrigin refuses changes that another site's page sent; clients that are
// no browser send neither header and are let through to their token check.
func (w *Web) sameOrigin(c *fiber.Ctx) error {
	switch c.Method() {
	case fiber.MethodGet, fiber.MethodHead, fiber.MethodOptions:
		return c.Next()
	}
	// what the check looks at, and no more: the whole request would be copied
	r := &http.Request{Method: c.Method(), Host: string(c.Context().Host()), Header: http.Header{}}
	for _, name := range []string{"Origin", "Sec-Fetch-Site"} {
		if v := c.Get(name); v != "" {
			r.Header.Set(name, v)
		}
	}
	if err := crossOrigin.Check(r); err != nil {
		return models.Forbidden("error.cross_site")
	}
	return c.Next()
}
