package jobs

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"math"
	"sync"
	"sync/atomic"
	"time"

	"assay/app/db"
	"assay/app/runs"
	"assay/models"
)

// Run is one try at one slot, or at what a person asked for.
type Run struct {
	Slot   time.Time   // UTC
	On     models.Date // the business date of Slot: the asOf of what is done
	Cursor int64       // what an earlier try gave to Advance or Step, else 0
	By     models.Who  // who answers for what is done
	// Fence is the first statement of each effect's transaction. It keeps the
	// lease row until COMMIT, so that nobody takes over in between, and
	// returns ErrLost when somebody has.
	Fence func(tx *db.Tx) error

	rec     runs.Record
	asked   runs.Asked
	base    int64 // subjects that a try which was cut off has done
	stop    atomic.Bool
	saving  sync.Mutex // the figures are stored by one transaction at a time
	mu      sync.Mutex
	done    int64
	total   int64
	counts  map[string]int64
	unsaved bool
}

func newRun(rec runs.Record, asked runs.Asked) *Run {
	r := &Run{Slot: rec.Slot(), On: rec.AsOfOn, Cursor: rec.CursorAt, By: models.System, rec: rec, asked: asked,
		done: rec.Done, total: rec.Total, counts: rec.Counts()}
	if asked.OwnerID != 0 {
		r.By = models.Who{ID: asked.OwnerID, Name: rec.RequestedBy}
	}
	if rec.Failures == 0 {
		r.base = rec.Done
	}
	r.stop.Store(asked.CancelAt != nil)
	return r
}

// Input reads the parameters that the run was asked with; false when the clock
// asked, or a person who gave none.
func (r *Run) Input(into any) (bool, error) {
	if r.asked.Input == "" || r.asked.Input == "null" {
		return false, nil
	}
	return true, json.Unmarshal([]byte(r.asked.Input), into)
}

// Stopped is ErrCancelled when a person wants the run to stop. It is asked
// between two steps and costs nothing.
func (r *Run) Stopped() error {
	if r.stop.Load() {
		return ErrCancelled
	}
	return nil
}

// Advance stores, with the effect, where a later try of this slot goes on. It
// comes after Fence and fails like it.
func (r *Run) Advance(tx *db.Tx, cursor int64) error { return held(r.rec.Advance(tx, cursor)) }

// held turns "no longer ours" into ErrLost.
func held(ours bool, err error) error {
	if err == nil && !ours {
		return ErrLost
	}
	return err
}

// Part is where a run stands after a step: the figures are those of the whole
// run, the faults those of the step.
type Part struct {
	Done, Total int64
	Counts      map[string]int64
	Faults      []runs.Fault
}

// Step does the next part of the work exactly once: the fence, the effect, the
// figures and the cursor are one transaction. A step up to a cursor that was
// reached before is left out. It is ErrCancelled instead when the run shall
// stop.
func (r *Run) Step(ctx context.Context, d *db.DB, cursor int64, do func(tx *db.Tx) (Part, error)) error {
	if err := r.Stopped(); err != nil {
		return err
	}
	return r.step(ctx, d, cursor, do)
}

// finished is the cursor of a run whose Last step is done.
const finished = math.MaxInt64

// Last is a step after all others, which a cancelled run takes too.
func (r *Run) Last(ctx context.Context, d *db.DB, do func(tx *db.Tx) (Part, error)) error {
	return r.step(ctx, d, finished, do)
}

func (r *Run) step(ctx context.Context, d *db.DB, cursor int64, do func(tx *db.Tx) (Part, error)) error {
	r.saving.Lock()
	defer r.saving.Unlock()
	var p Part
	err := d.InTx(ctx, func(tx *db.Tx) error {
		if err := r.Fence(tx); err != nil {
			return err
		}
		reached, err := r.rec.Reached(tx)
		if err != nil || reached >= cursor {
			return err // an answer was lost: the work is there
		}
		if p, err = do(tx); err != nil {
			return err
		}
		if err := r.Advance(tx, cursor); err != nil {
			return err
		}
		return errors.Join(r.rec.AddFaults(tx, p.Faults), r.store(tx, p.Done, p.Total, p.Counts))
	})
	if err == nil {
		r.stand(cursor, p)
	}
	return err
}

// store writes figures of the whole run.
func (r *Run) store(tx *db.Tx, done, total int64, counts map[string]int64) error {
	rec := r.rec
	rec.Done, rec.Total, rec.Detail = done, total, encodeCounts(counts)
	return held(rec.Store(tx))
}

func (r *Run) stand(cursor int64, p Part) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.Cursor, r.done, r.total, r.counts = cursor, p.Done, p.Total, p.Counts
}

// Counted does a verb that has a transaction of its own and lets it count
// there: one more of the figure is in the history exactly when the effect is
// in the book.
func (r *Run) Counted(figure string, do func(also func(tx *db.Tx) error) error) error {
	r.saving.Lock()
	defer r.saving.Unlock()
	counted := false
	err := do(func(tx *db.Tx) error {
		counted = true
		r.mu.Lock()
		done, total, counts := r.done, r.total, maps.Clone(r.counts)
		r.mu.Unlock()
		if counts == nil {
			counts = map[string]int64{}
		}
		counts[figure]++
		return r.store(tx, done, total, counts)
	})
	if counted {
		r.Count(figure, 1)
	}
	return err
}

// Fault keeps why one of many subjects could not be done, for whoever asked
// for the run; a run of the clock has its message.
func (r *Run) Fault(ctx context.Context, d *db.DB, f runs.Fault) error {
	if r.asked.OwnerID == 0 {
		return nil
	}
	return d.InTx(ctx, func(tx *db.Tx) error {
		if err := r.Fence(tx); err != nil {
			return err
		}
		return r.rec.AddFaults(tx, []runs.Fault{f})
	})
}

// Progress tells how far the run is. It is shown within half a second, apart
// from any transaction, and costs nothing to call.
func (r *Run) Progress(done, total int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.done, r.total, r.unsaved = int64(done), int64(total), true
}

// Count adds n to a figure of the run's history, for example "notices". A
// transaction may run twice, so count after its commit. Later tries of the
// slot add to what earlier ones counted.
func (r *Run) Count(key string, n int64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.counts == nil {
		r.counts = map[string]int64{}
	}
	r.counts[key] += n
	r.unsaved = true
}

// figure is what the run has counted so far.
func (r *Run) figure(key string) int64 {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.counts[key]
}

// tally is what Progress and Count have gathered, and whether it is news.
func (r *Run) tally() (done, total int64, detail string, news bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	news, r.unsaved = r.unsaved, false
	return r.done, r.total, encodeCounts(r.counts), news
}

func encodeCounts(counts map[string]int64) string {
	if len(counts) == 0 {
		return "{}"
	}
	b, err := json.Marshal(counts)
	if err != nil {
		panic(err) // a map of integers
	}
	return string(b)
}
