-- +goose NO TRANSACTION
-- +goose Up
CREATE TABLE IF NOT EXISTS invoices (
  id INTEGER PRIMARY KEY,
  number TEXT NOT NULL,
  agent_id INTEGER NOT NULL,
  order_id INTEGER NULL,
  shipment_id INTEGER NULL,
  source_key TEXT NOT NULL,
  delivered_on TEXT NOT NULL,
  issued_on TEXT NOT NULL,
  bill_on TEXT NOT NULL,
  due_on TEXT NOT NULL,
  discount_until_on TEXT NULL,
  discount_ppm INTEGER NOT NULL,
  settlement_policy_id INTEGER NOT NULL,
  settlement_kind TEXT NOT NULL,
  gross_fen INTEGER NOT NULL,
  vat_fen INTEGER NOT NULL,
  fapiao_number TEXT NOT NULL,
  fapiao_state TEXT NOT NULL,
  pdf BLOB NULL,
  pdf_sha256 TEXT NOT NULL,
  verify_code TEXT NOT NULL,
  issued_by TEXT NOT NULL,
  issued_at DATETIME NOT NULL
);
CREATE UNIQUE INDEX IF NOT EXISTS invoices_number ON invoices (number);
CREATE UNIQUE INDEX IF NOT EXISTS invoices_source ON invoices (source_key);
CREATE INDEX IF NOT EXISTS invoices_verify ON invoices (verify_code);
CREATE INDEX IF NOT EXISTS invoices_agent ON invoices (agent_id, issued_on, id);
CREATE INDEX IF NOT EXISTS invoices_order ON invoices (order_id);
CREATE INDEX IF NOT EXISTS invoices_issued ON invoices (issued_on);
CREATE INDEX IF NOT EXISTS invoices_due ON invoices (due_on);
CREATE INDEX IF NOT EXISTS invoices_gross ON invoices (gross_fen);
CREATE TABLE IF NOT EXISTS invoice_lines (
  invoice_id INTEGER NOT NULL,
  line_no INTEGER NOT NULL,
  order_line_no INTEGER NOT NULL,
  sku TEXT NOT NULL,
  name_zh TEXT NOT NULL,
  name_en TEXT NOT NULL,
  quantity INTEGER NOT NULL,
  weight_mg INTEGER NOT NULL,
  unit_fen INTEGER NOT NULL,
  total_fen INTEGER NOT NULL,
  vat_ppm INTEGER NOT NULL,
  PRIMARY KEY (invoice_id, line_no)
);
CREATE TABLE IF NOT EXISTS credit_notes (
  id INTEGER PRIMARY KEY,
  number TEXT NOT NULL,
  agent_id INTEGER NOT NULL,
  invoice_id INTEGER NOT NULL,
  request_key TEXT NOT NULL,
  gross_fen INTEGER NOT NULL,
  vat_fen INTEGER NOT NULL,
  reason TEXT NOT NULL,
  issued_on TEXT NOT NULL,
  issued_by TEXT NOT NULL,
  issued_at DATETIME NOT NULL
);
CREATE UNIQUE INDEX IF NOT EXISTS credit_notes_number ON credit_notes (number);
CREATE UNIQUE INDEX IF NOT EXISTS credit_notes_request ON credit_notes (invoice_id, request_key);
CREATE INDEX IF NOT EXISTS credit_notes_agent ON credit_notes (agent_id, id);
CREATE TABLE IF NOT EXISTS open_items (
  id INTEGER PRIMARY KEY,
  agent_id INTEGER NOT NULL,
  kind TEXT NOT NULL,
  document_id INTEGER NOT NULL,
  number TEXT NOT NULL,
  invoice_id INTEGER NULL,
  settlement_kind TEXT NOT NULL,
  issued_on TEXT NOT NULL,
  posting_on TEXT NOT NULL,
  due_on TEXT NOT NULL,
  amount_fen INTEGER NOT NULL,
  open_fen INTEGER NOT NULL,
  disputed_at DATETIME NULL,
  opened_version INTEGER NOT NULL
);
CREATE UNIQUE INDEX IF NOT EXISTS open_items_document ON open_items (document_id, kind);
CREATE INDEX IF NOT EXISTS open_items_number ON open_items (number);
CREATE INDEX IF NOT EXISTS open_items_open ON open_items (agent_id, open_fen, due_on);
CREATE INDEX IF NOT EXISTS open_items_due ON open_items (due_on);
CREATE INDEX IF NOT EXISTS open_items_posting ON open_items (posting_on, agent_id, due_on, amount_fen);
CREATE INDEX IF NOT EXISTS open_items_agent ON open_items (agent_id, posting_on);
CREATE INDEX IF NOT EXISTS open_items_invoice ON open_items (invoice_id);
CREATE INDEX IF NOT EXISTS open_items_left ON open_items (open_fen);
-- what is not settled, in the order of its list; MariaDB has no partial index, its own begins with a column that says so
CREATE INDEX IF NOT EXISTS open_items_unsettled ON open_items (due_on, id, open_fen, amount_fen, agent_id) WHERE open_fen <> 0;
CREATE TABLE IF NOT EXISTS due_balances (
  agent_id INTEGER NOT NULL,
  due_on TEXT NOT NULL,
  debit_fen INTEGER NOT NULL,
  credit_fen INTEGER NOT NULL,
  PRIMARY KEY (agent_id, due_on)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS receipts (
  id INTEGER PRIMARY KEY,
  number TEXT NOT NULL,
  agent_id INTEGER NOT NULL,
  source_key TEXT NOT NULL,
  method TEXT NOT NULL,
  bank_reference TEXT NOT NULL,
  payer TEXT NOT NULL,
  note TEXT NOT NULL,
  state TEXT NOT NULL,
  cleared_on TEXT NOT NULL,
  posting_on TEXT NULL,
  amount_fen INTEGER NOT NULL,
  unallocated_fen INTEGER NOT NULL,
  reversal_on TEXT NULL,
  reversal_reason TEXT NOT NULL,
  opened_version INTEGER NOT NULL,
  entered_by TEXT NOT NULL,
  entered_at DATETIME NOT NULL,
  CONSTRAINT receipts_unallocated CHECK (unallocated_fen >= 0 AND unallocated_fen <= amount_fen)
);
CREATE UNIQUE INDEX IF NOT EXISTS receipts_number ON receipts (number);
CREATE UNIQUE INDEX IF NOT EXISTS receipts_source ON receipts (source_key);
CREATE INDEX IF NOT EXISTS receipts_agent ON receipts (agent_id, id);
CREATE INDEX IF NOT EXISTS receipts_agent_posting ON receipts (agent_id, posting_on);
CREATE INDEX IF NOT EXISTS receipts_agent_reversal ON receipts (agent_id, reversal_on);
CREATE INDEX IF NOT EXISTS receipts_reversal ON receipts (reversal_on, agent_id, amount_fen);
CREATE INDEX IF NOT EXISTS receipts_state ON receipts (state, cleared_on);
CREATE INDEX IF NOT EXISTS receipts_posting ON receipts (posting_on, agent_id, amount_fen);
CREATE INDEX IF NOT EXISTS receipts_cleared ON receipts (cleared_on);
CREATE INDEX IF NOT EXISTS receipts_amount ON receipts (amount_fen);
CREATE INDEX IF NOT EXISTS receipts_unallocated ON receipts (unallocated_fen);
CREATE INDEX IF NOT EXISTS receipts_payer ON receipts (payer);
CREATE INDEX IF NOT EXISTS receipts_reference ON receipts (bank_reference);
CREATE TABLE IF NOT EXISTS allocations (
  id INTEGER PRIMARY KEY,
  agent_id INTEGER NOT NULL,
  item_id INTEGER NOT NULL,
  due_on TEXT NOT NULL,
  item_sign INTEGER NOT NULL,
  source TEXT NOT NULL,
  source_id INTEGER NOT NULL,
  amount_fen INTEGER NOT NULL,
  rule TEXT NOT NULL,
  posting_on TEXT NOT NULL,
  value_on TEXT NOT NULL,
  reverses_id INTEGER NULL,
  posted_version INTEGER NOT NULL,
  allocated_by TEXT NOT NULL,
  allocated_at DATETIME NOT NULL
);
CREATE UNIQUE INDEX IF NOT EXISTS allocations_reverses ON allocations (reverses_id);
CREATE INDEX IF NOT EXISTS allocations_item ON allocations (item_id, id);
CREATE INDEX IF NOT EXISTS allocations_source ON allocations (source, source_id, id);
CREATE INDEX IF NOT EXISTS allocations_posting ON allocations (posting_on, agent_id, due_on, item_sign, amount_fen, source);
CREATE INDEX IF NOT EXISTS allocations_agent ON allocations (agent_id, posting_on);
CREATE TABLE IF NOT EXISTS write_offs (
  id INTEGER PRIMARY KEY,
  number TEXT NULL,
  agent_id INTEGER NOT NULL,
  item_id INTEGER NOT NULL,
  request_key TEXT NOT NULL,
  state TEXT NOT NULL,
  amount_fen INTEGER NOT NULL,
  recovered_fen INTEGER NOT NULL,
  reason TEXT NOT NULL,
  requested_by TEXT NOT NULL,
  requested_by_id INTEGER NOT NULL,
  requested_at DATETIME NOT NULL,
  decided_by TEXT NOT NULL,
  decided_by_id INTEGER NOT NULL,
  decided_at DATETIME NULL,
  decision_note TEXT NOT NULL,
  posting_on TEXT NULL,
  allowance_fen INTEGER NOT NULL,
  allowance_segment TEXT NOT NULL,
  CONSTRAINT write_offs_amount CHECK (amount_fen > 0 AND recovered_fen >= 0 AND recovered_fen <= amount_fen)
);
CREATE UNIQUE INDEX IF NOT EXISTS write_offs_number ON write_offs (number);
CREATE UNIQUE INDEX IF NOT EXISTS write_offs_request ON write_offs (item_id, request_key);
CREATE INDEX IF NOT EXISTS write_offs_agent ON write_offs (agent_id, state);
CREATE INDEX IF NOT EXISTS write_offs_state ON write_offs (state, id);
CREATE TABLE IF NOT EXISTS recoveries (
  id INTEGER PRIMARY KEY,
  number TEXT NOT NULL,
  agent_id INTEGER NOT NULL,
  write_off_id INTEGER NOT NULL,
  item_id INTEGER NOT NULL,
  request_key TEXT NOT NULL,
  amount_fen INTEGER NOT NULL,
  posting_on TEXT NOT NULL,
  value_on TEXT NOT NULL,
  recovered_by TEXT NOT NULL,
  recovered_at DATETIME NOT NULL
);
CREATE UNIQUE INDEX IF NOT EXISTS recoveries_number ON recoveries (number);
CREATE UNIQUE INDEX IF NOT EXISTS recoveries_request ON recoveries (write_off_id, request_key);
CREATE INDEX IF NOT EXISTS recoveries_item ON recoveries (item_id);
