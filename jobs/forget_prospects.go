package jobs

import (
	"context"

	"assay/app/db"
	"assay/app/prospects"
)

// forgetProspects takes out the persons whom nobody was in touch with for so long
// that the stores may not keep them.
func (w Work) forgetProspects(ctx context.Context, run *Run) error {
	at := w.moment(run)
	return w.sweepAll(ctx, run, "forgotten", func(tx *db.Tx) (int64, error) { return prospects.EraseStale(tx, at, run.By) })
}
