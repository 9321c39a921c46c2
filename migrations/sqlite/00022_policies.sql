-- +goose NO TRANSACTION
-- +goose Up
CREATE TABLE IF NOT EXISTS policy_versions (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  segment TEXT NOT NULL,
  version INTEGER NOT NULL,
  state TEXT NOT NULL,
  open_draft TEXT NULL,
  body TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  simulated_sha256 TEXT NOT NULL,
  simulation_id INTEGER NULL,
  effective_on TEXT NULL,
  reason TEXT NOT NULL,
  rolls_back_to INTEGER NULL,
  drafted_by TEXT NOT NULL,
  drafted_by_id INTEGER NOT NULL,
  drafted_at DATETIME NOT NULL,
  edited_at DATETIME NOT NULL,
  decided_by TEXT NOT NULL,
  decided_by_id INTEGER NOT NULL,
  decided_at DATETIME NULL,
  applied_at DATETIME NULL,
  edit INTEGER NOT NULL
);
CREATE UNIQUE INDEX IF NOT EXISTS policy_versions_number ON policy_versions (kind, segment, version);
CREATE UNIQUE INDEX IF NOT EXISTS policy_versions_draft ON policy_versions (kind, segment, open_draft);
CREATE INDEX IF NOT EXISTS policy_versions_force ON policy_versions (kind, segment, state, effective_on);
CREATE TABLE IF NOT EXISTS policy_editors (
  policy_id INTEGER NOT NULL,
  user_id INTEGER NOT NULL,
  PRIMARY KEY (policy_id, user_id)
);
CREATE TABLE IF NOT EXISTS policy_simulations (
  id INTEGER PRIMARY KEY,
  policy_id INTEGER NOT NULL,
  base_id INTEGER NULL,
  body_sha256 TEXT NOT NULL,
  run_id INTEGER NULL,
  result TEXT NOT NULL,
  simulated_by TEXT NOT NULL,
  simulated_at DATETIME NOT NULL
);
CREATE INDEX IF NOT EXISTS policy_simulations_policy ON policy_simulations (policy_id, id);
