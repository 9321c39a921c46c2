-- +goose NO TRANSACTION
-- +goose Up
CREATE TABLE IF NOT EXISTS search_terms (
  kind VARCHAR(12) NOT NULL COLLATE utf8mb4_bin,
  ref_id BIGINT NOT NULL,
  term VARCHAR(64) NOT NULL COLLATE utf8mb4_bin,
  agent_id BIGINT NOT NULL,
  PRIMARY KEY (kind, ref_id, term),
  KEY search_terms_term (kind, term, agent_id),
  KEY search_terms_agent (agent_id, kind, term)
);
CREATE TABLE IF NOT EXISTS search_payers (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  agent_id BIGINT NOT NULL,
  name VARCHAR(160) NOT NULL COLLATE utf8mb4_bin,
  receipt_id BIGINT NOT NULL,
  UNIQUE KEY search_payers_name (agent_id, name)
);
