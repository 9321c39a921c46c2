-- +goose NO TRANSACTION
-- +goose Up
CREATE TABLE IF NOT EXISTS run_requests (
  run_id INTEGER NOT NULL PRIMARY KEY,
  owner_id INTEGER NOT NULL,
  request_key TEXT NOT NULL,
  input TEXT NOT NULL,
  file_name TEXT NOT NULL,
  cancel_at DATETIME NULL
);
CREATE UNIQUE INDEX IF NOT EXISTS run_requests_key ON run_requests (request_key);
CREATE INDEX IF NOT EXISTS run_requests_owner ON run_requests (owner_id, run_id);
CREATE TABLE IF NOT EXISTS run_files (
  run_id INTEGER NOT NULL,
  part INTEGER NOT NULL,
  content BLOB NOT NULL,
  PRIMARY KEY (run_id, part)
);
CREATE TABLE IF NOT EXISTS run_faults (
  run_id INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  line INTEGER NOT NULL,
  place TEXT NOT NULL,
  value TEXT NOT NULL,
  message TEXT NOT NULL,
  params TEXT NOT NULL,
  PRIMARY KEY (run_id, seq)
);
