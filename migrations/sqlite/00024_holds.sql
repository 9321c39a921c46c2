-- +goose NO TRANSACTION
-- +goose Up
CREATE TABLE IF NOT EXISTS order_holds (
  order_id INTEGER PRIMARY KEY,
  agent_id INTEGER NOT NULL,
  reasons TEXT NOT NULL,
  shortfall_fen INTEGER NOT NULL,
  held_at DATETIME NOT NULL,
  prices_until_on TEXT NOT NULL,
  seen_version INTEGER NOT NULL,
  seen_terms INTEGER NOT NULL,
  seen_group INTEGER NOT NULL,
  seen_on TEXT NOT NULL,
  forced_reason TEXT NOT NULL,
  forced_by TEXT NOT NULL,
  forced_by_id INTEGER NOT NULL,
  forced_at DATETIME NULL
);
CREATE TABLE IF NOT EXISTS order_overrides (
  id INTEGER PRIMARY KEY,
  order_id INTEGER NOT NULL,
  rule TEXT NOT NULL,
  block_id INTEGER NOT NULL,
  reason TEXT NOT NULL,
  set_by TEXT NOT NULL,
  set_by_id INTEGER NOT NULL,
  set_at DATETIME NOT NULL,
  until_on TEXT NOT NULL,
  ended_at DATETIME NULL
);
CREATE INDEX IF NOT EXISTS order_overrides_order ON order_overrides (order_id, ended_at);
-- those held today are asked again soon
INSERT INTO order_holds (order_id, agent_id, reasons, shortfall_fen, held_at, prices_until_on, seen_version, seen_terms, seen_group, seen_on,
  forced_reason, forced_by, forced_by_id, forced_at)
  SELECT o.id, o.agent_id, '', 0, o.submitted_at, date(o.submitted_on, '+7 days'), 0, 0, 0, '1900-01-01', '', '', 0, NULL
  FROM orders o WHERE o.state = 'held' AND NOT EXISTS (SELECT 1 FROM order_holds h WHERE h.order_id = o.id);
