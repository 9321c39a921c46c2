-- +goose NO TRANSACTION
-- +goose Up
CREATE TABLE IF NOT EXISTS disputes (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  item_id BIGINT NOT NULL,
  agent_id BIGINT NOT NULL,
  open_slot VARCHAR(8) NULL COLLATE utf8mb4_bin,
  state VARCHAR(16) NOT NULL COLLATE utf8mb4_bin,
  reason VARCHAR(500) NOT NULL,
  opened_on DATE NOT NULL,
  opened_at DATETIME(3) NOT NULL,
  opened_by VARCHAR(120) NOT NULL,
  opened_by_id BIGINT NOT NULL,
  accepted_on DATE NULL,
  accepted_at DATETIME(3) NULL,
  accepted_by VARCHAR(120) NOT NULL,
  accepted_by_id BIGINT NOT NULL,
  ended_on DATE NULL,
  ended_at DATETIME(3) NULL,
  ended_by VARCHAR(120) NOT NULL,
  ended_by_id BIGINT NOT NULL,
  note VARCHAR(500) NOT NULL,
  UNIQUE KEY disputes_running (item_id, open_slot),
  KEY disputes_agent (agent_id, opened_on),
  KEY disputes_state (state, id)
);
