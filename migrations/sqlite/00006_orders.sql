-- +goose NO TRANSACTION
-- +goose Up
CREATE TABLE IF NOT EXISTS orders (
  id INTEGER PRIMARY KEY,
  public_id TEXT NOT NULL,
  agent_id INTEGER NOT NULL,
  store_id INTEGER NULL,
  state TEXT NOT NULL,
  request_key TEXT NOT NULL,
  request_sha256 TEXT NOT NULL,
  settlement_policy_id INTEGER NOT NULL,
  total_fen INTEGER NOT NULL,
  vat_fen INTEGER NOT NULL,
  invoiced_fen INTEGER NOT NULL,
  lines_count INTEGER NOT NULL,
  note TEXT NOT NULL,
  placed_by TEXT NOT NULL,
  placed_by_id INTEGER NOT NULL,
  created_at DATETIME NOT NULL,
  submitted_at DATETIME NULL,
  submitted_on TEXT NULL,
  price_lock_until_at DATETIME NULL,
  confirmed_at DATETIME NULL,
  closed_at DATETIME NULL,
  version INTEGER NOT NULL,
  CONSTRAINT orders_total CHECK (total_fen >= 0)
);
CREATE UNIQUE INDEX IF NOT EXISTS orders_public ON orders (public_id);
CREATE UNIQUE INDEX IF NOT EXISTS orders_request ON orders (agent_id, request_key);
CREATE INDEX IF NOT EXISTS orders_agent ON orders (agent_id, id);
CREATE INDEX IF NOT EXISTS orders_content ON orders (agent_id, request_sha256);
CREATE INDEX IF NOT EXISTS orders_state ON orders (state, id);
CREATE INDEX IF NOT EXISTS orders_total ON orders (total_fen);
CREATE TABLE IF NOT EXISTS order_lines (
  order_id INTEGER NOT NULL,
  line_no INTEGER NOT NULL,
  product_id INTEGER NOT NULL,
  sku TEXT NOT NULL,
  name_zh TEXT NOT NULL,
  name_en TEXT NOT NULL,
  quantity INTEGER NOT NULL,
  shipped_quantity INTEGER NOT NULL,
  net_weight_mg INTEGER NOT NULL,
  metal TEXT NULL,
  per_gram_fen INTEGER NOT NULL,
  wastage_ppm INTEGER NOT NULL,
  labour_fen INTEGER NOT NULL,
  stone_fen INTEGER NOT NULL,
  list_fen INTEGER NOT NULL,
  unit_fen INTEGER NOT NULL,
  total_fen INTEGER NOT NULL,
  vat_ppm INTEGER NOT NULL,
  discount_ppm INTEGER NOT NULL,
  PRIMARY KEY (order_id, line_no),
  CONSTRAINT order_lines_quantity CHECK (quantity > 0 AND shipped_quantity >= 0 AND shipped_quantity <= quantity)
);
CREATE TABLE IF NOT EXISTS order_events (
  id INTEGER PRIMARY KEY,
  order_id INTEGER NOT NULL,
  from_state TEXT NOT NULL,
  to_state TEXT NOT NULL,
  reason TEXT NOT NULL,
  actor TEXT NOT NULL,
  at DATETIME NOT NULL
);
CREATE INDEX IF NOT EXISTS order_events_order ON order_events (order_id, id);
CREATE TABLE IF NOT EXISTS shipments (
  id INTEGER PRIMARY KEY,
  order_id INTEGER NOT NULL,
  agent_id INTEGER NOT NULL,
  request_key TEXT NOT NULL,
  delivered_on TEXT NOT NULL,
  carrier TEXT NOT NULL,
  tracking_no TEXT NOT NULL,
  shipped_by TEXT NOT NULL,
  shipped_at DATETIME NOT NULL
);
CREATE UNIQUE INDEX IF NOT EXISTS shipments_request ON shipments (order_id, request_key);
CREATE TABLE IF NOT EXISTS shipment_lines (
  shipment_id INTEGER NOT NULL,
  line_no INTEGER NOT NULL,
  quantity INTEGER NOT NULL,
  actual_weight_mg INTEGER NOT NULL,
  total_fen INTEGER NOT NULL,
  PRIMARY KEY (shipment_id, line_no),
  CONSTRAINT shipment_lines_quantity CHECK (quantity > 0)
);
