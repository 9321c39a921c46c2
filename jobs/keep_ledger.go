package jobs

import (
	"context"

	"assay/app/db"
)

// keepLedger adds what was posted to the kept sums of the days.
func (w Work) keepLedger(ctx context.Context, run *Run) error {
	kept, err := w.Ledger.Keep(ctx, func(tx *db.Tx) error {
		if err := run.Stopped(); err != nil {
			return err
		}
		return run.Fence(tx)
	})
	run.Count("postings", int64(kept))
	return err
}
