-- +goose NO TRANSACTION
-- +goose Up
CREATE TABLE IF NOT EXISTS imports (
  id INTEGER PRIMARY KEY,
  noun TEXT NOT NULL,
  file_name TEXT NOT NULL,
  file_sha256 TEXT NOT NULL,
  rows_read INTEGER NOT NULL,
  rows_loaded INTEGER NOT NULL,
  rows_known INTEGER NOT NULL,
  rows_rejected INTEGER NOT NULL,
  imported_by TEXT NOT NULL,
  imported_at DATETIME NOT NULL
);
