-- +goose NO TRANSACTION
-- +goose Up
CREATE TABLE IF NOT EXISTS member_segments (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  name VARCHAR(80) NOT NULL,
  rule TEXT NOT NULL COLLATE utf8mb4_bin,
  store_id BIGINT NULL,
  region_id BIGINT NULL,
  owner_id BIGINT NOT NULL,
  owner VARCHAR(80) NOT NULL,
  created_at DATETIME(3) NOT NULL,
  edited_at DATETIME(3) NOT NULL,
  removed_at DATETIME(3) NULL,
  version BIGINT NOT NULL
);
