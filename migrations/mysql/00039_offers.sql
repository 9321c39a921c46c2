-- +goose NO TRANSACTION
-- +goose Up
CREATE TABLE IF NOT EXISTS offer_articles (
  id BIGINT NOT NULL PRIMARY KEY,
  article VARCHAR(160) NOT NULL COLLATE utf8mb4_bin,
  name VARCHAR(160) NOT NULL COLLATE utf8mb4_bin,
  category VARCHAR(20) NOT NULL COLLATE utf8mb4_bin,
  buyers BIGINT NOT NULL,
  pieces BIGINT NOT NULL,
  tag_fen BIGINT NOT NULL,
  last_on DATE NOT NULL,
  UNIQUE KEY offer_articles_article (article),
  KEY offer_articles_category (category, buyers)
);
CREATE TABLE IF NOT EXISTS offer_links (
  article_id BIGINT NOT NULL,
  other_id BIGINT NOT NULL,
  both_buyers BIGINT NOT NULL,
  PRIMARY KEY (article_id, other_id)
);
CREATE TABLE IF NOT EXISTS offer_trials (
  tried_on DATE NOT NULL PRIMARY KEY,
  counted_articles BIGINT NOT NULL,
  counted_buyers BIGINT NOT NULL,
  tried MEDIUMTEXT NOT NULL COLLATE utf8mb4_bin,
  tried_at DATETIME(3) NOT NULL
);
