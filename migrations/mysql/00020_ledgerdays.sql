-- +goose NO TRANSACTION
-- +goose Up
-- what each account took on each day, by the entries that are added up
CREATE TABLE IF NOT EXISTS ledger_days (
  account VARCHAR(24) NOT NULL COLLATE utf8mb4_bin,
  posting_on DATE NOT NULL,
  debit_fen BIGINT NOT NULL,
  credit_fen BIGINT NOT NULL,
  PRIMARY KEY (account, posting_on)
);
