// Package bench measures the product beside its floor, in one run on one
// database: the bare job with nothing around it, the same driver and settings.
package bench

import (
	"context"
	"database/sql"
	"fmt"
	"io"
	"sync"
	"sync/atomic"
	"time"

	"assay/app/db"
)

// Rate is how often something was done in a second, with the slowest of 99 in
// 100 beside it.
type Rate struct {
	PerSecond float64
	P99       time.Duration
	Failed    int64
}

// spin lets n clients call do for the duration and counts.
func spin(n int, d time.Duration, now func() time.Time, do func(client, i int) error) (Rate, error) {
	var done, failed atomic.Int64
	var first atomic.Value
	waits := make([][]time.Duration, n)
	start := now()
	var wg sync.WaitGroup
	for c := range n {
		wg.Go(func() {
			for i := 0; now().Sub(start) < d; i++ {
				at := now()
				if err := do(c, i); err != nil {
					failed.Add(1)
					first.CompareAndSwap(nil, err)
					continue
				}
				done.Add(1)
				waits[c] = append(waits[c], now().Sub(at))
			}
		})
	}
	wg.Wait()
	r := Rate{PerSecond: float64(done.Load()) / now().Sub(start).Seconds(), P99: percentile(waits, 0.99), Failed: failed.Load()}
	if err, ok := first.Load().(error); ok && done.Load() == 0 {
		return r, err
	}
	return r, nil
}

// Bench runs on one empty, migrated database.
type Bench struct {
	DB      *db.DB
	Bare    *sql.DB // the same database with nothing above it
	Clock   db.Clock
	Out     io.Writer
	Seconds time.Duration // per figure
}

func (b *Bench) printf(format string, args ...any) { fmt.Fprintf(b.Out, format, args...) }

// Run measures orders, ageing and statements, one after the other.
func (b *Bench) Run(ctx context.Context, items []int) error {
	if err := b.Orders(ctx, []int{1, 8, 32}); err != nil {
		return err
	}
	if err := b.Ageing(ctx, items); err != nil {
		return err
	}
	return b.Statements(200)
}
