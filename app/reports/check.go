// Package reports reads across the features: it shows finance where the company
// stands, keeps the figures of past months, and proves that the books agree
// with themselves by recomputing what they keep.
package reports

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"

	"assay/app/db"
	"assay/app/search"
	"assay/models"
)

// Finding is one disagreement in the books: which rule, on which document or
// account, and the two figures.
type Finding struct {
	Rule    string
	Subject string
	Want    int64
	Got     int64
}

func (f Finding) String() string {
	return fmt.Sprintf("%s: %s: want %s, got %s", f.Rule, f.Subject, models.Money(f.Want), models.Money(f.Got))
}

// invariant is a query that returns a row (subject, want, got) for everything
// that breaks it, so that clean books return nothing.
type invariant struct{ rule, query string }

// invariants are what double entry, the counters and the documents promise.
var invariants = []invariant{
	{"trial balance is zero", `SELECT 'trial balance' AS subject, 0 AS want, SUM(amount_fen) AS got FROM journal_lines HAVING SUM(amount_fen) <> 0`},
	{"debits equal credits", `SELECT e.document AS subject, 0 AS want, SUM(l.amount_fen) AS got FROM journal_lines l JOIN journal_entries e ON e.id = l.entry_id
		GROUP BY e.id, e.document HAVING SUM(l.amount_fen) <> 0`},
	{"an entry has two lines or more", `SELECT e.document AS subject, 2 AS want, COUNT(l.line_no) AS got FROM journal_entries e LEFT JOIN journal_lines l ON l.entry_id = e.id
		GROUP BY e.id, e.document HAVING COUNT(l.line_no) < 2`},
	{"an item's residual is its amount less its allocations", `SELECT i.number AS subject, i.amount_fen - COALESCE(s.fen, 0) AS want, i.open_fen AS got FROM open_items i
		LEFT JOIN (SELECT item_id, SUM(amount_fen) AS fen FROM allocations GROUP BY item_id) s ON s.item_id = i.id
		WHERE i.open_fen <> i.amount_fen - COALESCE(s.fen, 0)`},
	{"a residual lies between zero and the amount", `SELECT number AS subject, amount_fen AS want, open_fen AS got FROM open_items
		WHERE (amount_fen >= 0 AND (open_fen < 0 OR open_fen > amount_fen)) OR (amount_fen < 0 AND (open_fen > 0 OR open_fen < amount_fen))`},
	{"an item is disputed while a dispute of it runs", `SELECT i.number AS subject, CASE WHEN s.id IS NULL THEN 0 ELSE 1 END AS want, CASE WHEN i.disputed_at IS NULL THEN 0 ELSE 1 END AS got
		FROM open_items i LEFT JOIN disputes s ON s.item_id = i.id AND s.state = 'open' WHERE (s.id IS NULL) <> (i.disputed_at IS NULL)`},
	{"a receipt's unallocated money is its amount less its allocations", `SELECT r.number AS subject,
		CASE WHEN r.state = 'posted' THEN r.amount_fen ELSE 0 END - COALESCE(s.fen, 0) AS want, r.unallocated_fen AS got FROM receipts r
		LEFT JOIN (SELECT source_id, SUM(amount_fen) AS fen FROM allocations WHERE source = 'receipt' GROUP BY source_id) s ON s.source_id = r.id
		WHERE r.unallocated_fen <> CASE WHEN r.state = 'posted' THEN r.amount_fen ELSE 0 END - COALESCE(s.fen, 0)`},
	{"the receivable counter is the sum of open items", counter("receivable_fen", "SELECT agent_id, SUM(open_fen) AS fen FROM open_items WHERE open_fen <> 0 GROUP BY agent_id")},
	{"the receivable counter is the receivable account", counter("receivable_fen", "SELECT agent_id, SUM(amount_fen) AS fen FROM journal_lines WHERE account = 'receivable' GROUP BY agent_id")},
	{"the unallocated counter is the sum of receipts", counter("unallocated_fen", "SELECT agent_id, SUM(unallocated_fen) AS fen FROM receipts WHERE unallocated_fen <> 0 GROUP BY agent_id")},
	{"the unallocated counter is the unallocated account", counter("unallocated_fen", "SELECT agent_id, -SUM(amount_fen) AS fen FROM journal_lines WHERE account = 'unallocated' GROUP BY agent_id")},
	{"the reserved counter is the sum of open reservations", counter("reserved_fen", "SELECT agent_id, SUM(amount_fen) AS fen FROM reservations WHERE state = 'open' GROUP BY agent_id")},
	{"the secured counter is the sum of securities", counter("secured_fen", "SELECT agent_id, SUM(counted_fen) AS fen FROM credit_securities WHERE released_at IS NULL GROUP BY agent_id")},
	{"the allowance account is the segments' allowances", `SELECT 'allowance' AS subject, h.fen AS want, l.fen AS got
		FROM (SELECT COALESCE(SUM(balance_fen), 0) AS fen FROM allowances) h, (SELECT COALESCE(-SUM(amount_fen), 0) AS fen FROM journal_lines WHERE account = 'allowance') l WHERE h.fen <> l.fen`},
	{"a segment's allowance is its movements less what write-offs drew since", `SELECT a.segment AS subject, COALESCE(p.fen, 0) - COALESCE(w.fen, 0) AS want, a.balance_fen AS got FROM allowances a
		LEFT JOIN (SELECT segment, SUM(charge_fen - release_fen) AS fen FROM provisions GROUP BY segment) p ON p.segment = a.segment
		LEFT JOIN (SELECT allowance_segment, SUM(allowance_fen) AS fen FROM write_offs GROUP BY allowance_segment) w ON w.allowance_segment = a.segment
		WHERE a.balance_fen <> COALESCE(p.fen, 0) - COALESCE(w.fen, 0)`},
	{"the deposits account is the deposits held", `SELECT a.code AS subject, COALESCE(h.fen, 0) AS want, COALESCE(l.fen, 0) AS got FROM agents a
		LEFT JOIN (SELECT agent_id, SUM(amount_fen) AS fen FROM credit_securities WHERE kind = 'deposit' AND released_at IS NULL GROUP BY agent_id) h ON h.agent_id = a.id
		LEFT JOIN (SELECT agent_id, -SUM(amount_fen) AS fen FROM journal_lines WHERE account = 'deposits' GROUP BY agent_id) l ON l.agent_id = a.id
		WHERE COALESCE(h.fen, 0) <> COALESCE(l.fen, 0)`},
	{"a pot's receivable is the sum of its members'", pot("receivable_fen")},
	{"a pot's reserved is the sum of its members'", pot("reserved_fen")},
	{"a pot's unallocated is the sum of its members'", pot("unallocated_fen")},
	{"a pot's secured is the sum of its members'", pot("secured_fen")},
	{"the claims per due day are the items'", dues("debit_fen", "amount_fen >= 0")},
	{"the credits per due day are the items'", dues("credit_fen", "amount_fen < 0")},
	{"an order that waits for delivery holds its credit", `SELECT CONCAT('SO', o.id) AS subject, l.fen AS want, COALESCE(r.fen, 0) AS got FROM orders o
		JOIN (SELECT order_id, SUM((quantity - shipped_quantity) * unit_fen) AS fen FROM order_lines GROUP BY order_id) l ON l.order_id = o.id
		LEFT JOIN (SELECT order_id, SUM(amount_fen) AS fen FROM reservations WHERE state = 'open' GROUP BY order_id) r ON r.order_id = o.id
		WHERE o.state IN ('submitted', 'confirmed', 'part_shipped') AND COALESCE(r.fen, 0) <> l.fen`},
	{"an order that is not under way holds no credit", `SELECT CONCAT('SO', o.id) AS subject, 0 AS want, r.amount_fen AS got FROM orders o
		JOIN reservations r ON r.order_id = o.id AND r.state = 'open' WHERE o.state IN ('draft', 'held', 'shipped', 'closed', 'cancelled')`},
	{"every invoice is in the ledger", document("invoices", "gross_fen", "i.number", "'invoice', 'opening'", "receivable", 1, "1 = 1")},
	{"every credit note is in the ledger", document("credit_notes", "gross_fen", "i.number", "'credit_note'", "receivable", -1, "1 = 1")},
	{"every posted receipt is in the ledger", document("receipts", "amount_fen", "i.number", "'receipt'", "bank", 1, "i.posting_on IS NOT NULL")},
	{"every write-off is in the ledger", document("write_offs", "amount_fen", "i.number", "'write_off'", "receivable", -1, "i.state = 'approved'")},
	{"every recovery is in the ledger", document("recoveries", "amount_fen", "i.number", "'recovery'", "receivable", 1, "1 = 1")},
	{"what a receipt settled is in the ledger", `SELECT x.number AS subject, SUM(x.want) AS want, SUM(x.got) AS got FROM (
		SELECT r.number, r.agent_id, l.amount_fen AS want, 0 AS got, 1 AS here FROM allocations l JOIN receipts r ON r.id = l.source_id
			WHERE l.source IN ('receipt', 'discount') AND l.reverses_id IS NULL
		UNION ALL SELECT r.number, r.agent_id, 0, 0, 1 FROM receipts r
		UNION ALL SELECT e.document, e.agent_id, 0, -l.amount_fen, 0 FROM journal_entries e CROSS JOIN journal_lines l ON l.entry_id = e.id AND l.account = 'receivable'
			WHERE e.kind = 'allocation') x
		GROUP BY x.number, x.agent_id HAVING MAX(x.here) = 1 AND SUM(x.want) <> SUM(x.got)`},
	{"every invoice is an open item", `SELECT v.number AS subject, v.gross_fen AS want, COALESCE(i.amount_fen, 0) AS got FROM invoices v
		LEFT JOIN open_items i ON i.document_id = v.id AND i.kind IN ('invoice', 'opening') WHERE COALESCE(i.amount_fen, 0) <> v.gross_fen`},
	{"every delivery is invoiced", `SELECT CONCAT('shipment ', s.id) AS subject, 1 AS want, 0 AS got FROM shipments s LEFT JOIN invoices v ON v.shipment_id = s.id WHERE v.id IS NULL`},
	{"a day's kept sums are those of its lines", keptDays("amount_fen", "debit_fen - credit_fen")},
	{"a day's kept debits and credits are those of its lines", keptDays("ABS(amount_fen)", "debit_fen + credit_fen")},
	{"a write-off is not recovered beyond its amount", `SELECT w.number AS subject, COALESCE(s.fen, 0) AS want, w.recovered_fen AS got FROM write_offs w
		LEFT JOIN (SELECT write_off_id, SUM(amount_fen) AS fen FROM recoveries GROUP BY write_off_id) s ON s.write_off_id = w.id
		WHERE w.recovered_fen <> COALESCE(s.fen, 0) OR w.recovered_fen > w.amount_fen`},
	{"a statement opens with the last closing", `SELECT s.number AS subject, p.closing_fen AS want, s.opening_fen AS got FROM statements s
		JOIN statements p ON p.agent_id = s.agent_id AND p.period_to_on = (SELECT MAX(q.period_to_on) FROM statements q WHERE q.agent_id = s.agent_id AND q.period_to_on < s.period_to_on)
		WHERE p.closing_fen <> s.opening_fen`},
	{"a statement closes with opening and movements", `SELECT number AS subject, opening_fen + debits_fen - credits_fen AS want, closing_fen AS got FROM statements
		WHERE closing_fen <> opening_fen + debits_fen - credits_fen`},
	{"a statement closes with the ledger's balance", `SELECT s.number AS subject, COALESCE((SELECT SUM(l.amount_fen) FROM journal_lines l WHERE l.agent_id = s.agent_id
		AND l.account IN ('receivable', 'unallocated') AND l.posting_on <= s.period_to_on), 0) AS want, s.closing_fen AS got FROM statements s
		WHERE s.closing_fen <> COALESCE((SELECT SUM(l.amount_fen) FROM journal_lines l WHERE l.agent_id = s.agent_id
		AND l.account IN ('receivable', 'unallocated') AND l.posting_on <= s.period_to_on), 0)`},
	{"numbers have no gap", gapless("INV", "SELECT number FROM invoices")},
	{"numbers have no gap", gapless("CN", "SELECT number FROM credit_notes")},
	{"numbers have no gap", gapless("RC", "SELECT number FROM receipts")},
	{"numbers have no gap", gapless("ST", "SELECT number FROM statements")},
	{"numbers have no gap", gapless("WO", "SELECT number FROM write_offs WHERE number IS NOT NULL")},
	{"numbers have no gap", gapless("RV", "SELECT number FROM recoveries")},
}

// counter compares a column of the credit rows with sums per agent.
func counter(column, sums string) string {
	return `SELECT a.code AS subject, COALESCE(s.fen, 0) AS want, c.` + column + ` AS got FROM credit_accounts c JOIN agents a ON a.id = c.agent_id
		LEFT JOIN (` + sums + `) s ON s.agent_id = c.agent_id WHERE c.` + column + ` <> COALESCE(s.fen, 0)`
}

// pot compares a column of the groups with the sum over their members.
func pot(column string) string {
	return `SELECT g.code AS subject, COALESCE(s.fen, 0) AS want, g.` + column + ` AS got FROM credit_groups g
		LEFT JOIN (SELECT group_id, SUM(` + column + `) AS fen FROM credit_accounts GROUP BY group_id) s ON s.group_id = g.id
		WHERE g.` + column + ` <> COALESCE(s.fen, 0)`
}

// dues compares a column of the sums per due day with the items it is made of.
func dues(column, items string) string {
	return `SELECT a.code AS subject, SUM(x.want) AS want, SUM(x.got) AS got FROM (
		SELECT agent_id, due_on, open_fen AS want, 0 AS got FROM open_items WHERE open_fen <> 0 AND ` + items + `
		UNION ALL SELECT agent_id, due_on, 0, ` + column + ` FROM due_balances) x JOIN agents a ON a.id = x.agent_id
		GROUP BY x.agent_id, x.due_on, a.code HAVING SUM(x.want) <> SUM(x.got)`
}

// keptDays compares what is kept of accounts and days with the lines of the
// entries that do not wait to be added.
func keptDays(line, kept string) string {
	return `SELECT CONCAT(x.account, ' ', x.posting_on) AS subject, SUM(x.want) AS want, SUM(x.got) AS got FROM (
		SELECT account, posting_on, SUM(` + line + `) AS want, 0 AS got FROM journal_lines GROUP BY account, posting_on
		UNION ALL SELECT account, posting_on, -` + line + `, 0 FROM ledger_waiting w CROSS JOIN journal_lines ON journal_lines.entry_id = w.entry_id
		UNION ALL SELECT account, posting_on, 0, ` + kept + ` FROM ledger_days) x GROUP BY x.account, x.posting_on HAVING SUM(x.want) <> SUM(x.got)`
}

// document finds documents whose amount is not posted to an account. Sums are
// made once over the journal and once over the documents and then compared: no
// join of the two, for which an engine without statistics may choose a loop.
func document(table, amount, number, kinds, account string, sign int, where string) string {
	return fmt.Sprintf(`SELECT x.number AS subject, SUM(x.want) AS want, SUM(x.got) AS got FROM (
		SELECT %[1]s AS number, i.agent_id, i.%[2]s AS want, 0 AS got, 1 AS here FROM %[3]s i WHERE %[7]s
		UNION ALL SELECT e.document, e.agent_id, 0, l.amount_fen * %[6]d, 0 FROM journal_entries e CROSS JOIN journal_lines l ON l.entry_id = e.id AND l.account = '%[5]s'
			WHERE e.kind IN (%[4]s)) x
		GROUP BY x.number, x.agent_id HAVING MAX(x.here) = 1 AND SUM(x.want) <> SUM(x.got)`, number, amount, table, kinds, account, sign, where)
}

// gapless compares how many numbers of a series and year exist with the last
// one given. Numbers taken over from another system do not have the shape.
func gapless(series, numbers string) string {
	return fmt.Sprintf(`SELECT CONCAT('%[1]s', n.year) AS subject, (n.next_number - 1) * 100 AS want, COUNT(d.number) * 100 AS got FROM number_series n
		LEFT JOIN (%[2]s) d ON d.number LIKE CONCAT('%[1]s', n.year, '-%%') WHERE n.series = '%[1]s'
		GROUP BY n.year, n.next_number HAVING COUNT(d.number) <> n.next_number - 1`, series, numbers)
}

// mostFindings bounds what one rule reports.
const mostFindings = 100

// Check proves the books in one snapshot, so that it may run beside load.
func Check(ctx context.Context, d *db.DB) (found []Finding, err error) {
	err = d.Snapshot(ctx, func(tx *db.Tx) error {
		found, err = CheckIn(tx)
		return err
	})
	return found, err
}

// CheckIn is Check inside a transaction.
func CheckIn(tx *db.Tx) ([]Finding, error) {
	var found []Finding
	for _, inv := range slices.Concat(invariants, memberInvariants, prospectInvariants, perkInvariants) {
		rows, err := inv.find(tx)
		if err != nil {
			return nil, err
		}
		found = append(found, rows...)
	}
	more, err := papers(tx)
	if err != nil {
		return nil, err
	}
	names, err := findable(tx)
	if err != nil {
		return nil, err
	}
	kept, err := months(tx)
	return slices.Concat(found, more, names, kept), err
}

// findsNames is what findable proves.
const findsNames = "the search finds what the names say"

// findable names things that the search would miss, or find by a name they no
// longer have. The figures are counts.
func findable(tx *db.Tx) ([]Finding, error) {
	differences, err := search.Differences(tx, mostFindings)
	found := make([]Finding, len(differences))
	for i, d := range differences {
		found[i] = Finding{Rule: findsNames, Subject: fmt.Sprintf("%s %d", d.Kind, d.ID), Want: int64(d.Want) * 100, Got: int64(d.Got) * 100}
	}
	return found, err
}

// find lists what breaks the rule.
func (inv invariant) find(tx *db.Tx) ([]Finding, error) {
	var rows []Finding
	if err := tx.Raw(inv.query + fmt.Sprintf(" LIMIT %d", mostFindings)).Scan(&rows).Error; err != nil {
		return nil, fmt.Errorf("reports: %s: %w", inv.rule, err)
	}
	for i := range rows {
		rows[i].Rule = inv.rule
	}
	return rows, nil
}

// What papers proves.
const (
	keepsData  = "a statement keeps its data"
	keepsPaper = "a statement keeps its paper"
)

// papers finds statements whose data or PDF no longer have their hash, in
// batches so that memory stays flat.
func papers(tx *db.Tx) ([]Finding, error) {
	var found []Finding
	for last := int64(0); ; {
		var rows []struct {
			ID             int64
			Number         string
			Document       string
			DocumentSHA256 string `gorm:"column:document_sha256"`
			PDF            []byte `gorm:"column:pdf"`
			PDFSHA256      string `gorm:"column:pdf_sha256"`
		}
		err := tx.Raw("SELECT id, number, document, document_sha256, pdf, pdf_sha256 FROM statements WHERE id > ? ORDER BY id LIMIT 200", last).Scan(&rows).Error
		if err != nil || len(rows) == 0 {
			return found, err
		}
		for _, r := range rows {
			last = r.ID
			if hash([]byte(r.Document)) != r.DocumentSHA256 {
				found = append(found, Finding{Rule: keepsData, Subject: r.Number})
			}
			if r.PDFSHA256 != "" && hash(r.PDF) != r.PDFSHA256 {
				found = append(found, Finding{Rule: keepsPaper, Subject: r.Number})
			}
		}
	}
}

func hash(b []byte) string {
	h := sha256.Sum256(b)
	return hex.EncodeToString(h[:])
}
