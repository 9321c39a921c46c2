package db

import (
	"context"
	"database/sql"
	"fmt"
	"strconv"
	"strings"

	"gorm.io/gorm"
	_ "modernc.org/sqlite" // registers sqliteDriver
)

// sqliteDriver is pure Go and keeps prepared statements prepared.
const sqliteDriver = "sqlite"

// sqliteDSN is WAL, durable at every commit, foreign keys on, times in UTC.
func sqliteDSN(file, lock string) string {
	return "file:" + file + "?_pragma=busy_timeout(5000)&_pragma=journal_mode(WAL)" +
		"&_pragma=synchronous(FULL)&_pragma=foreign_keys(1)&_pragma=temp_store(2)&_time_format=sqlite&_txlock=" + lock
}

func openSQLite(ctx context.Context, file string) (*DB, error) {
	writePool, err := sql.Open(sqliteDriver, sqliteDSN(file, "immediate"))
	if err != nil {
		return nil, err
	}
	writePool.SetMaxOpenConns(1)
	conn, err := writePool.Conn(ctx)
	if err != nil {
		return nil, fmt.Errorf("db: open %s: %w", file, err)
	}
	if err := assertSQLiteVersion(ctx, conn); err != nil {
		return nil, err
	}
	readPool, err := sql.Open(sqliteDriver, sqliteDSN(file, "deferred")+"&_pragma=query_only(1)")
	if err != nil {
		return nil, err
	}
	readPool.SetMaxOpenConns(8)
	readPool.SetMaxIdleConns(8)
	d := &DB{dialect: "sqlite", pool: readPool, counters: &Counters{}}
	cached := newStatementCache(readPool)
	d.gorm, err = gorm.Open(sqliteDialect{&countingPool{ConnPool: cached, n: &d.counters.Statements}}, gormConfig())
	if err != nil {
		return nil, err
	}
	d.queue = newQueue(d, writePool, conn)
	return d, nil
}

func assertSQLiteVersion(ctx context.Context, conn *sql.Conn) error {
	var v string
	if err := conn.QueryRowContext(ctx, "SELECT sqlite_version()").Scan(&v); err != nil {
		return err
	}
	if versionNumber(v) < 3_051_003 {
		return fmt.Errorf("db: SQLite %s can corrupt a WAL database; 3.51.3 or newer is needed", v)
	}
	return nil
}

func versionNumber(v string) int {
	n := 0
	for _, part := range strings.SplitN(v, ".", 3) {
		p, _ := strconv.Atoi(part)
		n = n*1000 + p
	}
	return n
}
