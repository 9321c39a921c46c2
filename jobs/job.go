// Package jobs says when: which job owes which slot, who runs it, and what
// became of it. Any number of processes may share one book; a lease saves
// double work, and a fence inside each effect's transaction makes it harmless.
package jobs

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/robfig/cron/v3"

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

// Job is one line of the timetable, or work that only people ask for.
type Job struct {
	Name  string // at most 48 bytes; part of the keys, so it never changes
	Spec  string // five cron fields in the time zone of the clock; neither "@every" nor "TZ="; empty: on request only
	Catch Catch
	// Run does the slot's work in short transactions that begin with
	// Run.Fence, and heeds ctx. It may be called again for the same slot,
	// after a failure or in another process: what is done already must be
	// recognised by its own unique key or by the cursor.
	Run func(ctx context.Context, run *Run) error
}

// ErrLost means that another process has taken over: stop, change nothing.
var ErrLost = errors.New("jobs: the lease was taken over")

// ErrCancelled means that a person wants the run to stop: what is done stays.
var ErrCancelled = errors.New("jobs: cancelled on request")

// plan is a job with its parsed rule.
type plan struct {
	Job
	rule cron.Schedule
	zone *time.Location
}

// never is the rule of a job without slots.
type never struct{}

// Next is no instant.
func (never) Next(time.Time) time.Time { return time.Time{} }

func newPlan(j Job, zone *time.Location) (plan, error) {
	if j.Name == "" || len(j.Name) > 48 || j.Run == nil {
		return plan{}, errors.New("a job needs a name of at most 48 bytes and a Run")
	}
	if j.Spec == "" {
		return plan{Job: j, rule: never{}, zone: zone}, nil
	}
	rule, err := cron.ParseStandard(j.Spec)
	if err != nil {
		return plan{}, err
	}
	if _, drifting := rule.(cron.ConstantDelaySchedule); drifting || strings.Contains(j.Spec, "TZ=") {
		return plan{}, errors.New("slots must follow from the business clock alone")
	}
	return plan{Job: j, rule: rule, zone: zone}, nil
}

// next is the first slot after t, or zero where the rule has none.
func (p plan) next(t time.Time) time.Time {
	slot := p.rule.Next(t.In(p.zone))
	if slot.IsZero() {
		return slot
	}
	return slot.UTC()
}

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
