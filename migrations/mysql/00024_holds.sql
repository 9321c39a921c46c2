-- +goose NO TRANSACTION
-- +goose Up
CREATE TABLE IF NOT EXISTS order_holds (
  order_id BIGINT NOT NULL PRIMARY KEY,
  agent_id BIGINT NOT NULL,
  reasons VARCHAR(400) NOT NULL COLLATE utf8mb4_bin,
  shortfall_fen BIGINT NOT NULL,
  held_at DATETIME(3) NOT NULL,
  prices_until_on DATE NOT NULL,
  seen_version BIGINT NOT NULL,
  seen_terms BIGINT NOT NULL,
  seen_group BIGINT NOT NULL,
  seen_on DATE NOT NULL,
  forced_reason VARCHAR(500) NOT NULL,
  forced_by VARCHAR(120) NOT NULL,
  forced_by_id BIGINT NOT NULL,
  forced_at DATETIME(3) NULL
);
CREATE TABLE IF NOT EXISTS order_overrides (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  order_id BIGINT NOT NULL,
  rule VARCHAR(32) NOT NULL COLLATE utf8mb4_bin,
  block_id BIGINT NOT NULL,
  reason VARCHAR(500) NOT NULL,
  set_by VARCHAR(120) NOT NULL,
  set_by_id BIGINT NOT NULL,
  set_at DATETIME(3) NOT NULL,
  until_on DATE NOT NULL,
  ended_at DATETIME(3) NULL,
  KEY order_overrides_order (order_id, ended_at)
);
-- those held today are asked again soon
INSERT INTO order_holds (order_id, agent_id, reasons, shortfall_fen, held_at, prices_until_on, seen_version, seen_terms, seen_group, seen_on,
  forced_reason, forced_by, forced_by_id, forced_at)
  SELECT o.id, o.agent_id, '', 0, o.submitted_at, DATE_ADD(o.submitted_on, INTERVAL 7 DAY), 0, 0, 0, '1900-01-01', '', '', 0, NULL
  FROM orders o WHERE o.state = 'held' AND NOT EXISTS (SELECT 1 FROM order_holds h WHERE h.order_id = o.id);
