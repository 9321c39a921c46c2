-- +goose NO TRANSACTION
-- +goose Up
CREATE TABLE IF NOT EXISTS agent_watch (
  agent_id BIGINT NOT NULL PRIMARY KEY,
  points INT NOT NULL,
  oldest_days INT NULL,
  habit_ppm BIGINT NULL,
  open_claims INT NULL,
  used_ppm BIGINT NULL,
  broken INT NOT NULL,
  since_on DATE NOT NULL,
  as_of_on DATE NOT NULL,
  policy_version BIGINT NOT NULL
);
