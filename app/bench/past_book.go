package bench

import (
	"context"

	"assay/app/backtest"
	"assay/app/db"
	"assay/app/settlement"
	"assay/app/standard"
	"assay/models"
)

// orderOf names order o.n: the agents take turns, each orders every few days.
// One in fifty was refused, one in twenty agents always pays late, and one
// order in ninety-seven of the others is lost.
const orderOf = ` FROM (SELECT n, 1 + n % ? AS agent, CAST((n - n % ?) / ? AS SIGNED) AS k, 50000 + n % 977 * 100 AS fen, n % 50 = 13 AS refused,
	CASE WHEN n % 20 = 7 THEN 3 WHEN n % 97 < 60 THEN 0 WHEN n % 97 < 82 THEN 1 WHEN n % 97 < 96 THEN 2 ELSE 4 END AS habit
	FROM bench_numbers WHERE n >= ? AND n < ?) o JOIN bench_days d ON d.k = o.k`

// settledOn is the day on which an order's claim was settled.
const settledOn = `CASE o.habit WHEN 0 THEN d.due_on WHEN 1 THEN d.late_on WHEN 2 THEN d.later_on WHEN 3 THEN d.latest_on ELSE d.lost_on END`

var pastBook = []filling{
	fillInvoices(`INSERT INTO orders (id, public_id, agent_id, state, request_key, request_sha256, settlement_policy_id, total_fen, vat_fen, invoiced_fen, lines_count, note, placed_by, placed_by_id, created_at, submitted_on, confirmed_at, closed_at, version)
		SELECT o.n + 1, CONCAT('bench-', o.n), o.agent, CASE WHEN o.refused THEN 'cancelled' ELSE 'shipped' END, CONCAT('bench-', o.n), '', 3, o.fen, 0,
		CASE WHEN o.refused THEN 0 ELSE o.fen END, 0, '', 'bench', 0, ?, d.ordered_on, CASE WHEN o.refused THEN NULL ELSE ? END, ?, 1`+orderOf, now, now, now, agentCount, agentCount, agentCount, from, to),
	fillInvoices(`INSERT INTO credit_decisions (agent_id, order_id, outcome, trigger_kind, amount_fen, account_version, record, decided_by, decided_at)
		SELECT o.agent, o.n + 1, CASE WHEN o.refused THEN 'hold' ELSE 'approve' END, 'submit', o.fen, 1, '{}', 'bench', ?`+orderOf, now, agentCount, agentCount, agentCount, from, to),
	fillInvoices(`INSERT INTO invoices (id, number, agent_id, order_id, source_key, delivered_on, issued_on, bill_on, due_on, discount_ppm, settlement_policy_id, settlement_kind,
		gross_fen, vat_fen, fapiao_number, fapiao_state, pdf_sha256, verify_code, issued_by, issued_at)
		SELECT o.n + 1, CONCAT('I', o.n), o.agent, o.n + 1, CONCAT('bench:', o.n), d.shipped_on, d.shipped_on, d.shipped_on, d.due_on, 0, 3, 'months',
		o.fen, 13000, '', 'none', '', '', 'bench', ?`+orderOf+` WHERE NOT o.refused`, now, agentCount, agentCount, agentCount, from, to),
	fillInvoices(`INSERT INTO open_items (id, agent_id, kind, document_id, number, invoice_id, settlement_kind, issued_on, posting_on, due_on, amount_fen, open_fen, opened_version)
		SELECT o.n + 1, o.agent, 'invoice', o.n + 1, CONCAT('I', o.n), o.n + 1, 'months', d.shipped_on, d.shipped_on, d.due_on, o.fen,
		CASE WHEN `+settledOn+` <= ? THEN 0 ELSE o.fen END, 1`+orderOf+` WHERE NOT o.refused`, today, agentCount, agentCount, agentCount, from, to),
	fillInvoices(`INSERT INTO allocations (agent_id, item_id, due_on, item_sign, source, source_id, amount_fen, rule, posting_on, value_on, posted_version, allocated_by, allocated_at)
		SELECT o.agent, o.n + 1, d.due_on, 1, CASE o.habit WHEN 4 THEN 'write_off' ELSE 'receipt' END, o.n + 1, o.fen, 'automatic', `+settledOn+`, `+settledOn+`, 1, 'bench', ?`+orderOf+
		` WHERE NOT o.refused AND `+settledOn+` <= ?`, now, agentCount, agentCount, agentCount, from, to, today),
	fillAgents(`INSERT INTO credit_accounts (agent_id, receivable_fen, reserved_fen, unallocated_fen, secured_fen, terms_version, closed_through_on, version)
		SELECT a.id, COALESCE((SELECT SUM(open_fen) FROM open_items o WHERE o.agent_id = a.id AND o.open_fen <> 0), 0), 0, 0, 0, 1, ?, 1
		FROM agents a WHERE a.id > ? AND a.id <= ?`, before, from, to),
	fill(`INSERT INTO credit_limits (agent_id, purpose, kind, amount_fen, valid_from_on, reason, set_by, set_by_id, set_at)
		SELECT n + 1, 'standing', 'amount', CASE WHEN n % 5 = 0 THEN 4000000 ELSE 9000000 END, ?, 'bench', 'bench', 0, ? FROM bench_numbers WHERE n < ?`, days(-2400), yearsAgo, agentCount),
}

// fillPast writes the recorded past that a trial looks at: orders over the
// months of a back-test, what was delivered, and what became of it.
func (b *Bench) fillPast(ctx context.Context, agents, orders int) error {
	n := night{agents: agents, invoices: orders, at: b.Clock.Moment()}
	steps := []func(*db.Tx) error{
		func(tx *db.Tx) error { return settlement.AddPolicies(tx, models.NamedPolicies()) },
		func(tx *db.Tx) error {
			return standard.PutPolicy(tx, n.at, models.System, models.DefaultStandardPolicy(), "bench")
		},
		func(tx *db.Tx) error { return pastCalendar(tx, n.at.On, (orders+agents-1)/agents) },
		func(tx *db.Tx) error { return nightNumbers(tx, max(orders, agents)) },
	}
	return b.fill(ctx, n, steps, append(nightAgents[:len(nightAgents):len(nightAgents)], pastBook...))
}

// pastCalendar gives each of an agent's orders its days.
func pastCalendar(tx *db.Tx, on models.Date, times int) error {
	if _, err := tx.Change(`CREATE TABLE bench_days (k BIGINT PRIMARY KEY, ordered_on DATE NOT NULL, shipped_on DATE NOT NULL, due_on DATE NOT NULL,
		late_on DATE NOT NULL, later_on DATE NOT NULL, latest_on DATE NOT NULL, lost_on DATE NOT NULL)`); err != nil {
		return err
	}
	first := on.AddMonths(-backtest.Months).MonthEnd() + 1
	span := on.DaysSince(first) - 3
	for k := range times {
		ordered := first.AddDays(k * span / times)
		due := ordered.AddDays(2).MonthEnd().AddDays(30)
		if _, err := tx.Change("INSERT INTO bench_days VALUES (?, ?, ?, ?, ?, ?, ?, ?)", k, ordered, ordered.AddDays(2), due,
			due.AddDays(6), due.AddDays(25), due.AddDays(70), due.AddDays(150)); err != nil {
			return err
		}
	}
	return nil
}
