-- +goose NO TRANSACTION
-- +goose Up
CREATE TABLE IF NOT EXISTS metals (
  code VARCHAR(16) NOT NULL COLLATE utf8mb4_bin PRIMARY KEY,
  name_zh VARCHAR(40) NOT NULL,
  name_en VARCHAR(40) NOT NULL,
  per_gram_fen BIGINT NOT NULL,
  priced_at DATETIME(3) NOT NULL,
  price_id BIGINT NOT NULL
);
CREATE TABLE IF NOT EXISTS metal_prices (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  metal VARCHAR(16) NOT NULL COLLATE utf8mb4_bin,
  per_gram_fen BIGINT NOT NULL,
  priced_at DATETIME(3) NOT NULL,
  set_by VARCHAR(120) NOT NULL,
  KEY metal_prices_metal (metal, priced_at)
);
CREATE TABLE IF NOT EXISTS products (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  sku VARCHAR(40) NOT NULL COLLATE utf8mb4_bin,
  name_zh VARCHAR(160) NOT NULL,
  name_en VARCHAR(160) NOT NULL,
  pinyin VARCHAR(400) NOT NULL,
  initials VARCHAR(160) NOT NULL,
  category VARCHAR(24) NOT NULL COLLATE utf8mb4_bin,
  price_kind VARCHAR(8) NOT NULL COLLATE utf8mb4_bin,
  metal VARCHAR(16) NULL COLLATE utf8mb4_bin,
  net_weight_mg BIGINT NOT NULL,
  wastage_ppm BIGINT NOT NULL,
  labour_fen BIGINT NOT NULL,
  stone_fen BIGINT NOT NULL,
  fixed_fen BIGINT NOT NULL,
  margin_ppm BIGINT NOT NULL,
  vat_ppm BIGINT NOT NULL,
  picture VARCHAR(200) NOT NULL,
  withdrawn_at DATETIME(3) NULL,
  version BIGINT NOT NULL,
  UNIQUE KEY products_sku (sku),
  KEY products_category (category, sku)
);
CREATE TABLE IF NOT EXISTS price_lists (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  code VARCHAR(32) NOT NULL COLLATE utf8mb4_bin,
  name_zh VARCHAR(80) NOT NULL,
  name_en VARCHAR(80) NOT NULL,
  grade VARCHAR(2) NOT NULL COLLATE utf8mb4_bin,
  discount_ppm BIGINT NOT NULL,
  UNIQUE KEY price_lists_code (code)
);
CREATE TABLE IF NOT EXISTS price_list_items (
  price_list_id BIGINT NOT NULL,
  product_id BIGINT NOT NULL,
  kind VARCHAR(10) NOT NULL COLLATE utf8mb4_bin,
  fixed_fen BIGINT NOT NULL,
  discount_ppm BIGINT NOT NULL,
  PRIMARY KEY (price_list_id, product_id)
);
