-- +goose NO TRANSACTION
-- +goose Up
CREATE TABLE IF NOT EXISTS member_months (
  month_on DATE NOT NULL,
  region_id BIGINT NOT NULL,
  dimension VARCHAR(12) NOT NULL COLLATE utf8mb4_bin,
  value VARCHAR(60) NOT NULL COLLATE utf8mb4_bin,
  members BIGINT NOT NULL,
  year_fen BIGINT NOT NULL,
  PRIMARY KEY (month_on, dimension, value, region_id)
);
