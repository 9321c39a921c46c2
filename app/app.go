// Package app wires the features together: one place that knows them all.
package app

import (
	"context"
	"log/slog"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"assay/app/agents"
	"assay/app/api"
	"assay/app/audit"
	"assay/app/auth"
	"assay/app/backtest"
	"assay/app/care"
	"assay/app/catalog"
	"assay/app/credit"
	"assay/app/db"
	"assay/app/imports"
	"assay/app/insight"
	"assay/app/ledger"
	"assay/app/limits"
	"assay/app/loyalty"
	"assay/app/members"
	"assay/app/offers"
	"assay/app/orders"
	"assay/app/papers"
	"assay/app/pdf"
	"assay/app/pending"
	"assay/app/perks"
	"assay/app/policy"
	"assay/app/prospects"
	"assay/app/provision"
	"assay/app/receivables"
	"assay/app/reports"
	"assay/app/review"
	"assay/app/runs"
	"assay/app/settlement"
	"assay/app/standard"
	"assay/app/statements"
	"assay/app/voice"
	"assay/app/web"
	"assay/models"
	"assay/public"
	"assay/views"
)

// Config is what cmd tells the product about where it runs.
type Config struct {
	Origin   string
	Secure   bool
	Demo     bool
	Hosts    []string
	Proxies  []string
	AuditKey []byte
	Members  *members.Keys // nil: nobody is enrolled, and no phone is read
	Log      *slog.Logger
	Seller   models.Party // the brand on pages and papers
	Bank     string       // where agents pay to
	Account  string
	Metrics  prometheus.Registerer // nil for none
}

// App is the whole product on one database.
type App struct {
	Config
	DB    *db.DB
	Clock db.Clock

	Agents      *agents.Service
	Audit       *audit.Service
	Auth        *auth.Service
	Backtest    *backtest.Service
	Care        *care.Service
	Catalog     *catalog.Service
	Credit      *credit.Service
	Imports     *imports.Service
	Insight     *insight.Service
	Ledger      *ledger.Service
	Limits      *limits.Service
	Loyalty     *loyalty.Service
	Members     *members.Service
	Offers      *offers.Service
	Orders      *orders.Service
	Papers      *papers.Service
	Perks       *perks.Service
	Policies    *policy.Service
	Prospects   *prospects.Service
	Provision   *provision.Service
	Receivables *receivables.Service
	Reports     *reports.Service
	Review      *review.Service
	Runs        *runs.Service
	Settlement  *settlement.Service
	Standard    *standard.Service
	Statements  *statements.Service
	Voice       *voice.Service

	// Jobs is the timetable as its pages need it, and Health what /readyz asks
	// beside the database; whoever starts the runner sets both.
	Jobs   JobPages
	Health func(ctx context.Context) error

	Web *web.Web

	waiting pending.Kept
}

// New wires the services on d. Serve adds the web layer.
func New(cfg Config, d *db.DB, clock db.Clock) *App {
	a := &App{Config: cfg, DB: d, Clock: clock}
	a.Agents = &agents.Service{DB: d, Clock: clock}
	a.Audit = &audit.Service{DB: d, Key: cfg.AuditKey}
	a.Auth = &auth.Service{DB: d, Clock: clock, SecondFactorOptional: cfg.Demo}
	a.Backtest = &backtest.Service{DB: d, Clock: clock}
	a.Care = &care.Service{DB: d, Clock: clock}
	a.Catalog = &catalog.Service{DB: d, Clock: clock}
	a.Credit = &credit.Service{DB: d, Clock: clock}
	a.Imports = &imports.Service{DB: d, Clock: clock}
	a.Insight = &insight.Service{DB: d, Clock: clock}
	a.Ledger = &ledger.Service{DB: d, Clock: clock}
	a.Limits = &limits.Service{DB: d, Clock: clock}
	a.Loyalty = &loyalty.Service{DB: d, Clock: clock}
	a.Members = &members.Service{DB: d, Clock: clock, Keys: cfg.Members, Forget: []func(*db.Tx, int64) error{care.Forget, perks.Forget, voice.Forget}}
	a.Voice = &voice.Service{DB: d, Clock: clock}
	a.Prospects = &prospects.Service{DB: d, Clock: clock, Members: a.Members}
	a.Loyalty.MemberOf = a.Members.IDOf
	a.Offers = &offers.Service{DB: d, Clock: clock}
	a.Perks = &perks.Service{DB: d, Clock: clock}
	a.Orders = &orders.Service{DB: d, Clock: clock, Calendar: &settlement.Calendar{}}
	a.Provision = &provision.Service{DB: d, Clock: clock}
	a.Receivables = &receivables.Service{DB: d, Clock: clock}
	a.Reports = &reports.Service{DB: d, Clock: clock}
	a.Review = &review.Service{DB: d, Clock: clock}
	a.Runs = &runs.Service{DB: d, Clock: clock}
	a.Settlement = &settlement.Service{DB: d, Clock: clock}
	a.Standard = &standard.Service{DB: d, Clock: clock}
	a.Policies = &policy.Service{DB: d, Clock: clock, Apply: map[models.PolicyKind]func(*db.Tx, models.Moment, models.PolicyVersion) error{
		models.PolicyStandard: standard.Apply, models.PolicyBlocking: credit.RulesChanged}}
	if cfg.Seller.Name == (models.Label{}) {
		cfg.Seller.Name = models.Label{Zh: "承悦珠宝", En: "Chengyue Jewellery"}
	}
	a.Config = cfg
	seller, pay := cfg.Seller, models.Remittance{Payee: cfg.Seller.Name.Zh, Bank: cfg.Bank, Account: cfg.Account}
	a.Papers = &papers.Service{DB: d, Clock: clock, Seller: seller, Remittance: pay, VerifyURL: cfg.Origin + "/verify/", Render: pdf.Render}
	a.Statements = &statements.Service{DB: d, Clock: clock, Seller: seller, Remittance: pay, VerifyURL: cfg.Origin + "/verify/", Render: pdf.Render}
	return a
}

// Serve builds the web layer with every route of the product.
func (a *App) Serve() (*web.Web, error) {
	w, err := web.New(web.Config{
		Origin: a.Origin, Secure: a.Secure, Hosts: a.Hosts, Proxies: a.Proxies, Company: map[string]string{"zh-CN": a.Seller.Name.Zh, "en": a.Seller.Name.En},
		Zone: a.Clock.Zone, Now: a.Clock.Now, Log: a.Log, Views: views.Files, Public: public.Files,
		Resume: func(ctx context.Context, token string) (web.Visitor, error) {
			return visitor(a.Auth.Resume(ctx, token))
		},
		Bearer: func(ctx context.Context, token string) (web.Visitor, error) {
			return visitor(a.Auth.Bearer(ctx, token))
		},
		Exported: a.exported, Waiting: a.waitingFor,
		FormToken: auth.FormToken, Ticker: a.ticker(), Metrics: a.Metrics,
	})
	if err != nil {
		return nil, err
	}
	a.Web = w
	a.routes(w)
	api.Mount(w, api.Services{DB: a.DB, Clock: a.Clock, Agents: a.Agents, Backtest: a.Backtest, Care: a.Care, Catalog: a.Catalog, Credit: a.Credit, Insight: a.Insight, Ledger: a.Ledger, Limits: a.Limits, Loyalty: a.Loyalty, Members: a.Members, Offers: a.Offers, Orders: a.Orders, Papers: a.Papers, Perks: a.Perks, Policies: a.Policies,
		Prospects: a.Prospects, Receivables: a.Receivables, Review: a.Review, Runs: a.Runs, Settlement: a.Settlement, Standard: a.Standard, Statements: a.Statements, Voice: a.Voice})
	return w, nil
}

// exported writes to the trail who took rows of a list away.
func (a *App) exported(ctx context.Context, who models.Who, name, filter, format string, rows int64) error {
	return a.Audit.Record(ctx, a.Clock.Moment(), who, audit.Act{Action: "list.export", SubjectKind: "list", Subject: name,
		Detail: map[string]any{"filter": filter, "format": format, "entries": rows}})
}

func visitor(s auth.Session, err error) (web.Visitor, error) {
	return web.Visitor{Actor: s.Actor, SessionID: s.ID, Enrolled: s.Enrolled, MustEnroll: s.MustEnroll}, err
}

// tickerAge is how old the price in the top bar may be.
const tickerAge = 30 * time.Second
