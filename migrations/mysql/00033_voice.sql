-- +goose NO TRANSACTION
-- +goose Up
CREATE TABLE IF NOT EXISTS member_links (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  member_id BIGINT NOT NULL,
  token_hash CHAR(64) NOT NULL COLLATE utf8mb4_bin,
  expires_on DATE NOT NULL,
  made_by VARCHAR(80) NOT NULL,
  made_by_id BIGINT NOT NULL,
  made_at DATETIME(3) NOT NULL,
  revoked_at DATETIME(3) NULL,
  opened_at DATETIME(3) NULL,
  opens BIGINT NOT NULL,
  UNIQUE KEY member_links_token (token_hash),
  KEY member_links_member (member_id, id)
);
CREATE TABLE IF NOT EXISTS surveys (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  member_id BIGINT NOT NULL,
  store_id BIGINT NOT NULL,
  occasion VARCHAR(20) NOT NULL COLLATE utf8mb4_bin,
  subject_id BIGINT NULL,
  token_hash CHAR(64) NULL COLLATE utf8mb4_bin,
  asked_on DATE NOT NULL,
  expires_on DATE NOT NULL,
  answered_at DATETIME(3) NULL,
  channel VARCHAR(20) NOT NULL COLLATE utf8mb4_bin,
  csat BIGINT NOT NULL,
  nps BIGINT NOT NULL,
  comment VARCHAR(1000) NOT NULL,
  event_id BIGINT NULL,
  handled_at DATETIME(3) NULL,
  handled_by VARCHAR(80) NOT NULL,
  handling VARCHAR(300) NOT NULL,
  request_key VARCHAR(120) NOT NULL COLLATE utf8mb4_bin,
  asked_by VARCHAR(80) NOT NULL,
  asked_by_id BIGINT NOT NULL,
  asked_at DATETIME(3) NOT NULL,
  UNIQUE KEY surveys_token (token_hash),
  UNIQUE KEY surveys_key (request_key),
  KEY surveys_member (member_id, id),
  KEY surveys_store (store_id, asked_on, id)
);
