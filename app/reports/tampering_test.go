package reports_test

// tampering breaks the books of story in every way that Check promises to see:
// what somebody with SQL does, the rule that is broken by it, and the document
// or account that must be named.
var tampering = []struct{ sql, rule, subject string }{
	{"UPDATE journal_lines SET amount_fen = amount_fen + 1 WHERE entry_id = 1 AND line_no = 1", "debits equal credits", "INV2026-000001"},
	{"UPDATE journal_lines SET amount_fen = amount_fen + 1 WHERE entry_id = 1 AND line_no = 1", "trial balance is zero", "trial balance"},
	{"DELETE FROM journal_lines WHERE entry_id = 1", "an entry has two lines or more", "INV2026-000001"},

	{"UPDATE open_items SET open_fen = open_fen + 1 WHERE number = 'INV2026-000002'", "an item's residual is its amount less its allocations", "INV2026-000002"},
	{"UPDATE allocations SET amount_fen = amount_fen - 1 WHERE source = 'write_off'", "an item's residual is its amount less its allocations", "INV2026-000002"},
	{"UPDATE open_items SET open_fen = -1 WHERE number = 'INV2026-000001'", "a residual lies between zero and the amount", "INV2026-000001"},
	{"UPDATE open_items SET open_fen = 1 WHERE number = 'CN2026-000001'", "a residual lies between zero and the amount", "CN2026-000001"},
	{"UPDATE open_items SET disputed_at = '2026-06-01 08:00:00' WHERE number = 'INV2026-000001'", "an item is disputed while a dispute of it runs", "INV2026-000001"},
	{"UPDATE receipts SET unallocated_fen = unallocated_fen - 1 WHERE number = 'RC2026-000002'", "a receipt's unallocated money is its amount less its allocations", "RC2026-000002"},
	{"UPDATE receipts SET unallocated_fen = 1 WHERE number = 'RC2026-000001'", "a receipt's unallocated money is its amount less its allocations", "RC2026-000001"},

	{"UPDATE credit_accounts SET receivable_fen = receivable_fen - 1 WHERE agent_id = 1", "the receivable counter is the sum of open items", "A1"},
	{"UPDATE journal_lines SET agent_id = 1 WHERE entry_id = 2", "the receivable counter is the receivable account", "A2"},
	{"UPDATE credit_accounts SET unallocated_fen = unallocated_fen + 1 WHERE agent_id = 1", "the unallocated counter is the sum of receipts", "A1"},
	{"UPDATE journal_lines SET amount_fen = amount_fen - 1 WHERE account = 'unallocated' AND line_no = 2", "the unallocated counter is the unallocated account", "A1"},
	{"UPDATE credit_accounts SET reserved_fen = reserved_fen + 1 WHERE agent_id = 1", "the reserved counter is the sum of open reservations", "A1"},
	{"UPDATE credit_accounts SET secured_fen = secured_fen + 1 WHERE agent_id = 1", "the secured counter is the sum of securities", "A1"},
	{"UPDATE credit_securities SET amount_fen = amount_fen + 1", "the deposits account is the deposits held", "A1"},
	{"INSERT INTO allowances (segment, balance_fen) VALUES ('all', 5)", "the allowance account is the segments' allowances", "allowance"},
	{"INSERT INTO allowances (segment, balance_fen) VALUES ('all', 5)", "a segment's allowance is its movements less what write-offs drew since", "all"},
	{"UPDATE credit_groups SET receivable_fen = receivable_fen - 1, reserved_fen = reserved_fen + 1", "a pot's receivable is the sum of its members'", "G1"},
	{"UPDATE credit_groups SET receivable_fen = receivable_fen - 1, reserved_fen = reserved_fen + 1", "a pot's reserved is the sum of its members'", "G1"},
	{"UPDATE credit_groups SET unallocated_fen = unallocated_fen + 1, secured_fen = secured_fen + 1", "a pot's unallocated is the sum of its members'", "G1"},
	{"UPDATE credit_groups SET unallocated_fen = unallocated_fen + 1, secured_fen = secured_fen + 1", "a pot's secured is the sum of its members'", "G1"},
	{"INSERT INTO due_balances (agent_id, due_on, debit_fen, credit_fen) VALUES (2, '2026-07-01', 1, -1)", "the claims per due day are the items'", "A2"},
	{"INSERT INTO due_balances (agent_id, due_on, debit_fen, credit_fen) VALUES (2, '2026-07-01', 1, -1)", "the credits per due day are the items'", "A2"},

	{"UPDATE reservations SET state = 'void' WHERE order_id = 3", "an order that waits for delivery holds its credit", "SO3"},
	{"UPDATE reservations SET amount_fen = amount_fen - 1 WHERE state = 'open' AND order_id IN (SELECT id FROM orders WHERE state = 'part_shipped')", "an order that waits for delivery holds its credit", "SO"},
	{"UPDATE orders SET state = 'cancelled' WHERE id = 3", "an order that is not under way holds no credit", "SO3"},
	{"UPDATE orders SET state = 'shipped' WHERE state = 'part_shipped'", "an order that is not under way holds no credit", "SO"},

	{"UPDATE invoices SET gross_fen = gross_fen + 1 WHERE number = 'INV2026-000001'", "every invoice is in the ledger", "INV2026-000001"},
	{"UPDATE credit_notes SET gross_fen = gross_fen + 1", "every credit note is in the ledger", "CN2026-000001"},
	{"DELETE FROM journal_entries WHERE document = 'RC2026-000002' AND kind = 'receipt'", "every posted receipt is in the ledger", "RC2026-000002"},
	{"DELETE FROM journal_entries WHERE kind = 'write_off'", "every write-off is in the ledger", "WO2026-000001"},
	{"DELETE FROM journal_entries WHERE kind = 'recovery'", "every recovery is in the ledger", "RV2026-000001"},
	{"DELETE FROM journal_entries WHERE document = 'RC2026-000002' AND kind = 'allocation'", "what a receipt settled is in the ledger", "RC2026-000002"},
	{"DELETE FROM open_items WHERE number = 'INV2026-000002'", "every invoice is an open item", "INV2026-000002"},
	{"INSERT INTO ledger_days (account, posting_on, debit_fen, credit_fen) VALUES ('receivable', '2026-01-01', 1, 0)", "a day's kept sums are those of its lines", "receivable"},
	{"INSERT INTO ledger_days (account, posting_on, debit_fen, credit_fen) VALUES ('receivable', '2026-01-01', 1, 1)", "a day's kept debits and credits are those of its lines", "receivable"},
	{"DELETE FROM ledger_waiting WHERE entry_id = 1", "a day's kept sums are those of its lines", "receivable"},
	{"UPDATE invoices SET shipment_id = NULL WHERE number = 'INV2026-000001'", "every delivery is invoiced", "shipment "},
	{"UPDATE write_offs SET recovered_fen = recovered_fen + 1", "a write-off is not recovered beyond its amount", "WO2026-000001"},

	{"UPDATE statements SET opening_fen = opening_fen + 1 WHERE number = 'ST2026-000002'", "a statement opens with the last closing", "ST2026-000002"},
	{"UPDATE statements SET debits_fen = debits_fen + 1 WHERE number = 'ST2026-000001'", "a statement closes with opening and movements", "ST2026-000001"},
	{"UPDATE statements SET closing_fen = closing_fen + 1 WHERE number = 'ST2026-000001'", "a statement closes with the ledger's balance", "ST2026-000001"},
	{"UPDATE statements SET document = '{}' WHERE number = 'ST2026-000001'", "a statement keeps its data", "ST2026-000001"},
	{"UPDATE statements SET pdf = 'other' WHERE number = 'ST2026-000001'", "a statement keeps its paper", "ST2026-000001"},

	{"DELETE FROM search_terms WHERE kind = 'agent' AND term = 'a1'", "the search finds what the names say", "agent 1"},
	{"UPDATE search_terms SET agent_id = 1 WHERE kind = 'agent' AND ref_id = 2", "the search finds what the names say", "agent 2"},
	{"UPDATE agents SET name_zh = '另一家' WHERE code = 'A2'", "the search finds what the names say", "agent 2"},
	{"INSERT INTO search_terms (kind, ref_id, term, agent_id) VALUES ('product', 999, 'ghost', 0)", "the search finds what the names say", "product 999"},
	{"UPDATE receipts SET payer = '另一人', bank_reference = 'X-1' WHERE number = 'RC2026-000001'", "the search finds what the names say", "payer"},
	{"UPDATE receipts SET payer = '另一人', bank_reference = 'X-1' WHERE number = 'RC2026-000001'", "the search finds what the names say", "receipt"},

	{"DELETE FROM invoices WHERE number = 'INV2026-000002'", "numbers have no gap", "INV2026"},
	{"UPDATE number_series SET next_number = next_number + 1 WHERE series = 'CN'", "numbers have no gap", "CN2026"},
	{"UPDATE number_series SET next_number = next_number + 1 WHERE series = 'RC'", "numbers have no gap", "RC2026"},
	{"UPDATE number_series SET next_number = next_number + 1 WHERE series = 'ST'", "numbers have no gap", "ST2026"},
	{"UPDATE number_series SET next_number = next_number + 1 WHERE series = 'WO'", "numbers have no gap", "WO2026"},
	{"DELETE FROM recoveries", "numbers have no gap", "RV2026"},
}
