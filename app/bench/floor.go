package bench

import (
	"context"
	"database/sql"
	"fmt"
	"sync"
)

// floor is the bare order: one guarded update, the order, three lines in one
// INSERT, one ledger row, a durable COMMIT; nothing around it. On SQLite its
// writers take turns on one connection, unbatched.
type floor struct {
	pool   *sql.DB
	single sync.Mutex
	sqlite bool
}

const floorAccounts = 500

func newFloor(ctx context.Context, pool *sql.DB, dialect string) (*floor, error) {
	f := &floor{pool: pool, sqlite: dialect == "sqlite"}
	id := "BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY"
	if f.sqlite {
		id = "INTEGER PRIMARY KEY"
	}
	for _, q := range []string{
		"CREATE TABLE floor_credit (id BIGINT PRIMARY KEY, lim BIGINT NOT NULL, used BIGINT NOT NULL)",
		"CREATE TABLE floor_order (id " + id + ", account BIGINT NOT NULL, total BIGINT NOT NULL, state VARCHAR(16) NOT NULL)",
		"CREATE INDEX floor_order_account ON floor_order (account)",
		"CREATE TABLE floor_line (id " + id + ", orderid BIGINT NOT NULL, sku VARCHAR(32) NOT NULL, qty BIGINT NOT NULL, price BIGINT NOT NULL)",
		"CREATE INDEX floor_line_order ON floor_line (orderid)",
		"CREATE TABLE floor_ledger (id " + id + ", account BIGINT NOT NULL, orderid BIGINT NOT NULL, delta BIGINT NOT NULL)",
		"CREATE INDEX floor_ledger_account ON floor_ledger (account)",
	} {
		if _, err := pool.ExecContext(ctx, q); err != nil {
			return nil, err
		}
	}
	tx, err := pool.BeginTx(ctx, nil)
	if err != nil {
		return nil, err
	}
	defer tx.Rollback() //nolint:errcheck // committed below
	for i := 1; i <= floorAccounts; i++ {
		if _, err := tx.ExecContext(ctx, "INSERT INTO floor_credit VALUES (?, ?, 0)", i, int64(1)<<60); err != nil {
			return nil, err
		}
	}
	return f, tx.Commit()
}

func (f *floor) order(ctx context.Context, account int) error {
	if f.sqlite {
		f.single.Lock()
		defer f.single.Unlock()
	}
	tx, err := f.pool.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() //nolint:errcheck // committed below
	if err := f.body(ctx, tx, account); err != nil {
		return err
	}
	return tx.Commit()
}

func (f *floor) body(ctx context.Context, tx *sql.Tx, account int) error {
	const total = 14000
	r, err := tx.ExecContext(ctx, "UPDATE floor_credit SET used = used + ? WHERE id = ? AND used + ? <= lim", total, account, total)
	if err != nil {
		return err
	}
	if n, err := r.RowsAffected(); err != nil || n != 1 {
		return fmt.Errorf("bench: guard of account %d: %d, %w", account, n, err)
	}
	r, err = tx.ExecContext(ctx, "INSERT INTO floor_order (account, total, state) VALUES (?, ?, 'placed')", account, total)
	if err != nil {
		return err
	}
	id, err := r.LastInsertId()
	if err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, "INSERT INTO floor_line (orderid, sku, qty, price) VALUES (?,?,?,?),(?,?,?,?),(?,?,?,?)",
		id, "SKU-1", 2, 1000, id, "SKU-2", 3, 2000, id, "SKU-3", 2, 3000); err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, "INSERT INTO floor_ledger (account, orderid, delta) VALUES (?, ?, ?)", account, id, total)
	return err
}
