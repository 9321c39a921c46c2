-- +goose NO TRANSACTION
-- +goose Up
CREATE TABLE IF NOT EXISTS member_relations (
  member_id BIGINT NOT NULL PRIMARY KEY,
  relation VARCHAR(12) NOT NULL COLLATE utf8mb4_bin
);
