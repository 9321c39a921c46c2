-- +goose NO TRANSACTION
-- +goose Up
CREATE TABLE IF NOT EXISTS issued_papers (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  document_id INTEGER NOT NULL,
  revision INTEGER NOT NULL,
  number TEXT NOT NULL,
  agent_id INTEGER NOT NULL,
  issued_on TEXT NOT NULL,
  amount_fen INTEGER NOT NULL,
  document TEXT NOT NULL,
  pdf BLOB NOT NULL,
  pdf_sha256 TEXT NOT NULL,
  verify_code TEXT NOT NULL,
  kept_at DATETIME NOT NULL
);
CREATE UNIQUE INDEX IF NOT EXISTS issued_papers_document ON issued_papers (kind, document_id, revision);
CREATE UNIQUE INDEX IF NOT EXISTS issued_papers_verify ON issued_papers (verify_code);
