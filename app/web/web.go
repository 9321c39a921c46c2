// Package web is what all pages share: who is signed in, which route needs
// which permission, one mapping from errors to statuses, views in two
// languages, formatters and assets.
package web

import (
	"context"
	"io/fs"
	"log/slog"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/prometheus/client_golang/prometheus"

	"assay/models"
)

// Visitor is who a request comes from; the zero Visitor is not signed in.
type Visitor struct {
	Actor      models.Actor
	SessionID  int64
	Enrolled   bool
	MustEnroll bool
	Token      string
}

// Config is what the web layer must be told. Origin is the address that links
// in documents are made from, never the request's own Host.
type Config struct {
	Origin  string
	Secure  bool     // https only: __Host- cookies and HSTS
	Hosts   []string // allowed Host headers, empty for any (demonstration)
	Proxies []string // addresses whose X-Forwarded-For is believed
	Company map[string]string
	Zone    *time.Location
	Now     func() time.Time
	Log     *slog.Logger
	Views   fs.FS
	Public  fs.FS
	// Resume and Bearer find the visitor of a cookie or an API token.
	Resume func(ctx context.Context, token string) (Visitor, error)
	Bearer func(ctx context.Context, token string) (Visitor, error)
	// FormToken derives the token that forms carry from the session's.
	FormToken func(sessionToken string) string
	// Ticker is the metal price in the top bar, nil for none.
	Ticker func(ctx context.Context) *Ticker
	// Waiting is how much work waits for a person, by page of the navigation;
	// acted tells that the person has just changed something. nil for none.
	Waiting func(ctx context.Context, a models.Actor, acted bool) map[string]int64
	// Exported leaves a line in the trail: who took rows of a list away, under
	// which filter.
	Exported func(ctx context.Context, who models.Who, list, filter, format string, rows int64) error
	// Metrics is where the layer registers its counters, nil for none.
	Metrics prometheus.Registerer
}

// Ticker is the price of a metal as the top bar shows it.
type Ticker struct {
	NameZh string
	NameEn string
	Price  models.Money
	Change models.Money
}

// Web is the running web layer.
type Web struct {
	Config
	text    *Texts
	assets  *assets
	views   *views
	metrics *metrics
	App     *fiber.App
	routes  []Route
	gates   gates
}

// New prepares templates, texts and assets and the fiber app with its guards.
func New(cfg Config) (*Web, error) {
	w := &Web{Config: cfg}
	var err error
	if w.text, err = loadTexts(); err != nil {
		return nil, err
	}
	if w.assets, err = buildAssets(cfg.Public); err != nil {
		return nil, err
	}
	if w.views, err = parseViews(cfg.Views, w); err != nil {
		return nil, err
	}
	w.metrics = newMetrics(cfg.Metrics)
	w.App = fiber.New(w.fiberConfig())
	w.guards()
	w.App.Get("/assets/:name", w.serveAsset)
	return w, nil
}

// MaxUpload is how large a file may be. A request may have a little more, so
// that the form can say so; far larger ones are not read at all.
const MaxUpload = 10 << 20

func (w *Web) fiberConfig() fiber.Config {
	return fiber.Config{
		AppName: "assay", Immutable: true, DisableStartupMessage: true,
		ReadTimeout: 10 * time.Second, WriteTimeout: 60 * time.Second, IdleTimeout: 60 * time.Second,
		BodyLimit: MaxUpload + 2<<20, ReadBufferSize: 8 << 10, Concurrency: 4096,
		EnableTrustedProxyCheck: true, TrustedProxies: w.Proxies, ProxyHeader: fiber.HeaderXForwardedFor, EnableIPValidation: true,
		ErrorHandler: w.handleError, StrictRouting: false, CaseSensitive: true,
	}
}
