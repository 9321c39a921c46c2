package db

import (
	"database/sql"
	"fmt"
	"strings"
)

// OpenBare opens a pool with the product's settings and nothing above it, to
// measure what the bare database can do. On SQLite it must not write while the
// product does.
func OpenBare(url string) (*sql.DB, error) {
	if file, ok := strings.CutPrefix(url, "sqlite://"); ok {
		pool, err := sql.Open(sqliteDriver, sqliteDSN(file, "immediate"))
		if err == nil {
			pool.SetMaxOpenConns(1)
		}
		return pool, err
	}
	rest, ok := strings.CutPrefix(url, "mysql://")
	if !ok {
		return nil, fmt.Errorf("db: unknown engine in %q", Redact(url))
	}
	cfg, err := mysqlConfig(rest)
	if err != nil {
		return nil, err
	}
	pool, err := sql.Open("mysql", cfg.FormatDSN())
	if err == nil {
		pool.SetMaxOpenConns(64)
		pool.SetMaxIdleConns(64)
	}
	return pool, err
}
