// Package jobs says when: which job owes which slot, who runs it, and what
// became of it. Any number of processes may share one book; a lease saves
// double work, and a fence inside each effect's transaction makes it harmless.
package jobs

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"sync"
	"time"

	"github.com/robfig/cron/v3"

	"assay/app/db"
	"assay/models"
)

// Catch says which of the slots missed during a downtime are still run.
type Catch int

// The policies for missed slots.
const (
	All    Catch = iota // each of them, oldest first: month end, interest, expiry
	Latest              // the newest only: credit standard, watch-list
	None                // the newest only, and only on its own business day: greetings
)

// Job is one line of the timetable.
type Job struct {
	Name  string // at most 48 bytes; part of the keys, so it never changes
	Spec  string // five cron fields in the time zone of the clock; neither "@every" nor "TZ="
	Catch Catch
	// Run does the slot's work in short transactions that begin with
	// Run.Fence, and heeds ctx. It may be called again for the same slot,
	// after a failure or in another process: what is done already must be
	// recognised by its own unique key or by the cursor.
	Run func(ctx context.Context, run *Run) error
}

// ErrLost means that another process has taken over: stop, change nothing.
var ErrLost = errors.New("jobs: the lease was taken over")

// Run is one try at one slot.
type Run struct {
	Slot   time.Time   // UTC
	On     models.Date // the business date of Slot: the asOf of what is done
	Cursor int64       // what an earlier try gave to Advance, else 0
	// Fence is the first statement of each effect's transaction. It keeps the
	// lease row until COMMIT, so that nobody takes over in between, and
	// returns ErrLost when somebody has.
	Fence func(tx *db.Tx) error

	rec         Record
	mu          sync.Mutex
	done, total int64
	counts      map[string]int64
	unsaved     bool
}

// Advance stores, with the effect, where a later try of this slot goes on. It
// comes after Fence and fails like it.
func (r *Run) Advance(tx *db.Tx, cursor int64) error {
	return mine(tx.Change("UPDATE job_runs SET cursor_at = ? WHERE id = ? AND token = ?", cursor, r.rec.ID, r.rec.Token))
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

// plan is a job with its parsed rule.
type plan struct {
	Job
	rule cron.Schedule
	zone *time.Location
}

func newPlan(j Job, zone *time.Location) (plan, error) {
	rule, err := cron.ParseStandard(j.Spec)
	if err != nil {
		return plan{}, err
	}
	if _, drifting := rule.(cron.ConstantDelaySchedule); drifting || strings.Contains(j.Spec, "TZ=") {
		return plan{}, errors.New("slots must follow from the business clock alone")
	}
	if j.Name == "" || len(j.Name) > 48 || j.Run == nil {
		return plan{}, errors.New("a job needs a name of at most 48 bytes and a Run")
	}
	return plan{Job: j, rule: rule, zone: zone}, nil
}

// next is the first slot after t, or zero where the rule has none.
func (p plan) next(t time.Time) time.Time { return p.rule.Next(t.In(p.zone)).UTC() }

// owed lists the slots after settled, up to and including now, that the
// job's policy still wants.
func (p plan) owed(settled, now time.Time) []time.Time {
	var slots []time.Time
	for s := p.next(settled); !s.IsZero() && !s.After(now); s = p.next(s) {
		if p.Catch != All {
			slots = slots[:0]
		}
		slots = append(slots, s)
	}
	if p.Catch == None && len(slots) > 0 && models.DateOf(slots[0], p.zone) != models.DateOf(now, p.zone) {
		return nil
	}
	return slots
}
