-- +goose NO TRANSACTION
-- +goose Up
CREATE TABLE IF NOT EXISTS allowances (
  segment TEXT NOT NULL PRIMARY KEY,
  balance_fen INTEGER NOT NULL,
  CONSTRAINT allowances_balance CHECK (balance_fen >= 0)
);
CREATE TABLE IF NOT EXISTS provisions (
  id INTEGER PRIMARY KEY,
  through_on TEXT NOT NULL,
  segment TEXT NOT NULL,
  policy_version INTEGER NOT NULL,
  opening_fen INTEGER NOT NULL,
  use_fen INTEGER NOT NULL,
  charge_fen INTEGER NOT NULL,
  release_fen INTEGER NOT NULL,
  closing_fen INTEGER NOT NULL,
  basis TEXT NOT NULL,
  posted_by TEXT NOT NULL,
  posted_at DATETIME NOT NULL
);
CREATE UNIQUE INDEX IF NOT EXISTS provisions_once ON provisions (through_on, segment);
CREATE TABLE IF NOT EXISTS provision_rolls (
  month_on TEXT NOT NULL,
  segment TEXT NOT NULL,
  class INTEGER NOT NULL,
  looked_fen INTEGER NOT NULL,
  lost_fen INTEGER NOT NULL,
  PRIMARY KEY (month_on, segment, class)
);
