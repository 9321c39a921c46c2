-- +goose NO TRANSACTION
-- +goose Up
CREATE TABLE IF NOT EXISTS member_links (
  id INTEGER PRIMARY KEY,
  member_id INTEGER NOT NULL,
  token_hash TEXT NOT NULL,
  expires_on TEXT NOT NULL,
  made_by TEXT NOT NULL,
  made_by_id INTEGER NOT NULL,
  made_at DATETIME NOT NULL,
  revoked_at DATETIME NULL,
  opened_at DATETIME NULL,
  opens INTEGER NOT NULL
);
CREATE UNIQUE INDEX IF NOT EXISTS member_links_token ON member_links (token_hash);
CREATE INDEX IF NOT EXISTS member_links_member ON member_links (member_id, id);
CREATE TABLE IF NOT EXISTS surveys (
  id INTEGER PRIMARY KEY,
  member_id INTEGER NOT NULL,
  store_id INTEGER NOT NULL,
  occasion TEXT NOT NULL,
  subject_id INTEGER NULL,
  token_hash TEXT NULL,
  asked_on TEXT NOT NULL,
  expires_on TEXT NOT NULL,
  answered_at DATETIME NULL,
  channel TEXT NOT NULL,
  csat INTEGER NOT NULL,
  nps INTEGER NOT NULL,
  comment TEXT NOT NULL,
  event_id INTEGER NULL,
  handled_at DATETIME NULL,
  handled_by TEXT NOT NULL,
  handling TEXT NOT NULL,
  request_key TEXT NOT NULL,
  asked_by TEXT NOT NULL,
  asked_by_id INTEGER NOT NULL,
  asked_at DATETIME NOT NULL
);
CREATE UNIQUE INDEX IF NOT EXISTS surveys_token ON surveys (token_hash);
CREATE UNIQUE INDEX IF NOT EXISTS surveys_key ON surveys (request_key);
CREATE INDEX IF NOT EXISTS surveys_member ON surveys (member_id, id);
CREATE INDEX IF NOT EXISTS surveys_store ON surveys (store_id, asked_on, id);
