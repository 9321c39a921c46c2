package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"runtime"
	"time"

	driver "github.com/go-sql-driver/mysql"
	"gorm.io/driver/mysql"
	"gorm.io/gorm"
)

// mysqlConfig turns "USER:PASSWORD@HOST:PORT/NAME?params" (or
// "USER@unix(/path)/NAME") into the driver's settings that the transaction
// rules rely on: rows matched instead of rows changed, UTC, strict mode,
// REPEATABLE READ, bounded waits.
func mysqlConfig(rest string) (*driver.Config, error) {
	cfg, err := driver.ParseDSN(dsnAddress(rest))
	if err != nil {
		return nil, fmt.Errorf("db: %w", err)
	}
	cfg.ClientFoundRows = true
	cfg.ParseTime = true
	cfg.Loc = time.UTC
	cfg.InterpolateParams = true
	cfg.RejectReadOnly = true
	cfg.AllowFallbackToPlaintext = false
	cfg.MultiStatements = false
	cfg.Timeout, cfg.ReadTimeout, cfg.WriteTimeout = 5*time.Second, 15*time.Second, 15*time.Second
	if cfg.Params == nil {
		cfg.Params = map[string]string{}
	}
	cfg.Params["time_zone"] = "'+00:00'"
	cfg.Params["sql_mode"] = "'STRICT_ALL_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION'"
	cfg.Params["innodb_lock_wait_timeout"] = "5"
	return cfg, cfg.Apply(driver.Charset("utf8mb4", "utf8mb4_general_ci"))
}

// dsnAddress accepts host:port where the driver wants tcp(host:port).
func dsnAddress(rest string) string {
	at := lastIndexByte(rest, '@')
	slash := lastIndexByte(rest, '/')
	if slash < at || slash < 0 {
		return rest
	}
	addr := rest[at+1 : slash]
	if addr == "" || addr[len(addr)-1] == ')' {
		return rest
	}
	return rest[:at+1] + "tcp(" + addr + ")" + rest[slash:]
}

func lastIndexByte(s string, b byte) int {
	for i := len(s) - 1; i >= 0; i-- {
		if s[i] == b {
			return i
		}
	}
	return -1
}

// mysqlDialect is gorm's, but for explanations that nobody logs.
type mysqlDialect struct{ *mysql.Dialector }

// Explain leaves the arguments out, which gorm would print at each Scan.
func (mysqlDialect) Explain(q string, _ ...any) string { return q }

func openMySQL(ctx context.Context, rest string) (*DB, error) {
	cfg, err := mysqlConfig(rest)
	if err != nil {
		return nil, err
	}
	connector, err := driver.NewConnector(cfg)
	if err != nil {
		return nil, err
	}
	pool := sql.OpenDB(connector)
	bound(pool)
	if err := pool.PingContext(ctx); err != nil {
		return nil, fmt.Errorf("db: %s does not answer: %w", cfg.Addr, err)
	}
	d := &DB{dialect: "mysql", pool: pool, hot: newHotStatements(pool), counters: &Counters{}}
	if d.gorm, err = d.openGorm(pool, d.hot); err != nil {
		return nil, err
	}
	if err := d.openAsked(ctx, cfg); err != nil {
		return nil, errors.Join(err, d.Close())
	}
	return d, nil
}

func bound(pool *sql.DB) {
	open := max(16, 8*runtime.NumCPU())
	pool.SetMaxOpenConns(open)
	pool.SetMaxIdleConns(open)
	pool.SetConnMaxLifetime(3 * time.Minute)
}

func (d *DB) openGorm(pool *sql.DB, hot *hotStatements) (*gorm.DB, error) {
	conn := &countingPool{ConnPool: hotConn{ConnPool: pool, hot: hot}, n: &d.counters.Statements}
	return gorm.Open(mysqlDialect{&mysql.Dialector{Config: &mysql.Config{Conn: conn}}}, gormConfig())
}
