-- +goose NO TRANSACTION
-- +goose Up
CREATE TABLE IF NOT EXISTS clv_fits (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  region_id BIGINT NOT NULL,
  fitted_on DATE NOT NULL,
  sound INT NOT NULL,
  buyers BIGINT NOT NULL,
  repeat_buyers BIGINT NOT NULL,
  fit TEXT NOT NULL COLLATE utf8mb4_bin,
  tried TEXT NOT NULL COLLATE utf8mb4_bin,
  fitted_at DATETIME(3) NOT NULL,
  UNIQUE KEY clv_fits_region (region_id, fitted_on)
);
