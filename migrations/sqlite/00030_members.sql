-- +goose NO TRANSACTION
-- +goose Up
CREATE TABLE IF NOT EXISTS members (
  id INTEGER PRIMARY KEY,
  public_id TEXT NOT NULL,
  number TEXT NOT NULL,
  name TEXT NOT NULL,
  sex TEXT NOT NULL,
  phone_sealed TEXT NULL,
  phone_hash TEXT NULL,
  phone_tail TEXT NOT NULL,
  birth_month INTEGER NOT NULL,
  birth_day INTEGER NOT NULL,
  birth_lunar INTEGER NOT NULL,
  birth_leap INTEGER NOT NULL,
  birth_year INTEGER NOT NULL,
  region_id INTEGER NOT NULL,
  store_id INTEGER NOT NULL,
  adviser_id INTEGER NULL,
  brought_by_id INTEGER NULL,
  source TEXT NOT NULL,
  occupation TEXT NOT NULL,
  industry TEXT NOT NULL,
  education TEXT NOT NULL,
  income_band TEXT NOT NULL,
  address TEXT NOT NULL,
  sizes TEXT NOT NULL,
  likes TEXT NOT NULL,
  note TEXT NOT NULL,
  joined_on TEXT NOT NULL,
  confirmed_on TEXT NULL,
  merged_into_id INTEGER NULL,
  erased_at DATETIME NULL,
  entered_by TEXT NOT NULL,
  entered_by_id INTEGER NOT NULL,
  entered_at DATETIME NOT NULL,
  version INTEGER NOT NULL
);
CREATE UNIQUE INDEX IF NOT EXISTS members_public ON members (public_id);
CREATE UNIQUE INDEX IF NOT EXISTS members_number ON members (number);
CREATE UNIQUE INDEX IF NOT EXISTS members_phone ON members (phone_hash);
CREATE INDEX IF NOT EXISTS members_brought ON members (brought_by_id, id);
CREATE INDEX IF NOT EXISTS members_store ON members (store_id, id);
CREATE TABLE IF NOT EXISTS member_stores (
  member_id INTEGER NOT NULL,
  store_id INTEGER NOT NULL,
  since_on TEXT NOT NULL,
  source TEXT NOT NULL,
  PRIMARY KEY (member_id, store_id)
);
CREATE INDEX IF NOT EXISTS member_stores_store ON member_stores (store_id, member_id);
CREATE TABLE IF NOT EXISTS member_consents (
  id INTEGER PRIMARY KEY,
  member_id INTEGER NOT NULL,
  purpose TEXT NOT NULL,
  channel TEXT NOT NULL,
  text_version TEXT NOT NULL,
  given_on TEXT NOT NULL,
  given_by TEXT NOT NULL,
  given_at DATETIME NOT NULL,
  store_id INTEGER NULL,
  withdrawn_at DATETIME NULL,
  withdrawn_by TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS member_consents_member ON member_consents (member_id, id);
CREATE TABLE IF NOT EXISTS member_events (
  id INTEGER PRIMARY KEY,
  member_id INTEGER NOT NULL,
  store_id INTEGER NOT NULL,
  kind TEXT NOT NULL,
  happened_on TEXT NOT NULL,
  note TEXT NOT NULL,
  due_on TEXT NULL,
  done_at DATETIME NULL,
  entered_by TEXT NOT NULL,
  entered_by_id INTEGER NOT NULL,
  entered_at DATETIME NOT NULL
);
CREATE INDEX IF NOT EXISTS member_events_member ON member_events (member_id, id);
CREATE INDEX IF NOT EXISTS member_events_due ON member_events (store_id, due_on, done_at);
CREATE TABLE IF NOT EXISTS member_merges (
  id INTEGER PRIMARY KEY,
  member_id INTEGER NOT NULL,
  into_id INTEGER NOT NULL,
  record TEXT NOT NULL,
  merged_by TEXT NOT NULL,
  merged_by_id INTEGER NOT NULL,
  merged_at DATETIME NOT NULL,
  undone_at DATETIME NULL
);
CREATE INDEX IF NOT EXISTS member_merges_into ON member_merges (into_id, id);
CREATE INDEX IF NOT EXISTS member_merges_member ON member_merges (member_id, id);
CREATE TABLE IF NOT EXISTS member_accounts (
  member_id INTEGER NOT NULL PRIMARY KEY,
  growth INTEGER NOT NULL,
  points INTEGER NOT NULL,
  debt INTEGER NOT NULL,
  spent_fen INTEGER NOT NULL,
  slips INTEGER NOT NULL,
  last_bought_on TEXT NULL,
  tier TEXT NOT NULL,
  tier_since_on TEXT NOT NULL,
  review_on TEXT NULL,
  grace_on TEXT NULL,
  manual_tier TEXT NOT NULL,
  manual_until_on TEXT NULL,
  version INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS member_accounts_tier ON member_accounts (tier, member_id);
CREATE INDEX IF NOT EXISTS member_accounts_review ON member_accounts (review_on, member_id);
CREATE INDEX IF NOT EXISTS member_accounts_bought ON member_accounts (last_bought_on, member_id);
CREATE INDEX IF NOT EXISTS member_accounts_growth ON member_accounts (tier, growth, member_id);
CREATE INDEX IF NOT EXISTS member_accounts_manual ON member_accounts (manual_until_on, member_id);
CREATE TABLE IF NOT EXISTS growth_entries (
  id INTEGER PRIMARY KEY,
  member_id INTEGER NOT NULL,
  posting_on TEXT NOT NULL,
  growth INTEGER NOT NULL,
  source TEXT NOT NULL,
  source_id INTEGER NOT NULL,
  note TEXT NOT NULL,
  entered_by TEXT NOT NULL,
  entered_at DATETIME NOT NULL
);
CREATE UNIQUE INDEX IF NOT EXISTS growth_entries_source ON growth_entries (source, source_id, member_id);
CREATE INDEX IF NOT EXISTS growth_entries_member ON growth_entries (member_id, posting_on, id);
CREATE TABLE IF NOT EXISTS point_lots (
  id INTEGER PRIMARY KEY,
  member_id INTEGER NOT NULL,
  slip_id INTEGER NULL,
  points INTEGER NOT NULL,
  left_points INTEGER NOT NULL,
  earned_on TEXT NOT NULL,
  expires_on TEXT NULL,
  CONSTRAINT point_lots_left CHECK (left_points >= 0 AND left_points <= points)
);
CREATE INDEX IF NOT EXISTS point_lots_member ON point_lots (member_id, id);
CREATE INDEX IF NOT EXISTS point_lots_due ON point_lots (expires_on, member_id, left_points);
CREATE INDEX IF NOT EXISTS point_lots_open ON point_lots (left_points, expires_on, member_id);
CREATE TABLE IF NOT EXISTS point_entries (
  id INTEGER PRIMARY KEY,
  member_id INTEGER NOT NULL,
  posting_on TEXT NOT NULL,
  points INTEGER NOT NULL,
  lot_id INTEGER NULL,
  source TEXT NOT NULL,
  source_id INTEGER NOT NULL,
  note TEXT NOT NULL,
  entered_by TEXT NOT NULL,
  entered_at DATETIME NOT NULL
);
CREATE INDEX IF NOT EXISTS point_entries_member ON point_entries (member_id, id);
CREATE INDEX IF NOT EXISTS point_entries_source ON point_entries (source, source_id);
CREATE INDEX IF NOT EXISTS point_entries_lot ON point_entries (lot_id);
CREATE TABLE IF NOT EXISTS redemptions (
  id INTEGER PRIMARY KEY,
  number TEXT NOT NULL,
  member_id INTEGER NOT NULL,
  store_id INTEGER NOT NULL,
  kind TEXT NOT NULL,
  what TEXT NOT NULL,
  points INTEGER NOT NULL,
  worth_fen INTEGER NOT NULL,
  redeemed_on TEXT NOT NULL,
  request_key TEXT NOT NULL,
  entered_by TEXT NOT NULL,
  entered_by_id INTEGER NOT NULL,
  entered_at DATETIME NOT NULL,
  cancelled_on TEXT NULL,
  cancelled_by TEXT NOT NULL
);
CREATE UNIQUE INDEX IF NOT EXISTS redemptions_number ON redemptions (number);
CREATE UNIQUE INDEX IF NOT EXISTS redemptions_key ON redemptions (request_key);
CREATE INDEX IF NOT EXISTS redemptions_member ON redemptions (member_id, id);
CREATE TABLE IF NOT EXISTS tier_moves (
  id INTEGER PRIMARY KEY,
  member_id INTEGER NOT NULL,
  moved_on TEXT NOT NULL,
  from_tier TEXT NOT NULL,
  to_tier TEXT NOT NULL,
  cause TEXT NOT NULL,
  slip_id INTEGER NULL,
  growth INTEGER NOT NULL,
  policy_version INTEGER NOT NULL,
  reason TEXT NOT NULL,
  moved_by TEXT NOT NULL,
  moved_at DATETIME NOT NULL
);
CREATE INDEX IF NOT EXISTS tier_moves_member ON tier_moves (member_id, id);
CREATE INDEX IF NOT EXISTS tier_moves_slip ON tier_moves (slip_id);
CREATE TABLE IF NOT EXISTS sales_slips (
  id INTEGER PRIMARY KEY,
  number TEXT NOT NULL,
  store_id INTEGER NOT NULL,
  member_id INTEGER NULL,
  person_id INTEGER NULL,
  sold_on TEXT NOT NULL,
  gross_fen INTEGER NOT NULL,
  discount_fen INTEGER NOT NULL,
  points_fen INTEGER NOT NULL,
  points_used INTEGER NOT NULL,
  freight_fen INTEGER NOT NULL,
  paid_fen INTEGER NOT NULL,
  refunded_fen INTEGER NOT NULL,
  payment TEXT NOT NULL,
  note TEXT NOT NULL,
  source_key TEXT NOT NULL,
  request_sha256 TEXT NOT NULL,
  entered_by TEXT NOT NULL,
  entered_by_id INTEGER NOT NULL,
  entered_at DATETIME NOT NULL,
  CONSTRAINT sales_slips_refunded CHECK (refunded_fen >= 0 AND refunded_fen <= paid_fen)
);
CREATE UNIQUE INDEX IF NOT EXISTS sales_slips_number ON sales_slips (number);
CREATE UNIQUE INDEX IF NOT EXISTS sales_slips_source ON sales_slips (source_key);
CREATE INDEX IF NOT EXISTS sales_slips_member ON sales_slips (member_id, sold_on, id);
CREATE INDEX IF NOT EXISTS sales_slips_store ON sales_slips (store_id, sold_on, id);
CREATE TABLE IF NOT EXISTS slip_lines (
  id INTEGER PRIMARY KEY,
  slip_id INTEGER NOT NULL,
  line INTEGER NOT NULL,
  product_id INTEGER NULL,
  sku TEXT NOT NULL,
  name TEXT NOT NULL,
  category TEXT NOT NULL,
  quantity INTEGER NOT NULL,
  weight_mg INTEGER NOT NULL,
  price_fen INTEGER NOT NULL,
  discount_fen INTEGER NOT NULL,
  amount_fen INTEGER NOT NULL,
  returned INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS slip_lines_slip ON slip_lines (slip_id, line);
CREATE INDEX IF NOT EXISTS slip_lines_product ON slip_lines (product_id, slip_id);
CREATE TABLE IF NOT EXISTS slip_refunds (
  id INTEGER PRIMARY KEY,
  number TEXT NOT NULL,
  slip_id INTEGER NOT NULL,
  store_id INTEGER NOT NULL,
  refunded_on TEXT NOT NULL,
  amount_fen INTEGER NOT NULL,
  points_back INTEGER NOT NULL,
  reason TEXT NOT NULL,
  request_key TEXT NOT NULL,
  entered_by TEXT NOT NULL,
  entered_by_id INTEGER NOT NULL,
  entered_at DATETIME NOT NULL
);
CREATE UNIQUE INDEX IF NOT EXISTS slip_refunds_number ON slip_refunds (number);
CREATE UNIQUE INDEX IF NOT EXISTS slip_refunds_key ON slip_refunds (request_key);
CREATE INDEX IF NOT EXISTS slip_refunds_slip ON slip_refunds (slip_id, id);
CREATE TABLE IF NOT EXISTS slip_refund_lines (
  id INTEGER PRIMARY KEY,
  refund_id INTEGER NOT NULL,
  slip_line_id INTEGER NOT NULL,
  quantity INTEGER NOT NULL,
  amount_fen INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS slip_refund_lines_refund ON slip_refund_lines (refund_id);
