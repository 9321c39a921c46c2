-- +goose NO TRANSACTION
-- +goose Up
-- what each account took on each closed day; nothing is posted there any more
CREATE TABLE IF NOT EXISTS ledger_days (
  account VARCHAR(24) NOT NULL COLLATE utf8mb4_bin,
  posting_on DATE NOT NULL,
  debit_fen BIGINT NOT NULL,
  credit_fen BIGINT NOT NULL,
  PRIMARY KEY (account, posting_on)
);
INSERT IGNORE INTO ledger_days (account, posting_on, debit_fen, credit_fen)
  SELECT account, posting_on, SUM(CASE WHEN amount_fen > 0 THEN amount_fen ELSE 0 END), SUM(CASE WHEN amount_fen < 0 THEN -amount_fen ELSE 0 END)
  FROM journal_lines WHERE posting_on <= (SELECT MAX(through_on) FROM period_closings) GROUP BY account, posting_on;
ALTER TABLE journal_lines ADD INDEX journal_lines_posting (posting_on, account, amount_fen);
