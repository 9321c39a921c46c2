-- +goose NO TRANSACTION
-- +goose Up
CREATE TABLE IF NOT EXISTS security_requests (
  id INTEGER PRIMARY KEY,
  agent_id INTEGER NOT NULL,
  kind TEXT NOT NULL,
  number TEXT NOT NULL,
  open_number TEXT NULL,
  amount_fen INTEGER NOT NULL,
  share_ppm INTEGER NOT NULL,
  valid_from_on TEXT NOT NULL,
  valid_to_on TEXT NULL,
  note TEXT NOT NULL,
  paper_name TEXT NOT NULL,
  paper_media TEXT NOT NULL,
  paper_bytes INTEGER NOT NULL,
  paper_sha256 TEXT NOT NULL,
  content BLOB NOT NULL,
  state TEXT NOT NULL,
  requested_by TEXT NOT NULL,
  requested_by_id INTEGER NOT NULL,
  requested_at DATETIME NOT NULL,
  decided_by TEXT NOT NULL,
  decided_by_id INTEGER NOT NULL,
  decided_at DATETIME NULL,
  reason TEXT NOT NULL,
  security_id INTEGER NULL
);
CREATE UNIQUE INDEX IF NOT EXISTS security_requests_number ON security_requests (open_number);
CREATE INDEX IF NOT EXISTS security_requests_agent ON security_requests (agent_id, id);
CREATE INDEX IF NOT EXISTS security_requests_state ON security_requests (state, id);
