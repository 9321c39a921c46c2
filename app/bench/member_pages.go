package bench

import (
	"context"
	"fmt"
	"net"
	"net/url"
	"time"

	"github.com/valyala/fasthttp"

	"assay/app"
	"assay/app/auth"
	"assay/app/db"
	"assay/app/members"
	"assay/models"
)

// The store and the region that the measured visitors see, and a member whom
// the store deals with.
const (
	memberStore  = 7
	memberRegion = 2
)

// memberOf is the n-th member of the measured store.
func memberOf(n int) int64 { return memberStore - 1 + memberStores*int64(n) }

// memberVisits are the pages that a counter and the headquarters look at, with
// another member at each look.
func memberVisits(n int) []struct {
	name string
	role models.Role
	path func(i int) string
} {
	own := func(i int) int64 { return memberOf(1 + i%max(1, n/memberStores-1)) }
	someone := func(i int) int64 { return 1 + int64(i)*7919%int64(n) }
	const store, office = models.RoleStoreManager, models.RoleSalesManager
	return []struct {
		name string
		role models.Role
		path func(i int) string
	}{
		{"store's today", store, func(int) string { return "/store" }},
		{"store's members", store, func(int) string { return "/store/members" }},
		{"store's members by phone", store, func(i int) string { return "/store/members?q=" + phoneOf(own(i)) }},
		{"store's members by number", store, func(i int) string { return "/store/members?q=" + memberNumber(own(i)) }},
		{"store's members by name", store, func(i int) string { return "/store/members?q=" + url.QueryEscape(memberName(own(i))) }},
		{"a member's page", store, func(i int) string { return fmt.Sprintf("/store/members/%d", own(i)) }},
		{"a member's ledger", store, func(i int) string { return fmt.Sprintf("/store/members/%d/ledger", own(i)) }},
		{"all members", office, func(int) string { return "/sales/members" }},
		{"all members by number", office, func(i int) string { return "/sales/members?q=" + memberNumber(someone(i)) }},
		{"all members by phone", office, func(i int) string { return "/sales/members?q=" + phoneOf(someone(i)) }},
		{"all members by name", office, func(i int) string { return "/sales/members?q=" + url.QueryEscape(memberName(someone(i))) }},
		{"a member's page, seen by the headquarters", office, func(i int) string { return fmt.Sprintf("/sales/members/%d", someone(i)) }},
	}
}

// memberServed looks at the pages over HTTP, each with all its statements.
func (b *Bench) memberServed(ctx context.Context, keys *members.Keys, n int) error {
	a := app.New(app.Config{Demo: true, AuditKey: make([]byte, 32), Members: keys}, b.DB, b.Clock)
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
	tokens, err := s.memberVisitors(ctx)
	if err != nil {
		return err
	}
	for _, v := range memberVisits(n) {
		if err := b.memberVisit(s, tokens[v.role], v.name, v.path); err != nil {
			b.printf("%s over HTTP: %v\n", v.name, err) // a page that is not answered in time is a finding, and others follow
		}
	}
	return nil
}

func (b *Bench) memberVisit(s *shop, token, name string, path func(i int) string) error {
	waits := make([]time.Duration, pageRounds)
	before := b.DB.Counters().Statements.Load()
	for i := range waits {
		start := b.Clock.Now()
		if _, err := s.page(token, path(i)); err != nil {
			return err
		}
		waits[i] = b.Clock.Now().Sub(start)
	}
	all := [][]time.Duration{waits}
	b.printf("%s over HTTP: p50 %.1f ms, p95 %.1f ms, %d SQL\n", name, ms(percentile(all, 0.5)), ms(percentile(all, 0.95)), (b.DB.Counters().Statements.Load()-before)/pageRounds)
	return nil
}

// memberVisitors are somebody at the measured store and somebody at the
// headquarters, signed in.
func (s *shop) memberVisitors(ctx context.Context) (map[models.Role]string, error) {
	tokens := map[models.Role]string{}
	hash := auth.HashPassword(auth.RandomPassword())
	at := s.app.Clock.Moment()
	err := s.app.DB.InTx(ctx, func(tx *db.Tx) error {
		for _, grant := range []models.UserGrant{
			{Role: models.RoleStoreManager, ScopeKind: models.ScopeStore, ScopeID: memberStore},
			{Role: models.RoleSalesManager, ScopeKind: models.ScopeAll},
		} {
			u, err := auth.EnterUser(tx, at, models.System, auth.NewUser{Login: "bench-" + string(grant.Role), Name: "Bench", Lang: "zh-CN", Grants: []models.UserGrant{grant}}, hash)
			if err != nil {
				return err
			}
			if tokens[grant.Role], err = auth.EnterSession(tx, at, u.ID, "127.0.0.1", "bench"); err != nil {
				return err
			}
		}
		return nil
	})
	return tokens, err
}
