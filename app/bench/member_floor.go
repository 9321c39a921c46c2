package bench

import (
	"context"
	"database/sql"
	"time"
)

// memberFloor measures the same on the same database with nothing around it:
// the rows of a member by their keys, a count over the rows of facts, and one
// reading of all that a night counts from.
func (b *Bench) memberFloor(ctx context.Context, n int) error {
	one := func(i int) any { return memberOf(1 + i%max(1, n/memberStores-1)) }
	for _, f := range []struct {
		name  string
		times int
		query []string
	}{
		{"floor of a phone", 100, []string{"SELECT id FROM members WHERE phone_hash = (SELECT phone_hash FROM members WHERE id = ?)"}},
		{"floor of a member's page", pageRounds, []string{"SELECT * FROM members WHERE id = ?", "SELECT * FROM member_accounts WHERE member_id = ?", "SELECT * FROM member_facts WHERE member_id = ?",
			"SELECT * FROM sales_slips WHERE member_id = ? ORDER BY sold_on DESC LIMIT 50", "SELECT * FROM member_consents WHERE member_id = ?"}},
		{"floor of a segment", 5, []string{"SELECT COUNT(*), SUM(net_fen) FROM member_facts WHERE member_id > -?"}},
		{"floor of a night", 1, []string{"SELECT s.member_id, s.sold_on, s.paid_fen - s.refunded_fen, l.amount_fen FROM sales_slips s JOIN slip_lines l ON l.slip_id = s.id WHERE s.member_id > -?", "SELECT * FROM members WHERE id > -?"}},
	} {
		waits := make([]time.Duration, f.times)
		for i := range waits {
			start := b.Clock.Now()
			for _, query := range f.query {
				if err := readAll(ctx, b.Bare, query, one(i)); err != nil {
					return err
				}
			}
			waits[i] = b.Clock.Now().Sub(start)
		}
		all := [][]time.Duration{waits}
		b.printf("%s: median %.1f ms, p95 %.1f ms\n", f.name, ms(percentile(all, 0.5)), ms(percentile(all, 0.95)))
	}
	return nil
}

// readAll reads every row of an answer and keeps none.
func readAll(ctx context.Context, q *sql.DB, query string, args ...any) error {
	rows, err := q.QueryContext(ctx, query, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return err
	}
	into := make([]any, len(columns))
	for i := range into {
		into[i] = new(sql.RawBytes)
	}
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return err
		}
	}
	return rows.Err()
}
