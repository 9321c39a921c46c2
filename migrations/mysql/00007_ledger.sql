-- +goose NO TRANSACTION
-- +goose Up
CREATE TABLE IF NOT EXISTS journal_entries (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  business_key VARCHAR(80) NOT NULL COLLATE utf8mb4_bin,
  posting_on DATE NOT NULL,
  belongs_to_on DATE NULL,
  kind VARCHAR(20) NOT NULL COLLATE utf8mb4_bin,
  document VARCHAR(40) NOT NULL COLLATE utf8mb4_bin,
  agent_id BIGINT NOT NULL,
  memo VARCHAR(300) NOT NULL,
  posted_by VARCHAR(120) NOT NULL,
  posted_at DATETIME(3) NOT NULL,
  UNIQUE KEY journal_entries_key (business_key),
  KEY journal_entries_posting (posting_on, id),
  KEY journal_entries_document (document),
  KEY journal_entries_agent (agent_id, posting_on, id)
);
CREATE TABLE IF NOT EXISTS journal_lines (
  entry_id BIGINT NOT NULL,
  line_no INT NOT NULL,
  account VARCHAR(24) NOT NULL COLLATE utf8mb4_bin,
  agent_id BIGINT NOT NULL,
  amount_fen BIGINT NOT NULL,
  posting_on DATE NOT NULL,
  PRIMARY KEY (entry_id, line_no),
  KEY journal_lines_account (account, agent_id, posting_on, amount_fen),
  KEY journal_lines_posting (posting_on, account, amount_fen)
);
CREATE TABLE IF NOT EXISTS period_closings (
  through_on DATE NOT NULL PRIMARY KEY,
  closed_by VARCHAR(120) NOT NULL,
  closed_at DATETIME(3) NOT NULL
);
