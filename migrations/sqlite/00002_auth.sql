-- +goose NO TRANSACTION
-- +goose Up
CREATE TABLE IF NOT EXISTS users (
  id INTEGER PRIMARY KEY,
  login TEXT NOT NULL,
  name TEXT NOT NULL,
  email TEXT NOT NULL,
  password_hash TEXT NOT NULL,
  totp_secret TEXT NOT NULL,
  totp_last_step INTEGER NOT NULL,
  totp_confirmed_at DATETIME NULL,
  lang TEXT NOT NULL,
  theme TEXT NOT NULL,
  disabled_at DATETIME NULL,
  created_at DATETIME NOT NULL,
  version INTEGER NOT NULL
);
CREATE UNIQUE INDEX IF NOT EXISTS users_login ON users (login);
CREATE TABLE IF NOT EXISTS user_grants (
  user_id INTEGER NOT NULL,
  role TEXT NOT NULL,
  scope_kind TEXT NOT NULL,
  scope_id INTEGER NOT NULL,
  PRIMARY KEY (user_id, role, scope_kind, scope_id)
);
CREATE TABLE IF NOT EXISTS sessions (
  id INTEGER PRIMARY KEY,
  token_hash TEXT NOT NULL,
  user_id INTEGER NOT NULL,
  created_at DATETIME NOT NULL,
  seen_at DATETIME NOT NULL,
  expires_at DATETIME NOT NULL,
  ip TEXT NOT NULL,
  device TEXT NOT NULL
);
CREATE UNIQUE INDEX IF NOT EXISTS sessions_token ON sessions (token_hash);
CREATE INDEX IF NOT EXISTS sessions_user ON sessions (user_id);
CREATE INDEX IF NOT EXISTS sessions_expiry ON sessions (expires_at);
CREATE TABLE IF NOT EXISTS recovery_codes (
  user_id INTEGER NOT NULL,
  code_hash TEXT NOT NULL,
  used_at DATETIME NULL,
  PRIMARY KEY (user_id, code_hash)
);
CREATE TABLE IF NOT EXISTS sign_in_attempts (
  id INTEGER PRIMARY KEY,
  login TEXT NOT NULL,
  ip TEXT NOT NULL,
  at DATETIME NOT NULL
);
CREATE INDEX IF NOT EXISTS sign_in_attempts_login ON sign_in_attempts (login, at);
CREATE INDEX IF NOT EXISTS sign_in_attempts_ip ON sign_in_attempts (ip, at);
CREATE TABLE IF NOT EXISTS api_tokens (
  id INTEGER PRIMARY KEY,
  user_id INTEGER NOT NULL,
  name TEXT NOT NULL,
  token_hash TEXT NOT NULL,
  created_at DATETIME NOT NULL,
  expires_at DATETIME NOT NULL,
  revoked_at DATETIME NULL
);
CREATE UNIQUE INDEX IF NOT EXISTS api_tokens_hash ON api_tokens (token_hash);
CREATE INDEX IF NOT EXISTS api_tokens_user ON api_tokens (user_id);
