-- +goose NO TRANSACTION
-- +goose Up
CREATE TABLE IF NOT EXISTS journal_entries (
  id INTEGER PRIMARY KEY,
  business_key TEXT NOT NULL,
  posting_on TEXT NOT NULL,
  belongs_to_on TEXT NULL,
  kind TEXT NOT NULL,
  document TEXT NOT NULL,
  agent_id INTEGER NOT NULL,
  memo TEXT NOT NULL,
  posted_by TEXT NOT NULL,
  posted_at DATETIME NOT NULL
);
CREATE UNIQUE INDEX IF NOT EXISTS journal_entries_key ON journal_entries (business_key);
CREATE INDEX IF NOT EXISTS journal_entries_document ON journal_entries (document);
CREATE INDEX IF NOT EXISTS journal_entries_posting ON journal_entries (posting_on, id);
CREATE INDEX IF NOT EXISTS journal_entries_agent ON journal_entries (agent_id, posting_on, id);
CREATE TABLE IF NOT EXISTS journal_lines (
  entry_id INTEGER NOT NULL,
  line_no INTEGER NOT NULL,
  account TEXT NOT NULL,
  agent_id INTEGER NOT NULL,
  amount_fen INTEGER NOT NULL,
  posting_on TEXT NOT NULL,
  PRIMARY KEY (entry_id, line_no)
);
CREATE INDEX IF NOT EXISTS journal_lines_account ON journal_lines (account, agent_id, posting_on, amount_fen);
CREATE INDEX IF NOT EXISTS journal_lines_posting ON journal_lines (posting_on, account, amount_fen);
CREATE TABLE IF NOT EXISTS period_closings (
  through_on TEXT NOT NULL PRIMARY KEY,
  closed_by TEXT NOT NULL,
  closed_at DATETIME NOT NULL
);
