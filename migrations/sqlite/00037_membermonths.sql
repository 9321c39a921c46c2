-- +goose NO TRANSACTION
-- +goose Up
CREATE TABLE IF NOT EXISTS member_months (
  month_on TEXT NOT NULL,
  region_id INTEGER NOT NULL,
  dimension TEXT NOT NULL,
  value TEXT NOT NULL,
  members INTEGER NOT NULL,
  year_fen INTEGER NOT NULL,
  PRIMARY KEY (month_on, dimension, value, region_id)
);
