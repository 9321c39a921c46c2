-- +goose NO TRANSACTION
-- +goose Up
CREATE TABLE IF NOT EXISTS policy_versions (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  kind VARCHAR(24) NOT NULL COLLATE utf8mb4_bin,
  segment VARCHAR(64) NOT NULL COLLATE utf8mb4_bin,
  version BIGINT NOT NULL,
  state VARCHAR(16) NOT NULL COLLATE utf8mb4_bin,
  open_draft VARCHAR(4) NULL COLLATE utf8mb4_bin,
  body MEDIUMTEXT NOT NULL,
  sha256 CHAR(64) NOT NULL COLLATE utf8mb4_bin,
  simulated_sha256 VARCHAR(64) NOT NULL COLLATE utf8mb4_bin,
  simulation_id BIGINT NULL,
  effective_on DATE NULL,
  reason VARCHAR(500) NOT NULL,
  rolls_back_to BIGINT NULL,
  drafted_by VARCHAR(120) NOT NULL,
  drafted_by_id BIGINT NOT NULL,
  drafted_at DATETIME(3) NOT NULL,
  edited_at DATETIME(3) NOT NULL,
  decided_by VARCHAR(120) NOT NULL,
  decided_by_id BIGINT NOT NULL,
  decided_at DATETIME(3) NULL,
  applied_at DATETIME(3) NULL,
  edit BIGINT NOT NULL,
  UNIQUE KEY policy_versions_number (kind, segment, version),
  UNIQUE KEY policy_versions_draft (kind, segment, open_draft),
  KEY policy_versions_force (kind, segment, state, effective_on)
);
CREATE TABLE IF NOT EXISTS policy_editors (
  policy_id BIGINT NOT NULL,
  user_id BIGINT NOT NULL,
  PRIMARY KEY (policy_id, user_id)
);
CREATE TABLE IF NOT EXISTS policy_simulations (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  policy_id BIGINT NOT NULL,
  base_id BIGINT NULL,
  body_sha256 CHAR(64) NOT NULL COLLATE utf8mb4_bin,
  run_id BIGINT NULL,
  result MEDIUMTEXT NOT NULL,
  simulated_by VARCHAR(120) NOT NULL,
  simulated_at DATETIME(3) NOT NULL,
  KEY policy_simulations_policy (policy_id, id)
);
