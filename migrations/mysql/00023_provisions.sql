-- +goose NO TRANSACTION
-- +goose Up
CREATE TABLE IF NOT EXISTS allowances (
  segment VARCHAR(64) COLLATE utf8mb4_bin NOT NULL PRIMARY KEY,
  balance_fen BIGINT NOT NULL,
  CONSTRAINT allowances_balance CHECK (balance_fen >= 0)
);
CREATE TABLE IF NOT EXISTS provisions (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  through_on DATE NOT NULL,
  segment VARCHAR(64) COLLATE utf8mb4_bin NOT NULL,
  policy_version BIGINT NOT NULL,
  opening_fen BIGINT NOT NULL,
  use_fen BIGINT NOT NULL,
  charge_fen BIGINT NOT NULL,
  release_fen BIGINT NOT NULL,
  closing_fen BIGINT NOT NULL,
  basis MEDIUMTEXT NOT NULL,
  posted_by VARCHAR(120) NOT NULL,
  posted_at DATETIME(3) NOT NULL,
  UNIQUE KEY provisions_once (through_on, segment)
);
CREATE TABLE IF NOT EXISTS provision_rolls (
  month_on DATE NOT NULL,
  segment VARCHAR(64) COLLATE utf8mb4_bin NOT NULL,
  class INT NOT NULL,
  looked_fen BIGINT NOT NULL,
  lost_fen BIGINT NOT NULL,
  PRIMARY KEY (month_on, segment, class)
);
