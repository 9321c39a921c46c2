-- +goose NO TRANSACTION
-- +goose Up
CREATE TABLE IF NOT EXISTS regions (
  id INTEGER PRIMARY KEY,
  code TEXT NOT NULL,
  name_zh TEXT NOT NULL,
  name_en TEXT NOT NULL,
  parent_id INTEGER NULL,
  path TEXT NOT NULL
);
CREATE UNIQUE INDEX IF NOT EXISTS regions_code ON regions (code);
CREATE INDEX IF NOT EXISTS regions_path ON regions (path);
CREATE TABLE IF NOT EXISTS agents (
  id INTEGER PRIMARY KEY,
  code TEXT NOT NULL,
  name_zh TEXT NOT NULL,
  name_en TEXT NOT NULL,
  pinyin TEXT NOT NULL,
  initials TEXT NOT NULL,
  kind TEXT NOT NULL,
  status TEXT NOT NULL,
  region_id INTEGER NOT NULL,
  region_path TEXT NOT NULL,
  parent_id INTEGER NULL,
  path TEXT NOT NULL,
  access_depth TEXT NOT NULL,
  grade TEXT NOT NULL,
  price_list_id INTEGER NULL,
  salesperson_id INTEGER NULL,
  address TEXT NOT NULL,
  tax_no TEXT NOT NULL,
  licence_no TEXT NOT NULL,
  licence_until_on TEXT NULL,
  contract_no TEXT NOT NULL,
  contract_until_on TEXT NULL,
  joined_on TEXT NULL,
  version INTEGER NOT NULL,
  created_at DATETIME NOT NULL
);
CREATE UNIQUE INDEX IF NOT EXISTS agents_code ON agents (code);
CREATE INDEX IF NOT EXISTS agents_path ON agents (path);
CREATE INDEX IF NOT EXISTS agents_region ON agents (region_path, id);
CREATE INDEX IF NOT EXISTS agents_pinyin ON agents (pinyin);
CREATE TABLE IF NOT EXISTS agent_contacts (
  id INTEGER PRIMARY KEY,
  agent_id INTEGER NOT NULL,
  name TEXT NOT NULL,
  role TEXT NOT NULL,
  phone TEXT NOT NULL,
  email TEXT NOT NULL,
  wecom_id TEXT NOT NULL,
  birthday_kind TEXT NOT NULL,
  birthday_month INTEGER NOT NULL,
  birthday_day INTEGER NOT NULL,
  CONSTRAINT agent_contacts_agent_fk FOREIGN KEY (agent_id) REFERENCES agents (id)
);
CREATE INDEX IF NOT EXISTS agent_contacts_agent ON agent_contacts (agent_id, id);
CREATE TABLE IF NOT EXISTS agent_bank_accounts (
  id INTEGER PRIMARY KEY,
  agent_id INTEGER NOT NULL,
  bank TEXT NOT NULL,
  account_no TEXT NOT NULL,
  holder TEXT NOT NULL,
  CONSTRAINT agent_bank_accounts_agent_fk FOREIGN KEY (agent_id) REFERENCES agents (id)
);
CREATE INDEX IF NOT EXISTS agent_bank_accounts_agent ON agent_bank_accounts (agent_id, id);
CREATE TABLE IF NOT EXISTS agent_status_changes (
  id INTEGER PRIMARY KEY,
  agent_id INTEGER NOT NULL,
  from_status TEXT NOT NULL,
  to_status TEXT NOT NULL,
  reason TEXT NOT NULL,
  changed_by TEXT NOT NULL,
  changed_at DATETIME NOT NULL
);
CREATE INDEX IF NOT EXISTS agent_status_changes_agent ON agent_status_changes (agent_id, id);
CREATE TABLE IF NOT EXISTS stores (
  id INTEGER PRIMARY KEY,
  agent_id INTEGER NOT NULL,
  region_id INTEGER NOT NULL,
  code TEXT NOT NULL,
  name_zh TEXT NOT NULL,
  name_en TEXT NOT NULL,
  address TEXT NOT NULL,
  opened_on TEXT NULL,
  closed_on TEXT NULL,
  version INTEGER NOT NULL
);
CREATE UNIQUE INDEX IF NOT EXISTS stores_code ON stores (code);
CREATE INDEX IF NOT EXISTS stores_agent ON stores (agent_id, id);
CREATE TABLE IF NOT EXISTS store_staff (
  store_id INTEGER NOT NULL,
  user_id INTEGER NOT NULL,
  title TEXT NOT NULL,
  since_on TEXT NOT NULL,
  PRIMARY KEY (store_id, user_id)
);
