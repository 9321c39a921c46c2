-- +goose NO TRANSACTION
-- +goose Up
CREATE TABLE IF NOT EXISTS imports (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  noun VARCHAR(16) NOT NULL COLLATE utf8mb4_bin,
  file_name VARCHAR(200) NOT NULL,
  file_sha256 CHAR(64) NOT NULL COLLATE utf8mb4_bin,
  rows_read BIGINT NOT NULL,
  rows_loaded BIGINT NOT NULL,
  rows_known BIGINT NOT NULL,
  rows_rejected BIGINT NOT NULL,
  imported_by VARCHAR(120) NOT NULL,
  imported_at DATETIME(3) NOT NULL
);
