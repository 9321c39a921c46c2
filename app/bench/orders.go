package bench

import (
	"context"
	"fmt"
	"net"
	"net/url"
	"slices"
	"time"

	"github.com/valyala/fasthttp"

	"assay/app"
	"assay/app/agents"
	"assay/app/auth"
	"assay/app/credit"
	"assay/app/db"
	"assay/app/settlement"
	"assay/app/web"
	"assay/models"
)

// benchAgents is how many agents share the load when it is spread.
const benchAgents = 500

// shop is the product on the database, serving on a free port, with a signed-in
// buyer per agent.
type shop struct {
	address string
	tokens  []string
	ids     []int64 // of the agents
	client  *fasthttp.HostClient
	app     *app.App
	closing func() error
}

// Orders measures an order over HTTP (session, form token, credit check,
// decision record) beside the bare transaction, on one hot account and on 500.
func (b *Bench) Orders(ctx context.Context, clients []int) error {
	s, err := b.openShop(ctx)
	if err != nil {
		return err
	}
	defer s.closing() //nolint:errcheck // the listener ends with the process
	bare, err := newFloor(ctx, b.Bare, b.DB.Dialect(), slices.Max(clients))
	if err != nil {
		return err
	}
	defer bare.close()
	first, err := b.statements(s, 1)
	if err != nil {
		return err
	}
	next, err := b.statements(s, 1)
	if err != nil {
		return err
	}
	b.printf("orders over HTTP on %s: %d SQL statements for an agent's first of the day, %d for the next\n", b.DB.Dialect(), first, next)
	for i := range benchAgents { // the first order of the day reads an agent's terms
		if err := s.order(i); err != nil {
			return err
		}
	}
	b.printf("%-8s %-8s %10s %10s %7s %10s %10s %10s %7s\n", "clients", "on", "bare tx/s", "orders/s", "ratio", "bare CPU", "CPU", "p99", "failed")
	for _, n := range clients {
		for _, spreadOut := range []bool{false, true} {
			if err := b.compare(ctx, s, bare, n, spreadOut); err != nil {
				return err
			}
		}
	}
	return nil
}

// statements counts what one order sends to the database.
func (b *Bench) statements(s *shop, agent int) (int64, error) {
	before := b.DB.Counters().Statements.Load()
	err := s.order(agent)
	return b.DB.Counters().Statements.Load() - before, err
}

func (b *Bench) compare(ctx context.Context, s *shop, bare *floor, n int, spreadOut bool) error {
	pick, where := func(int, int) int { return 0 }, "one"
	if spreadOut {
		pick, where = func(c, i int) int { return (c*61 + i*7) % benchAgents }, "500"
	}
	var lows, highs []Rate
	for range max(1, b.Rounds) {
		low, err := spin(n, b.Seconds, b.Clock.Now, func(c, i int) error { return bare.place(ctx, c, pick(c, i)+1) })
		if err != nil {
			return err
		}
		high, err := spin(n, b.Seconds, b.Clock.Now, func(c, i int) error { return s.order(pick(c, i)) })
		if err != nil {
			return err
		}
		lows, highs = append(lows, low), append(highs, high)
	}
	low, high := middle(lows), middle(highs)
	b.printf("%-8d %-8s %10.0f %10.0f %7.2f %10s %10s %10s %7d\n", n, where, low.PerSecond, high.PerSecond, high.PerSecond/low.PerSecond,
		low.CPU.Round(time.Microsecond), high.CPU.Round(time.Microsecond), high.P99.Round(100*time.Microsecond), high.Failed)
	return nil
}

func (b *Bench) openShop(ctx context.Context) (*shop, error) {
	a := app.New(app.Config{Demo: true, AuditKey: make([]byte, 32)}, b.DB, b.Clock)
	s := &shop{app: a}
	if err := s.fill(ctx); err != nil {
		return nil, err
	}
	w, err := a.Serve()
	if err != nil {
		return nil, err
	}
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	go w.App.Listener(l) //nolint:errcheck // ends with Shutdown
	s.address, s.closing = l.Addr().String(), w.App.Shutdown
	s.client = &fasthttp.HostClient{Addr: s.address, MaxConns: 64}
	return s, nil
}

// fill enters articles, agents with an unlimited line, and a session each.
func (s *shop) fill(ctx context.Context) error {
	hash := auth.HashPassword(auth.RandomPassword())
	at := s.app.Clock.Moment()
	return s.app.DB.InTx(ctx, func(tx *db.Tx) error {
		if err := s.articles(tx); err != nil {
			return err
		}
		policies, err := settlement.Policies(tx.DB)
		if err != nil {
			return err
		}
		s.tokens, s.ids = nil, nil
		for i := range benchAgents {
			if err := s.agent(tx, at, i, policies[2].ID, hash); err != nil {
				return err
			}
		}
		return nil
	})
}

func (s *shop) articles(tx *db.Tx) error {
	region := models.Region{Code: "bench", NameZh: "测速", NameEn: "Bench", Path: "/1/"}
	if err := tx.Create(&region).Error; err != nil {
		return err
	}
	for i := range 3 {
		p := models.Product{SKU: fmt.Sprintf("SKU-%d", i+1), NameZh: "足金戒指", NameEn: "Gold ring", Category: "gold", PriceKind: models.PriceFixed,
			FixedFen: models.Money(1000 * (i + 1)), VatPPM: 130_000, Version: 1}
		if err := tx.Create(&p).Error; err != nil {
			return err
		}
	}
	return settlement.AddPolicies(tx, models.NamedPolicies())
}

func (s *shop) agent(tx *db.Tx, at models.Moment, i int, policy int64, hash string) error {
	a, err := agents.Enter(tx, at, models.System, agents.Registration{Agent: models.Agent{Code: fmt.Sprintf("B%03d", i), NameZh: "测速金店", NameEn: "Bench jeweller",
		Kind: models.KindAgent, Status: models.AgentActive, RegionID: 1, Grade: "A"}})
	if err != nil {
		return err
	}
	err = credit.ChangeLimit(tx, at, models.System, credit.LimitInput{AgentID: a.ID, Purpose: models.LimitStanding,
		Limit: models.Limit{Kind: models.LimitAmount, Amount: models.MaxMoney}, ValidFrom: at.On, Reason: "bench"})
	if err != nil {
		return err
	}
	if _, err := settlement.AssignPolicy(tx, at, models.System, a.ID, policy, "bench"); err != nil {
		return err
	}
	u, err := auth.EnterUser(tx, at, models.System, auth.NewUser{Login: fmt.Sprintf("bench-%d", i), Name: "Bench", Lang: "en",
		Grants: []models.UserGrant{{Role: models.RoleAgentBuyer, ScopeKind: models.ScopeAgent, ScopeID: a.ID}}}, hash)
	if err != nil {
		return err
	}
	s.ids = append(s.ids, a.ID)
	token, err := auth.EnterSession(tx, at, u.ID, "127.0.0.1", "bench")
	s.tokens = append(s.tokens, token)
	return err
}

// order posts the form of a three-line order and expects to be sent to it. The
// note tells it from the last one, which would be asked about.
func (s *shop) order(i int) error {
	req, resp := fasthttp.AcquireRequest(), fasthttp.AcquireResponse()
	defer fasthttp.ReleaseRequest(req)
	defer fasthttp.ReleaseResponse(resp)
	token := s.tokens[i]
	key := web.NewKey()
	form := url.Values{"_csrf": {auth.FormToken(token)}, "key": {key}, "note": {key}, "do": {"submit"}, "q.SKU-1": {"2"}, "q.SKU-2": {"3"}, "q.SKU-3": {"2"}}
	req.Header.SetMethod(fasthttp.MethodPost)
	req.SetRequestURI("http://" + s.address + "/agent/order")
	req.Header.SetContentType("application/x-www-form-urlencoded")
	req.Header.SetCookie("assay", token)
	req.SetBodyString(form.Encode())
	if err := s.client.Do(req, resp); err != nil {
		return err
	}
	if resp.StatusCode() != fasthttp.StatusSeeOther {
		return fmt.Errorf("bench: order answered %d", resp.StatusCode())
	}
	return nil
}

// look reads the agent's order grid.
func (s *shop) look(i int) error {
	_, err := s.page(s.tokens[i], "/agent/order")
	return err
}
