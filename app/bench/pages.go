package bench

import (
	"context"
	"fmt"
	"net"
	"time"

	"github.com/valyala/fasthttp"

	"assay/app"
	"assay/app/auth"
	"assay/app/db"
	"assay/models"
)

// visit is a page as somebody looks at it.
type visit struct {
	role models.Role
	path string
}

// visits are the pages that people look at all day, and the lists at their
// worst: the far end, sorted by money, filtered and searched.
var visits = []visit{
	{models.RoleFinanceManager, "/home"},
	{models.RoleFinanceManager, "/finance/cockpit"},
	{models.RoleFinanceManager, "/finance/cockpit?region=3"},
	{models.RoleFinanceManager, "/finance/cockpit/export?format=xlsx"},
	{models.RoleFinanceManager, "/finance/agents"},
	{models.RoleFinanceManager, "/finance/agents?sort=-overdue"},
	{models.RoleFinanceManager, "/finance/agents/5000"},
	{models.RoleFinanceManager, "/finance/receipts"},
	{models.RoleFinanceManager, "/finance/receipts?sort=-amount"},
	{models.RoleFinanceManager, "/finance/receipts?q=N777"},
	{models.RoleFinanceManager, "/finance/receipts?q=%E9%87%91%E6%BA%90%E8%B4%B8%E6%98%93777"}, // a payer
	{models.RoleFinanceManager, "/finance/receipts?q=%E9%87%91%E6%BA%90"},                      // every payer
	{models.RoleFinanceManager, "/finance/receipts?q=CMB2026000777"},
	{models.RoleFinanceManager, "/finance/items"},
	{models.RoleFinanceManager, "/finance/items?bucket=91-180&sort=-open"},
	{models.RoleFinanceManager, "/finance/items?end=1"},
	{models.RoleFinanceManager, "/finance/items?bucket=&sort=-due"},
	{models.RoleFinanceManager, "/finance/invoices"},
	{models.RoleFinanceManager, "/finance/invoices?sort=-due"},
	{models.RoleFinanceManager, "/finance/ageing"},
	{models.RoleFinanceManager, "/finance/ageing/5000"},
	{models.RoleFinanceManager, "/finance/statements"},
	{models.RoleFinanceManager, "/finance/holds"},
	{models.RoleFinanceManager, "/finance/write-offs"},
	{models.RoleFinanceManager, "/finance/standard"},
	{models.RoleFinanceManager, "/finance/ledger"},
	{models.RoleSalesManager, "/home"},
	{models.RoleSalesManager, "/sales/orders"},
	{models.RoleSalesManager, "/sales/orders?state=&sort=-total"},
	{models.RoleSalesManager, "/sales/agents"},
	{models.RoleSalesManager, "/sales/products"},
	{models.RoleAgentOwner, "/agent"},
	{models.RoleAgentOwner, "/agent/orders"},
	{models.RoleAgentOwner, "/agent/statements"},
	{models.RoleAdmin, "/admin/users"},
	{models.RoleAdmin, "/admin/audit"},
}

// pageRounds is how often each page is looked at.
const pageRounds = 30

// Pages fills the empty book with invoices and looks at every page as those
// who use it, one after the other: how long the server takes, and how much it
// sends over the wire.
func (b *Bench) Pages(ctx context.Context, agents, invoices int) error {
	b.printf("\npages on %s: %d invoices of %d agents\n", b.DB.Dialect(), invoices, agents)
	if err := b.fillNight(ctx, night{agents: agents, invoices: invoices, at: b.Clock.Moment()}); err != nil {
		return err
	}
	a := app.New(app.Config{Demo: true, AuditKey: make([]byte, 32)}, b.DB, b.Clock)
	start := b.Clock.Now()
	if err := a.Reports.CatchUp(ctx, b.Clock.Moment().On); err != nil {
		return err
	}
	b.printf("%-48s %10s\n", "(figures of the months)", took(b, start))
	start = b.Clock.Now()
	kept, err := a.Ledger.Keep(ctx, func(*db.Tx) error { return nil })
	if err != nil {
		return err
	}
	b.printf("%-48s %10s\n", fmt.Sprintf("(%d entries kept by day)", kept), took(b, start))
	w, err := a.Serve()
	if err != nil {
		return err
	}
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	go w.App.Listener(l)   //nolint:errcheck // ends with Shutdown
	defer w.App.Shutdown() //nolint:errcheck // the listener ends with the process
	s := &shop{address: l.Addr().String(), client: &fasthttp.HostClient{Addr: l.Addr().String()}, app: a}
	tokens, err := s.visitors(ctx)
	if err != nil {
		return err
	}
	b.printf("%-48s %10s %10s %8s %8s\n", "page", "p50", "p95", "kB", "SQL")
	for _, v := range visits {
		if err := b.visit(s, tokens[v.role], v); err != nil {
			return err
		}
	}
	return nil
}

func (b *Bench) visit(s *shop, token string, v visit) error {
	var waits []time.Duration
	size := 0
	before := b.DB.Counters().Statements.Load()
	for range pageRounds {
		at := b.Clock.Now()
		n, err := s.page(token, v.path)
		if err != nil {
			return err
		}
		waits, size = append(waits, b.Clock.Now().Sub(at)), n
	}
	sql := (b.DB.Counters().Statements.Load() - before) / pageRounds
	all := [][]time.Duration{waits}
	b.printf("%-48s %10s %10s %8.1f %8d\n", string(v.role)+" "+v.path, percentile(all, 0.5).Round(100*time.Microsecond),
		percentile(all, 0.95).Round(100*time.Microsecond), float64(size)/1000, sql)
	return nil
}

// visitors are somebody of each role with a session, the owner at an agent in
// the middle.
func (s *shop) visitors(ctx context.Context) (map[models.Role]string, error) {
	tokens := map[models.Role]string{}
	hash := auth.HashPassword(auth.RandomPassword())
	at := s.app.Clock.Moment()
	err := s.app.DB.InTx(ctx, func(tx *db.Tx) error {
		for _, role := range models.Roles() {
			grant := models.UserGrant{Role: role, ScopeKind: models.ScopeAll}
			switch {
			case role.IsAgent():
				grant.ScopeKind, grant.ScopeID = models.ScopeAgent, 5000
			case role.IsStore():
				continue // the measured company has no stores
			}
			u, err := auth.EnterUser(tx, at, models.System, auth.NewUser{Login: "bench-" + string(role), Name: "Bench", Lang: "zh-CN", Grants: []models.UserGrant{grant}}, hash)
			if err != nil {
				return err
			}
			if tokens[role], err = auth.EnterSession(tx, at, u.ID, "127.0.0.1", "bench"); err != nil {
				return err
			}
		}
		return nil
	})
	return tokens, err
}

// page looks at a page and tells how many bytes came over the wire.
func (s *shop) page(token, path string) (int, error) {
	req, resp := fasthttp.AcquireRequest(), fasthttp.AcquireResponse()
	defer fasthttp.ReleaseRequest(req)
	defer fasthttp.ReleaseResponse(resp)
	req.SetRequestURI("http://" + s.address + path)
	req.Header.SetCookie("assay", token)
	req.Header.Set("Accept-Encoding", "gzip, br")
	if err := s.client.Do(req, resp); err != nil {
		return 0, err
	}
	if resp.StatusCode() != fasthttp.StatusOK {
		return 0, fmt.Errorf("bench: %s answered %d", path, resp.StatusCode())
	}
	return len(resp.Body()), nil
}
