-- +goose NO TRANSACTION
-- +goose Up
CREATE TABLE IF NOT EXISTS users (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  login VARCHAR(80) NOT NULL COLLATE utf8mb4_bin,
  name VARCHAR(120) NOT NULL,
  email VARCHAR(160) NOT NULL,
  password_hash VARCHAR(200) NOT NULL COLLATE utf8mb4_bin,
  totp_secret VARCHAR(64) NOT NULL COLLATE utf8mb4_bin,
  totp_last_step BIGINT NOT NULL,
  totp_confirmed_at DATETIME(3) NULL,
  lang VARCHAR(8) NOT NULL COLLATE utf8mb4_bin,
  theme VARCHAR(8) NOT NULL COLLATE utf8mb4_bin,
  disabled_at DATETIME(3) NULL,
  created_at DATETIME(3) NOT NULL,
  version BIGINT NOT NULL,
  UNIQUE KEY users_login (login)
);
CREATE TABLE IF NOT EXISTS user_grants (
  user_id BIGINT NOT NULL,
  role VARCHAR(24) NOT NULL COLLATE utf8mb4_bin,
  scope_kind VARCHAR(8) NOT NULL COLLATE utf8mb4_bin,
  scope_id BIGINT NOT NULL,
  PRIMARY KEY (user_id, role, scope_kind, scope_id)
);
CREATE TABLE IF NOT EXISTS sessions (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  token_hash CHAR(64) NOT NULL COLLATE utf8mb4_bin,
  user_id BIGINT NOT NULL,
  created_at DATETIME(3) NOT NULL,
  seen_at DATETIME(3) NOT NULL,
  expires_at DATETIME(3) NOT NULL,
  ip VARCHAR(45) NOT NULL COLLATE utf8mb4_bin,
  device VARCHAR(200) NOT NULL,
  UNIQUE KEY sessions_token (token_hash),
  KEY sessions_user (user_id),
  KEY sessions_expiry (expires_at)
);
CREATE TABLE IF NOT EXISTS recovery_codes (
  user_id BIGINT NOT NULL,
  code_hash CHAR(64) NOT NULL COLLATE utf8mb4_bin,
  used_at DATETIME(3) NULL,
  PRIMARY KEY (user_id, code_hash)
);
CREATE TABLE IF NOT EXISTS sign_in_attempts (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  login VARCHAR(80) NOT NULL COLLATE utf8mb4_bin,
  ip VARCHAR(45) NOT NULL COLLATE utf8mb4_bin,
  at DATETIME(3) NOT NULL,
  KEY sign_in_attempts_login (login, at),
  KEY sign_in_attempts_ip (ip, at)
);
CREATE TABLE IF NOT EXISTS api_tokens (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  user_id BIGINT NOT NULL,
  name VARCHAR(80) NOT NULL,
  token_hash CHAR(64) NOT NULL COLLATE utf8mb4_bin,
  created_at DATETIME(3) NOT NULL,
  expires_at DATETIME(3) NOT NULL,
  revoked_at DATETIME(3) NULL,
  UNIQUE KEY api_tokens_hash (token_hash),
  KEY api_tokens_user (user_id)
);
