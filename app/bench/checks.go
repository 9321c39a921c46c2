package bench

import (
	"context"
	"sync"
	"time"

	"assay/app/credit"
	"assay/models"
)

// Cost is what an order costs an agent who has a number of open orders.
type Cost struct {
	Open       int64
	Pot        bool  // the agent is in a group with a pot
	Statements int64 `gorm:"-"`
	Rate       Rate  `gorm:"-"`
}

// Checks measures an order over HTTP of agents with few and many open orders,
// and of one in a group. The open orders come the same way.
func (b *Bench) Checks(ctx context.Context, open []int) ([]Cost, error) {
	s, err := b.openShop(ctx)
	if err != nil {
		return nil, err
	}
	defer s.closing() //nolint:errcheck // the listener ends with the process
	b.printf("\nan order over HTTP on %s by the agent's open orders\n%-14s %12s %10s %10s\n", b.DB.Dialect(), "open orders", "statements", "orders/s", "CPU")
	var costs []Cost
	for i, n := range open {
		if err := s.orderAtOnce(i, n); err != nil {
			return nil, err
		}
		c, err := b.cost(ctx, s, i)
		if err != nil {
			return nil, err
		}
		costs = append(costs, c)
	}
	if err := s.join(ctx, len(open)); err != nil {
		return nil, err
	}
	if err := s.orderAtOnce(len(open), 2); err != nil {
		return nil, err
	}
	c, err := b.cost(ctx, s, len(open))
	return append(costs, c), err
}

// orderAtOnce places n orders of an agent by 16 clients.
func (s *shop) orderAtOnce(agent, n int) error {
	var mu sync.Mutex
	var first error
	var wg sync.WaitGroup
	for c := range 16 {
		wg.Go(func() {
			for i := c; i < n; i += 16 {
				if err := s.order(agent); err != nil {
					mu.Lock()
					first = err
					mu.Unlock()
				}
			}
		})
	}
	wg.Wait()
	return first
}

// join puts an agent into a group with an unlimited pot.
func (s *shop) join(ctx context.Context, agent int) error {
	g, err := s.app.Credit.CreateGroup(ctx, models.System, credit.GroupInput{Code: "bench", NameZh: "测速", NameEn: "Bench",
		Pot: models.Limit{Kind: models.LimitUnlimited}, Member: models.Limit{Kind: models.LimitUnlimited}})
	if err != nil {
		return err
	}
	return s.app.Credit.JoinGroup(ctx, models.System, s.ids[agent], g.ID, "bench")
}

// cost counts the statements of one order, then measures.
func (b *Bench) cost(ctx context.Context, s *shop, agent int) (Cost, error) {
	var c Cost
	if err := b.DB.Read(ctx).Raw(`SELECT COUNT(r.id) AS open, COUNT(a.group_id) > 0 AS pot FROM credit_accounts a
		LEFT JOIN reservations r ON r.agent_id = a.agent_id AND r.state = 'open' WHERE a.agent_id = ?`, s.ids[agent]).Scan(&c).Error; err != nil {
		return c, err
	}
	var err error
	if c.Statements, err = b.statements(s, agent); err != nil {
		return c, err
	}
	c.Rate, err = spin(1, b.Seconds, b.Clock.Now, func(int, int) error { return s.order(agent) })
	name := ""
	if c.Pot {
		name = " (pot)"
	}
	b.printf("%-8d%-6s %12d %10.0f %10s\n", c.Open, name, c.Statements, c.Rate.PerSecond, c.Rate.CPU.Round(time.Microsecond))
	return c, err
}
