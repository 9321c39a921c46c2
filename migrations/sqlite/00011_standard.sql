-- +goose NO TRANSACTION
-- +goose Up
CREATE TABLE IF NOT EXISTS standard_states (
  segment TEXT NOT NULL PRIMARY KEY,
  match_kind TEXT NOT NULL,
  match_value TEXT NOT NULL,
  match_rank INTEGER NOT NULL,
  level TEXT NOT NULL,
  lowest_grade TEXT NOT NULL,
  multiplier_ppm INTEGER NOT NULL,
  longest_months INTEGER NOT NULL,
  deposit_ppm INTEGER NOT NULL,
  policy_version INTEGER NOT NULL,
  changed_on TEXT NULL,
  change_id INTEGER NOT NULL,
  version INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS standard_runs (
  id INTEGER PRIMARY KEY,
  segment TEXT NOT NULL,
  as_of_on TEXT NOT NULL,
  policy_version INTEGER NOT NULL,
  mode TEXT NOT NULL,
  result TEXT NOT NULL,
  rule TEXT NOT NULL,
  from_level TEXT NOT NULL,
  to_level TEXT NOT NULL,
  record TEXT NOT NULL,
  run_at DATETIME NOT NULL
);
CREATE UNIQUE INDEX IF NOT EXISTS standard_runs_once ON standard_runs (segment, as_of_on, policy_version);
CREATE TABLE IF NOT EXISTS standard_proposals (
  id INTEGER PRIMARY KEY,
  run_id INTEGER NOT NULL,
  segment TEXT NOT NULL,
  from_level TEXT NOT NULL,
  to_level TEXT NOT NULL,
  state TEXT NOT NULL,
  state_version INTEGER NOT NULL,
  proposed_at DATETIME NOT NULL,
  decided_by TEXT NOT NULL,
  decided_by_id INTEGER NOT NULL,
  decided_at DATETIME NULL,
  reason TEXT NOT NULL
);
CREATE UNIQUE INDEX IF NOT EXISTS standard_proposals_run ON standard_proposals (run_id);
CREATE TABLE IF NOT EXISTS standard_changes (
  id INTEGER PRIMARY KEY,
  segment TEXT NOT NULL,
  from_level TEXT NOT NULL,
  to_level TEXT NOT NULL,
  effective_on TEXT NOT NULL,
  source TEXT NOT NULL,
  proposal_id INTEGER NULL,
  rolls_back_id INTEGER NULL,
  reason TEXT NOT NULL,
  changed_by TEXT NOT NULL,
  changed_at DATETIME NOT NULL
);
CREATE UNIQUE INDEX IF NOT EXISTS standard_changes_undo ON standard_changes (rolls_back_id);
CREATE INDEX IF NOT EXISTS standard_changes_segment ON standard_changes (segment, id);
