-- +goose NO TRANSACTION
-- +goose Up
-- what runs found that compare settlement policies for many agents
CREATE TABLE IF NOT EXISTS settlement_comparisons (
  id INTEGER PRIMARY KEY,
  run_id INTEGER NOT NULL,
  question TEXT NOT NULL,
  result TEXT NOT NULL,
  compared_by TEXT NOT NULL,
  compared_by_id INTEGER NOT NULL,
  compared_at DATETIME NOT NULL
);
CREATE UNIQUE INDEX IF NOT EXISTS settlement_comparisons_run ON settlement_comparisons (run_id);
