-- +goose NO TRANSACTION
-- +goose Up
CREATE TABLE IF NOT EXISTS saved_views (
  id INTEGER PRIMARY KEY,
  user_id INTEGER NOT NULL,
  list TEXT NOT NULL,
  name TEXT NOT NULL,
  query TEXT NOT NULL,
  preferred INTEGER NOT NULL,
  CONSTRAINT saved_views_user_fk FOREIGN KEY (user_id) REFERENCES users (id)
);
CREATE UNIQUE INDEX IF NOT EXISTS saved_views_name ON saved_views (user_id, list, name);
