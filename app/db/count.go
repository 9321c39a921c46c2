package db

import (
	"context"
	"database/sql"
	"sync/atomic"

	"gorm.io/gorm"
)

// Counters counts work for metrics and for the round-trip budget in tests.
type Counters struct {
	Statements   atomic.Int64 // inside transactions and reads, BEGIN and COMMIT not counted
	Transactions atomic.Int64
	Retries      atomic.Int64
	Exhausted    atomic.Int64 // transactions given up after the retry budget
}

// countingPool counts the statements that pass through a connection.
type countingPool struct {
	gorm.ConnPool
	n *atomic.Int64
}

func (p *countingPool) ExecContext(ctx context.Context, q string, args ...any) (sql.Result, error) {
	p.n.Add(1)
	return p.ConnPool.ExecContext(ctx, q, args...)
}

func (p *countingPool) QueryContext(ctx context.Context, q string, args ...any) (*sql.Rows, error) {
	p.n.Add(1)
	return p.ConnPool.QueryContext(ctx, q, args...)
}

func (p *countingPool) QueryRowContext(ctx context.Context, q string, args ...any) *sql.Row {
	p.n.Add(1)
	return p.ConnPool.QueryRowContext(ctx, q, args...)
}

// GetDBConn lets gorm reach the pool below the counter.
func (p *countingPool) GetDBConn() (*sql.DB, error) {
	if db, ok := p.ConnPool.(*sql.DB); ok {
		return db, nil
	}
	return nil, gorm.ErrInvalidDB
}
