package jobs

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"gorm.io/gorm"

	"assay/app/db"
	"assay/models"
)

// State is what became of a run.
type State string

// The states of a run. A running one without a living lease has died and is
// resumed by whoever comes next; a failed one is tried again, maxFailures
// times in all; a superseded one gave way to a newer slot of its job.
const (
	Running    State = "running"
	Done       State = "done"
	Failed     State = "failed"
	Superseded State = "superseded"
)

const maxFailures = 3

// Record is the history of one slot of a job, all its tries together.
type Record struct {
	ID          int64
	Job         string
	SlotKey     string `gorm:"column:slot"`
	AsOfOn      models.Date
	State       State
	Token       int64
	Failures    int64 // tries that ended in an error or a panic
	CursorAt    int64
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

// Manual tells that a person asked for the run.
func (r Record) Manual() bool { return strings.HasPrefix(r.SlotKey, manualPrefix) }

// Slot is the instant the run stands for, in UTC.
func (r Record) Slot() time.Time {
	key := strings.TrimPrefix(r.SlotKey, manualPrefix)
	t, err := time.Parse(time.RFC3339, key[:min(len(key), len(slotLayout))])
	if err != nil {
		return time.Time{}
	}
	return t
}

// GivenUp tells that the slot failed too often to be tried again by itself.
func (r Record) GivenUp() bool {
	return r.State == Failed && (r.Manual() || r.Failures >= maxFailures)
}

// Counts are the figures that the job counted.
func (r Record) Counts() map[string]int64 {
	counts := map[string]int64{}
	if json.Unmarshal([]byte(r.Detail), &counts) != nil {
		return map[string]int64{}
	}
	return counts
}

const slotLayout = "2006-01-02T15:04:05Z" // sorts as it passes

func slotKey(slot time.Time) string { return slot.UTC().Format(slotLayout) }

// lease is the row that says who may run a job.
type lease struct {
	Job       string
	Owner     string
	Token     int64
	SettledMs int64 // no slot up to this instant is owed any more
	Held      bool  // its time is not over yet
}

func (l lease) settled() time.Time { return time.UnixMilli(l.SettledMs).UTC() }

// databaseMs is the database's own clock: leases of several machines are
// compared with nothing else.
func databaseMs(dialect string) string {
	if dialect == "mysql" {
		return "CAST(UNIX_TIMESTAMP(NOW(3)) * 1000 AS SIGNED)"
	}
	return "CAST(unixepoch('subsec') * 1000 AS INTEGER)"
}

func leases(q *gorm.DB, dialect string) (map[string]lease, error) {
	var rows []lease
	err := q.Raw("SELECT job, owner, token, settled_ms, until_ms >= " + databaseMs(dialect) + " AS held FROM job_leases").Scan(&rows).Error
	byJob := make(map[string]lease, len(rows))
	for _, l := range rows {
		byJob[l.Job] = l
	}
	return byJob, err
}

// register makes the lease row of a job seen for the first time. What was due
// before that is not owed.
func register(tx *db.Tx, job string, now time.Time) error {
	_, err := tx.Change(`INSERT INTO job_leases (job, owner, token, beat, until_ms, settled_ms)
		VALUES (?, '', 0, 0, 0, ?)`, job, now.UnixMilli())
	return err
}

// take gets the lease under a new token, or errBusy. The same owner takes it
// back at once, because it has restarted.
func take(tx *db.Tx, job, owner string, lasts time.Duration) (lease, error) {
	now := databaseMs(tx.Dialect())
	n, err := tx.Change("UPDATE job_leases SET owner = ?, token = token + 1, beat = 0, until_ms = "+now+" + ? WHERE job = ? AND (until_ms < "+now+" OR owner = ?)",
		owner, lasts.Milliseconds(), job, owner)
	if err != nil {
		return lease{}, err
	}
	if n == 0 {
		return lease{}, errBusy
	}
	var l lease
	err = tx.Raw("SELECT job, owner, token, settled_ms FROM job_leases WHERE job = ?", job).Scan(&l).Error
	return l, err
}

// beat proves and prolongs the lease. The counter makes it a change even when
// the database's clock has not ticked since the last one.
func (l lease) beat(tx *db.Tx, lasts time.Duration) error {
	return mine(tx.Change("UPDATE job_leases SET beat = beat + 1, until_ms = "+databaseMs(tx.Dialect())+" + ? WHERE job = ? AND owner = ? AND token = ?",
		lasts.Milliseconds(), l.Job, l.Owner, l.Token))
}

// release gives the lease back, with all slots up to settled done with.
func (l lease) release(tx *db.Tx, settled time.Time) error {
	ms := max(settled.UnixMilli(), l.SettledMs)
	return mine(tx.Change("UPDATE job_leases SET beat = beat + 1, until_ms = 0, settled_ms = ? WHERE job = ? AND owner = ? AND token = ?",
		ms, l.Job, l.Owner, l.Token))
}

// mine turns "no row matched" into ErrLost.
func mine(n int64, err error) error {
	if err == nil && n == 0 {
		return ErrLost
	}
	return err
}

func findRecord(q *gorm.DB, job, key string) (Record, error) {
	var rec Record
	err := q.Raw("SELECT * FROM job_runs WHERE job = ? AND slot = ?", job, key).Scan(&rec).Error
	return rec, err
}

// runningRecords are the runs that are under way or have died.
func runningRecords(q *gorm.DB) ([]Record, error) {
	var recs []Record
	err := q.Raw("SELECT * FROM job_runs WHERE state = ? ORDER BY id", Running).Scan(&recs).Error
	return recs, err
}

// manualKey numbers the manual runs of a slot; the loser of a race for a
// number meets the unique key and counts again.
func manualKey(tx *db.Tx, job string, slot time.Time) (string, error) {
	prefix := manualPrefix + slotKey(slot) + ":"
	var n int64
	err := tx.Raw("SELECT COUNT(*) FROM job_runs WHERE job = ? AND slot > ? AND slot < ?", job, prefix, prefix+"~").Scan(&n).Error
	return fmt.Sprintf("%s%d", prefix, n+1), err
}

// start inserts the row of a slot, or puts an open one under the new token.
func start(tx *db.Tx, rec *Record, at time.Time) error {
	rec.State, rec.StartedAt, rec.FinishedAt = Running, &at, nil
	if rec.ID == 0 {
		rec.Detail, rec.RequestedAt = "{}", at
		return tx.Create(rec).Error
	}
	_, err := tx.Change("UPDATE job_runs SET state = ?, token = ?, started_at = ?, finished_at = NULL WHERE id = ?", Running, rec.Token, at, rec.ID)
	return err
}

// supersede closes what older slots have left open.
func supersede(tx *db.Tx, job string, slot, at time.Time) error {
	_, err := tx.Change("UPDATE job_runs SET state = ?, finished_at = ? WHERE job = ? AND slot < ? AND (state = ? OR (state = ? AND failures < ?))",
		Superseded, at, job, slotKey(slot), Running, Failed, maxFailures)
	return err
}

// save writes how far the run is.
func (r *Record) save(tx *db.Tx) error {
	return mine(tx.Change("UPDATE job_runs SET done = ?, total = ?, detail = ? WHERE id = ? AND token = ?", r.Done, r.Total, r.Detail, r.ID, r.Token))
}

// finish writes how the try ended.
func (r *Record) finish(tx *db.Tx) error {
	if err := r.save(tx); err != nil {
		return err
	}
	_, err := tx.Change("UPDATE job_runs SET state = ?, failures = ?, message = ?, finished_at = ? WHERE id = ? AND token = ?",
		r.State, r.Failures, r.Message, r.FinishedAt, r.ID, r.Token)
	return err
}

func history(q *gorm.DB, job string, limit int) ([]Record, error) {
	var recs []Record
	err := q.Raw("SELECT * FROM job_runs WHERE job = ? ORDER BY id DESC LIMIT ?", job, limit).Scan(&recs).Error
	return recs, err
}

// newest is the last run of each job that has one.
func newest(q *gorm.DB) (map[string]Record, error) {
	var recs []Record
	err := q.Raw("SELECT * FROM job_runs WHERE id IN (SELECT MAX(id) FROM job_runs GROUP BY job)").Scan(&recs).Error
	byJob := make(map[string]Record, len(recs))
	for _, r := range recs {
		byJob[r.Job] = r
	}
	return byJob, err
}
