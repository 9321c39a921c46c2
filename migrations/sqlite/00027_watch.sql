-- +goose NO TRANSACTION
-- +goose Up
CREATE TABLE IF NOT EXISTS agent_watch (
  agent_id INTEGER NOT NULL PRIMARY KEY,
  points INTEGER NOT NULL,
  oldest_days INTEGER NULL,
  habit_ppm INTEGER NULL,
  open_claims INTEGER NULL,
  used_ppm INTEGER NULL,
  broken INTEGER NOT NULL,
  since_on TEXT NOT NULL,
  as_of_on TEXT NOT NULL,
  policy_version INTEGER NOT NULL
);
