-- +goose NO TRANSACTION
-- +goose Up
CREATE TABLE IF NOT EXISTS settlement_policies (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  code VARCHAR(32) NOT NULL COLLATE utf8mb4_bin,
  name_zh VARCHAR(80) NOT NULL,
  name_en VARCHAR(80) NOT NULL,
  kind VARCHAR(10) NOT NULL COLLATE utf8mb4_bin,
  months INT NOT NULL,
  cutoff_day INT NOT NULL,
  days_to_pay INT NOT NULL,
  discount_ppm BIGINT NOT NULL,
  discount_days INT NOT NULL,
  holiday_shift VARCHAR(8) NOT NULL COLLATE utf8mb4_bin,
  retired_at DATETIME(3) NULL,
  version BIGINT NOT NULL,
  UNIQUE KEY settlement_policies_code (code, version)
);
CREATE TABLE IF NOT EXISTS settlement_terms (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  agent_id BIGINT NOT NULL,
  policy_id BIGINT NOT NULL,
  effective_on DATE NOT NULL,
  reason VARCHAR(500) NOT NULL,
  set_by VARCHAR(120) NOT NULL,
  set_at DATETIME(3) NOT NULL,
  UNIQUE KEY settlement_terms_agent (agent_id, effective_on, id)
);
CREATE TABLE IF NOT EXISTS holidays (
  day_on DATE NOT NULL PRIMARY KEY,
  kind VARCHAR(8) NOT NULL COLLATE utf8mb4_bin,
  name VARCHAR(80) NOT NULL
);
