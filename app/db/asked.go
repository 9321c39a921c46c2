package db

import (
	"context"
	"database/sql"
	"strings"
	"time"

	driver "github.com/go-sql-driver/mysql"
	"gorm.io/gorm"
)

// askedTime is how long a MySQL server works on a statement of a request. A
// request ends before that; its statement would go on, for nobody. Work without
// so near an end (jobs, migrations, spreadsheets) has connections without it.
const askedTime = 10 * time.Second

// limit is the session's setting for askedTime: MariaDB and MySQL name it
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
	end, ends := ctx.Deadline()
	if d.asked != nil && ends && time.Until(end) < askedTime {
		return d.asked
	}
	return d.gorm
}
