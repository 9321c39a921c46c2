package bench

import (
	"context"
	"errors"
	"time"

	"assay/app"
	"assay/app/backtest"
	"assay/models"
)

// TrialCost is what trying a policy on a book of that many orders costs.
type TrialCost struct {
	Orders     int
	Statements int64         // of the whole run, with its heartbeats
	Reading    int64         // statements that read the history and the policies
	Bare       time.Duration // reading the same rows
	First      time.Duration // until the first month is played
	Whole      time.Duration // from the request to the kept result
	Compared   time.Duration // settlement policies on all agents, where asked for
}

// bareTrial are the rows that no trial can do without.
var bareTrial = []string{
	"SELECT id, agent_id, submitted_on, total_fen, state, closed_at, confirmed_at, invoiced_fen FROM orders",
	"SELECT i.id, i.agent_id, i.settlement_kind, i.posting_on, i.due_on, i.amount_fen, i.disputed_at, v.order_id FROM open_items i LEFT JOIN invoices v ON v.id = i.invoice_id",
	"SELECT item_id, source, posting_on, value_on, amount_fen FROM allocations WHERE item_sign > 0",
}

// Trial fills the empty book with the orders of the months of a back-test and
// tries a draft on it, as a run that somebody asks for: the history is read,
// replayed twice, and the result kept. Beside it the bare reading of the same
// rows. The settlement policies are compared for all agents together.
func (b *Bench) Trial(ctx context.Context, agents, orders int, run func(ctx context.Context, draft int64) (Worked, error)) (TrialCost, error) {
	c := TrialCost{Orders: orders}
	start := b.Clock.Now()
	if err := b.fillPast(ctx, agents, orders); err != nil {
		return c, err
	}
	b.printf("\ntrying a policy on %s: %d orders of %d agents over %d months; filled in %s\n", b.DB.Dialect(), orders, agents, backtest.Months, took(b, start))
	a := app.New(app.Config{Demo: true, AuditKey: make([]byte, 32)}, b.DB, b.Clock)
	draft, err := a.Policies.Draft(ctx, models.System, models.PolicyBlocking, models.SegmentAll, 0)
	if err != nil {
		return c, err
	}
	if err := b.trialFloor(ctx, a, &c); err != nil {
		return c, err
	}
	before, start := b.DB.Counters().Statements.Load(), b.Clock.Now()
	w, err := run(ctx, draft)
	if err != nil {
		return c, err
	}
	c.Whole, c.Statements = b.Clock.Now().Sub(start), b.DB.Counters().Statements.Load()-before
	b.printf("%-22s %12s\n%-22s %12s %8.2f\n%-22s %12s %8.2f  %d statements of which %d read, progress %d/%d\n", "bare reading", c.Bare.Round(time.Millisecond),
		"first month played", c.First.Round(time.Millisecond), c.First.Seconds()/c.Bare.Seconds(),
		"the whole run", c.Whole.Round(time.Millisecond), c.Whole.Seconds()/c.Bare.Seconds(), c.Statements, c.Reading, w.Done, w.Total)
	return c, b.comparison(ctx, a, &c)
}

var errFirst = errors.New("bench: the first month is played")

func (b *Bench) trialFloor(ctx context.Context, a *app.App, c *TrialCost) (err error) {
	if c.Bare, err = b.best(func() error {
		for _, q := range bareTrial {
			if err := b.readBare(ctx, q); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		return err
	}
	rules := models.DefaultBlockingPolicy()
	body, sha, err := models.EncodePolicy(&rules)
	if err != nil {
		return err
	}
	before := b.DB.Counters().Statements.Load()
	draft := models.PolicyVersion{Kind: models.PolicyBlocking, Segment: models.SegmentAll, Body: body, SHA256: sha}
	c.First, err = b.best(func() error {
		_, err := a.Backtest.Try(ctx, draft, b.Clock.Moment().On, func(models.Rate) error { return errFirst })
		if errors.Is(err, errFirst) {
			err = nil
		}
		return err
	})
	c.Reading = (b.DB.Counters().Statements.Load() - before) / bestOf
	return err
}

// readBare takes every row of a query as the driver gives it.
func (b *Bench) readBare(ctx context.Context, query string) error {
	rows, err := b.Bare.QueryContext(ctx, query)
	if err != nil {
		return err
	}
	defer rows.Close()
	names, err := rows.Columns()
	if err != nil {
		return err
	}
	values := make([]any, len(names))
	into := make([]any, len(names))
	for i := range values {
		into[i] = &values[i]
	}
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return err
		}
	}
	return rows.Err()
}

// comparison compares the settlement policies for all agents together.
func (b *Bench) comparison(ctx context.Context, a *app.App, c *TrialCost) error {
	start := b.Clock.Now()
	x, err := a.Backtest.CompareAll(ctx, backtest.Question{Scope: models.Scope{All: true}, Financing: backtest.FinancingRate}, b.Clock.Moment().On, func(models.Rate) error { return nil })
	c.Compared = b.Clock.Now().Sub(start)
	b.printf("%-22s %12s %8.2f  %d settlement policies, %d agents, %d orders of 12 months\n", "settlement compared", c.Compared.Round(time.Millisecond),
		c.Compared.Seconds()/c.Bare.Seconds(), len(x.Effects), x.Agents, x.Orders)
	return err
}
