// Package runs is the history of work that takes longer than a request:
// imports, statements, closings, and what the timetable does at night. One row
// is one run, whether the clock owes it or a person asked for it: how far it
// is, what became of it, and where another process goes on. Package jobs runs
// them; this package takes the request, shows the run and stops it.
package runs

import (
	"encoding/json"
	"strings"
	"time"

	"assay/app/db"
	"assay/models"
)

// Service takes requests for runs and shows what became of them.
type Service struct {
	DB    *db.DB
	Clock db.Clock
}

// State is what became of a run.
type State string

// The states of a run. A waiting one was asked for and begins within a second
// or two; a running one without a living lease has died and is resumed by
// whoever comes next; a failed slot is tried again, MaxFailures times in all,
// a failed request is not; a superseded slot gave way to a newer one of its
// job; a cancelled run was stopped between two steps and keeps what it did.
const (
	Waiting    State = "waiting"
	Running    State = "running"
	Done       State = "done"
	Failed     State = "failed"
	Cancelled  State = "cancelled"
	Superseded State = "superseded"
)

// MaxFailures is how often a slot of the timetable is tried.
const MaxFailures = 3

// Record is the history of one run, all its tries together.
type Record struct {
	ID          int64
	Job         string
	SlotKey     string `gorm:"column:slot"`
	AsOfOn      models.Date
	State       State
	Token       int64
	Failures    int64 // tries that ended in an error or a panic
	CursorAt    int64 // where another try goes on
	Done        int64
	Total       int64
	Message     string // the last failure, for those who run the system
	Detail      string
	RequestedBy string
	RequestedAt time.Time
	StartedAt   *time.Time // of the last try
	FinishedAt  *time.Time
}

// TableName is job_runs.
func (Record) TableName() string { return "job_runs" }

const manualPrefix = "manual:"

// Manual tells that a person asked for the run, not the clock.
func (r Record) Manual() bool { return IsManual(r.SlotKey) }

// IsManual tells that the key of a run is not one of the clock's.
func IsManual(key string) bool { return strings.HasPrefix(key, manualPrefix) }

const slotLayout = "2006-01-02T15:04:05Z" // sorts as it passes

// SlotKey is the key of the clock's run for an instant.
func SlotKey(slot time.Time) string { return slot.UTC().Format(slotLayout) }

// Slot is the instant the run stands for, in UTC.
func (r Record) Slot() time.Time {
	key := strings.TrimPrefix(r.SlotKey, manualPrefix)
	t, err := time.Parse(time.RFC3339, key[:min(len(key), len(slotLayout))])
	if err != nil {
		return time.Time{}
	}
	return t
}

// GivenUp tells that the run failed and is not tried again by itself.
func (r Record) GivenUp() bool {
	return r.State == Failed && (r.Manual() || r.Failures >= MaxFailures)
}

// Over tells that the run changes no more by itself.
func (r Record) Over() bool {
	return r.State == Done || r.State == Cancelled || r.State == Superseded || r.GivenUp()
}

// Shown is what the state is called on pages: a failure that is not tried
// again stands apart.
func (r Record) Shown() string {
	if r.GivenUp() {
		return "given_up"
	}
	return string(r.State)
}

// Counts are the figures of the run.
func (r Record) Counts() map[string]int64 {
	counts := map[string]int64{}
	if json.Unmarshal([]byte(r.Detail), &counts) != nil {
		return map[string]int64{}
	}
	return counts
}

// Took is how long the last try took, zero while it runs.
func (r Record) Took() time.Duration {
	if r.StartedAt == nil || r.FinishedAt == nil {
		return 0
	}
	return r.FinishedAt.Sub(*r.StartedAt).Round(time.Millisecond)
}
