-- +goose NO TRANSACTION
-- +goose Up
CREATE TABLE IF NOT EXISTS agent_past (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  agent_id BIGINT NOT NULL,
  until_at DATETIME(3) NOT NULL,
  name_zh VARCHAR(200) NOT NULL,
  name_en VARCHAR(200) NOT NULL,
  address VARCHAR(400) NOT NULL,
  tax_no VARCHAR(60) COLLATE utf8mb4_bin NOT NULL,
  KEY agent_past_agent (agent_id, until_at)
);
