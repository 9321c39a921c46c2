-- +goose NO TRANSACTION
-- +goose Up
CREATE TABLE IF NOT EXISTS care_cases (
  id INTEGER PRIMARY KEY,
  number TEXT NOT NULL,
  kind TEXT NOT NULL,
  topic TEXT NOT NULL,
  store_id INTEGER NOT NULL,
  member_id INTEGER NOT NULL,
  slip_id INTEGER NULL,
  title TEXT NOT NULL,
  brief TEXT NOT NULL,
  category TEXT NOT NULL,
  stage TEXT NOT NULL,
  owner_id INTEGER NULL,
  opened_on TEXT NOT NULL,
  promised_on TEXT NULL,
  promised_at TEXT NOT NULL,
  weight_in_mg INTEGER NOT NULL,
  weight_out_mg INTEGER NOT NULL,
  quote_fen INTEGER NOT NULL,
  deposit_fen INTEGER NOT NULL,
  charge_fen INTEGER NOT NULL,
  drawings INTEGER NOT NULL,
  agreed_on TEXT NULL,
  agreed_by TEXT NOT NULL,
  handed_to TEXT NOT NULL,
  closed_on TEXT NULL,
  reply_due_at DATETIME NULL,
  solve_due_at DATETIME NULL,
  replied_at DATETIME NULL,
  solved_at DATETIME NULL,
  request_key TEXT NOT NULL,
  request_sha256 TEXT NOT NULL,
  entered_by TEXT NOT NULL,
  entered_by_id INTEGER NOT NULL,
  entered_at DATETIME NOT NULL,
  version INTEGER NOT NULL,
  CONSTRAINT care_cases_deposit CHECK (deposit_fen >= 0)
);
CREATE UNIQUE INDEX IF NOT EXISTS care_cases_number ON care_cases (number);
CREATE UNIQUE INDEX IF NOT EXISTS care_cases_key ON care_cases (request_key);
CREATE INDEX IF NOT EXISTS care_cases_member ON care_cases (member_id, id);
CREATE INDEX IF NOT EXISTS care_cases_store ON care_cases (store_id, stage, id);
CREATE TABLE IF NOT EXISTS care_entries (
  id INTEGER PRIMARY KEY,
  case_id INTEGER NOT NULL,
  act TEXT NOT NULL,
  from_stage TEXT NOT NULL,
  stage TEXT NOT NULL,
  note TEXT NOT NULL,
  amount_fen INTEGER NOT NULL,
  weight_mg INTEGER NOT NULL,
  day TEXT NULL,
  hour TEXT NOT NULL,
  name TEXT NOT NULL,
  owner_id INTEGER NULL,
  file_id INTEGER NULL,
  request_key TEXT NOT NULL,
  entered_by TEXT NOT NULL,
  entered_by_id INTEGER NOT NULL,
  entered_at DATETIME NOT NULL
);
CREATE INDEX IF NOT EXISTS care_entries_case ON care_entries (case_id, id);
CREATE UNIQUE INDEX IF NOT EXISTS care_entries_key ON care_entries (request_key);
CREATE TABLE IF NOT EXISTS care_files (
  id INTEGER PRIMARY KEY,
  case_id INTEGER NOT NULL,
  name TEXT NOT NULL,
  media TEXT NOT NULL,
  size_bytes INTEGER NOT NULL,
  sha256 TEXT NOT NULL,
  content BLOB NOT NULL,
  uploaded_by TEXT NOT NULL,
  uploaded_by_id INTEGER NOT NULL,
  uploaded_at DATETIME NOT NULL
);
CREATE INDEX IF NOT EXISTS care_files_case ON care_files (case_id, id);
