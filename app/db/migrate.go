package db

import (
	"context"
	"database/sql"
	"fmt"
	"io/fs"

	driver "github.com/go-sql-driver/mysql"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"

	"assay/migrations"
)

// Migrate brings the schema of the database at url up to date. Several
// replicas may call it at once: on MySQL one of them holds a lease row while
// the others wait; on SQLite the file lock does the same.
func Migrate(ctx context.Context, url string) error {
	pool, provider, err := migrator(url)
	if err != nil {
		return err
	}
	defer pool.Close()
	if _, err := provider.Up(ctx); err != nil {
		return fmt.Errorf("db: migrate: %w", err)
	}
	return nil
}

// Pending tells how many migrations the database at url still lacks.
func Pending(ctx context.Context, url string) (int, error) {
	pool, provider, err := migrator(url)
	if err != nil {
		return 0, err
	}
	defer pool.Close()
	current, target, err := provider.GetVersions(ctx)
	return int(target - current), err
}

func migrator(url string) (*sql.DB, *goose.Provider, error) {
	dialect, folder, pool, options, err := migrationTarget(url)
	if err != nil {
		return nil, nil, err
	}
	files, err := fs.Sub(migrations.Files, folder)
	if err != nil {
		return nil, nil, err
	}
	p, err := goose.NewProvider(dialect, pool, files, options...)
	return pool, p, err
}

func migrationTarget(url string) (goose.Dialect, string, *sql.DB, []goose.ProviderOption, error) {
	if rest, ok := cut(url, "mysql://"); ok {
		cfg, err := mysqlConfig(rest)
		if err != nil {
			return "", "", nil, nil, err
		}
		connector, err := driver.NewConnector(cfg)
		if err != nil {
			return "", "", nil, nil, err
		}
		locker, err := lock.NewMySQLTableLocker()
		return goose.DialectMySQL, "mysql", sql.OpenDB(connector), []goose.ProviderOption{goose.WithLocker(locker)}, err
	}
	rest, _ := cut(url, "sqlite://")
	pool, err := sql.Open(sqliteDriver, sqliteDSN(rest, "immediate"))
	return goose.DialectSQLite3, "sqlite", pool, nil, err
}

func cut(s, prefix string) (string, bool) {
	if len(s) < len(prefix) || s[:len(prefix)] != prefix {
		return s, false
	}
	return s[len(prefix):], true
}
