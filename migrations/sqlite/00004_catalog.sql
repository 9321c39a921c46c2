-- +goose NO TRANSACTION
-- +goose Up
CREATE TABLE IF NOT EXISTS metals (
  code TEXT NOT NULL PRIMARY KEY,
  name_zh TEXT NOT NULL,
  name_en TEXT NOT NULL,
  per_gram_fen INTEGER NOT NULL,
  priced_at DATETIME NOT NULL,
  price_id INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS metal_prices (
  id INTEGER PRIMARY KEY,
  metal TEXT NOT NULL,
  per_gram_fen INTEGER NOT NULL,
  priced_at DATETIME NOT NULL,
  set_by TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS metal_prices_metal ON metal_prices (metal, priced_at);
CREATE TABLE IF NOT EXISTS products (
  id INTEGER PRIMARY KEY,
  sku TEXT NOT NULL,
  name_zh TEXT NOT NULL,
  name_en TEXT NOT NULL,
  pinyin TEXT NOT NULL,
  initials TEXT NOT NULL,
  category TEXT NOT NULL,
  price_kind TEXT NOT NULL,
  metal TEXT NULL,
  net_weight_mg INTEGER NOT NULL,
  wastage_ppm INTEGER NOT NULL,
  labour_fen INTEGER NOT NULL,
  stone_fen INTEGER NOT NULL,
  fixed_fen INTEGER NOT NULL,
  margin_ppm INTEGER NOT NULL,
  vat_ppm INTEGER NOT NULL,
  picture TEXT NOT NULL,
  withdrawn_at DATETIME NULL,
  version INTEGER NOT NULL
);
CREATE UNIQUE INDEX IF NOT EXISTS products_sku ON products (sku);
CREATE INDEX IF NOT EXISTS products_category ON products (category, sku);
CREATE TABLE IF NOT EXISTS price_lists (
  id INTEGER PRIMARY KEY,
  code TEXT NOT NULL,
  name_zh TEXT NOT NULL,
  name_en TEXT NOT NULL,
  grade TEXT NOT NULL,
  discount_ppm INTEGER NOT NULL
);
CREATE UNIQUE INDEX IF NOT EXISTS price_lists_code ON price_lists (code);
CREATE TABLE IF NOT EXISTS price_list_items (
  price_list_id INTEGER NOT NULL,
  product_id INTEGER NOT NULL,
  kind TEXT NOT NULL,
  fixed_fen INTEGER NOT NULL,
  discount_ppm INTEGER NOT NULL,
  PRIMARY KEY (price_list_id, product_id)
);
