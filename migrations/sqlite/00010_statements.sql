-- +goose NO TRANSACTION
-- +goose Up
CREATE TABLE IF NOT EXISTS statements (
  id INTEGER PRIMARY KEY,
  number TEXT NOT NULL,
  agent_id INTEGER NOT NULL,
  period_from_on TEXT NOT NULL,
  period_to_on TEXT NOT NULL,
  opening_fen INTEGER NOT NULL,
  debits_fen INTEGER NOT NULL,
  credits_fen INTEGER NOT NULL,
  closing_fen INTEGER NOT NULL,
  document TEXT NOT NULL,
  document_sha256 TEXT NOT NULL,
  pdf BLOB NOT NULL,
  pdf_sha256 TEXT NOT NULL,
  verify_code TEXT NOT NULL,
  issued_on TEXT NOT NULL,
  issued_by TEXT NOT NULL,
  issued_at DATETIME NOT NULL
);
CREATE UNIQUE INDEX IF NOT EXISTS statements_number ON statements (number);
CREATE UNIQUE INDEX IF NOT EXISTS statements_period ON statements (agent_id, period_to_on);
CREATE UNIQUE INDEX IF NOT EXISTS statements_verify ON statements (verify_code);
CREATE INDEX IF NOT EXISTS statements_to ON statements (period_to_on);
CREATE INDEX IF NOT EXISTS statements_closing ON statements (closing_fen);
