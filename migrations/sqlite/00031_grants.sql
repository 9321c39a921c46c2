-- +goose NO TRANSACTION
-- +goose Up
CREATE TABLE IF NOT EXISTS member_grants (
  id INTEGER PRIMARY KEY,
  member_id INTEGER NOT NULL,
  store_id INTEGER NULL,
  activity TEXT NOT NULL,
  growth INTEGER NOT NULL,
  points INTEGER NOT NULL,
  granted_on TEXT NOT NULL,
  slip_id INTEGER NULL,
  reverses_id INTEGER NULL,
  reason TEXT NOT NULL,
  request_key TEXT NOT NULL,
  entered_by TEXT NOT NULL,
  entered_by_id INTEGER NOT NULL,
  entered_at DATETIME NOT NULL
);
CREATE UNIQUE INDEX IF NOT EXISTS member_grants_key ON member_grants (request_key);
CREATE UNIQUE INDEX IF NOT EXISTS member_grants_reverses ON member_grants (reverses_id);
CREATE INDEX IF NOT EXISTS member_grants_member ON member_grants (member_id, activity, granted_on);
CREATE INDEX IF NOT EXISTS member_grants_slip ON member_grants (slip_id);
