-- +goose NO TRANSACTION
-- +goose Up
CREATE TABLE IF NOT EXISTS offer_articles (
  id INTEGER PRIMARY KEY,
  article TEXT NOT NULL,
  name TEXT NOT NULL,
  category TEXT NOT NULL,
  buyers INTEGER NOT NULL,
  pieces INTEGER NOT NULL,
  tag_fen INTEGER NOT NULL,
  last_on TEXT NOT NULL
);
CREATE UNIQUE INDEX IF NOT EXISTS offer_articles_article ON offer_articles (article);
CREATE INDEX IF NOT EXISTS offer_articles_category ON offer_articles (category, buyers);
CREATE TABLE IF NOT EXISTS offer_links (
  article_id INTEGER NOT NULL,
  other_id INTEGER NOT NULL,
  both_buyers INTEGER NOT NULL,
  PRIMARY KEY (article_id, other_id)
);
CREATE TABLE IF NOT EXISTS offer_trials (
  tried_on TEXT NOT NULL PRIMARY KEY,
  counted_articles INTEGER NOT NULL,
  counted_buyers INTEGER NOT NULL,
  tried TEXT NOT NULL,
  tried_at DATETIME NOT NULL
);
