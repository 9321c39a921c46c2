package db

import (
	"context"
	"database/sql"
	"sync"

	"gorm.io/gorm"
)

// preparer is a pool, a connection or a transaction.
type preparer interface {
	gorm.ConnPool
	PrepareContext(ctx context.Context, query string) (*sql.Stmt, error)
}

// maxStatements bounds the cache: lists of varying length make varying texts.
const maxStatements = 512

// statementCache keeps prepared statements by their text. Parsing is most of
// what a small SQLite statement costs.
type statementCache struct {
	preparer
	mu    sync.RWMutex
	stmts map[string]*sql.Stmt
}

func newStatementCache(p preparer) *statementCache {
	return &statementCache{preparer: p, stmts: map[string]*sql.Stmt{}}
}

// stmt is the prepared form of q, or nil when q cannot be prepared or the
// cache is full: the statement then runs unprepared.
func (c *statementCache) stmt(ctx context.Context, q string) *sql.Stmt {
	c.mu.RLock()
	s, full := c.stmts[q], len(c.stmts) >= maxStatements
	c.mu.RUnlock()
	if s != nil || full {
		return s
	}
	s, err := c.PrepareContext(context.WithoutCancel(ctx), q)
	if err != nil {
		return nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if other := c.stmts[q]; other != nil {
		s.Close() //nolint:sqlclosecheck // the twin that lost the race
		return other
	}
	c.stmts[q] = s
	return s
}

func (c *statementCache) ExecContext(ctx context.Context, q string, args ...any) (sql.Result, error) {
	if s := c.stmt(ctx, q); s != nil { //nolint:sqlclosecheck // kept for the next one
		return s.ExecContext(ctx, args...)
	}
	return c.preparer.ExecContext(ctx, q, args...)
}

func (c *statementCache) QueryContext(ctx context.Context, q string, args ...any) (*sql.Rows, error) {
	if s := c.stmt(ctx, q); s != nil { //nolint:sqlclosecheck // kept for the next one
		return s.QueryContext(ctx, args...)
	}
	return c.preparer.QueryContext(ctx, q, args...)
}

func (c *statementCache) QueryRowContext(ctx context.Context, q string, args ...any) *sql.Row {
	if s := c.stmt(ctx, q); s != nil { //nolint:sqlclosecheck // kept for the next one
		return s.QueryRowContext(ctx, args...)
	}
	return c.preparer.QueryRowContext(ctx, q, args...)
}
