-- +goose NO TRANSACTION
-- +goose Up
CREATE TABLE IF NOT EXISTS member_segments (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  rule TEXT NOT NULL,
  store_id INTEGER NULL,
  region_id INTEGER NULL,
  owner_id INTEGER NOT NULL,
  owner TEXT NOT NULL,
  created_at DATETIME NOT NULL,
  edited_at DATETIME NOT NULL,
  removed_at DATETIME NULL,
  version INTEGER NOT NULL
);
