-- +goose NO TRANSACTION
-- +goose Up
CREATE TABLE IF NOT EXISTS figure_months (
  month_on TEXT NOT NULL PRIMARY KEY,
  cut_at DATETIME NOT NULL,
  figured_at DATETIME NOT NULL
);
CREATE TABLE IF NOT EXISTS agent_months (
  month_on TEXT NOT NULL,
  agent_id INTEGER NOT NULL,
  not_due_fen INTEGER NOT NULL,
  late_30_fen INTEGER NOT NULL,
  late_60_fen INTEGER NOT NULL,
  late_90_fen INTEGER NOT NULL,
  late_180_fen INTEGER NOT NULL,
  late_360_fen INTEGER NOT NULL,
  late_over_fen INTEGER NOT NULL,
  credits_fen INTEGER NOT NULL,
  unallocated_fen INTEGER NOT NULL,
  reserved_fen INTEGER NOT NULL,
  secured_fen INTEGER NOT NULL,
  limit_fen INTEGER NOT NULL,
  unlimited_fen INTEGER NOT NULL,
  sales_fen INTEGER NOT NULL,
  first_sale_on TEXT NULL,
  oldest_due_on TEXT NULL,
  paid_fen INTEGER NOT NULL,
  paid_fen_days INTEGER NOT NULL,
  habit_days INTEGER NULL,
  PRIMARY KEY (month_on, agent_id)
);
CREATE INDEX IF NOT EXISTS agent_months_agent ON agent_months (agent_id, month_on);
CREATE TABLE IF NOT EXISTS region_months (
  month_on TEXT NOT NULL,
  region_id INTEGER NOT NULL,
  grade TEXT NOT NULL,
  agents INTEGER NOT NULL,
  not_due_fen INTEGER NOT NULL,
  late_30_fen INTEGER NOT NULL,
  late_60_fen INTEGER NOT NULL,
  late_90_fen INTEGER NOT NULL,
  late_180_fen INTEGER NOT NULL,
  late_360_fen INTEGER NOT NULL,
  late_over_fen INTEGER NOT NULL,
  credits_fen INTEGER NOT NULL,
  unallocated_fen INTEGER NOT NULL,
  reserved_fen INTEGER NOT NULL,
  secured_fen INTEGER NOT NULL,
  limit_fen INTEGER NOT NULL,
  unlimited_fen INTEGER NOT NULL,
  sales_fen INTEGER NOT NULL,
  first_sale_on TEXT NULL,
  PRIMARY KEY (month_on, region_id, grade)
);
