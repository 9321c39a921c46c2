package db

import (
	"context"
	"database/sql"
	"errors"
	"sync"
	"time"

	"gorm.io/gorm"

	"assay/models"
)

// queue owns SQLite's single writer. Transactions that wait together share
// one COMMIT: each runs in its own savepoint, and none is acknowledged before
// the shared commit is on disk. So the cost of the disk is paid once for all
// that wait, and no writer ever meets a lock.
type queue struct {
	db   *DB
	pool *sql.DB
	conn *sql.Conn
	stmt *statementCache // of conn
	gorm *gorm.DB
	in   chan *write
	work chan call
	gone chan struct{}
	once sync.Once
	mu   sync.RWMutex
	shut bool
}

type write struct {
	ctx     context.Context
	fn      func(*Tx) error
	done    chan error
	refused error // in a batch: its own error
}

// call is a closure on its way through the queue's worker.
type call struct {
	fn   func(*Tx) error
	tx   *Tx
	done chan error
}

const (
	maxBatch     = 64
	maxBatchTime = 25 * time.Millisecond
)

func newQueue(d *DB, pool *sql.DB, conn *sql.Conn) *queue {
	q := &queue{db: d, pool: pool, conn: conn, in: make(chan *write, 4096), work: make(chan call), gone: make(chan struct{})}
	q.stmt = newStatementCache(conn)
	g, err := gorm.Open(sqliteDialect{&countingPool{ConnPool: q.stmt, n: &d.counters.Statements}}, gormConfig())
	if err != nil {
		panic(err) // the connection answered a moment ago
	}
	q.gorm = g
	go q.run()
	go q.worker()
	return q
}

// do hands fn to the writer and waits for the commit. Once begun, fn is not
// cancelled by ctx: it shares its transaction with others.
func (q *queue) do(ctx context.Context, fn func(*Tx) error) error {
	w := &write{ctx: ctx, fn: fn, done: make(chan error, 1)}
	q.mu.RLock()
	if q.shut {
		q.mu.RUnlock()
		return &models.Error{Kind: models.KindUnavailable, Message: "error.unavailable"}
	}
	q.in <- w
	q.mu.RUnlock()
	return <-w.done
}

func (q *queue) close() {
	q.once.Do(func() {
		q.mu.Lock()
		q.shut = true
		q.mu.Unlock()
		close(q.in)
		<-q.gone
		close(q.work)
		q.conn.Close()
		q.pool.Close()
	})
}

func (q *queue) run() {
	defer close(q.gone)
	for first := range q.in {
		if len(q.in) == 0 {
			first.done <- q.alone(first)
			continue
		}
		q.batch(first)
	}
}

// worker runs the closures. It is not the writer's own goroutine, because a
// closure may end the goroutine it runs on (runtime.Goexit): then another
// worker takes its place, and the writer rolls that closure back.
func (q *queue) worker() {
	var c call
	defer func() {
		if c.done != nil {
			go q.worker()
			c.done <- errGoexit
		}
	}()
	for c = range q.work {
		c.done <- guarded(c.fn, c.tx)
		c = call{}
	}
}

// call hands a closure to the worker and waits for it.
func (q *queue) call(w *write) error {
	c := call{w.fn, q.tx(w.ctx), make(chan error, 1)}
	q.work <- c
	return <-c.done
}

// alone runs one write in a transaction of its own.
func (q *queue) alone(w *write) error {
	if err := w.ctx.Err(); err != nil {
		return err
	}
	if err := q.exec("BEGIN IMMEDIATE"); err != nil {
		return err
	}
	if err := q.call(w); err != nil {
		return errors.Join(err, q.exec("ROLLBACK"))
	}
	return q.commit()
}

// batch runs what is waiting, each in a savepoint, and commits once. Nobody is
// answered before, a refused one neither: what it was refused for, a twin with
// its key or the credit that another took, must be there for it to read. When
// the shared commit fails, or SQLite gave the whole transaction up inside a
// member (disk full, I/O error), each member is tried again by itself.
func (q *queue) batch(first *write) {
	if err := q.exec("BEGIN IMMEDIATE"); err != nil {
		first.done <- err
		return
	}
	begun := time.Now()
	var ran []*write
	for w := first; w != nil; w = q.next(len(ran), begun) {
		ran = append(ran, w)
		var err error
		if w.refused, err = q.member(w); err != nil {
			q.exec("ROLLBACK") //nolint:errcheck // it may be rolled back already
			q.each(ran)
			return
		}
	}
	if err := q.commit(); err != nil {
		q.each(ran)
		return
	}
	for _, w := range ran {
		w.done <- w.refused
	}
}

// each runs the writes one by one.
func (q *queue) each(writes []*write) {
	for _, w := range writes {
		w.done <- q.alone(w)
	}
}

// next is another waiting write, or nil when the batch is full or old.
func (q *queue) next(n int, begun time.Time) *write {
	if n >= maxBatch || time.Since(begun) > maxBatchTime {
		return nil
	}
	select {
	case w := <-q.in:
		return w
	default:
		return nil
	}
}

// member runs one write of a batch. refused is its own error, undone without
// a trace; err says that the savepoint is gone, and the batch's transaction
// with it.
func (q *queue) member(w *write) (refused, err error) {
	if err := w.ctx.Err(); err != nil {
		return err, nil
	}
	if err := q.exec("SAVEPOINT member"); err != nil {
		return nil, err
	}
	if refused = q.call(w); refused != nil {
		if err := q.exec("ROLLBACK TO member"); err != nil {
			return nil, err
		}
	}
	return refused, q.exec("RELEASE member")
}

func (q *queue) tx(ctx context.Context) *Tx {
	return &Tx{DB: q.gorm.WithContext(context.WithoutCancel(ctx)), dialect: "sqlite"}
}

func (q *queue) commit() error {
	if err := q.exec("COMMIT"); err != nil {
		return errors.Join(err, q.exec("ROLLBACK"))
	}
	return nil
}

func (q *queue) exec(s string) error {
	_, err := q.stmt.ExecContext(context.Background(), s)
	return err
}
