-- +goose NO TRANSACTION
-- +goose Up
CREATE TABLE IF NOT EXISTS perk_vouchers (
  id INTEGER PRIMARY KEY,
  number TEXT NOT NULL,
  member_id INTEGER NOT NULL,
  store_id INTEGER NULL,
  code TEXT NOT NULL,
  name_zh TEXT NOT NULL,
  name_en TEXT NOT NULL,
  kind TEXT NOT NULL,
  rate_ppm INTEGER NOT NULL,
  amount_fen INTEGER NOT NULL,
  cap_fen INTEGER NOT NULL,
  min_fen INTEGER NOT NULL,
  category TEXT NOT NULL,
  topic TEXT NOT NULL,
  alone INTEGER NOT NULL,
  cost_fen INTEGER NOT NULL,
  source TEXT NOT NULL,
  package_id INTEGER NULL,
  policy_version INTEGER NOT NULL,
  from_on TEXT NOT NULL,
  until_on TEXT NOT NULL,
  used_on TEXT NULL,
  cancelled_on TEXT NULL,
  reason TEXT NOT NULL,
  request_key TEXT NOT NULL,
  issued_by TEXT NOT NULL,
  issued_by_id INTEGER NOT NULL,
  issued_at DATETIME NOT NULL
);
CREATE UNIQUE INDEX IF NOT EXISTS perk_vouchers_number ON perk_vouchers (number);
CREATE UNIQUE INDEX IF NOT EXISTS perk_vouchers_key ON perk_vouchers (request_key);
CREATE INDEX IF NOT EXISTS perk_vouchers_member ON perk_vouchers (member_id, until_on);
CREATE INDEX IF NOT EXISTS perk_vouchers_package ON perk_vouchers (package_id);
CREATE INDEX IF NOT EXISTS perk_vouchers_until ON perk_vouchers (until_on, id);

CREATE TABLE IF NOT EXISTS perk_uses (
  id INTEGER PRIMARY KEY,
  member_id INTEGER NOT NULL,
  store_id INTEGER NOT NULL,
  tier TEXT NOT NULL,
  code TEXT NOT NULL,
  name_zh TEXT NOT NULL,
  name_en TEXT NOT NULL,
  kind TEXT NOT NULL,
  voucher_id INTEGER NULL,
  policy_version INTEGER NOT NULL,
  slip_id INTEGER NULL,
  case_id INTEGER NULL,
  used_on TEXT NOT NULL,
  year INTEGER NOT NULL,
  seat INTEGER NULL,
  off_fen INTEGER NOT NULL,
  points INTEGER NOT NULL,
  cost_fen INTEGER NOT NULL,
  reversed_on TEXT NULL,
  note TEXT NOT NULL,
  request_key TEXT NOT NULL,
  entered_by TEXT NOT NULL,
  entered_by_id INTEGER NOT NULL,
  entered_at DATETIME NOT NULL
);
CREATE UNIQUE INDEX IF NOT EXISTS perk_uses_seat ON perk_uses (member_id, code, year, seat);
CREATE UNIQUE INDEX IF NOT EXISTS perk_uses_key ON perk_uses (request_key);
CREATE INDEX IF NOT EXISTS perk_uses_slip ON perk_uses (slip_id);
CREATE INDEX IF NOT EXISTS perk_uses_voucher ON perk_uses (voucher_id);
CREATE INDEX IF NOT EXISTS perk_uses_day ON perk_uses (used_on, id);

CREATE TABLE IF NOT EXISTS perk_packages (
  id INTEGER PRIMARY KEY,
  number TEXT NOT NULL,
  member_id INTEGER NOT NULL,
  store_id INTEGER NOT NULL,
  code TEXT NOT NULL,
  name_zh TEXT NOT NULL,
  name_en TEXT NOT NULL,
  interest TEXT NOT NULL,
  price_fen INTEGER NOT NULL,
  payment TEXT NOT NULL,
  points INTEGER NOT NULL,
  policy_version INTEGER NOT NULL,
  from_on TEXT NOT NULL,
  until_on TEXT NOT NULL,
  cancelled_on TEXT NULL,
  cancelled_by TEXT NOT NULL,
  reason TEXT NOT NULL,
  request_key TEXT NOT NULL,
  entered_by TEXT NOT NULL,
  entered_by_id INTEGER NOT NULL,
  entered_at DATETIME NOT NULL
);
CREATE UNIQUE INDEX IF NOT EXISTS perk_packages_number ON perk_packages (number);
CREATE UNIQUE INDEX IF NOT EXISTS perk_packages_key ON perk_packages (request_key);
CREATE INDEX IF NOT EXISTS perk_packages_member ON perk_packages (member_id, id);
