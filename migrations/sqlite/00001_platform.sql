-- +goose NO TRANSACTION
-- +goose Up
CREATE TABLE IF NOT EXISTS number_series (
  series TEXT NOT NULL,
  year INTEGER NOT NULL,
  next_number INTEGER NOT NULL,
  PRIMARY KEY (series, year)
);
CREATE TABLE IF NOT EXISTS idempotency_keys (
  scope TEXT NOT NULL,
  request_key TEXT NOT NULL,
  request_sha256 TEXT NOT NULL,
  status INTEGER NOT NULL,
  body TEXT NOT NULL,
  created_at DATETIME NOT NULL,
  PRIMARY KEY (scope, request_key)
);
CREATE INDEX IF NOT EXISTS idempotency_keys_age ON idempotency_keys (created_at);
CREATE TABLE IF NOT EXISTS audit_entries (
  id INTEGER PRIMARY KEY,
  at DATETIME NOT NULL,
  actor_id INTEGER NOT NULL,
  actor TEXT NOT NULL,
  action TEXT NOT NULL,
  subject_kind TEXT NOT NULL,
  subject_id INTEGER NOT NULL,
  subject TEXT NOT NULL,
  reason TEXT NOT NULL,
  detail TEXT NOT NULL,
  request_id TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS audit_entries_subject ON audit_entries (subject_kind, subject_id, id);
CREATE INDEX IF NOT EXISTS audit_entries_actor ON audit_entries (actor_id, id);
CREATE TABLE IF NOT EXISTS audit_seals (
  entry_id INTEGER NOT NULL PRIMARY KEY,
  seq INTEGER NOT NULL,
  hash TEXT NOT NULL
);
CREATE UNIQUE INDEX IF NOT EXISTS audit_seals_seq ON audit_seals (seq);
CREATE TABLE IF NOT EXISTS job_leases (
  job TEXT NOT NULL PRIMARY KEY,
  owner TEXT NOT NULL,
  token INTEGER NOT NULL,
  beat INTEGER NOT NULL,
  until_ms INTEGER NOT NULL,
  settled_ms INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS job_runs (
  id INTEGER PRIMARY KEY,
  job TEXT NOT NULL,
  slot TEXT NOT NULL,
  as_of_on TEXT NOT NULL,
  state TEXT NOT NULL,
  token INTEGER NOT NULL,
  failures INTEGER NOT NULL,
  cursor_at INTEGER NOT NULL,
  done INTEGER NOT NULL,
  total INTEGER NOT NULL,
  message TEXT NOT NULL,
  detail TEXT NOT NULL,
  requested_by TEXT NOT NULL,
  requested_at DATETIME NOT NULL,
  started_at DATETIME NULL,
  finished_at DATETIME NULL
);
CREATE UNIQUE INDEX IF NOT EXISTS job_runs_slot ON job_runs (job, slot);
CREATE INDEX IF NOT EXISTS job_runs_state ON job_runs (state, id);
