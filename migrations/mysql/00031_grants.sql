-- +goose NO TRANSACTION
-- +goose Up
CREATE TABLE IF NOT EXISTS member_grants (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  member_id BIGINT NOT NULL,
  store_id BIGINT NULL,
  activity VARCHAR(20) NOT NULL COLLATE utf8mb4_bin,
  growth BIGINT NOT NULL,
  points BIGINT NOT NULL,
  granted_on DATE NOT NULL,
  slip_id BIGINT NULL,
  reverses_id BIGINT NULL,
  reason VARCHAR(200) NOT NULL,
  request_key VARCHAR(80) NOT NULL COLLATE utf8mb4_bin,
  entered_by VARCHAR(80) NOT NULL,
  entered_by_id BIGINT NOT NULL,
  entered_at DATETIME(3) NOT NULL,
  UNIQUE KEY member_grants_key (request_key),
  UNIQUE KEY member_grants_reverses (reverses_id),
  KEY member_grants_member (member_id, activity, granted_on),
  KEY member_grants_slip (slip_id)
);
