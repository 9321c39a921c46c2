-- +goose NO TRANSACTION
-- +goose Up
CREATE TABLE IF NOT EXISTS member_relations (
  member_id INTEGER NOT NULL PRIMARY KEY,
  relation TEXT NOT NULL
);
