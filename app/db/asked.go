package db

import (
	"context"
	"database/sql"
	"strings"

	driver "github.com/go-sql-driver/mysql"
	"gorm.io/gorm"
)

type askedKey struct{}

// Asked marks what somebody waits for, in a request that ends within nine
// seconds: a MySQL server works on a statement of it that reads for ten at most,
// and on none for nobody. Unasked takes the mark away.
func Asked(ctx context.Context) context.Context { return context.WithValue(ctx, askedKey{}, true) }

// Unasked marks what takes longer than a request usually may: a spreadsheet.
func Unasked(ctx context.Context) context.Context { return context.WithValue(ctx, askedKey{}, false) }

// limit is a session's bound of ten seconds: MariaDB and MySQL name it
// differently, and neither knows the other's.
func limit(version string) (name, value string) {
	if strings.Contains(version, "MariaDB") {
		return "max_statement_time", "10"
	}
	return "max_execution_time", "10000"
}

// openAsked opens the pool that requests read from.
func (d *DB) openAsked(ctx context.Context, cfg *driver.Config) error {
	var version string
	if err := d.pool.QueryRowContext(ctx, "SELECT VERSION()").Scan(&version); err != nil {
		return err
	}
	cfg = cfg.Clone()
	name, value := limit(version)
	cfg.Params[name] = value
	connector, err := driver.NewConnector(cfg)
	if err != nil {
		return err
	}
	d.askedPool = sql.OpenDB(connector)
	bound(d.askedPool)
	d.asked, err = d.openGorm(d.askedPool, newHotStatements(d.askedPool))
	return err
}

// reader is where a statement outside any transaction runs.
func (d *DB) reader(ctx context.Context) *gorm.DB {
	if asked, _ := ctx.Value(askedKey{}).(bool); asked && d.asked != nil {
		return d.asked
	}
	return d.gorm
}
