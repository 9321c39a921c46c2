package jobs

import (
	"context"
	"time"

	"assay/app/db"
)

// How long what became of a slot can be looked up; the jobs of every few
// minutes would fill the table.
const (
	historyLife = 100 * 24 * time.Hour
	minutesLife = 7 * 24 * time.Hour
)

// sweepBatch keeps each deletion short beside the day's work.
const sweepBatch = 2000

// sweep deletes what no longer counts: sessions, attempts to sign in, request
// keys, and the history of slots long done.
func (w Work) sweep(ctx context.Context, run *Run) error {
	at := w.moment(run)
	n, err := w.Auth.Sweep(ctx, at, run.Fence)
	if err != nil {
		return err
	}
	run.Count("sessions", n)
	err = w.sweepAll(ctx, run, "keys", func(tx *db.Tx) (int64, error) { return db.SweepKeys(tx, at.At, sweepBatch) })
	if err != nil {
		return err
	}
	return w.sweepAll(ctx, run, "runs", func(tx *db.Tx) (int64, error) { return sweepHistory(tx, at.At) })
}

// sweepAll deletes one batch after another until one is empty.
func (w Work) sweepAll(ctx context.Context, run *Run, figure string, remove func(*db.Tx) (int64, error)) error {
	for n := int64(1); n > 0; {
		err := w.DB.InTx(ctx, func(tx *db.Tx) (err error) {
			if err = run.Fence(tx); err == nil {
				n, err = remove(tx)
			}
			return err
		})
		if err != nil {
			return err
		}
		run.Count(figure, n)
	}
	return nil
}

// sweepHistory deletes a batch of runs that nobody looks up any more.
func sweepHistory(tx *db.Tx, at time.Time) (int64, error) {
	return tx.Change(`DELETE FROM job_runs WHERE id IN (SELECT id FROM (SELECT id FROM job_runs WHERE state <> 'running'
		AND (finished_at < ? OR (job IN (?, ?, ?) AND finished_at < ?)) LIMIT ?) old)`,
		at.Add(-historyLife), sealAudit, recheckHolds, rebuildSearch, at.Add(-minutesLife), sweepBatch)
}
