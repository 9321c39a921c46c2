-- +goose NO TRANSACTION
-- +goose Up
CREATE TABLE IF NOT EXISTS member_facts (
  member_id INTEGER NOT NULL PRIMARY KEY,
  store_id INTEGER NOT NULL,
  region_id INTEGER NOT NULL,
  tier TEXT NOT NULL,
  growth INTEGER NOT NULL,
  points INTEGER NOT NULL,
  age_band TEXT NOT NULL,
  sex TEXT NOT NULL,
  birth_month INTEGER NOT NULL,
  occupation TEXT NOT NULL,
  industry TEXT NOT NULL,
  source TEXT NOT NULL,
  joined_on TEXT NOT NULL,
  marketing INTEGER NOT NULL,
  greeting INTEGER NOT NULL,
  sharing INTEGER NOT NULL,
  first_on TEXT NULL,
  before_on TEXT NULL,
  last_on TEXT NULL,
  purchases INTEGER NOT NULL,
  buy_days INTEGER NOT NULL,
  net_fen INTEGER NOT NULL,
  repeat_fen INTEGER NOT NULL,
  year_purchases INTEGER NOT NULL,
  year_fen INTEGER NOT NULL,
  returns INTEGER NOT NULL,
  basket_fen INTEGER NOT NULL,
  favourite TEXT NOT NULL,
  categories INTEGER NOT NULL,
  margin_ppm INTEGER NOT NULL,
  r INTEGER NOT NULL,
  f INTEGER NOT NULL,
  m INTEGER NOT NULL,
  state TEXT NOT NULL,
  brought_by_id INTEGER NOT NULL,
  brought INTEGER NOT NULL,
  brought_fen INTEGER NOT NULL,
  fit_id INTEGER NOT NULL,
  alive_ppm INTEGER NOT NULL,
  expected_ppm INTEGER NOT NULL,
  spend_fen INTEGER NOT NULL,
  own_fen INTEGER NOT NULL,
  referral_fen INTEGER NOT NULL,
  clv_fen INTEGER NOT NULL,
  as_of_on TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS member_facts_last ON member_facts (last_on, member_id);
CREATE INDEX IF NOT EXISTS member_facts_bought ON member_facts (purchases, member_id);
CREATE INDEX IF NOT EXISTS member_facts_spent ON member_facts (net_fen, member_id);
CREATE INDEX IF NOT EXISTS member_facts_brought ON member_facts (brought_by_id, own_fen);
CREATE TABLE IF NOT EXISTS member_touches (
  id INTEGER PRIMARY KEY,
  member_id INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS rfm_nights (
  night_on TEXT NOT NULL PRIMARY KEY,
  cuts TEXT NOT NULL,
  buyers INTEGER NOT NULL,
  figured_at DATETIME NOT NULL
);
INSERT INTO member_touches (member_id) SELECT id FROM members WHERE NOT EXISTS (SELECT 1 FROM member_touches);
