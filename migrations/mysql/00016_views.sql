-- +goose NO TRANSACTION
-- +goose Up
CREATE TABLE IF NOT EXISTS saved_views (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  user_id BIGINT NOT NULL,
  list VARCHAR(40) NOT NULL,
  name VARCHAR(60) NOT NULL,
  query VARCHAR(2000) NOT NULL,
  preferred TINYINT(1) NOT NULL,
  UNIQUE KEY saved_views_name (user_id, list, name),
  CONSTRAINT saved_views_user_fk FOREIGN KEY (user_id) REFERENCES users (id)
);
