package runs

import (
	"fmt"
	"time"

	"gorm.io/gorm"

	"assay/app/db"
	"assay/models"
)

// Find is the run of a job with the key, with ID 0 when there is none.
func Find(q *gorm.DB, job, key string) (Record, error) {
	var rec Record
	err := q.Raw("SELECT * FROM job_runs WHERE job = ? AND slot = ?", job, key).Scan(&rec).Error
	return rec, err
}

// Open are the runs that wait, are under way or have died, oldest first.
func Open(q *gorm.DB) ([]Record, error) {
	var recs []Record
	err := q.Raw("SELECT * FROM job_runs WHERE state IN (?, ?) ORDER BY id", Waiting, Running).Scan(&recs).Error
	return recs, err
}

// History are the runs of a job, newest first.
func History(q *gorm.DB, job string, limit int) ([]Record, error) {
	var recs []Record
	err := q.Raw("SELECT * FROM job_runs WHERE job = ? ORDER BY id DESC LIMIT ?", job, limit).Scan(&recs).Error
	return recs, err
}

// Newest is the last run of each job that has one.
func Newest(q *gorm.DB) (map[string]Record, error) {
	var recs []Record
	err := q.Raw("SELECT * FROM job_runs WHERE id IN (SELECT MAX(id) FROM job_runs GROUP BY job)").Scan(&recs).Error
	byJob := make(map[string]Record, len(recs))
	for _, r := range recs {
		byJob[r.Job] = r
	}
	return byJob, err
}

// ManualKey numbers the manual runs of an instant; the loser of a race for a
// number meets the unique key and counts again.
func ManualKey(tx *db.Tx, job string, at time.Time) (string, error) {
	prefix := manualPrefix + SlotKey(at) + ":"
	var n int64
	err := tx.Raw("SELECT COUNT(*) FROM job_runs WHERE job = ? AND slot > ? AND slot < ?", job, prefix, prefix+"~").Scan(&n).Error
	return fmt.Sprintf("%s%d", prefix, n+1), err
}

// Start inserts a run, or puts an open one under the new token.
func Start(tx *db.Tx, rec *Record, at time.Time) error {
	rec.State, rec.StartedAt, rec.FinishedAt = Running, &at, nil
	if rec.ID == 0 {
		rec.Detail, rec.RequestedAt = "{}", at
		return tx.Create(rec).Error
	}
	_, err := tx.Change("UPDATE job_runs SET state = ?, token = ?, started_at = ?, finished_at = NULL WHERE id = ?", Running, rec.Token, at, rec.ID)
	return err
}

// Supersede closes what older slots of a job have left open.
func Supersede(tx *db.Tx, job string, slot, at time.Time) error {
	_, err := tx.Change("UPDATE job_runs SET state = ?, finished_at = ? WHERE job = ? AND slot < ? AND (state = ? OR (state = ? AND failures < ?))",
		Superseded, at, job, SlotKey(slot), Running, Failed, MaxFailures)
	return err
}

// Store writes how far a try is; false says that it is no longer the try that
// runs.
func (r *Record) Store(tx *db.Tx) (bool, error) {
	n, err := tx.Change("UPDATE job_runs SET done = ?, total = ?, detail = ? WHERE id = ? AND token = ?", r.Done, r.Total, r.Detail, r.ID, r.Token)
	return n > 0, err
}

// Advance stores where another try goes on; false like Store's.
func (r *Record) Advance(tx *db.Tx, cursor int64) (bool, error) {
	n, err := tx.Change("UPDATE job_runs SET cursor_at = ? WHERE id = ? AND token = ?", cursor, r.ID, r.Token)
	return n > 0, err
}

// Reached is the stored cursor.
func (r *Record) Reached(tx *db.Tx) (cursor int64, err error) {
	err = tx.Raw("SELECT cursor_at FROM job_runs WHERE id = ?", r.ID).Scan(&cursor).Error
	return cursor, err
}

// Finish writes how the try ended. Why a person's request failed is kept in
// words that they understand, where there are any.
func (r *Record) Finish(tx *db.Tx, why error) error {
	_, err := tx.Change("UPDATE job_runs SET state = ?, failures = ?, message = ?, finished_at = ? WHERE id = ? AND token = ?",
		r.State, r.Failures, r.Message, r.FinishedAt, r.ID, r.Token)
	if err != nil || !r.Manual() || r.State != Failed || models.KindOf(why) == "" {
		return err
	}
	return r.AddFaults(tx, []Fault{{Err: why}})
}
