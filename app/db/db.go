// Package db opens the book (SQLite or MySQL), runs every transaction of the
// product with a bounded retry, and holds what all engines need alike: gapless
// numbers, leases with fencing tokens, idempotency rows and migrations.
package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/logger"
)

// DB is one database with a way to read and a way to write.
type DB struct {
	dialect   string
	pool      *sql.DB        // readers on SQLite, everything but what requests read on MySQL
	gorm      *gorm.DB       // bound to pool
	askedPool *sql.DB        // what requests read on MySQL, nil on SQLite
	asked     *gorm.DB       // bound to askedPool
	queue     *queue         // the only writer on SQLite, nil on MySQL
	hot       *hotStatements // what MySQL keeps prepared, nil on SQLite
	counters  *Counters
}

// Tx is an open transaction. Steps take it and never commit it themselves.
type Tx struct {
	*gorm.DB
	dialect string
}

// Open connects to "sqlite://FILE" or "mysql://USER:PASSWORD@HOST:PORT/NAME".
// It refuses a SQLite library older than 3.51.3 (WAL reset bug).
func Open(ctx context.Context, url string) (*DB, error) {
	scheme, rest, ok := strings.Cut(url, "://")
	if !ok || rest == "" {
		return nil, fmt.Errorf("db: %q is neither sqlite://FILE nor mysql://…", Redact(url))
	}
	switch scheme {
	case "sqlite":
		return openSQLite(ctx, rest)
	case "mysql":
		return openMySQL(ctx, rest)
	}
	return nil, fmt.Errorf("db: unknown engine %q", scheme)
}

// Redact hides the password of a database URL.
func Redact(url string) string {
	scheme, rest, ok := strings.Cut(url, "://")
	at := strings.LastIndex(rest, "@")
	if !ok || at < 0 {
		return url
	}
	user, _, _ := strings.Cut(rest[:at], ":")
	return scheme + "://" + user + ":***" + rest[at:]
}

// Close ends the writer and the pools; queued transactions finish first.
func (d *DB) Close() error {
	if d.queue != nil {
		d.queue.close()
	}
	if d.askedPool != nil {
		return errors.Join(d.askedPool.Close(), d.pool.Close())
	}
	return d.pool.Close()
}

// Dialect is "sqlite" or "mysql".
func (d *DB) Dialect() string { return d.dialect }

// Ping tells whether the database answers.
func (d *DB) Ping(ctx context.Context) error { return d.pool.PingContext(ctx) }

// Pool is the raw pool, for migrations, metrics and measurements.
func (d *DB) Pool() *sql.DB { return d.pool }

// Read is a session for single statements outside any transaction. Never
// write through it: on SQLite it would bypass the writer queue.
func (d *DB) Read(ctx context.Context) *gorm.DB { return d.reader(ctx).WithContext(ctx) }

// Snapshot runs fn in one read-only transaction, so that all its statements
// see the same state of the book.
func (d *DB) Snapshot(ctx context.Context, fn func(tx *Tx) error) error {
	opts := &sql.TxOptions{ReadOnly: true}
	if d.dialect == "mysql" {
		opts.Isolation = sql.LevelRepeatableRead
	}
	sqlTx, err := d.pool.BeginTx(ctx, opts)
	if err != nil {
		return unavailable(err)
	}
	defer sqlTx.Rollback() //nolint:errcheck // a read transaction has nothing to lose
	return fn(d.bind(ctx, sqlTx))
}

// bind gives gorm the connection or transaction c.
func (d *DB) bind(ctx context.Context, c gorm.ConnPool) *Tx {
	s := d.gorm.Session(&gorm.Session{NewDB: true, Context: ctx})
	s.Statement.ConnPool = &countingPool{ConnPool: c, n: &d.counters.Statements}
	return &Tx{DB: s, dialect: d.dialect}
}

// Counters is what the database layer has done since it was opened.
func (d *DB) Counters() *Counters { return d.counters }

// Dialect is "sqlite" or "mysql".
func (t *Tx) Dialect() string { return t.dialect }

// Latest ends a SELECT that must see what is committed now. InnoDB answers a
// plain SELECT from the moment of the transaction's first one, so that after an
// UPDATE has waited for a lock, or matched nothing, it may tell of a past
// state. It locks what it reads.
func (t *Tx) Latest() string {
	if t.dialect == "mysql" {
		return " FOR UPDATE"
	}
	return ""
}

func gormConfig() *gorm.Config {
	return &gorm.Config{
		SkipDefaultTransaction: true,
		TranslateError:         true,
		DisableAutomaticPing:   true,
		Logger:                 logger.Discard,
		NowFunc:                func() time.Time { return time.Time{} },
	}
}
