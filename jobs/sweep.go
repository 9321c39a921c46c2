package jobs

import (
	"context"
	"time"

	"assay/app/db"
	"assay/app/runs"
)

// How long what became of a slot can be looked up; the jobs of every few
// minutes would fill the table.
const (
	historyLife = 100 * 24 * time.Hour
	minutesLife = 7 * 24 * time.Hour
	fileLife    = 7 * 24 * time.Hour // an upload, after its run has ended
)

// sweepBatch keeps each deletion short beside the day's work.
const sweepBatch = 2000

// filesBatch is the same for runs with uploads, each of which may be of many
// megabytes.
const filesBatch = 20

// sweep deletes what no longer counts: sessions, attempts to sign in, request
// keys, uploads that were worked through, and the history of runs long over.
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
	err = w.sweepAll(ctx, run, "files", func(tx *db.Tx) (int64, error) { return runs.SweepFiles(tx, at.At.Add(-fileLife), filesBatch) })
	if err != nil {
		return err
	}
	return w.sweepAll(ctx, run, "runs", func(tx *db.Tx) (int64, error) {
		return runs.Sweep(tx, at.At.Add(-historyLife), []string{sealAudit, recheckHolds, countMembers}, at.At.Add(-minutesLife), sweepBatch)
	})
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
