package bench

import (
	"context"
	"fmt"
	"time"

	"assay/app/db"
	"assay/app/search"
	"assay/app/settlement"
	"assay/models"
)

// searchBook is the book that is searched: half of the agents in the second
// region, one in a hundred in the third, every name with 金 in it but for
// those of the third region, 银 in the first region alone. Documents have
// numbers as the product gives them, and every receipt a payer and a reference.
var searchBook = []filling{
	fill(`INSERT INTO regions (id, code, name_zh, name_en, path) SELECT n + 1, CONCAT('R', n), '区', 'Region', CONCAT('/', n + 1, '/') FROM bench_numbers WHERE n < 4`),
	fill(`INSERT INTO agents (id, code, name_zh, name_en, pinyin, initials, kind, status, region_id, region_path, path, access_depth, grade, address, tax_no, licence_no, contract_no, version, created_at)
		SELECT n + 1, CONCAT('HZ-', n + 1), CONCAT('杭州瑞和珠宝', n, CASE WHEN n % 100 = 1 THEN '玉器' WHEN n % 2 = 1 THEN '银楼金行' ELSE '金店' END),
		CONCAT('Ruihe Jewellery ', n), '', '', 'agent', 'active', CASE WHEN n % 100 = 1 THEN 3 WHEN n % 2 = 0 THEN 2 ELSE 1 END,
		CASE WHEN n % 100 = 1 THEN '/3/' WHEN n % 2 = 0 THEN '/2/' ELSE '/1/' END, CONCAT('/', n + 1, '/'), 'own', 'A', '', '', '', '', 1, ? FROM bench_numbers WHERE n < ?`, now, agentCount),
	fill(`INSERT INTO agent_contacts (agent_id, name, role, phone, email, wecom_id, birthday_kind, birthday_month, birthday_day)
		SELECT n + 1, CONCAT('金建国', n), 'owner', CONCAT('138', 10000000 + n), '', '', '', 0, 0 FROM bench_numbers WHERE n < ?`, agentCount),
	fill(`INSERT INTO products (sku, name_zh, name_en, pinyin, initials, category, price_kind, net_weight_mg, wastage_ppm, labour_fen, stone_fen, fixed_fen, margin_ppm, vat_ppm, picture, version)
		SELECT CONCAT('G-RG-', 1000 + n), CONCAT('足金戒指', n), 'Gold ring', '', '', 'gold', 'fixed', 1000, 0, 0, 0, 100, 0, 0, '', 1 FROM bench_numbers WHERE n < 5000`),
	fill(`INSERT INTO number_series (series, year, next_number) VALUES ('INV', 2026, 1), ('INV', 2025, 1), ('RC', 2026, 1), ('RC', 2025, 1), ('ST', 2026, 1), ('CN', 2026, 1), ('WO', 2026, 1)`),
}

// searchDocuments are written a part at a time: no statement may take longer
// than the product lets one.
var searchDocuments = []filling{
	fill(`INSERT INTO invoices (id, number, agent_id, source_key, delivered_on, issued_on, bill_on, due_on, discount_ppm, settlement_policy_id, settlement_kind,
		gross_fen, vat_fen, fapiao_number, fapiao_state, pdf_sha256, verify_code, issued_by, issued_at)
		SELECT n + 1, CONCAT('INV2026-', 1000000 + n), 1 + n % ?, CONCAT('bench:', n), ?, ?, ?, ?, 0, 3, 'months', 100000, 13000, '', 'none', '', '', 'bench', ?
		FROM bench_numbers WHERE n >= ? AND n < ?`, agentCount, today, today, today, today, now, from, to),
	fill(`INSERT INTO open_items (id, agent_id, kind, document_id, number, invoice_id, settlement_kind, issued_on, posting_on, due_on, amount_fen, open_fen, opened_version)
		SELECT id, agent_id, 'invoice', id, number, id, 'months', issued_on, issued_on, due_on, gross_fen, gross_fen, 1 FROM invoices WHERE id > ? AND id <= ?`, from, to),
	fill(`INSERT INTO receipts (id, number, agent_id, source_key, method, bank_reference, payer, note, state, cleared_on, posting_on, amount_fen, unallocated_fen, reversal_reason, opened_version, entered_by, entered_at)
		SELECT n + 1, CONCAT('RC2026-', 1000000 + n), 1 + n % ?, CONCAT('bench:', n), 'bank', CONCAT('CMB', 2026000000 + n), CONCAT('杭州金源贸易', n % ?, CASE WHEN n % 3 = 0 THEN '有限公司' ELSE '商行' END), '',
		'posted', ?, ?, 100000, 0, '', 1, 'bench', ? FROM bench_numbers WHERE n >= ? AND n < ?`, agentCount, agentCount, today, today, now, from, to),
	fill(`INSERT INTO orders (id, public_id, agent_id, state, request_key, request_sha256, settlement_policy_id, total_fen, vat_fen, invoiced_fen, lines_count, note, placed_by, placed_by_id, created_at, submitted_on, version)
		SELECT n + 1, CONCAT('bench-', n), 1 + n % ?, 'shipped', CONCAT('bench-', n), '', 3, 1000, 0, 0, 0, '', 'bench', 0, ?, ?, 1 FROM bench_numbers WHERE n >= ? AND n < ?`, agentCount, now, today, from, to),
}

// searchers are people with scopes of every width.
func searchers() map[string]models.Actor {
	hq := func(role models.Role, g models.Grant) models.Actor {
		g.Role = role
		return models.Actor{ID: 1, Grants: []models.Grant{g}}
	}
	return map[string]models.Actor{
		"1 everything": hq(models.RoleFinance, models.Grant{Kind: models.ScopeAll}),
		"2 half":       hq(models.RoleFinance, models.Grant{Kind: models.ScopeRegion, ID: 2, Path: "/2/"}),
		"3 hundredth":  hq(models.RoleFinance, models.Grant{Kind: models.ScopeRegion, ID: 3, Path: "/3/"}),
		"4 nothing":    hq(models.RoleFinance, models.Grant{Kind: models.ScopeRegion, ID: 4, Path: "/4/"}),
		"5 one agent":  hq(models.RoleAgentOwner, models.Grant{Kind: models.ScopeAgent, ID: 77, Path: "/77/", Depth: models.DepthTree}),
	}
}

// searchTexts are the usual and the worst: a common character, a common word
// with one that is in another region only, a beginning of every number.
var searchTexts = []string{"瑞和珠宝77金", "ruihe", "金", "j", "金 银", "金 珠宝 玉", "杭州 有限公司", "so", "inv", "inv2026-1", "1", "123", "1000123", "RC2026-1000123", "2026", "cmb2026000", "13810000077", "138", "戒指", "nothing at all"}

// Search fills the empty book with that many invoices, receipts and orders, and
// measures what somebody who types waits for, by how much they may see.
func (b *Bench) Search(ctx context.Context, agents, documents, times int) error {
	start := b.Clock.Now()
	n := night{agents: agents, invoices: documents, at: b.Clock.Moment()}
	steps := []func(*db.Tx) error{
		func(tx *db.Tx) error { return settlement.AddPolicies(tx, models.NamedPolicies()) },
		func(tx *db.Tx) error { return nightNumbers(tx, max(documents, agents, 5000)) },
	}
	for _, f := range searchBook {
		steps = append(steps, func(tx *db.Tx) error { _, err := tx.Change(f.sql, n.argsOf(f)...); return err })
	}
	const part = 20_000
	for at := 0; at < documents; at += part {
		n := night{agents: agents, invoices: documents, at: n.at, from: at, to: min(at+part, documents)}
		for _, f := range searchDocuments {
			steps = append(steps, func(tx *db.Tx) error { _, err := tx.Change(f.sql, n.argsOf(f)...); return err })
		}
	}
	for _, step := range steps {
		if err := b.DB.InTx(ctx, step); err != nil {
			return err
		}
	}
	b.printf("\nsearch on %s: %d invoices, receipts and orders each, of %d agents; filled in %s\n", b.DB.Dialect(), documents, agents, took(b, start))
	start = b.Clock.Now()
	entries, err := search.Rebuild(ctx, b.DB, func(*db.Tx) error { return nil }, func(int, int) {})
	if err != nil {
		return err
	}
	var rows int64
	if err := b.DB.Read(ctx).Raw("SELECT COUNT(*) FROM search_terms").Scan(&rows).Error; err != nil {
		return err
	}
	b.printf("the search's rows: %d of %d things, made in %s\n%-16s %-18s %6s %10s %10s %10s %12s\n", rows, entries, took(b, start), "sees", "types", "hits", "p50", "p95", "most", "statements")
	for _, name := range []string{"1 everything", "2 half", "3 hundredth", "4 nothing", "5 one agent"} {
		for _, text := range searchTexts {
			if err := b.look(ctx, name, text, times); err != nil {
				return err
			}
		}
	}
	return nil
}

// look measures one search as the page asks for it.
func (b *Bench) look(ctx context.Context, who, text string, times int) error {
	actor := searchers()[who]
	waits := make([]time.Duration, 0, times)
	var hits int
	before := b.DB.Counters().Statements.Load()
	for range times {
		at := b.Clock.Now()
		found, err := search.Find(b.DB.Read(ctx), actor, text, 20)
		if err != nil {
			return fmt.Errorf("bench: %s: %w", text, err)
		}
		waits, hits = append(waits, b.Clock.Now().Sub(at)), found.Count()
	}
	all := [][]time.Duration{waits}
	b.printf("%-16s %-18s %6d %10s %10s %10s %12d\n", who, text, hits, percentile(all, 0.5).Round(10*time.Microsecond), percentile(all, 0.95).Round(10*time.Microsecond),
		percentile(all, 1).Round(10*time.Microsecond), (b.DB.Counters().Statements.Load()-before)/int64(max(1, times)))
	return nil
}
