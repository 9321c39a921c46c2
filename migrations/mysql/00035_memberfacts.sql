-- +goose NO TRANSACTION
-- +goose Up
CREATE TABLE IF NOT EXISTS member_facts (
  member_id BIGINT NOT NULL PRIMARY KEY,
  store_id BIGINT NOT NULL,
  region_id BIGINT NOT NULL,
  tier VARCHAR(8) NOT NULL COLLATE utf8mb4_bin,
  growth BIGINT NOT NULL,
  points BIGINT NOT NULL,
  age_band VARCHAR(12) NOT NULL COLLATE utf8mb4_bin,
  sex VARCHAR(1) NOT NULL COLLATE utf8mb4_bin,
  birth_month INT NOT NULL,
  occupation VARCHAR(60) NOT NULL COLLATE utf8mb4_bin,
  industry VARCHAR(60) NOT NULL COLLATE utf8mb4_bin,
  source VARCHAR(40) NOT NULL COLLATE utf8mb4_bin,
  joined_on DATE NOT NULL,
  marketing INT NOT NULL,
  greeting INT NOT NULL,
  sharing INT NOT NULL,
  first_on DATE NULL,
  before_on DATE NULL,
  last_on DATE NULL,
  purchases BIGINT NOT NULL,
  buy_days BIGINT NOT NULL,
  net_fen BIGINT NOT NULL,
  repeat_fen BIGINT NOT NULL,
  year_purchases BIGINT NOT NULL,
  year_fen BIGINT NOT NULL,
  returns BIGINT NOT NULL,
  basket_fen BIGINT NOT NULL,
  favourite VARCHAR(20) NOT NULL COLLATE utf8mb4_bin,
  categories BIGINT NOT NULL,
  margin_ppm BIGINT NOT NULL,
  r INT NOT NULL,
  f INT NOT NULL,
  m INT NOT NULL,
  state VARCHAR(12) NOT NULL COLLATE utf8mb4_bin,
  brought_by_id BIGINT NOT NULL,
  brought BIGINT NOT NULL,
  brought_fen BIGINT NOT NULL,
  fit_id BIGINT NOT NULL,
  alive_ppm BIGINT NOT NULL,
  expected_ppm BIGINT NOT NULL,
  spend_fen BIGINT NOT NULL,
  own_fen BIGINT NOT NULL,
  referral_fen BIGINT NOT NULL,
  clv_fen BIGINT NOT NULL,
  as_of_on DATE NOT NULL,
  KEY member_facts_last (last_on, member_id),
  KEY member_facts_bought (purchases, member_id),
  KEY member_facts_spent (net_fen, member_id),
  KEY member_facts_brought (brought_by_id, own_fen)
);
CREATE TABLE IF NOT EXISTS member_touches (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  member_id BIGINT NOT NULL
);
CREATE TABLE IF NOT EXISTS rfm_nights (
  night_on DATE NOT NULL PRIMARY KEY,
  cuts VARCHAR(500) NOT NULL COLLATE utf8mb4_bin,
  buyers BIGINT NOT NULL,
  figured_at DATETIME(3) NOT NULL
);
INSERT INTO member_touches (member_id) SELECT id FROM members WHERE NOT EXISTS (SELECT 1 FROM member_touches);
