-- +goose NO TRANSACTION
-- +goose Up
CREATE TABLE IF NOT EXISTS pictures (
  hash TEXT NOT NULL PRIMARY KEY,
  jpeg BLOB NOT NULL,
  added_at DATETIME NOT NULL
);
-- store_staff was keyed by user and never filled; people of a shop need no login
DROP TABLE IF EXISTS store_staff;
CREATE TABLE IF NOT EXISTS store_people (
  id INTEGER PRIMARY KEY,
  store_id INTEGER NOT NULL,
  name TEXT NOT NULL,
  title TEXT NOT NULL,
  phone TEXT NOT NULL,
  since_on TEXT NULL,
  until_on TEXT NULL,
  CONSTRAINT store_people_store_fk FOREIGN KEY (store_id) REFERENCES stores (id)
);
CREATE INDEX IF NOT EXISTS store_people_store ON store_people (store_id);
