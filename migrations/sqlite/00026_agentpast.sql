-- +goose NO TRANSACTION
-- +goose Up
CREATE TABLE IF NOT EXISTS agent_past (
  id INTEGER PRIMARY KEY,
  agent_id INTEGER NOT NULL,
  until_at DATETIME NOT NULL,
  name_zh TEXT NOT NULL,
  name_en TEXT NOT NULL,
  address TEXT NOT NULL,
  tax_no TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS agent_past_agent ON agent_past (agent_id, until_at);
