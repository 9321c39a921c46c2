-- +goose NO TRANSACTION
-- +goose Up
CREATE TABLE IF NOT EXISTS credit_groups (
  id INTEGER PRIMARY KEY,
  code TEXT NOT NULL,
  name_zh TEXT NOT NULL,
  name_en TEXT NOT NULL,
  pot_kind TEXT NOT NULL,
  pot_fen INTEGER NOT NULL,
  member_limit_kind TEXT NOT NULL,
  member_limit_fen INTEGER NOT NULL,
  receivable_fen INTEGER NOT NULL,
  reserved_fen INTEGER NOT NULL,
  unallocated_fen INTEGER NOT NULL,
  secured_fen INTEGER NOT NULL,
  terms_version INTEGER NOT NULL,
  version INTEGER NOT NULL,
  CONSTRAINT credit_groups_counters CHECK (reserved_fen >= 0 AND unallocated_fen >= 0)
);
CREATE UNIQUE INDEX IF NOT EXISTS credit_groups_code ON credit_groups (code);
CREATE TABLE IF NOT EXISTS credit_accounts (
  agent_id INTEGER NOT NULL PRIMARY KEY,
  group_id INTEGER NULL,
  receivable_fen INTEGER NOT NULL,
  reserved_fen INTEGER NOT NULL,
  unallocated_fen INTEGER NOT NULL,
  secured_fen INTEGER NOT NULL,
  terms_version INTEGER NOT NULL,
  closed_through_on TEXT NOT NULL,
  version INTEGER NOT NULL,
  CONSTRAINT credit_accounts_counters CHECK (reserved_fen >= 0 AND unallocated_fen >= 0)
);
CREATE INDEX IF NOT EXISTS credit_accounts_group ON credit_accounts (group_id);
CREATE TABLE IF NOT EXISTS grade_limits (
  grade TEXT NOT NULL PRIMARY KEY,
  kind TEXT NOT NULL,
  amount_fen INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS credit_limits (
  id INTEGER PRIMARY KEY,
  agent_id INTEGER NOT NULL,
  purpose TEXT NOT NULL,
  kind TEXT NOT NULL,
  amount_fen INTEGER NOT NULL,
  valid_from_on TEXT NOT NULL,
  valid_to_on TEXT NULL,
  reason TEXT NOT NULL,
  set_by TEXT NOT NULL,
  set_by_id INTEGER NOT NULL,
  set_at DATETIME NOT NULL,
  ended_at DATETIME NULL
);
CREATE INDEX IF NOT EXISTS credit_limits_agent ON credit_limits (agent_id, ended_at, id);
CREATE TABLE IF NOT EXISTS credit_blocks (
  id INTEGER PRIMARY KEY,
  agent_id INTEGER NOT NULL,
  reason TEXT NOT NULL,
  note TEXT NOT NULL,
  set_by TEXT NOT NULL,
  set_at DATETIME NOT NULL,
  cleared_by TEXT NOT NULL,
  cleared_at DATETIME NULL
);
CREATE INDEX IF NOT EXISTS credit_blocks_agent ON credit_blocks (agent_id, cleared_at);
CREATE TABLE IF NOT EXISTS credit_securities (
  id INTEGER PRIMARY KEY,
  agent_id INTEGER NOT NULL,
  kind TEXT NOT NULL,
  number TEXT NOT NULL,
  amount_fen INTEGER NOT NULL,
  share_ppm INTEGER NOT NULL,
  counted_fen INTEGER NOT NULL,
  valid_from_on TEXT NOT NULL,
  valid_to_on TEXT NULL,
  note TEXT NOT NULL,
  set_by TEXT NOT NULL,
  set_at DATETIME NOT NULL,
  released_at DATETIME NULL
);
CREATE UNIQUE INDEX IF NOT EXISTS credit_securities_number ON credit_securities (number);
CREATE INDEX IF NOT EXISTS credit_securities_agent ON credit_securities (agent_id, id);
CREATE INDEX IF NOT EXISTS credit_securities_dates ON credit_securities (released_at, valid_to_on);
CREATE TABLE IF NOT EXISTS credit_grants (
  id INTEGER PRIMARY KEY,
  agent_id INTEGER NOT NULL,
  order_id INTEGER NOT NULL,
  amount_fen INTEGER NOT NULL,
  reason TEXT NOT NULL,
  granted_by TEXT NOT NULL,
  granted_by_id INTEGER NOT NULL,
  granted_at DATETIME NOT NULL,
  expires_on TEXT NOT NULL,
  ended_at DATETIME NULL
);
CREATE UNIQUE INDEX IF NOT EXISTS credit_grants_order ON credit_grants (order_id, granted_at);
CREATE INDEX IF NOT EXISTS credit_grants_agent ON credit_grants (agent_id, ended_at);
CREATE TABLE IF NOT EXISTS reservations (
  id INTEGER PRIMARY KEY,
  agent_id INTEGER NOT NULL,
  order_id INTEGER NOT NULL,
  amount_fen INTEGER NOT NULL,
  state TEXT NOT NULL,
  opened_version INTEGER NOT NULL,
  ended_version INTEGER NOT NULL,
  opened_at DATETIME NOT NULL,
  expires_on TEXT NULL,
  ended_at DATETIME NULL,
  CONSTRAINT reservations_amount CHECK (amount_fen > 0)
);
CREATE UNIQUE INDEX IF NOT EXISTS reservations_order ON reservations (order_id, opened_version);
CREATE INDEX IF NOT EXISTS reservations_agent ON reservations (agent_id, state, id);
CREATE INDEX IF NOT EXISTS reservations_expiry ON reservations (state, expires_on);
CREATE TABLE IF NOT EXISTS credit_decisions (
  id INTEGER PRIMARY KEY,
  agent_id INTEGER NOT NULL,
  order_id INTEGER NOT NULL,
  outcome TEXT NOT NULL,
  trigger_kind TEXT NOT NULL,
  amount_fen INTEGER NOT NULL,
  account_version INTEGER NOT NULL,
  record TEXT NOT NULL,
  decided_by TEXT NOT NULL,
  decided_at DATETIME NOT NULL
);
CREATE INDEX IF NOT EXISTS credit_decisions_order ON credit_decisions (order_id, id);
CREATE INDEX IF NOT EXISTS credit_decisions_agent ON credit_decisions (agent_id, id);
