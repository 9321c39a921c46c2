-- +goose NO TRANSACTION
-- +goose Up
CREATE TABLE IF NOT EXISTS statements (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  number VARCHAR(24) NOT NULL COLLATE utf8mb4_bin,
  agent_id BIGINT NOT NULL,
  period_from_on DATE NOT NULL,
  period_to_on DATE NOT NULL,
  opening_fen BIGINT NOT NULL,
  debits_fen BIGINT NOT NULL,
  credits_fen BIGINT NOT NULL,
  closing_fen BIGINT NOT NULL,
  document MEDIUMTEXT NOT NULL,
  document_sha256 CHAR(64) NOT NULL COLLATE utf8mb4_bin,
  pdf MEDIUMBLOB NOT NULL,
  pdf_sha256 CHAR(64) NOT NULL COLLATE utf8mb4_bin,
  verify_code VARCHAR(24) NOT NULL COLLATE utf8mb4_bin,
  issued_on DATE NOT NULL,
  issued_by VARCHAR(120) NOT NULL,
  issued_at DATETIME(3) NOT NULL,
  UNIQUE KEY statements_number (number),
  UNIQUE KEY statements_period (agent_id, period_to_on),
  UNIQUE KEY statements_verify (verify_code),
  KEY statements_to (period_to_on),
  KEY statements_closing (closing_fen)
);
