-- +goose NO TRANSACTION
-- +goose Up
-- what each account took on each day, by the entries that are added up
CREATE TABLE IF NOT EXISTS ledger_days (
  account TEXT NOT NULL,
  posting_on TEXT NOT NULL,
  debit_fen INTEGER NOT NULL,
  credit_fen INTEGER NOT NULL,
  PRIMARY KEY (account, posting_on)
);
