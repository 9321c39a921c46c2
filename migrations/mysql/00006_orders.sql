-- +goose NO TRANSACTION
-- +goose Up
CREATE TABLE IF NOT EXISTS orders (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  public_id CHAR(36) NOT NULL COLLATE utf8mb4_bin,
  agent_id BIGINT NOT NULL,
  store_id BIGINT NULL,
  state VARCHAR(16) NOT NULL COLLATE utf8mb4_bin,
  request_key VARCHAR(64) NOT NULL COLLATE utf8mb4_bin,
  request_sha256 CHAR(64) NOT NULL COLLATE utf8mb4_bin,
  settlement_policy_id BIGINT NOT NULL,
  total_fen BIGINT NOT NULL,
  vat_fen BIGINT NOT NULL,
  invoiced_fen BIGINT NOT NULL,
  lines_count INT NOT NULL,
  note VARCHAR(500) NOT NULL,
  placed_by VARCHAR(120) NOT NULL,
  placed_by_id BIGINT NOT NULL,
  created_at DATETIME(3) NOT NULL,
  submitted_at DATETIME(3) NULL,
  submitted_on DATE NULL,
  price_lock_until_at DATETIME(3) NULL,
  confirmed_at DATETIME(3) NULL,
  closed_at DATETIME(3) NULL,
  version BIGINT NOT NULL,
  UNIQUE KEY orders_public (public_id),
  UNIQUE KEY orders_request (agent_id, request_key),
  KEY orders_agent (agent_id, id),
  KEY orders_content (agent_id, request_sha256),
  KEY orders_state (state, id),
  KEY orders_total (total_fen),
  CONSTRAINT orders_total CHECK (total_fen >= 0)
);
CREATE TABLE IF NOT EXISTS order_lines (
  order_id BIGINT NOT NULL,
  line_no INT NOT NULL,
  product_id BIGINT NOT NULL,
  sku VARCHAR(40) NOT NULL COLLATE utf8mb4_bin,
  name_zh VARCHAR(160) NOT NULL,
  name_en VARCHAR(160) NOT NULL,
  quantity BIGINT NOT NULL,
  shipped_quantity BIGINT NOT NULL,
  net_weight_mg BIGINT NOT NULL,
  metal VARCHAR(16) NULL COLLATE utf8mb4_bin,
  per_gram_fen BIGINT NOT NULL,
  wastage_ppm BIGINT NOT NULL,
  labour_fen BIGINT NOT NULL,
  stone_fen BIGINT NOT NULL,
  list_fen BIGINT NOT NULL,
  unit_fen BIGINT NOT NULL,
  total_fen BIGINT NOT NULL,
  vat_ppm BIGINT NOT NULL,
  discount_ppm BIGINT NOT NULL,
  PRIMARY KEY (order_id, line_no),
  CONSTRAINT order_lines_quantity CHECK (quantity > 0 AND shipped_quantity >= 0 AND shipped_quantity <= quantity)
);
CREATE TABLE IF NOT EXISTS order_events (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  order_id BIGINT NOT NULL,
  from_state VARCHAR(16) NOT NULL COLLATE utf8mb4_bin,
  to_state VARCHAR(16) NOT NULL COLLATE utf8mb4_bin,
  reason VARCHAR(500) NOT NULL,
  actor VARCHAR(120) NOT NULL,
  at DATETIME(3) NOT NULL,
  KEY order_events_order (order_id, id)
);
CREATE TABLE IF NOT EXISTS shipments (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  order_id BIGINT NOT NULL,
  agent_id BIGINT NOT NULL,
  request_key VARCHAR(64) NOT NULL COLLATE utf8mb4_bin,
  delivered_on DATE NOT NULL,
  carrier VARCHAR(60) NOT NULL,
  tracking_no VARCHAR(80) NOT NULL,
  shipped_by VARCHAR(120) NOT NULL,
  shipped_at DATETIME(3) NOT NULL,
  UNIQUE KEY shipments_request (order_id, request_key)
);
CREATE TABLE IF NOT EXISTS shipment_lines (
  shipment_id BIGINT NOT NULL,
  line_no INT NOT NULL,
  quantity BIGINT NOT NULL,
  actual_weight_mg BIGINT NOT NULL,
  total_fen BIGINT NOT NULL,
  PRIMARY KEY (shipment_id, line_no),
  CONSTRAINT shipment_lines_quantity CHECK (quantity > 0)
);
