package bench

import (
	"context"
	"strings"
	"time"

	"assay/app/db"
	"assay/app/receivables"
	"assay/models"
)

// ageingAgents is how many agents the items belong to.
const ageingAgents = 1000

// bareAgeing is the aggregate that nothing can do without when residuals are
// summed from the items.
const bareAgeing = `SELECT agent_id, SUM(CASE WHEN due_on >= ? THEN open_fen ELSE 0 END) AS a, SUM(CASE WHEN due_on < ? AND due_on >= ? THEN open_fen ELSE 0 END) AS b,
	SUM(CASE WHEN due_on < ? AND due_on >= ? THEN open_fen ELSE 0 END) AS c, SUM(CASE WHEN due_on < ? THEN open_fen ELSE 0 END) AS d
	FROM open_items WHERE open_fen <> 0 GROUP BY agent_id`

// Ageing measures the ageing of all agents, today and as of a past day, and of
// one agent, beside the bare aggregate over the same open items.
func (b *Bench) Ageing(ctx context.Context, sizes []int) error {
	b.printf("\nageing on %s, %d agents\n%-10s %12s %12s %8s %12s %12s\n", b.DB.Dialect(), ageingAgents, "items", "bare", "all", "ratio", "90 days ago", "one agent")
	have := 0
	for _, n := range sizes {
		if err := b.items(ctx, have, n); err != nil {
			return err
		}
		have = n
		if err := b.measureAgeing(ctx, n); err != nil {
			return err
		}
	}
	return nil
}

func (b *Bench) measureAgeing(ctx context.Context, n int) error {
	q := b.DB.Read(ctx)
	on := b.Clock.Moment().On
	bare, err := b.best(func() error {
		var rows []map[string]any
		return q.Raw(bareAgeing, on, on, on.AddDays(-30), on.AddDays(-30), on.AddDays(-90), on.AddDays(-90)).Scan(&rows).Error
	})
	if err != nil {
		return err
	}
	all, err := b.best(func() error { _, err := receivables.Ageings(q, on); return err })
	if err != nil {
		return err
	}
	past, err := b.best(func() error { _, err := receivables.Ageings(q, on.AddDays(-90)); return err })
	if err != nil {
		return err
	}
	one, err := b.best(func() error { _, err := receivables.AgeingOf(q, 1_000_500, on); return err })
	if err != nil {
		return err
	}
	b.printf("%-10d %12s %12s %8.2f %12s %12s\n", n, bare.Round(time.Microsecond), all.Round(time.Microsecond), all.Seconds()/bare.Seconds(),
		past.Round(time.Microsecond), one.Round(time.Microsecond))
	return nil
}

const bestOf = 5

// best is the fastest of five.
func (b *Bench) best(do func() error) (time.Duration, error) {
	fastest := time.Hour
	for range bestOf {
		at := b.Clock.Now()
		if err := do(); err != nil {
			return 0, err
		}
		fastest = min(fastest, b.Clock.Now().Sub(at))
	}
	return fastest, nil
}

// items enters open items from number have up to n, and the sums per due day
// that the verbs would have kept.
func (b *Bench) items(ctx context.Context, have, n int) error {
	on := b.Clock.Moment().On
	const batch = 100
	for from := have; from < n; from += 20_000 {
		err := b.DB.InTx(ctx, func(tx *db.Tx) error {
			for i := from; i < min(from+20_000, n); i += batch {
				if err := insertItems(tx, on, i, min(i+batch, n)); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return b.DB.InTx(ctx, func(tx *db.Tx) error {
		if _, err := tx.Change("DELETE FROM due_balances"); err != nil {
			return err
		}
		_, err := tx.Change(`INSERT INTO due_balances (agent_id, due_on, debit_fen, credit_fen)
			SELECT agent_id, due_on, SUM(open_fen), 0 FROM open_items GROUP BY agent_id, due_on`)
		return err
	})
}

// dueDays is how many different due days an agent's items have: month ends.
const dueDays = 36

func insertItems(tx *db.Tx, on models.Date, from, to int) error {
	var values []string
	var args []any
	for i := from; i < to; i++ {
		due := on.AddMonths(1 - i/ageingAgents%dueDays).MonthEnd()
		number := "B" + time.Duration(i).String()
		values = append(values, "(?, 'invoice', ?, ?, 'months', ?, ?, ?, ?, ?, 1)")
		posted := min(due.AddDays(-30), on)
		args = append(args, 1_000_000+i%ageingAgents, 1_000_000+i, number, posted, posted, due, 100_000+i%977, 100_000+i%977)
	}
	_, err := tx.Change(`INSERT INTO open_items (agent_id, kind, document_id, number, settlement_kind, issued_on, posting_on, due_on, amount_fen, open_fen, opened_version)
		VALUES `+strings.Join(values, ","), args...)
	return err
}
