package bench

import "assay/models"

// night is the size of a book and the moment it is filled for.
type night struct {
	agents, invoices int
	at               models.Moment
	from, to         int // of a part that is written by itself
}

// filling is one statement of the night's book, with its arguments. What makes
// many rows is written a part at a time, of that many in all.
type filling struct {
	sql  string
	args []func(night) any
	many func(night) int
}

func fill(sql string, args ...func(night) any) filling { return filling{sql: sql, args: args} }

func fillInvoices(sql string, args ...func(night) any) filling {
	return filling{sql, args, func(n night) int { return n.invoices }}
}

func fillAgents(sql string, args ...func(night) any) filling {
	return filling{sql, args, func(n night) int { return n.agents }}
}

// parts are the sizes in which a filling is written: no statement may take
// longer than the product lets one.
func (n night) parts(f filling) []night {
	if f.many == nil {
		return []night{n}
	}
	var out []night
	all := f.many(n)
	size := max(1, all/50)
	for at := 0; at < all; at += size {
		n.from, n.to = at, min(at+size, all)
		out = append(out, n)
	}
	return out
}

func (n night) argsOf(f filling) []any {
	args := make([]any, len(f.args))
	for i, arg := range f.args {
		args[i] = arg(n)
	}
	return args
}

func from(n night) any       { return n.from }
func to(n night) any         { return n.to }
func agentCount(n night) any { return n.agents }
func each(n night) any       { return max(1, n.invoices/n.agents) } // invoices of an agent
func some(n night) any       { return max(1, n.invoices/1000) }     // what a night has to do of one kind
func now(n night) any        { return n.at.At }
func today(n night) any      { return n.at.On }
func longAgo(n night) any    { return n.at.At.AddDate(0, 0, -90) }
func yearsAgo(n night) any   { return n.at.At.AddDate(-6, 0, 0) }

func days(d int) func(night) any { return func(n night) any { return n.at.On.AddDays(d) } }

// before is the last day of the month before last: what statements and closing
// have reached.
func before(n night) any { return n.at.On.MonthStart().AddMonths(-1).AddDays(-1) }

// invoiceOf names invoice i.n: its agent, month and amount. Agents follow one
// another, so that the rows come in the order of most indexes.
const invoiceOf = ` FROM (SELECT n, CAST(1 + (n - n % ?) / ? AS SIGNED) AS agent, n % 12 AS m, 100000 + n % 977 AS fen FROM bench_numbers WHERE n >= ? AND n < ?) i JOIN bench_months b ON b.m = i.m`

// paid are the invoices that were settled when they fell due.
const paid = ` WHERE i.m > 0 AND i.n % 20 <> 0`

// nightAgents are who the book is about, on monthly settlement.
var nightAgents = []filling{
	fill(`INSERT INTO regions (id, code, name_zh, name_en, path) SELECT n + 1, CONCAT('night', n), CONCAT('大区', n + 1), CONCAT('Region ', n + 1), CONCAT('/', n + 1, '/')
		FROM bench_numbers WHERE n < 8`),
	fill(`INSERT INTO agents (id, code, name_zh, name_en, pinyin, initials, kind, status, region_id, region_path, path, access_depth, grade, address, tax_no, licence_no, contract_no, version, created_at)
		SELECT n + 1, CONCAT('N', n + 1), CONCAT('瑞和珠宝', n + 1), CONCAT('Jeweller ', n + 1), 'ruihe', 'rh', 'agent', 'active', 1 + n % 8, CONCAT('/', 1 + n % 8, '/'), CONCAT('/', n + 1, '/'),
		'own', CASE n % 4 WHEN 0 THEN 'A' WHEN 1 THEN 'B' WHEN 2 THEN 'C' ELSE 'D' END, '杭州市上城区延安路 292 号', '', '', '', 1, ? FROM bench_numbers WHERE n < ?`, now, agentCount),
	fill(`INSERT INTO settlement_terms (agent_id, policy_id, effective_on, reason, set_by, set_at)
		SELECT n + 1, (SELECT id FROM settlement_policies WHERE code = 'monthly'), ?, 'bench', 'bench', ? FROM bench_numbers WHERE n < ?`, days(-2400), now, agentCount),
}

var nightBook = []filling{
	fillInvoices(`INSERT INTO invoices (id, number, agent_id, source_key, delivered_on, issued_on, bill_on, due_on, discount_ppm, settlement_policy_id, settlement_kind,
		gross_fen, vat_fen, fapiao_number, fapiao_state, pdf_sha256, verify_code, issued_by, issued_at)
		SELECT i.n + 1, CONCAT('I', i.n), i.agent, CONCAT('bench:', i.n), b.issued_on, b.issued_on, b.issued_on, b.due_on, 0, 3, 'months',
		i.fen, 13000, '', 'none', '', '', 'bench', ?`+invoiceOf, now, each, each, from, to),
	fillInvoices(`INSERT INTO open_items (id, agent_id, kind, document_id, number, invoice_id, settlement_kind, issued_on, posting_on, due_on, amount_fen, open_fen, opened_version)
		SELECT i.n + 1, i.agent, 'invoice', i.n + 1, CONCAT('I', i.n), i.n + 1, 'months', b.issued_on, b.issued_on, b.due_on, i.fen,
		CASE WHEN i.m > 0 AND i.n % 20 <> 0 THEN 0 ELSE i.fen END, 1`+invoiceOf, each, each, from, to),
	fillInvoices(`INSERT INTO journal_entries (id, business_key, posting_on, kind, document, agent_id, memo, posted_by, posted_at)
		SELECT 2 * i.n + 1, CONCAT('invoice:', i.n), b.issued_on, 'invoice', CONCAT('I', i.n), i.agent, '', 'bench', ?`+invoiceOf, now, each, each, from, to),
	fillInvoices(`INSERT INTO journal_entries (id, business_key, posting_on, kind, document, agent_id, memo, posted_by, posted_at)
		SELECT 2 * i.n + 2, CONCAT('receipt:', i.n), b.due_on, 'receipt', CONCAT('R', i.n), i.agent, '', 'bench', ?`+invoiceOf+paid, now, each, each, from, to),
	fillInvoices(`INSERT INTO journal_lines (entry_id, line_no, account, agent_id, amount_fen, posting_on)
		SELECT 2 * i.n + 1, l.n + 1, CASE l.n WHEN 0 THEN 'receivable' WHEN 1 THEN 'output_vat' ELSE 'revenue' END, i.agent,
		CASE l.n WHEN 0 THEN i.fen WHEN 1 THEN -13000 ELSE 13000 - i.fen END, b.issued_on`+invoiceOf+` JOIN bench_numbers l ON l.n < 3`, each, each, from, to),
	fillInvoices(`INSERT INTO journal_lines (entry_id, line_no, account, agent_id, amount_fen, posting_on)
		SELECT 2 * i.n + 2, l.n + 1, CASE l.n WHEN 0 THEN 'bank' WHEN 1 THEN 'receivable' ELSE 'unallocated' END, i.agent,
		CASE l.n WHEN 0 THEN i.fen WHEN 1 THEN -i.fen WHEN 2 THEN -i.fen ELSE i.fen END, b.due_on`+invoiceOf+` JOIN bench_numbers l ON l.n < 4`+paid, each, each, from, to),
	fillInvoices(`INSERT INTO receipts (id, number, agent_id, source_key, method, bank_reference, payer, note, state, cleared_on, posting_on, amount_fen, unallocated_fen, reversal_reason, opened_version, entered_by, entered_at)
		SELECT i.n + 1, CONCAT('R', i.n), i.agent, CONCAT('bench:', i.n), 'transfer', CONCAT('CMB', 2026000000 + i.n), CONCAT('杭州金源贸易', i.agent, CASE WHEN i.n % 3 = 0 THEN '有限公司' ELSE '商行' END), '', 'posted', b.due_on, b.due_on, i.fen, 0, '', 1, 'bench', ?`+invoiceOf+paid, now, each, each, from, to),
	fillAgents(`INSERT INTO search_payers (agent_id, name, receipt_id) SELECT agent_id, payer, MAX(id) FROM receipts
		WHERE agent_id > ? AND agent_id <= ? AND payer <> '' GROUP BY agent_id, payer`, from, to),
	fillInvoices(`INSERT INTO ledger_waiting (entry_id) SELECT 2 * i.n + 1`+invoiceOf, each, each, from, to),
	fillInvoices(`INSERT INTO ledger_waiting (entry_id) SELECT 2 * i.n + 2`+invoiceOf+paid, each, each, from, to),
	fillInvoices(`INSERT INTO allocations (agent_id, item_id, due_on, item_sign, source, source_id, amount_fen, rule, posting_on, value_on, posted_version, allocated_by, allocated_at)
		SELECT i.agent, i.n + 1, b.due_on, 1, 'receipt', i.n + 1, i.fen, 'automatic', b.due_on, b.due_on, 1, 'bench', ?`+invoiceOf+paid, now, each, each, from, to),
	fillAgents(`INSERT INTO due_balances (agent_id, due_on, debit_fen, credit_fen) SELECT agent_id, due_on, SUM(open_fen), 0 FROM open_items
		WHERE agent_id > ? AND agent_id <= ? AND open_fen <> 0 GROUP BY agent_id, due_on`, from, to),
	fill(`INSERT INTO orders (id, public_id, agent_id, state, request_key, request_sha256, settlement_policy_id, total_fen, vat_fen, invoiced_fen, lines_count, note, placed_by, placed_by_id, created_at, submitted_on, version)
		SELECT n + 1, CONCAT('bench-', n), 1 + n % ?, 'submitted', CONCAT('bench-', n), '', 3, 1000, 0, 0, 0, '', 'bench', 0, ?, ?, 1 FROM bench_numbers WHERE n < ?`, agentCount, now, days(-9), some),
	fill(`INSERT INTO reservations (agent_id, order_id, amount_fen, state, opened_version, ended_version, opened_at, expires_on)
		SELECT 1 + n % ?, n + 1, 1000, 'open', 1, 0, ?, ? FROM bench_numbers WHERE n < ?`, agentCount, now, days(-1), some),
	fillAgents(`INSERT INTO credit_accounts (agent_id, receivable_fen, reserved_fen, unallocated_fen, secured_fen, terms_version, closed_through_on, version)
		SELECT a.id, COALESCE((SELECT SUM(open_fen) FROM open_items o WHERE o.agent_id = a.id AND o.open_fen <> 0), 0),
		COALESCE((SELECT SUM(amount_fen) FROM reservations r WHERE r.agent_id = a.id), 0), 0, 0, 1, ?, 1 FROM agents a WHERE a.id > ? AND a.id <= ?`, before, from, to),
	fill(`INSERT INTO receipts (number, agent_id, source_key, method, bank_reference, payer, note, state, cleared_on, amount_fen, unallocated_fen, reversal_reason, opened_version, entered_by, entered_at)
		SELECT CONCAT('W', n), 1 + n % ?, CONCAT('waiting:', n), 'cheque', '', '', '', 'awaiting', ?, 50000, 0, '', 1, 'bench', ? FROM bench_numbers WHERE n < ?`, agentCount, today, now, some),
	fill(`INSERT INTO credit_limits (agent_id, purpose, kind, amount_fen, valid_from_on, valid_to_on, reason, set_by, set_by_id, set_at)
		SELECT 1 + n % ?, 'temporary', 'amount', 1000, ?, ?, 'bench', 'bench', 0, ? FROM bench_numbers WHERE n < ?`, agentCount, days(-40), days(-1), now, some),
	fill(`INSERT INTO credit_limits (agent_id, purpose, kind, amount_fen, valid_from_on, reason, set_by, set_by_id, set_at)
		SELECT n + 1, 'standing', 'amount', 3000000, ?, 'bench', 'bench', 0, ? FROM bench_numbers WHERE n < ?`, days(-800), longAgo, agentCount),
	fillAgents(`INSERT INTO statements (number, agent_id, period_from_on, period_to_on, opening_fen, debits_fen, credits_fen, closing_fen, document, document_sha256, pdf, pdf_sha256, verify_code, issued_on, issued_by, issued_at)
		SELECT CONCAT('S', a.id), a.id, ?, ?, s.fen, 0, 0, s.fen, '{}', 'bench', '', 'bench', CONCAT('bench', a.id), ?, 'bench', ?
		FROM agents a JOIN (SELECT agent_id, SUM(amount_fen) AS fen FROM journal_lines WHERE account IN ('receivable', 'unallocated') AND posting_on <= ?
		AND agent_id > ? AND agent_id <= ? GROUP BY agent_id) s ON s.agent_id = a.id`,
		before, before, before, now, before, from, to),
	fill(`INSERT INTO idempotency_keys (scope, request_key, request_sha256, status, body, created_at)
		SELECT 'bench', n, '', 200, '', ? FROM bench_numbers WHERE n < ?`, longAgo, some),
}
