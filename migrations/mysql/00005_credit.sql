-- +goose NO TRANSACTION
-- +goose Up
CREATE TABLE IF NOT EXISTS credit_groups (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  code VARCHAR(40) NOT NULL COLLATE utf8mb4_bin,
  name_zh VARCHAR(160) NOT NULL,
  name_en VARCHAR(160) NOT NULL,
  pot_kind VARCHAR(10) NOT NULL COLLATE utf8mb4_bin,
  pot_fen BIGINT NOT NULL,
  member_limit_kind VARCHAR(10) NOT NULL COLLATE utf8mb4_bin,
  member_limit_fen BIGINT NOT NULL,
  receivable_fen BIGINT NOT NULL,
  reserved_fen BIGINT NOT NULL,
  unallocated_fen BIGINT NOT NULL,
  secured_fen BIGINT NOT NULL,
  terms_version BIGINT NOT NULL,
  version BIGINT NOT NULL,
  UNIQUE KEY credit_groups_code (code),
  CONSTRAINT credit_groups_counters CHECK (reserved_fen >= 0 AND unallocated_fen >= 0)
);
CREATE TABLE IF NOT EXISTS credit_accounts (
  agent_id BIGINT NOT NULL PRIMARY KEY,
  group_id BIGINT NULL,
  receivable_fen BIGINT NOT NULL,
  reserved_fen BIGINT NOT NULL,
  unallocated_fen BIGINT NOT NULL,
  secured_fen BIGINT NOT NULL,
  terms_version BIGINT NOT NULL,
  closed_through_on DATE NOT NULL,
  version BIGINT NOT NULL,
  KEY credit_accounts_group (group_id),
  CONSTRAINT credit_accounts_counters CHECK (reserved_fen >= 0 AND unallocated_fen >= 0)
);
CREATE TABLE IF NOT EXISTS grade_limits (
  grade VARCHAR(2) NOT NULL COLLATE utf8mb4_bin PRIMARY KEY,
  kind VARCHAR(10) NOT NULL COLLATE utf8mb4_bin,
  amount_fen BIGINT NOT NULL
);
CREATE TABLE IF NOT EXISTS credit_limits (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  agent_id BIGINT NOT NULL,
  purpose VARCHAR(10) NOT NULL COLLATE utf8mb4_bin,
  kind VARCHAR(10) NOT NULL COLLATE utf8mb4_bin,
  amount_fen BIGINT NOT NULL,
  valid_from_on DATE NOT NULL,
  valid_to_on DATE NULL,
  reason VARCHAR(500) NOT NULL,
  set_by VARCHAR(120) NOT NULL,
  set_by_id BIGINT NOT NULL,
  set_at DATETIME(3) NOT NULL,
  ended_at DATETIME(3) NULL,
  KEY credit_limits_agent (agent_id, ended_at, id)
);
CREATE TABLE IF NOT EXISTS credit_blocks (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  agent_id BIGINT NOT NULL,
  reason VARCHAR(40) NOT NULL COLLATE utf8mb4_bin,
  note VARCHAR(500) NOT NULL,
  set_by VARCHAR(120) NOT NULL,
  set_at DATETIME(3) NOT NULL,
  cleared_by VARCHAR(120) NOT NULL,
  cleared_at DATETIME(3) NULL,
  KEY credit_blocks_agent (agent_id, cleared_at)
);
CREATE TABLE IF NOT EXISTS credit_securities (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  agent_id BIGINT NOT NULL,
  kind VARCHAR(10) NOT NULL COLLATE utf8mb4_bin,
  number VARCHAR(40) NOT NULL COLLATE utf8mb4_bin,
  amount_fen BIGINT NOT NULL,
  share_ppm BIGINT NOT NULL,
  counted_fen BIGINT NOT NULL,
  valid_from_on DATE NOT NULL,
  valid_to_on DATE NULL,
  note VARCHAR(500) NOT NULL,
  set_by VARCHAR(120) NOT NULL,
  set_at DATETIME(3) NOT NULL,
  released_at DATETIME(3) NULL,
  UNIQUE KEY credit_securities_number (number),
  KEY credit_securities_agent (agent_id, id),
  KEY credit_securities_dates (released_at, valid_to_on)
);
CREATE TABLE IF NOT EXISTS credit_grants (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  agent_id BIGINT NOT NULL,
  order_id BIGINT NOT NULL,
  amount_fen BIGINT NOT NULL,
  reason VARCHAR(500) NOT NULL,
  granted_by VARCHAR(120) NOT NULL,
  granted_by_id BIGINT NOT NULL,
  granted_at DATETIME(3) NOT NULL,
  expires_on DATE NOT NULL,
  ended_at DATETIME(3) NULL,
  UNIQUE KEY credit_grants_order (order_id, granted_at),
  KEY credit_grants_agent (agent_id, ended_at)
);
CREATE TABLE IF NOT EXISTS reservations (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  agent_id BIGINT NOT NULL,
  order_id BIGINT NOT NULL,
  amount_fen BIGINT NOT NULL,
  state VARCHAR(10) NOT NULL COLLATE utf8mb4_bin,
  opened_version BIGINT NOT NULL,
  ended_version BIGINT NOT NULL,
  opened_at DATETIME(3) NOT NULL,
  expires_on DATE NULL,
  ended_at DATETIME(3) NULL,
  UNIQUE KEY reservations_order (order_id, opened_version),
  KEY reservations_agent (agent_id, state, id),
  KEY reservations_expiry (state, expires_on),
  CONSTRAINT reservations_amount CHECK (amount_fen > 0)
);
CREATE TABLE IF NOT EXISTS credit_decisions (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  agent_id BIGINT NOT NULL,
  order_id BIGINT NOT NULL,
  outcome VARCHAR(10) NOT NULL COLLATE utf8mb4_bin,
  trigger_kind VARCHAR(16) NOT NULL COLLATE utf8mb4_bin,
  amount_fen BIGINT NOT NULL,
  account_version BIGINT NOT NULL,
  record MEDIUMTEXT NOT NULL,
  decided_by VARCHAR(120) NOT NULL,
  decided_at DATETIME(3) NOT NULL,
  KEY credit_decisions_order (order_id, id),
  KEY credit_decisions_agent (agent_id, id)
);
