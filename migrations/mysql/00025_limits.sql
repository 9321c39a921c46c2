-- +goose NO TRANSACTION
-- +goose Up
CREATE TABLE IF NOT EXISTS agent_grades (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  agent_id BIGINT NOT NULL,
  from_on DATE NOT NULL,
  grade VARCHAR(2) NOT NULL COLLATE utf8mb4_bin,
  source VARCHAR(16) NOT NULL COLLATE utf8mb4_bin,
  reason VARCHAR(500) NOT NULL,
  changed_by VARCHAR(120) NOT NULL,
  changed_by_id BIGINT NOT NULL,
  changed_at DATETIME(3) NOT NULL,
  KEY agent_grades_agent (agent_id, from_on, id)
);
INSERT INTO agent_grades (agent_id, from_on, grade, source, reason, changed_by, changed_by_id, changed_at)
SELECT a.id, COALESCE(a.joined_on, '1900-01-01'), a.grade, 'entry', '', '', 0, a.created_at FROM agents a
WHERE NOT EXISTS (SELECT 1 FROM agent_grades g WHERE g.agent_id = a.id);
CREATE TABLE IF NOT EXISTS agent_scores (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  agent_id BIGINT NOT NULL,
  as_of_on DATE NOT NULL,
  points BIGINT NOT NULL,
  best BIGINT NOT NULL,
  grade VARCHAR(2) NOT NULL COLLATE utf8mb4_bin,
  grade_before VARCHAR(2) NOT NULL COLLATE utf8mb4_bin,
  valid_to_on DATE NOT NULL,
  card_version BIGINT NOT NULL,
  trigger_kind VARCHAR(24) NOT NULL COLLATE utf8mb4_bin,
  record MEDIUMTEXT NOT NULL,
  reviewed_by VARCHAR(120) NOT NULL,
  reviewed_by_id BIGINT NOT NULL,
  reviewed_at DATETIME(3) NOT NULL,
  UNIQUE KEY agent_scores_day (agent_id, as_of_on)
);
CREATE TABLE IF NOT EXISTS agent_facts (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  agent_id BIGINT NOT NULL,
  name VARCHAR(40) NOT NULL COLLATE utf8mb4_bin,
  value BIGINT NOT NULL,
  as_of_on DATE NOT NULL,
  source VARCHAR(160) NOT NULL,
  entered_by VARCHAR(120) NOT NULL,
  entered_by_id BIGINT NOT NULL,
  entered_at DATETIME(3) NOT NULL,
  KEY agent_facts_name (agent_id, name, as_of_on, id)
);
CREATE TABLE IF NOT EXISTS payment_promises (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  agent_id BIGINT NOT NULL,
  amount_fen BIGINT NOT NULL,
  received_fen BIGINT NOT NULL,
  made_on DATE NOT NULL,
  due_on DATE NOT NULL,
  made_with VARCHAR(80) NOT NULL,
  note VARCHAR(500) NOT NULL,
  state VARCHAR(16) NOT NULL COLLATE utf8mb4_bin,
  ended_on DATE NULL,
  ended_at DATETIME(3) NULL,
  ended_by VARCHAR(120) NOT NULL,
  end_reason VARCHAR(500) NOT NULL,
  entered_by VARCHAR(120) NOT NULL,
  entered_by_id BIGINT NOT NULL,
  entered_at DATETIME(3) NOT NULL,
  KEY payment_promises_agent (agent_id, state, ended_on),
  KEY payment_promises_state (state, due_on)
);
CREATE TABLE IF NOT EXISTS limit_batches (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  state VARCHAR(16) NOT NULL COLLATE utf8mb4_bin,
  method TEXT NOT NULL,
  reason VARCHAR(500) NOT NULL,
  proposed_by VARCHAR(120) NOT NULL,
  proposed_by_id BIGINT NOT NULL,
  proposed_at DATETIME(3) NOT NULL,
  decided_by VARCHAR(120) NOT NULL,
  decided_at DATETIME(3) NULL
);
CREATE TABLE IF NOT EXISTS limit_proposals (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  agent_id BIGINT NOT NULL,
  batch_id BIGINT NULL,
  source VARCHAR(16) NOT NULL COLLATE utf8mb4_bin,
  purpose VARCHAR(16) NOT NULL COLLATE utf8mb4_bin,
  kind VARCHAR(16) NOT NULL COLLATE utf8mb4_bin,
  amount_fen BIGINT NOT NULL,
  valid_from_on DATE NOT NULL,
  valid_to_on DATE NULL,
  from_kind VARCHAR(16) NOT NULL COLLATE utf8mb4_bin,
  from_fen BIGINT NOT NULL,
  from_source VARCHAR(16) NOT NULL COLLATE utf8mb4_bin,
  to_fen BIGINT NOT NULL,
  working MEDIUMTEXT NOT NULL,
  reason VARCHAR(500) NOT NULL,
  state VARCHAR(16) NOT NULL COLLATE utf8mb4_bin,
  open_slot VARCHAR(24) NULL COLLATE utf8mb4_bin,
  proposed_by VARCHAR(120) NOT NULL,
  proposed_by_id BIGINT NOT NULL,
  proposed_on DATE NOT NULL,
  proposed_at DATETIME(3) NOT NULL,
  granted_fen BIGINT NULL,
  decided_by VARCHAR(120) NOT NULL,
  decided_by_id BIGINT NOT NULL,
  decided_at DATETIME(3) NULL,
  decision_reason VARCHAR(500) NOT NULL,
  answer VARCHAR(500) NOT NULL,
  version BIGINT NOT NULL,
  UNIQUE KEY limit_proposals_slot (agent_id, open_slot),
  KEY limit_proposals_state (state, id),
  KEY limit_proposals_batch (batch_id, id)
);
CREATE TABLE IF NOT EXISTS security_papers (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  security_id BIGINT NOT NULL,
  agent_id BIGINT NOT NULL,
  name VARCHAR(160) NOT NULL,
  media VARCHAR(40) NOT NULL COLLATE utf8mb4_bin,
  size_bytes BIGINT NOT NULL,
  sha256 CHAR(64) NOT NULL COLLATE utf8mb4_bin,
  content MEDIUMBLOB NOT NULL,
  uploaded_by VARCHAR(120) NOT NULL,
  uploaded_by_id BIGINT NOT NULL,
  uploaded_at DATETIME(3) NOT NULL,
  KEY security_papers_security (security_id, id)
);
