-- +goose NO TRANSACTION
-- +goose Up
CREATE TABLE IF NOT EXISTS agent_grades (
  id INTEGER PRIMARY KEY,
  agent_id INTEGER NOT NULL,
  from_on TEXT NOT NULL,
  grade TEXT NOT NULL,
  source TEXT NOT NULL,
  reason TEXT NOT NULL,
  changed_by TEXT NOT NULL,
  changed_by_id INTEGER NOT NULL,
  changed_at DATETIME NOT NULL
);
CREATE INDEX IF NOT EXISTS agent_grades_agent ON agent_grades (agent_id, from_on, id);
INSERT INTO agent_grades (agent_id, from_on, grade, source, reason, changed_by, changed_by_id, changed_at)
SELECT a.id, COALESCE(a.joined_on, '1900-01-01'), a.grade, 'entry', '', '', 0, a.created_at FROM agents a
WHERE NOT EXISTS (SELECT 1 FROM agent_grades g WHERE g.agent_id = a.id);
CREATE TABLE IF NOT EXISTS agent_scores (
  id INTEGER PRIMARY KEY,
  agent_id INTEGER NOT NULL,
  as_of_on TEXT NOT NULL,
  points INTEGER NOT NULL,
  best INTEGER NOT NULL,
  grade TEXT NOT NULL,
  grade_before TEXT NOT NULL,
  valid_to_on TEXT NOT NULL,
  card_version INTEGER NOT NULL,
  trigger_kind TEXT NOT NULL,
  record TEXT NOT NULL,
  reviewed_by TEXT NOT NULL,
  reviewed_by_id INTEGER NOT NULL,
  reviewed_at DATETIME NOT NULL
);
CREATE UNIQUE INDEX IF NOT EXISTS agent_scores_day ON agent_scores (agent_id, as_of_on);
CREATE TABLE IF NOT EXISTS agent_facts (
  id INTEGER PRIMARY KEY,
  agent_id INTEGER NOT NULL,
  name TEXT NOT NULL,
  value INTEGER NOT NULL,
  as_of_on TEXT NOT NULL,
  source TEXT NOT NULL,
  entered_by TEXT NOT NULL,
  entered_by_id INTEGER NOT NULL,
  entered_at DATETIME NOT NULL
);
CREATE INDEX IF NOT EXISTS agent_facts_name ON agent_facts (agent_id, name, as_of_on, id);
CREATE TABLE IF NOT EXISTS payment_promises (
  id INTEGER PRIMARY KEY,
  agent_id INTEGER NOT NULL,
  amount_fen INTEGER NOT NULL,
  received_fen INTEGER NOT NULL,
  made_on TEXT NOT NULL,
  due_on TEXT NOT NULL,
  made_with TEXT NOT NULL,
  note TEXT NOT NULL,
  state TEXT NOT NULL,
  ended_on TEXT NULL,
  ended_at DATETIME NULL,
  ended_by TEXT NOT NULL,
  end_reason TEXT NOT NULL,
  entered_by TEXT NOT NULL,
  entered_by_id INTEGER NOT NULL,
  entered_at DATETIME NOT NULL
);
CREATE INDEX IF NOT EXISTS payment_promises_agent ON payment_promises (agent_id, state, ended_on);
CREATE INDEX IF NOT EXISTS payment_promises_state ON payment_promises (state, due_on);
CREATE TABLE IF NOT EXISTS limit_batches (
  id INTEGER PRIMARY KEY,
  state TEXT NOT NULL,
  method TEXT NOT NULL,
  reason TEXT NOT NULL,
  proposed_by TEXT NOT NULL,
  proposed_by_id INTEGER NOT NULL,
  proposed_at DATETIME NOT NULL,
  decided_by TEXT NOT NULL,
  decided_at DATETIME NULL
);
CREATE TABLE IF NOT EXISTS limit_proposals (
  id INTEGER PRIMARY KEY,
  agent_id INTEGER NOT NULL,
  batch_id INTEGER NULL,
  source TEXT NOT NULL,
  purpose TEXT NOT NULL,
  kind TEXT NOT NULL,
  amount_fen INTEGER NOT NULL,
  valid_from_on TEXT NOT NULL,
  valid_to_on TEXT NULL,
  from_kind TEXT NOT NULL,
  from_fen INTEGER NOT NULL,
  from_source TEXT NOT NULL,
  to_fen INTEGER NOT NULL,
  working TEXT NOT NULL,
  reason TEXT NOT NULL,
  state TEXT NOT NULL,
  open_slot TEXT NULL,
  proposed_by TEXT NOT NULL,
  proposed_by_id INTEGER NOT NULL,
  proposed_on TEXT NOT NULL,
  proposed_at DATETIME NOT NULL,
  granted_fen INTEGER NULL,
  decided_by TEXT NOT NULL,
  decided_by_id INTEGER NOT NULL,
  decided_at DATETIME NULL,
  decision_reason TEXT NOT NULL,
  answer TEXT NOT NULL,
  version INTEGER NOT NULL
);
CREATE UNIQUE INDEX IF NOT EXISTS limit_proposals_slot ON limit_proposals (agent_id, open_slot);
CREATE INDEX IF NOT EXISTS limit_proposals_state ON limit_proposals (state, id);
CREATE INDEX IF NOT EXISTS limit_proposals_batch ON limit_proposals (batch_id, id);
CREATE TABLE IF NOT EXISTS security_papers (
  id INTEGER PRIMARY KEY,
  security_id INTEGER NOT NULL,
  agent_id INTEGER NOT NULL,
  name TEXT NOT NULL,
  media TEXT NOT NULL,
  size_bytes INTEGER NOT NULL,
  sha256 TEXT NOT NULL,
  content BLOB NOT NULL,
  uploaded_by TEXT NOT NULL,
  uploaded_by_id INTEGER NOT NULL,
  uploaded_at DATETIME NOT NULL
);
CREATE INDEX IF NOT EXISTS security_papers_security ON security_papers (security_id, id);
