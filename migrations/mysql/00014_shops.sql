-- +goose NO TRANSACTION
-- +goose Up
CREATE TABLE IF NOT EXISTS pictures (
  hash VARCHAR(64) NOT NULL COLLATE utf8mb4_bin PRIMARY KEY,
  jpeg MEDIUMBLOB NOT NULL,
  added_at DATETIME(3) NOT NULL
);
-- store_staff was keyed by user and never filled; people of a shop need no login
DROP TABLE IF EXISTS store_staff;
CREATE TABLE IF NOT EXISTS store_people (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  store_id BIGINT NOT NULL,
  name VARCHAR(80) NOT NULL,
  title VARCHAR(60) NOT NULL,
  phone VARCHAR(40) NOT NULL,
  since_on DATE NULL,
  until_on DATE NULL,
  KEY store_people_store (store_id),
  CONSTRAINT store_people_store_fk FOREIGN KEY (store_id) REFERENCES stores (id)
);
