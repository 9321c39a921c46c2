-- +goose NO TRANSACTION
-- +goose Up
CREATE TABLE IF NOT EXISTS clv_fits (
  id INTEGER PRIMARY KEY,
  region_id INTEGER NOT NULL,
  fitted_on TEXT NOT NULL,
  sound INTEGER NOT NULL,
  buyers INTEGER NOT NULL,
  repeat_buyers INTEGER NOT NULL,
  fit TEXT NOT NULL,
  tried TEXT NOT NULL,
  fitted_at DATETIME NOT NULL
);
CREATE UNIQUE INDEX IF NOT EXISTS clv_fits_region ON clv_fits (region_id, fitted_on);
