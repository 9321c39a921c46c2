-- +goose NO TRANSACTION
-- +goose Up
CREATE TABLE IF NOT EXISTS disputes (
  id INTEGER PRIMARY KEY,
  item_id INTEGER NOT NULL,
  agent_id INTEGER NOT NULL,
  open_slot TEXT NULL,
  state TEXT NOT NULL,
  reason TEXT NOT NULL,
  opened_on TEXT NOT NULL,
  opened_at DATETIME NOT NULL,
  opened_by TEXT NOT NULL,
  opened_by_id INTEGER NOT NULL,
  accepted_on TEXT NULL,
  accepted_at DATETIME NULL,
  accepted_by TEXT NOT NULL,
  accepted_by_id INTEGER NOT NULL,
  ended_on TEXT NULL,
  ended_at DATETIME NULL,
  ended_by TEXT NOT NULL,
  ended_by_id INTEGER NOT NULL,
  note TEXT NOT NULL
);
CREATE UNIQUE INDEX IF NOT EXISTS disputes_running ON disputes (item_id, open_slot);
CREATE INDEX IF NOT EXISTS disputes_agent ON disputes (agent_id, opened_on);
CREATE INDEX IF NOT EXISTS disputes_state ON disputes (state, id);
