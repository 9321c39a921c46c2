package bench

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"
)

// floor is the bare order: one guarded update, the order, three lines in one
// INSERT, one ledger row, a durable COMMIT; nothing around it. Each client has
// a connection with prepared statements; on SQLite all share the one writer
// and take turns, unbatched.
type floor struct {
	writers []*bareWriter
	turns   sync.Mutex
	sqlite  bool
}

// bareWriter is a connection with the statements of an order.
type bareWriter struct {
	conn                        *sql.Conn
	guard, order, lines, ledger *sql.Stmt
}

const floorAccounts = 500

// newFloor makes the tables and a writer for each of the clients.
func newFloor(ctx context.Context, pool *sql.DB, dialect string, clients int) (*floor, error) {
	f := &floor{sqlite: dialect == "sqlite"}
	if f.sqlite {
		clients = 1
	}
	if err := f.tables(ctx, pool); err != nil {
		return nil, err
	}
	for range clients {
		w, err := newBareWriter(ctx, pool)
		if err != nil {
			return nil, err
		}
		f.writers = append(f.writers, w)
	}
	return f, nil
}

func (f *floor) tables(ctx context.Context, pool *sql.DB) error {
	id := "BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY"
	if f.sqlite {
		id = "INTEGER PRIMARY KEY"
	}
	for _, q := range []string{
		"CREATE TABLE floor_credit (id BIGINT PRIMARY KEY, lim BIGINT NOT NULL, used BIGINT NOT NULL)",
		"CREATE TABLE floor_order (id " + id + ", account BIGINT NOT NULL, total BIGINT NOT NULL, state VARCHAR(16) NOT NULL, at BIGINT NOT NULL)",
		"CREATE INDEX floor_order_account ON floor_order (account, at)",
		"CREATE TABLE floor_line (id " + id + ", orderid BIGINT NOT NULL, sku VARCHAR(32) NOT NULL, qty BIGINT NOT NULL, price BIGINT NOT NULL)",
		"CREATE INDEX floor_line_order ON floor_line (orderid)",
		"CREATE TABLE floor_ledger (id " + id + ", account BIGINT NOT NULL, orderid BIGINT NOT NULL, delta BIGINT NOT NULL, who VARCHAR(32) NOT NULL, at BIGINT NOT NULL)",
		"CREATE INDEX floor_ledger_account ON floor_ledger (account, at)",
	} {
		if _, err := pool.ExecContext(ctx, q); err != nil {
			return err
		}
	}
	tx, err := pool.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() //nolint:errcheck // committed below
	for i := 1; i <= floorAccounts; i++ {
		if _, err := tx.ExecContext(ctx, "INSERT INTO floor_credit VALUES (?, ?, 0)", i, int64(1)<<60); err != nil {
			return err
		}
	}
	return tx.Commit()
}

func newBareWriter(ctx context.Context, pool *sql.DB) (*bareWriter, error) {
	conn, err := pool.Conn(ctx)
	if err != nil {
		return nil, err
	}
	w := &bareWriter{conn: conn}
	for _, p := range []struct {
		to    **sql.Stmt
		query string
	}{
		{&w.guard, "UPDATE floor_credit SET used = used + ? WHERE id = ? AND used + ? <= lim"},
		{&w.order, "INSERT INTO floor_order (account, total, state, at) VALUES (?, ?, 'placed', ?)"},
		{&w.lines, "INSERT INTO floor_line (orderid, sku, qty, price) VALUES (?,?,?,?),(?,?,?,?),(?,?,?,?)"},
		{&w.ledger, "INSERT INTO floor_ledger (account, orderid, delta, who, at) VALUES (?, ?, ?, 'agent', ?)"},
	} {
		if *p.to, err = conn.PrepareContext(ctx, p.query); err != nil { //nolint:sqlclosecheck // ends with its connection
			return nil, err
		}
	}
	return w, nil
}

func (f *floor) place(ctx context.Context, client, account int) error {
	if f.sqlite {
		f.turns.Lock()
		defer f.turns.Unlock()
		client = 0
	}
	return f.writers[client].place(ctx, account)
}

func (w *bareWriter) place(ctx context.Context, account int) error {
	tx, err := w.conn.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	if err := w.body(ctx, tx, account); err != nil {
		return errors.Join(err, tx.Rollback())
	}
	return tx.Commit()
}

func (w *bareWriter) body(ctx context.Context, tx *sql.Tx, account int) error {
	const total, at = 14000, 1_780_000_000
	r, err := tx.StmtContext(ctx, w.guard).ExecContext(ctx, total, account, total) //nolint:sqlclosecheck // the transaction closes it
	if err != nil {
		return err
	}
	if n, err := r.RowsAffected(); err != nil || n != 1 {
		return fmt.Errorf("bench: guard of account %d: %d, %w", account, n, err)
	}
	r, err = tx.StmtContext(ctx, w.order).ExecContext(ctx, account, total, at) //nolint:sqlclosecheck // the transaction closes it
	if err != nil {
		return err
	}
	id, err := r.LastInsertId()
	if err != nil {
		return err
	}
	if _, err := tx.StmtContext(ctx, w.lines).ExecContext(ctx, id, "SKU-1", 2, 1000, id, "SKU-2", 3, 2000, id, "SKU-3", 2, 3000); err != nil { //nolint:sqlclosecheck // the transaction closes it
		return err
	}
	_, err = tx.StmtContext(ctx, w.ledger).ExecContext(ctx, account, id, total, at) //nolint:sqlclosecheck // the transaction closes it
	return err
}

// close gives the connections back; the tables stay.
func (f *floor) close() error {
	var err error
	for _, w := range f.writers {
		err = errors.Join(err, w.conn.Close())
	}
	return err
}
