-- +goose NO TRANSACTION
-- +goose Up
CREATE TABLE IF NOT EXISTS standard_states (
  segment VARCHAR(64) NOT NULL COLLATE utf8mb4_bin PRIMARY KEY,
  match_kind VARCHAR(16) NOT NULL COLLATE utf8mb4_bin,
  match_value VARCHAR(64) NOT NULL COLLATE utf8mb4_bin,
  match_rank INT NOT NULL,
  level VARCHAR(16) NOT NULL COLLATE utf8mb4_bin,
  lowest_grade VARCHAR(2) NOT NULL COLLATE utf8mb4_bin,
  multiplier_ppm BIGINT NOT NULL,
  longest_months INT NOT NULL,
  deposit_ppm BIGINT NOT NULL,
  policy_version BIGINT NOT NULL,
  changed_on DATE NULL,
  change_id BIGINT NOT NULL,
  version BIGINT NOT NULL
);
CREATE TABLE IF NOT EXISTS standard_runs (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  segment VARCHAR(64) NOT NULL COLLATE utf8mb4_bin,
  as_of_on DATE NOT NULL,
  policy_version BIGINT NOT NULL,
  mode VARCHAR(10) NOT NULL COLLATE utf8mb4_bin,
  result VARCHAR(10) NOT NULL COLLATE utf8mb4_bin,
  rule VARCHAR(32) NOT NULL COLLATE utf8mb4_bin,
  from_level VARCHAR(16) NOT NULL COLLATE utf8mb4_bin,
  to_level VARCHAR(16) NOT NULL COLLATE utf8mb4_bin,
  record MEDIUMTEXT NOT NULL,
  run_at DATETIME(3) NOT NULL,
  UNIQUE KEY standard_runs_once (segment, as_of_on, policy_version)
);
CREATE TABLE IF NOT EXISTS standard_proposals (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  run_id BIGINT NOT NULL,
  segment VARCHAR(64) NOT NULL COLLATE utf8mb4_bin,
  from_level VARCHAR(16) NOT NULL COLLATE utf8mb4_bin,
  to_level VARCHAR(16) NOT NULL COLLATE utf8mb4_bin,
  state VARCHAR(12) NOT NULL COLLATE utf8mb4_bin,
  state_version BIGINT NOT NULL,
  proposed_at DATETIME(3) NOT NULL,
  decided_by VARCHAR(120) NOT NULL,
  decided_by_id BIGINT NOT NULL,
  decided_at DATETIME(3) NULL,
  reason VARCHAR(500) NOT NULL,
  UNIQUE KEY standard_proposals_run (run_id)
);
CREATE TABLE IF NOT EXISTS standard_changes (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  segment VARCHAR(64) NOT NULL COLLATE utf8mb4_bin,
  from_level VARCHAR(16) NOT NULL COLLATE utf8mb4_bin,
  to_level VARCHAR(16) NOT NULL COLLATE utf8mb4_bin,
  effective_on DATE NOT NULL,
  source VARCHAR(12) NOT NULL COLLATE utf8mb4_bin,
  proposal_id BIGINT NULL,
  rolls_back_id BIGINT NULL,
  reason VARCHAR(500) NOT NULL,
  changed_by VARCHAR(120) NOT NULL,
  changed_at DATETIME(3) NOT NULL,
  UNIQUE KEY standard_changes_undo (rolls_back_id),
  KEY standard_changes_segment (segment, id)
);
