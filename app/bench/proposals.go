package bench

import "context"

// bareHistories are the rows that no score and no proposal can do without.
var bareHistories = []string{
	"SELECT id, agent_id, posting_on, due_on, amount_fen, disputed_at FROM open_items WHERE settlement_kind = 'months' AND amount_fen > 0 ORDER BY agent_id, posting_on, id",
	"SELECT agent_id, issued_on, posting_on, amount_fen FROM open_items WHERE amount_fen > 0 OR kind = 'credit_note'",
	"SELECT agent_id, item_id, source, posting_on, value_on, amount_fen FROM allocations WHERE item_sign > 0 ORDER BY agent_id, id",
}

// Proposals fills the empty book with invoices, scores every agent and makes
// the formula's proposals for all of them, beside the bare reading of their
// histories.
func (b *Bench) Proposals(ctx context.Context, agents, invoices int, run func(ctx context.Context, job string) (Worked, error)) error {
	b.printf("\nproposing limits on %s: %d invoices of %d agents\n", b.DB.Dialect(), invoices, agents)
	if err := b.fillNight(ctx, night{agents: agents, invoices: invoices, at: b.Clock.Moment()}); err != nil {
		return err
	}
	bare, err := b.best(func() error {
		for _, q := range bareHistories {
			if err := b.readBare(ctx, q); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	b.printf("%-16s %12s %8s %10s\n%-16s %12s\n", "job", "took", "ratio", "statements", "(bare reading)", bare)
	for _, job := range []string{"review-scores", "propose-limits"} {
		start, before := b.Clock.Now(), b.DB.Counters().Statements.Load()
		w, err := run(ctx, job)
		if err != nil {
			return err
		}
		spent := b.Clock.Now().Sub(start)
		b.printf("%-16s %12s %8.2f %10d  %v\n", job, took(b, start), spent.Seconds()/bare.Seconds(), b.DB.Counters().Statements.Load()-before, w.Counts)
	}
	return nil
}
