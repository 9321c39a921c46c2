package db

import (
	"context"
	"database/sql"
	"sync"

	"gorm.io/gorm"
)

const (
	// hotAfter is how often a text must have run before the server keeps it
	// prepared; hotMost bounds how many it keeps. Every connection has its own
	// copy, and the server bounds those of all connections together.
	hotAfter = 20
	hotMost  = 96
)

// hotStatements keeps the texts that run all the time prepared on a MySQL
// server: its parser is a good part of what a small statement costs there.
// Others run as they are, with their arguments written into the text.
type hotStatements struct {
	pool *sql.DB
	mu   sync.RWMutex
	runs map[string]int
	kept map[string]*sql.Stmt
}

func newHotStatements(pool *sql.DB) *hotStatements {
	return &hotStatements{pool: pool, runs: map[string]int{}, kept: map[string]*sql.Stmt{}}
}

// of is the prepared form of a hot text, nil for any other. A text that has
// become hot is prepared beside the work: whoever asks may hold the connection
// that preparing would wait for.
func (h *hotStatements) of(q string) *sql.Stmt {
	h.mu.RLock()
	s, full := h.kept[q], len(h.kept) >= hotMost
	h.mu.RUnlock()
	if s == nil && !full && h.warm(q) {
		go h.prepare(q)
	}
	return s
}

// warm counts a run and tells whether the text becomes hot with it. Texts of
// lists of any length are many; the count begins anew before they fill the
// memory.
func (h *hotStatements) warm(q string) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	if len(h.runs) > 20*hotMost {
		clear(h.runs)
	}
	h.runs[q]++
	return h.runs[q] == hotAfter
}

func (h *hotStatements) prepare(q string) {
	s, err := h.pool.PrepareContext(context.Background(), q) //nolint:sqlclosecheck // kept until the pool is closed
	if err != nil {
		return // it goes on unprepared
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.kept[q] = s
}

// hotConn runs statements on the pool or in a transaction.
type hotConn struct {
	gorm.ConnPool
	hot *hotStatements
	tx  *sql.Tx // nil for the pool
}

func (c hotConn) stmt(ctx context.Context, q string) *sql.Stmt {
	s := c.hot.of(q)
	if s != nil && c.tx != nil {
		s = c.tx.StmtContext(ctx, s)
	}
	return s
}

func (c hotConn) ExecContext(ctx context.Context, q string, args ...any) (sql.Result, error) {
	if s := c.stmt(ctx, q); s != nil { //nolint:sqlclosecheck // kept for the next one
		return s.ExecContext(ctx, args...)
	}
	return c.ConnPool.ExecContext(ctx, q, args...)
}

func (c hotConn) QueryContext(ctx context.Context, q string, args ...any) (*sql.Rows, error) {
	if s := c.stmt(ctx, q); s != nil { //nolint:sqlclosecheck // kept for the next one
		return s.QueryContext(ctx, args...)
	}
	return c.ConnPool.QueryContext(ctx, q, args...)
}

func (c hotConn) QueryRowContext(ctx context.Context, q string, args ...any) *sql.Row {
	if s := c.stmt(ctx, q); s != nil { //nolint:sqlclosecheck // kept for the next one
		return s.QueryRowContext(ctx, args...)
	}
	return c.ConnPool.QueryRowContext(ctx, q, args...)
}
