// Package bench measures the product beside its floor, in one run on one
// database: the bare job with nothing around it, the same driver and settings.
package bench

import (
	"cmp"
	"database/sql"
	"fmt"
	"io"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"assay/app/db"
)

// Rate is how often something was done in a second, with the slowest of 99 in
// 100 beside it.
type Rate struct {
	PerSecond float64
	CPU       time.Duration // of this process, per time done
	P99       time.Duration
	Failed    int64
}

// spin lets n clients call do for the duration and counts.
func spin(n int, d time.Duration, now func() time.Time, do func(client, i int) error) (Rate, error) {
	var done, failed atomic.Int64
	var first atomic.Value
	waits := make([][]time.Duration, n)
	start, spent := now(), cpu()
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
	r := Rate{PerSecond: float64(done.Load()) / now().Sub(start).Seconds(), P99: percentile(waits, 0.99), Failed: failed.Load(),
		CPU: (cpu() - spent) / time.Duration(max(1, done.Load()))}
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
	Seconds time.Duration // per figure and round
	Rounds  int           // what is compared takes turns this often; the median counts
}

func (b *Bench) printf(format string, args ...any) { fmt.Fprintf(b.Out, format, args...) }

// middle is the rate in the middle of several rounds.
func middle(rounds []Rate) Rate {
	slices.SortFunc(rounds, func(a, b Rate) int { return cmp.Compare(a.PerSecond, b.PerSecond) })
	return rounds[len(rounds)/2]
}
