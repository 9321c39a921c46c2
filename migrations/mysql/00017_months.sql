-- +goose NO TRANSACTION
-- +goose Up
CREATE TABLE IF NOT EXISTS figure_months (
  month_on DATE NOT NULL PRIMARY KEY,
  cut_at DATETIME(3) NOT NULL,
  figured_at DATETIME(3) NOT NULL
);
CREATE TABLE IF NOT EXISTS agent_months (
  month_on DATE NOT NULL,
  agent_id BIGINT NOT NULL,
  not_due_fen BIGINT NOT NULL,
  late_30_fen BIGINT NOT NULL,
  late_60_fen BIGINT NOT NULL,
  late_90_fen BIGINT NOT NULL,
  late_180_fen BIGINT NOT NULL,
  late_360_fen BIGINT NOT NULL,
  late_over_fen BIGINT NOT NULL,
  credits_fen BIGINT NOT NULL,
  unallocated_fen BIGINT NOT NULL,
  reserved_fen BIGINT NOT NULL,
  secured_fen BIGINT NOT NULL,
  limit_fen BIGINT NOT NULL,
  unlimited_fen BIGINT NOT NULL,
  sales_fen BIGINT NOT NULL,
  first_sale_on DATE NULL,
  oldest_due_on DATE NULL,
  paid_fen BIGINT NOT NULL,
  paid_fen_days BIGINT NOT NULL,
  habit_days BIGINT NULL,
  PRIMARY KEY (month_on, agent_id),
  KEY agent_months_agent (agent_id, month_on)
);
CREATE TABLE IF NOT EXISTS region_months (
  month_on DATE NOT NULL,
  region_id BIGINT NOT NULL,
  grade VARCHAR(2) NOT NULL COLLATE utf8mb4_bin,
  agents BIGINT NOT NULL,
  not_due_fen BIGINT NOT NULL,
  late_30_fen BIGINT NOT NULL,
  late_60_fen BIGINT NOT NULL,
  late_90_fen BIGINT NOT NULL,
  late_180_fen BIGINT NOT NULL,
  late_360_fen BIGINT NOT NULL,
  late_over_fen BIGINT NOT NULL,
  credits_fen BIGINT NOT NULL,
  unallocated_fen BIGINT NOT NULL,
  reserved_fen BIGINT NOT NULL,
  secured_fen BIGINT NOT NULL,
  limit_fen BIGINT NOT NULL,
  unlimited_fen BIGINT NOT NULL,
  sales_fen BIGINT NOT NULL,
  first_sale_on DATE NULL,
  PRIMARY KEY (month_on, region_id, grade)
);
