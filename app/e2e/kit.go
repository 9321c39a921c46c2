// Package e2e opens every page in a real browser, at phone and desk width, in
// both languages, light and dark, and listens for what a user would suffer:
// console errors, violations of the content security policy, sideways scroll.
package e2e

import (
	"context"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"sync"
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
	"assay/app/auth"
	"assay/app/care"
	"assay/app/db"
	"assay/app/demo"
	"assay/app/insight"
	"assay/app/runs"
	"assay/app/voice"
	"assay/models"
)

// Main runs the tests of a package in a browser and leaves nothing behind.
func Main(m *testing.M) {
	code := m.Run()
	for i := len(atEnd) - 1; i >= 0; i-- {
		atEnd[i]()
	}
	apptest.StopShared()
	os.Exit(code)
}

// atEnd is what the package leaves behind otherwise: the browser, the book.
var atEnd []func()

// Nightly tells that time is no matter: everything is looked at, not a sample.
var Nightly = os.Getenv("ASSAY_TEST") == "nightly"

// Now is when the demonstration ends.
var Now = time.Date(2026, 6, 12, 3, 0, 0, 0, time.UTC)

var clock = db.Clock{Now: func() time.Time { return Now }, Zone: apptest.Shanghai}

// Site is a company that serves on a free port.
type Site struct {
	Base   string
	logins []demo.Login
	App    *app.App
	users  *int
	// reached are the routes that somebody has been led to
	reached map[string]bool
	// tokens are what stands in links that open something by themselves
	tokens map[string]string
}

type book struct {
	file   string
	logins []demo.Login
	err    error
}

// told is a small demonstration company, told once; every test has a copy.
var told = sync.OnceValue(func() (b book) {
	dir, err := os.MkdirTemp("", "assay-demo")
	if err != nil {
		return book{err: err}
	}
	atEnd = append(atEnd, func() { os.RemoveAll(dir) })
	b.file = filepath.Join(dir, "demo.db")
	ctx := context.Background()
	if b.err = db.Migrate(ctx, "sqlite://"+b.file); b.err != nil {
		return b
	}
	d, err := db.Open(ctx, "sqlite://"+b.file)
	if err != nil {
		return book{err: err}
	}
	a := app.New(app.Config{Demo: true, AuditKey: make([]byte, 32), Members: apptest.MemberKeys()}, d, clock)
	b.logins, b.err = demo.Fill(ctx, d, demo.Options{Now: Now, Zone: apptest.Shanghai, Seed: 7, Agents: 40, Months: 14, StatementMonths: 3, Statements: a.Statements, Members: apptest.MemberKeys()})
	if b.err == nil { // all in one file, whatever the engine still keeps beside its own
		b.file = filepath.Join(dir, "whole.db")
		b.err = d.BackUp(ctx, b.file)
	}
	if err := d.Close(); b.err == nil {
		b.err = err
	}
	return b
})

// Serve is a copy of the demonstration company, at work.
func Serve(t *testing.T) Site {
	t.Helper()
	b := told()
	require.NoError(t, b.err)
	raw, err := os.ReadFile(b.file)
	require.NoError(t, err)
	file := filepath.Join(t.TempDir(), "demo.db")
	require.NoError(t, os.WriteFile(file, raw, 0o600))
	d, err := db.Open(context.Background(), "sqlite://"+file)
	require.NoError(t, err)
	t.Cleanup(func() { d.Close() })
	s := Open(t, d, clock)
	s.logins = b.logins
	s.counters(t)
	return s
}

// counters is what the made-up company does not have for sure: at each store with
// members a bespoke order, drawings of every case, a segment, and one link of each kind.
func (s Site) counters(t *testing.T) {
	t.Helper()
	var first []models.Member
	require.NoError(t, s.App.DB.Read(t.Context()).Raw("SELECT MIN(id) AS id, store_id FROM members GROUP BY store_id").Scan(&first).Error)
	all := models.Scope{All: true}
	for _, m := range first {
		key := strconv.FormatInt(m.ID, 10)
		_, err := s.App.Care.Open(t.Context(), models.System, all, care.Opening{Case: models.Case{Kind: models.CaseBespoke, Topic: "ring", Title: "求婚戒指", Brief: "六爪", Category: "diamond", StoreID: m.StoreID, MemberID: m.ID, RequestKey: key}})
		require.NoError(t, err)
		_, err = s.App.Insight.SaveSegment(t.Context(), models.System, all, insight.SegmentInput{Name: "本店会员", StoreID: m.StoreID})
		require.NoError(t, err)
		token, err := s.App.Voice.MakeLink(t.Context(), models.System, all, m.ID)
		require.NoError(t, err)
		asked, _, err := s.App.Voice.Ask(t.Context(), models.System, all, voice.Asking{MemberID: m.ID, StoreID: m.StoreID, Occasion: models.SurveyAtAll, RequestKey: key})
		require.NoError(t, err)
		s.tokens["/m/:token"], s.tokens["/s/:token"] = token, asked
	}
	var cases []models.Case
	require.NoError(t, s.App.DB.Read(t.Context()).Raw("SELECT * FROM care_cases WHERE stage NOT IN ('returned', 'delivered', 'closed', 'cancelled')").Scan(&cases).Error)
	for _, c := range cases {
		_, err := s.App.Care.Enter(t.Context(), models.System, all, care.Step{CaseID: c.ID, Version: c.Version, Entry: models.CaseEntry{Act: models.CasePictured, RequestKey: "drawing" + c.Number}, Paper: &care.Paper{Name: "草图.pdf", Content: []byte("%PDF-1.4")}})
		require.NoError(t, err)
	}
	_, err := s.App.Insight.SaveSegment(t.Context(), models.System, all, insight.SegmentInput{Name: "全部会员"})
	require.NoError(t, err)
}

// Open serves a database.
func Open(t *testing.T, d *db.DB, clock db.Clock) Site {
	t.Helper()
	a := app.New(app.Config{Demo: true, AuditKey: make([]byte, 32), Members: apptest.MemberKeys()}, d, clock)
	ran := app.JobRun{Slot: Now, State: "done", StartedAt: &Now}
	a.Jobs = app.JobPages{
		List: func(context.Context) ([]app.JobLine, error) {
			return []app.JobLine{{Name: "issue-statements", Spec: "0 2 * * *", NextAt: Now.Add(time.Hour), Last: &ran}}, nil
		}}
	w, err := a.Serve()
	require.NoError(t, err)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	go w.App.Listener(l)
	t.Cleanup(func() { w.App.Shutdown() })
	return Site{Base: "http://" + l.Addr().String(), App: a, users: new(int), reached: map[string]bool{}, tokens: map[string]string{}}
}

// chromium is one browser for the package, started at the first need.
var chromium = sync.OnceValues(func() (context.Context, error) {
	path, err := exec.LookPath("chromium")
	if err != nil {
		return nil, err
	}
	profile, err := os.MkdirTemp("", "assay-browser")
	if err != nil {
		return nil, err
	}
	opts := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.Flag("disable-dev-shm-usage", true),
		chromedp.Flag("disable-quic", true), chromedp.UserDataDir(profile))
	alloc, stop := chromedp.NewExecAllocator(context.Background(), opts...)
	ctx, cancel := chromedp.NewContext(alloc, chromedp.WithErrorf(func(string, ...any) {}))
	atEnd = append(atEnd, func() { os.RemoveAll(profile) }, stop, cancel)
	return ctx, chromedp.Run(ctx)
})

// Browser is a tab of its own in headless Chromium, without a cookie.
func Browser(t *testing.T) context.Context {
	t.Helper()
	ctx, err := chromium()
	if err != nil {
		apptest.SkipWithout(t, "chromium", err.Error())
	}
	ctx, cancel := chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	require.NoError(t, chromedp.Run(ctx, log.Enable(), runtime.Enable(), network.Enable(), network.ClearBrowserCookies()))
	ctx, stop := context.WithTimeout(ctx, 20*time.Minute)
	t.Cleanup(stop)
	return ctx
}

// Size is how wide and high a tab is.
func Size(width int64) chromedp.Action {
	return emulation.SetDeviceMetricsOverride(width, 900, 1, width < 500)
}

// Login is how somebody with the role signs in to the made-up company.
func (s Site) Login(role models.Role) demo.Login {
	for _, l := range s.logins {
		if l.Role == role {
			return l
		}
	}
	panic("no login for " + role)
}

// SignIn enters through the front door.
func (s Site) SignIn(ctx context.Context, t *testing.T, role models.Role) {
	t.Helper()
	l := s.Login(role)
	require.NoError(t, chromedp.Run(ctx, network.ClearBrowserCookies(), chromedp.Navigate(s.Base+"/sign-in"),
		chromedp.SetValue("#f-login", l.Login, chromedp.ByQuery), chromedp.SetValue("#f-password", l.Password, chromedp.ByQuery),
		chromedp.Submit("#f-password", chromedp.ByQuery), chromedp.WaitVisible("main#main h1", chromedp.ByQuery)))
}

// Person has a session without a password.
type Person struct {
	Role    models.Role
	ID      int64
	Session string
}

// Enter adds a user with the role: over an agent for those of agents, a store
// for those of stores, over everything for the others.
func (s Site) Enter(t *testing.T, role models.Role, place int64) Person {
	t.Helper()
	grant := models.UserGrant{Role: role, ScopeKind: role.Reaches()[0]}
	if grant.ScopeKind != models.ScopeAll {
		grant.ScopeID = place
	}
	*s.users++
	p, at := Person{Role: role}, s.App.Clock.Moment()
	require.NoError(t, s.App.DB.InTx(context.Background(), func(tx *db.Tx) error {
		u, err := auth.EnterUser(tx, at, models.System, auth.NewUser{Login: "eyes." + strconv.Itoa(*s.users), Name: "周明", Lang: "zh-CN", Grants: []models.UserGrant{grant}}, "-")
		if err != nil {
			return err
		}
		p.ID = u.ID
		p.Session, err = auth.EnterSession(tx, at, u.ID, "192.0.2.7", "test")
		return err
	}))
	if role.Holds(models.StatementIssue) {
		s.asked(t, p)
	}
	return p
}

// asked is long work that the person asked for, ended with something left out.
func (s Site) asked(t *testing.T, p Person) {
	t.Helper()
	ctx := context.Background()
	id, err := s.App.Runs.Ask(ctx, models.Who{ID: p.ID, Name: "周明"}, runs.Request{Kind: "issue-statements", Key: p.Session})
	require.NoError(t, err)
	require.NoError(t, s.App.DB.InTx(ctx, func(tx *db.Tx) error {
		if _, err := tx.Change("UPDATE job_runs SET state = 'done', done = 11, total = 12, started_at = ?, finished_at = ? WHERE id = ?", Now, Now, id); err != nil {
			return err
		}
		return tx.Create(&runs.StoredFault{RunID: id, Seq: 1, Place: "HZ-0001", Message: "error.unavailable", Params: "{}"}).Error
	}))
}

// Be gives the tab the person's session; nobody has none.
func (s Site) Be(p Person) chromedp.Action {
	return chromedp.ActionFunc(func(ctx context.Context) error {
		if err := network.ClearBrowserCookies().Do(ctx); err != nil || p.Session == "" {
			return err
		}
		return network.SetCookie("assay", p.Session).WithURL(s.Base).WithPath("/").Do(ctx)
	})
}

// Prefer is the person's language and theme.
func (s Site) Prefer(t *testing.T, p Person, lang, theme string) {
	t.Helper()
	require.NoError(t, s.App.DB.InTx(context.Background(), func(tx *db.Tx) error {
		_, err := tx.Change("UPDATE users SET lang = ?, theme = ? WHERE id = ?", lang, theme, p.ID)
		return err
	}))
}

// First is the first id that a query finds, for the path of a page.
func (s Site) First(t *testing.T, query string, args ...any) int64 {
	t.Helper()
	var id int64
	require.NoError(t, s.App.DB.Read(context.Background()).Raw(query, args...).Scan(&id).Error)
	require.NotZero(t, id, query)
	return id
}
