-- +goose NO TRANSACTION
-- +goose Up
-- what runs found that compare settlement policies for many agents
CREATE TABLE IF NOT EXISTS settlement_comparisons (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  run_id BIGINT NOT NULL,
  question TEXT NOT NULL,
  result MEDIUMTEXT NOT NULL,
  compared_by VARCHAR(120) NOT NULL,
  compared_by_id BIGINT NOT NULL,
  compared_at DATETIME(3) NOT NULL,
  UNIQUE KEY settlement_comparisons_run (run_id)
);
