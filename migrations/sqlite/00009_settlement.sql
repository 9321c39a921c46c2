-- +goose NO TRANSACTION
-- +goose Up
CREATE TABLE IF NOT EXISTS settlement_policies (
  id INTEGER PRIMARY KEY,
  code TEXT NOT NULL,
  name_zh TEXT NOT NULL,
  name_en TEXT NOT NULL,
  kind TEXT NOT NULL,
  months INTEGER NOT NULL,
  cutoff_day INTEGER NOT NULL,
  days_to_pay INTEGER NOT NULL,
  discount_ppm INTEGER NOT NULL,
  discount_days INTEGER NOT NULL,
  holiday_shift TEXT NOT NULL,
  retired_at DATETIME NULL,
  version INTEGER NOT NULL
);
CREATE UNIQUE INDEX IF NOT EXISTS settlement_policies_code ON settlement_policies (code, version);
CREATE TABLE IF NOT EXISTS settlement_terms (
  id INTEGER PRIMARY KEY,
  agent_id INTEGER NOT NULL,
  policy_id INTEGER NOT NULL,
  effective_on TEXT NOT NULL,
  reason TEXT NOT NULL,
  set_by TEXT NOT NULL,
  set_at DATETIME NOT NULL
);
CREATE UNIQUE INDEX IF NOT EXISTS settlement_terms_agent ON settlement_terms (agent_id, effective_on, id);
CREATE TABLE IF NOT EXISTS holidays (
  day_on TEXT NOT NULL PRIMARY KEY,
  kind TEXT NOT NULL,
  name TEXT NOT NULL
);
