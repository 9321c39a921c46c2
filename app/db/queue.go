package db

import (
	"context"
	"database/sql"
	"errors"
	"sync"
	"time"

	"github.com/glebarez/sqlite"
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
	gorm *gorm.DB
	in   chan *write
	gone chan struct{}
	once sync.Once
	mu   sync.RWMutex
	shut bool
}

type write struct {
	ctx  context.Context
	fn   func(*Tx) error
	done chan error
}

const (
	maxBatch     = 64
	maxBatchTime = 25 * time.Millisecond
)

func newQueue(d *DB, pool *sql.DB, conn *sql.Conn) *queue {
	q := &queue{db: d, pool: pool, conn: conn, in: make(chan *write, 4096), gone: make(chan struct{})}
	cached := newStatementCache(conn)
	g, err := gorm.Open(&sqlite.Dialector{Conn: &countingPool{ConnPool: cached, n: &d.counters.Statements}}, gormConfig())
	if err != nil {
		panic(err) // the connection answered a moment ago
	}
	q.gorm = g
	go q.run()
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
		q.conn.Close() //nolint:errcheck // nothing is in flight any more
		q.pool.Close() //nolint:errcheck
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

// alone runs one write in a transaction of its own.
func (q *queue) alone(w *write) error {
	if err := w.ctx.Err(); err != nil {
		return err
	}
	if err := q.exec("BEGIN IMMEDIATE"); err != nil {
		return err
	}
	if err := guarded(w.fn, q.tx(w.ctx)); err != nil {
		return errors.Join(err, q.exec("ROLLBACK"))
	}
	return q.commit()
}

// batch runs what is waiting, each in a savepoint, and commits once. When the
// shared commit fails, each member is tried again by itself.
func (q *queue) batch(first *write) {
	if err := q.exec("BEGIN IMMEDIATE"); err != nil {
		first.done <- err
		return
	}
	begun := time.Now()
	var ran []*write
	for w := first; w != nil; w = q.next(len(ran), begun) {
		if err := q.member(w); err != nil {
			w.done <- err
			continue
		}
		ran = append(ran, w)
	}
	if err := q.commit(); err != nil {
		for _, w := range ran {
			w.done <- q.alone(w)
		}
		return
	}
	for _, w := range ran {
		w.done <- nil
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

func (q *queue) member(w *write) error {
	if err := w.ctx.Err(); err != nil {
		return err
	}
	if err := q.exec("SAVEPOINT member"); err != nil {
		return err
	}
	err := guarded(w.fn, q.tx(w.ctx))
	if err != nil {
		err = errors.Join(err, q.exec("ROLLBACK TO member"))
	}
	return errors.Join(err, q.exec("RELEASE member"))
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
	_, err := q.conn.ExecContext(context.Background(), s)
	return err
}
