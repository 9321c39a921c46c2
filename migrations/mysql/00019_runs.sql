-- +goose NO TRANSACTION
-- +goose Up
CREATE TABLE IF NOT EXISTS run_requests (
  run_id BIGINT NOT NULL PRIMARY KEY,
  owner_id BIGINT NOT NULL,
  request_key CHAR(64) NOT NULL COLLATE utf8mb4_bin,
  input MEDIUMTEXT NOT NULL,
  file_name VARCHAR(160) NOT NULL,
  cancel_at DATETIME(3) NULL,
  UNIQUE KEY run_requests_key (request_key),
  KEY run_requests_owner (owner_id, run_id)
);
CREATE TABLE IF NOT EXISTS run_files (
  run_id BIGINT NOT NULL,
  part BIGINT NOT NULL,
  content MEDIUMBLOB NOT NULL,
  PRIMARY KEY (run_id, part)
);
CREATE TABLE IF NOT EXISTS run_faults (
  run_id BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  line BIGINT NOT NULL,
  place VARCHAR(80) NOT NULL,
  value VARCHAR(300) NOT NULL,
  message VARCHAR(120) NOT NULL COLLATE utf8mb4_bin,
  params TEXT NOT NULL,
  PRIMARY KEY (run_id, seq)
);
