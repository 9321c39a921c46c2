-- +goose NO TRANSACTION
-- +goose Up
CREATE TABLE IF NOT EXISTS number_series (
  series VARCHAR(16) NOT NULL COLLATE utf8mb4_bin,
  year INT NOT NULL,
  next_number BIGINT NOT NULL,
  PRIMARY KEY (series, year)
);
CREATE TABLE IF NOT EXISTS idempotency_keys (
  scope VARCHAR(96) NOT NULL COLLATE utf8mb4_bin,
  request_key VARCHAR(255) NOT NULL COLLATE utf8mb4_bin,
  request_sha256 CHAR(64) NOT NULL COLLATE utf8mb4_bin,
  status INT NOT NULL,
  body MEDIUMTEXT NOT NULL,
  created_at DATETIME(3) NOT NULL,
  PRIMARY KEY (scope, request_key),
  KEY idempotency_keys_age (created_at)
);
CREATE TABLE IF NOT EXISTS audit_entries (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  at DATETIME(3) NOT NULL,
  actor_id BIGINT NOT NULL,
  actor VARCHAR(120) NOT NULL,
  action VARCHAR(64) NOT NULL COLLATE utf8mb4_bin,
  subject_kind VARCHAR(32) NOT NULL COLLATE utf8mb4_bin,
  subject_id BIGINT NOT NULL,
  subject VARCHAR(160) NOT NULL,
  reason VARCHAR(500) NOT NULL,
  detail MEDIUMTEXT NOT NULL,
  request_id VARCHAR(40) NOT NULL COLLATE utf8mb4_bin,
  KEY audit_entries_subject (subject_kind, subject_id, id),
  KEY audit_entries_actor (actor_id, id)
);
CREATE TABLE IF NOT EXISTS audit_seals (
  entry_id BIGINT NOT NULL PRIMARY KEY,
  seq BIGINT NOT NULL,
  hash CHAR(64) NOT NULL COLLATE utf8mb4_bin,
  UNIQUE KEY audit_seals_seq (seq)
);
CREATE TABLE IF NOT EXISTS job_leases (
  job VARCHAR(48) NOT NULL COLLATE utf8mb4_bin PRIMARY KEY,
  owner VARCHAR(64) NOT NULL COLLATE utf8mb4_bin,
  token BIGINT NOT NULL,
  beat BIGINT NOT NULL,
  until_ms BIGINT NOT NULL,
  settled_ms BIGINT NOT NULL
);
CREATE TABLE IF NOT EXISTS job_runs (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  job VARCHAR(48) NOT NULL COLLATE utf8mb4_bin,
  slot VARCHAR(48) NOT NULL COLLATE utf8mb4_bin,
  as_of_on DATE NOT NULL,
  state VARCHAR(16) NOT NULL COLLATE utf8mb4_bin,
  token BIGINT NOT NULL,
  failures BIGINT NOT NULL,
  cursor_at BIGINT NOT NULL,
  done BIGINT NOT NULL,
  total BIGINT NOT NULL,
  message VARCHAR(1000) NOT NULL,
  detail MEDIUMTEXT NOT NULL,
  requested_by VARCHAR(120) NOT NULL,
  requested_at DATETIME(3) NOT NULL,
  started_at DATETIME(3) NULL,
  finished_at DATETIME(3) NULL,
  UNIQUE KEY job_runs_slot (job, slot),
  KEY job_runs_state (state, id)
);
