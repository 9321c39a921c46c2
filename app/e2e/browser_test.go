// Package e2e opens every page in a real browser, at phone and desk width, in
// both languages, light and dark, and listens for what a user would suffer:
// console errors, violations of the content security policy, sideways scroll.
package e2e

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"assay/app"
	"assay/app/apptest"
	"assay/app/db"
	"assay/app/demo"
	"assay/models"
)

func TestMain(m *testing.M) { apptest.Main(m) }

// site is a small demonstration company that serves on a free port.
type site struct {
	base   string
	logins []demo.Login
	app    *app.App
}

func serve(t *testing.T) site {
	t.Helper()
	d := apptest.SQLite(t)
	now := time.Date(2026, 6, 12, 3, 0, 0, 0, time.UTC)
	clock := db.Clock{Now: func() time.Time { return now }, Zone: apptest.Shanghai}
	a := app.New(app.Config{Demo: true, AuditKey: make([]byte, 32)}, d, clock)
	logins, err := demo.Fill(context.Background(), d, demo.Options{Now: now, Zone: apptest.Shanghai, Seed: 7, Agents: 40, Months: 14, StatementMonths: 3, Statements: a.Statements})
	require.NoError(t, err)
	a.Jobs = app.JobPages{List: func(context.Context) ([]app.JobLine, error) {
		return []app.JobLine{{Name: "issue-statements", Spec: "0 2 * * *", NextAt: now.Add(time.Hour), Last: &app.JobRun{Slot: now, State: "done", StartedAt: &now}}}, nil
	}}
	w, err := a.Serve()
	require.NoError(t, err)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	go w.App.Listener(l)
	t.Cleanup(func() { w.App.Shutdown() })
	return site{base: "http://" + l.Addr().String(), logins: logins, app: a}
}

// browser starts headless Chromium with an empty profile.
func browser(t *testing.T) context.Context {
	t.Helper()
	path, err := exec.LookPath("chromium")
	if err != nil {
		apptest.SkipWithout(t, "chromium", err.Error())
	}
	profile, err := os.MkdirTemp("", "assay-browser")
	require.NoError(t, err)
	t.Cleanup(func() { os.RemoveAll(profile) })
	opts := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.Flag("disable-dev-shm-usage", true),
		chromedp.Flag("disable-quic", true), chromedp.UserDataDir(profile))
	alloc, cancel := chromedp.NewExecAllocator(context.Background(), opts...)
	t.Cleanup(cancel)
	ctx, cancel := chromedp.NewContext(alloc, chromedp.WithErrorf(func(string, ...any) {}))
	t.Cleanup(cancel)
	return ctx
}

// watcher keeps what the browser complains about.
type watcher struct{ complaints []string }

func watch(ctx context.Context) *watcher {
	w := &watcher{}
	chromedp.ListenTarget(ctx, func(ev any) {
		switch e := ev.(type) {
		case *log.EventEntryAdded:
			if e.Entry.Level == log.LevelError || e.Entry.Source == log.SourceSecurity {
				w.complaints = append(w.complaints, e.Entry.Text+" "+e.Entry.URL)
			}
		case *runtime.EventExceptionThrown:
			w.complaints = append(w.complaints, e.ExceptionDetails.Error())
		case *runtime.EventConsoleAPICalled:
			if e.Type == runtime.APITypeError {
				w.complaints = append(w.complaints, "console.error")
			}
		case *network.EventResponseReceived:
			if e.Response.Status >= 500 {
				w.complaints = append(w.complaints, fmt.Sprintf("%d %s", e.Response.Status, e.Response.URL))
			}
		}
	})
	return w
}

func (s site) login(role models.Role) demo.Login {
	for _, l := range s.logins {
		if l.Role == role {
			return l
		}
	}
	panic("no login for " + role)
}

func (s site) signIn(ctx context.Context, t *testing.T, role models.Role) {
	t.Helper()
	l := s.login(role)
	require.NoError(t, chromedp.Run(ctx, network.ClearBrowserCookies(), chromedp.Navigate(s.base+"/sign-in"),
		chromedp.SetValue("#f-login", l.Login, chromedp.ByQuery), chromedp.SetValue("#f-password", l.Password, chromedp.ByQuery),
		chromedp.Submit("#f-password", chromedp.ByQuery), chromedp.WaitVisible("main#main h1", chromedp.ByQuery)))
}

// look opens a page in one shape and returns what is wrong with it.
func (s site) look(ctx context.Context, t *testing.T, w *watcher, name, path, lang string, width int64, dark bool) {
	t.Helper()
	w.complaints = nil
	scheme := "light"
	if dark {
		scheme = "dark"
	}
	var overflow int
	var axe string
	actions := []chromedp.Action{
		emulation.SetDeviceMetricsOverride(width, 900, 1, width < 500),
		emulation.SetEmulatedMedia().WithFeatures([]*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}),
		chromedp.Navigate(s.base + path), chromedp.WaitReady("body"),
		chromedp.Evaluate(`document.documentElement.scrollWidth - document.documentElement.clientWidth`, &overflow),
	}
	require.NoError(t, chromedp.Run(ctx, actions...), path)
	if src := axeSource(); src != "" {
		require.NoError(t, chromedp.Run(ctx, chromedp.Evaluate(src, nil), chromedp.Evaluate(axeRun, &axe, func(p *runtime.EvaluateParams) *runtime.EvaluateParams { return p.WithAwaitPromise(true) })), path)
	}
	id := fmt.Sprintf("%s %s %d %s", path, lang, width, scheme)
	if len(w.complaints) > 0 {
		t.Errorf("%s: %s", id, strings.Join(w.complaints, "; "))
	}
	if overflow > 0 {
		t.Errorf("%s scrolls sideways by %d px", id, overflow)
	}
	if axe != "" && axe != "[]" {
		t.Errorf("%s: axe %s", id, axe)
	}
	s.keep(ctx, t, fmt.Sprintf("%s-%s-%d-%s.png", name, lang, width, scheme))
}

// axeRun reports the broken rules with their first element, as JSON.
const axeRun = `axe.run(document, {runOnly: ['wcag2a','wcag2aa','wcag21aa','best-practice']}).then(r => JSON.stringify(r.violations.map(v => v.id + ': ' + v.nodes[0].html.slice(0, 160))))`

// axeSource is the accessibility checker, where ASSAY_AXE names its file.
func axeSource() string {
	b, err := os.ReadFile(os.Getenv("ASSAY_AXE"))
	if err != nil {
		return ""
	}
	return string(b)
}

// keep saves a picture of the whole page where ASSAY_SHOTS names a folder.
func (s site) keep(ctx context.Context, t *testing.T, name string) {
	dir := os.Getenv("ASSAY_SHOTS")
	if dir == "" {
		return
	}
	var png []byte
	require.NoError(t, chromedp.Run(ctx, chromedp.FullScreenshot(&png, 100)))
	require.NoError(t, os.WriteFile(filepath.Join(dir, name), png, 0o600))
}

// first is the first id that a query finds, for the path of a page.
func (s site) first(t *testing.T, query string, args ...any) int64 {
	t.Helper()
	var id int64
	require.NoError(t, s.app.DB.Read(context.Background()).Raw(query, args...).Scan(&id).Error)
	require.NotZero(t, id, query)
	return id
}

type page struct{ name, path string }

func TestEveryPageInTheBrowser(t *testing.T) {
	ctx := browser(t)
	s := serve(t)
	w := watch(ctx)
	require.NoError(t, chromedp.Run(ctx, log.Enable(), runtime.Enable(), network.Enable()))
	own := s.first(t, "SELECT a.scope_id FROM user_grants a WHERE a.role = 'agent_owner'")
	order := s.first(t, "SELECT MAX(id) FROM orders WHERE agent_id = ? AND state IN ('shipped','part_shipped','closed')", own)
	statement := s.first(t, "SELECT MAX(id) FROM statements WHERE agent_id = ?", own)
	pages := map[models.Role][]page{
		models.RoleAgentOwner: {{"agent-home", "/agent"}, {"agent-order", fmt.Sprintf("/agent/order?from=%d", order)}, {"agent-orders", "/agent/orders"},
			{"agent-order-show", fmt.Sprintf("/agent/orders/%d", order)}, {"agent-statements", "/agent/statements"}, {"agent-statement", fmt.Sprintf("/agent/statements/%d", statement)}, {"account", "/account"},
			{"agent-documents", "/agent/documents"}, {"agent-order-paper", fmt.Sprintf("/agent/orders/%d/paper", order)},
			{"agent-invoice", fmt.Sprintf("/agent/invoices/%d", s.first(t, "SELECT MAX(id) FROM invoices WHERE agent_id = ?", own))},
			{"agent-credit-note", fmt.Sprintf("/agent/credit-notes/%d", s.first(t, "SELECT MAX(id) FROM credit_notes WHERE agent_id = ?", own))},
			{"agent-receipt", fmt.Sprintf("/agent/receipts/%d", s.first(t, "SELECT MAX(id) FROM receipts WHERE agent_id = ? AND state = 'posted'", own))}},
		models.RoleFinanceManager: {{"finance-cockpit", "/finance/cockpit"}, {"finance-agents", "/finance/agents"}, {"finance-agent", fmt.Sprintf("/finance/agents/%d", own)},
			{"finance-agent-limit", fmt.Sprintf("/finance/agents/%d?do=limit", own)}, {"finance-agent-journal", fmt.Sprintf("/finance/agents/%d?tab=journal", own)}, {"finance-holds", "/finance/holds"},
			{"finance-hold", fmt.Sprintf("/finance/holds/%d", s.first(t, "SELECT MAX(id) FROM orders WHERE state IN ('held','submitted')"))},
			{"finance-receipts", "/finance/receipts"}, {"finance-receipt", fmt.Sprintf("/finance/receipts/%d", s.first(t, "SELECT MAX(id) FROM receipts WHERE state = 'posted'"))},
			{"finance-receipt-reversed", fmt.Sprintf("/finance/receipts/%d/paper", s.first(t, "SELECT MAX(id) FROM receipts WHERE state = 'reversed' AND posting_on IS NOT NULL"))},
			{"finance-ageing", "/finance/ageing"}, {"finance-ageing-agent", fmt.Sprintf("/finance/ageing/%d", own)},
			{"finance-item", fmt.Sprintf("/finance/items/%d", s.first(t, "SELECT MAX(id) FROM open_items WHERE open_fen > 0"))},
			{"finance-write-offs", "/finance/write-offs"}, {"finance-standard", "/finance/standard"}, {"finance-statements", "/finance/statements"}, {"finance-ledger", "/finance/ledger"},
			{"finance-groups", "/finance/groups"}, {"finance-settlement", "/finance/settlement"}},
		models.RoleSalesManager: {{"sales-orders", "/sales/orders"}, {"sales-order", fmt.Sprintf("/sales/orders/%d", s.first(t, "SELECT MAX(id) FROM orders WHERE state IN ('confirmed','submitted')"))},
			{"sales-agents", "/sales/agents"}, {"sales-products", "/sales/products"},
			{"sales-agent", fmt.Sprintf("/sales/agents/%d", own)}, {"sales-agent-register", fmt.Sprintf("/sales/agents/%d?tab=register", own)}, {"sales-agent-new", "/sales/agents/new"}, {"sales-agent-edit", fmt.Sprintf("/sales/agents/%d/edit", own)},
			{"sales-product-new", "/sales/products/new"}, {"sales-product", fmt.Sprintf("/sales/products/%d", s.first(t, "SELECT MIN(id) FROM products"))}},
		models.RoleAdmin: {{"admin-users", "/admin/users"}, {"admin-jobs", "/admin/jobs"}, {"admin-audit", "/admin/audit"}},
	}
	for role, list := range pages {
		for _, lang := range []string{"zh-CN", "en"} {
			require.NoError(t, s.app.DB.InTx(context.Background(), func(tx *db.Tx) error { _, err := tx.Change("UPDATE users SET lang = ?", lang); return err }))
			s.signIn(ctx, t, role)
			for _, p := range list {
				s.look(ctx, t, w, p.name, p.path, lang, 1440, false)
				s.look(ctx, t, w, p.name, p.path, lang, 390, lang == "en")
			}
		}
	}
	require.NoError(t, chromedp.Run(ctx, network.ClearBrowserCookies()))
	for _, p := range []page{{"sign-in", "/sign-in?lang=en"}, {"verify", "/verify"}} {
		s.look(ctx, t, w, p.name, p.path, "en", 1440, true)
		s.look(ctx, t, w, p.name, p.path, "en", 390, false)
	}
}

// An order placed on a phone, through the grid as a person fills it.
func TestOrderOnAPhone(t *testing.T) {
	ctx := browser(t)
	s := serve(t)
	s.signIn(ctx, t, models.RoleAgentBuyer)
	var url, title string
	var cart string
	require.NoError(t, chromedp.Run(ctx, emulation.SetDeviceMetricsOverride(390, 844, 1, true), chromedp.Navigate(s.base+"/agent/order"),
		chromedp.SetValue(`#order-grid tbody tr:first-child input`, "1", chromedp.ByQuery),
		chromedp.Evaluate(`document.querySelector('#order-grid tbody tr:first-child input').dispatchEvent(new Event('input', {bubbles: true}))`, nil),
		chromedp.Sleep(1500*time.Millisecond), chromedp.Text("#cart .figure", &cart, chromedp.ByQuery),
		chromedp.Click("[data-submit]", chromedp.ByQuery), chromedp.WaitVisible(".page-head h1 .badge", chromedp.ByQuery),
		chromedp.Location(&url), chromedp.Text("h1", &title, chromedp.ByQuery)))
	require.NotContains(t, cart, "¥0.00", "the cart follows the grid without a reload")
	require.Contains(t, url, "/agent/orders/")
	require.Contains(t, title, "SO0")
	raw, err := json.Marshal(title)
	require.NoError(t, err)
	require.NotEmpty(t, raw)
}
