-- +goose NO TRANSACTION
-- +goose Up
-- the row is the key: WITHOUT ROWID keeps it once
CREATE TABLE IF NOT EXISTS search_terms (
  kind TEXT NOT NULL,
  ref_id INTEGER NOT NULL,
  term TEXT NOT NULL,
  agent_id INTEGER NOT NULL,
  PRIMARY KEY (kind, ref_id, term)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS search_terms_term ON search_terms (kind, term, agent_id);
CREATE INDEX IF NOT EXISTS search_terms_agent ON search_terms (agent_id, kind, term);
CREATE TABLE IF NOT EXISTS search_payers (
  id INTEGER PRIMARY KEY,
  agent_id INTEGER NOT NULL,
  name TEXT NOT NULL,
  receipt_id INTEGER NOT NULL
);
CREATE UNIQUE INDEX IF NOT EXISTS search_payers_name ON search_payers (agent_id, name);
