-- +goose NO TRANSACTION
-- +goose Up
-- entries that are not added up in ledger_days yet
CREATE TABLE IF NOT EXISTS ledger_waiting (
  entry_id INTEGER NOT NULL PRIMARY KEY
);
-- sums of closed days were kept by another rule; all entries are added up anew
DELETE FROM ledger_days;
INSERT INTO ledger_waiting (entry_id) SELECT e.id FROM journal_entries e LEFT JOIN ledger_waiting w ON w.entry_id = e.id WHERE w.entry_id IS NULL;
