-- +goose NO TRANSACTION
-- +goose Up
CREATE TABLE IF NOT EXISTS regions (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  code VARCHAR(32) NOT NULL COLLATE utf8mb4_bin,
  name_zh VARCHAR(80) NOT NULL,
  name_en VARCHAR(80) NOT NULL,
  parent_id BIGINT NULL,
  path VARCHAR(200) NOT NULL COLLATE utf8mb4_bin,
  UNIQUE KEY regions_code (code),
  KEY regions_path (path)
);
CREATE TABLE IF NOT EXISTS agents (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  code VARCHAR(40) NOT NULL COLLATE utf8mb4_bin,
  name_zh VARCHAR(160) NOT NULL,
  name_en VARCHAR(160) NOT NULL,
  pinyin VARCHAR(400) NOT NULL,
  initials VARCHAR(160) NOT NULL,
  kind VARCHAR(16) NOT NULL COLLATE utf8mb4_bin,
  status VARCHAR(16) NOT NULL COLLATE utf8mb4_bin,
  region_id BIGINT NOT NULL,
  region_path VARCHAR(200) NOT NULL COLLATE utf8mb4_bin,
  parent_id BIGINT NULL,
  path VARCHAR(200) NOT NULL COLLATE utf8mb4_bin,
  access_depth VARCHAR(16) NOT NULL COLLATE utf8mb4_bin,
  grade VARCHAR(2) NOT NULL COLLATE utf8mb4_bin,
  price_list_id BIGINT NULL,
  salesperson_id BIGINT NULL,
  address VARCHAR(300) NOT NULL,
  tax_no VARCHAR(40) NOT NULL,
  licence_no VARCHAR(60) NOT NULL,
  licence_until_on DATE NULL,
  contract_no VARCHAR(60) NOT NULL,
  contract_until_on DATE NULL,
  joined_on DATE NULL,
  version BIGINT NOT NULL,
  created_at DATETIME(3) NOT NULL,
  UNIQUE KEY agents_code (code),
  KEY agents_path (path),
  KEY agents_region (region_path, id),
  KEY agents_pinyin (pinyin(60))
);
CREATE TABLE IF NOT EXISTS agent_contacts (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  agent_id BIGINT NOT NULL,
  name VARCHAR(80) NOT NULL,
  role VARCHAR(40) NOT NULL,
  phone VARCHAR(40) NOT NULL,
  email VARCHAR(160) NOT NULL,
  wecom_id VARCHAR(80) NOT NULL,
  birthday_kind VARCHAR(8) NOT NULL COLLATE utf8mb4_bin,
  birthday_month INT NOT NULL,
  birthday_day INT NOT NULL,
  KEY agent_contacts_agent (agent_id, id),
  CONSTRAINT agent_contacts_agent_fk FOREIGN KEY (agent_id) REFERENCES agents (id)
);
CREATE TABLE IF NOT EXISTS agent_bank_accounts (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  agent_id BIGINT NOT NULL,
  bank VARCHAR(120) NOT NULL,
  account_no VARCHAR(64) NOT NULL,
  holder VARCHAR(160) NOT NULL,
  KEY agent_bank_accounts_agent (agent_id, id),
  CONSTRAINT agent_bank_accounts_agent_fk FOREIGN KEY (agent_id) REFERENCES agents (id)
);
CREATE TABLE IF NOT EXISTS agent_status_changes (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  agent_id BIGINT NOT NULL,
  from_status VARCHAR(16) NOT NULL COLLATE utf8mb4_bin,
  to_status VARCHAR(16) NOT NULL COLLATE utf8mb4_bin,
  reason VARCHAR(500) NOT NULL,
  changed_by VARCHAR(120) NOT NULL,
  changed_at DATETIME(3) NOT NULL,
  KEY agent_status_changes_agent (agent_id, id)
);
CREATE TABLE IF NOT EXISTS stores (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  agent_id BIGINT NOT NULL,
  region_id BIGINT NOT NULL,
  code VARCHAR(40) NOT NULL COLLATE utf8mb4_bin,
  name_zh VARCHAR(160) NOT NULL,
  name_en VARCHAR(160) NOT NULL,
  address VARCHAR(300) NOT NULL,
  opened_on DATE NULL,
  closed_on DATE NULL,
  version BIGINT NOT NULL,
  UNIQUE KEY stores_code (code),
  KEY stores_agent (agent_id, id)
);
CREATE TABLE IF NOT EXISTS store_staff (
  store_id BIGINT NOT NULL,
  user_id BIGINT NOT NULL,
  title VARCHAR(40) NOT NULL,
  since_on DATE NOT NULL,
  PRIMARY KEY (store_id, user_id)
);
