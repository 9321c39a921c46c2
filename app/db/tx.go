package db

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"runtime/debug"
	"time"

	"assay/models"
)

const maxAttempts = 8

// ErrRetry makes InTx roll back and run the closure again: what was read
// before the transaction no longer holds.
var ErrRetry = errors.New("db: read again and retry")

// errGoexit is a closure that ended its goroutine instead of returning.
var errGoexit = errors.New("db: the transaction's closure called runtime.Goexit")

// InTx runs fn in one transaction and commits it. fn may run several times:
// it must have no effect outside tx and must begin with a unique key or a
// version check, so that running it again after an unknown COMMIT (connection
// lost) finds its own work instead of doing it twice. A models.Error or
// models.Refusal rolls back and is returned as it is; lock conflicts are
// retried with growing random pauses; a spent budget is kind unavailable.
func (d *DB) InTx(ctx context.Context, fn func(tx *Tx) error) error {
	d.counters.Transactions.Add(1)
	var err error
	for attempt := range maxAttempts {
		if err = d.ready(ctx, d.once(ctx, fn)); err == nil {
			return nil
		}
		switch classify(err) {
		case outcomeRefused, outcomeFailed:
			return tooLong(err)
		}
		d.counters.Retries.Add(1)
		if !pause(ctx, attempt) {
			break
		}
	}
	d.counters.Exhausted.Add(1)
	return unavailable(err)
}

// once is a single attempt.
func (d *DB) once(ctx context.Context, fn func(tx *Tx) error) error {
	if d.queue != nil {
		return d.queue.do(ctx, fn)
	}
	sqlTx, err := d.pool.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer sqlTx.Rollback() //nolint:errcheck // a closure that ends its goroutine (Goexit) must not keep the locks
	if err := guarded(fn, d.bind(ctx, hotConn{sqlTx, d.hot, sqlTx})); err != nil {
		// After a lock wait timeout InnoDB undoes only the statement.
		return errors.Join(err, ignoreDone(sqlTx.Rollback()))
	}
	return sqlTx.Commit()
}

// guarded turns a panic of fn into an error, so that the transaction is
// rolled back and the queue's goroutine lives on.
func guarded(fn func(tx *Tx) error, tx *Tx) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("db: panic in transaction: %v\n%s", p, debug.Stack())
		}
	}()
	return fn(tx)
}

// Join runs what somebody else adds to a transaction.
func Join(tx *Tx, also []func(tx *Tx) error) error {
	for _, do := range also {
		if err := do(tx); err != nil {
			return err
		}
	}
	return nil
}

// pause sleeps rand(0, 5 ms × 2^attempt), at most 200 ms; false when the
// request's time is over.
func pause(ctx context.Context, attempt int) bool {
	limit := min(5*time.Millisecond<<attempt, 200*time.Millisecond)
	select {
	case <-ctx.Done():
		return false
	case <-time.After(rand.N(limit)):
		return true
	}
}

func unavailable(cause error) error {
	return errors.Join(&models.Error{Kind: models.KindUnavailable, Message: "error.unavailable"}, cause)
}
