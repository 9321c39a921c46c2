-- +goose NO TRANSACTION
-- +goose Up
CREATE TABLE IF NOT EXISTS prospects (
  id INTEGER PRIMARY KEY,
  public_id TEXT NOT NULL,
  number TEXT NOT NULL,
  store_id INTEGER NOT NULL,
  name TEXT NOT NULL,
  phone_sealed TEXT NULL,
  phone_hash TEXT NULL,
  phone_tail TEXT NOT NULL,
  source TEXT NOT NULL,
  referrer_id INTEGER NULL,
  relation TEXT NOT NULL,
  staff_id INTEGER NULL,
  categories INTEGER NOT NULL,
  budget_fen INTEGER NOT NULL,
  occasion TEXT NOT NULL,
  agreed_on TEXT NULL,
  agreed_channel TEXT NOT NULL,
  agreed_text TEXT NOT NULL,
  stage TEXT NOT NULL,
  lost_reason TEXT NOT NULL,
  next_on TEXT NULL,
  last_on TEXT NOT NULL,
  member_id INTEGER NULL,
  erased_at DATETIME NULL,
  request_key TEXT NOT NULL,
  entered_on TEXT NOT NULL,
  entered_by TEXT NOT NULL,
  entered_by_id INTEGER NOT NULL,
  entered_at DATETIME NOT NULL,
  version INTEGER NOT NULL
);
CREATE UNIQUE INDEX IF NOT EXISTS prospects_number ON prospects (number);
CREATE UNIQUE INDEX IF NOT EXISTS prospects_phone ON prospects (store_id, phone_hash);
CREATE UNIQUE INDEX IF NOT EXISTS prospects_key ON prospects (request_key);
CREATE INDEX IF NOT EXISTS prospects_store ON prospects (store_id, id);
CREATE INDEX IF NOT EXISTS prospects_next ON prospects (store_id, next_on);
CREATE INDEX IF NOT EXISTS prospects_last ON prospects (last_on, id);
CREATE INDEX IF NOT EXISTS prospects_referrer ON prospects (referrer_id, entered_at);
CREATE TABLE IF NOT EXISTS prospect_notes (
  id INTEGER PRIMARY KEY,
  prospect_id INTEGER NOT NULL,
  kind TEXT NOT NULL,
  note TEXT NOT NULL,
  happened_on TEXT NOT NULL,
  next_on TEXT NULL,
  stage TEXT NOT NULL,
  entered_by TEXT NOT NULL,
  entered_by_id INTEGER NOT NULL,
  entered_at DATETIME NOT NULL
);
CREATE INDEX IF NOT EXISTS prospect_notes_prospect ON prospect_notes (prospect_id, id);
