-- +goose NO TRANSACTION
-- +goose Up
CREATE TABLE IF NOT EXISTS issued_papers (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  kind VARCHAR(16) NOT NULL COLLATE utf8mb4_bin,
  document_id BIGINT NOT NULL,
  revision BIGINT NOT NULL,
  number VARCHAR(40) NOT NULL COLLATE utf8mb4_bin,
  agent_id BIGINT NOT NULL,
  issued_on DATE NOT NULL,
  amount_fen BIGINT NOT NULL,
  document MEDIUMTEXT NOT NULL,
  pdf MEDIUMBLOB NOT NULL,
  pdf_sha256 CHAR(64) NOT NULL COLLATE utf8mb4_bin,
  verify_code VARCHAR(24) NOT NULL COLLATE utf8mb4_bin,
  kept_at DATETIME(3) NOT NULL,
  UNIQUE KEY issued_papers_document (kind, document_id, revision),
  UNIQUE KEY issued_papers_verify (verify_code)
);
