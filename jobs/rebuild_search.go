package jobs

import (
	"context"

	"assay/app/db"
	"assay/app/search"
)

const rebuildSearch = "rebuild-search"

// rebuildSearch puts right what the search finds: once after an upgrade that
// finds names by more, and whenever a person asks for it.
func (w Work) rebuildSearch(ctx context.Context, run *Run) error {
	current, err := search.Current(w.DB.Read(ctx))
	if err != nil || current && !run.rec.Manual() {
		return err
	}
	n, err := search.Rebuild(ctx, w.DB, run.Fence, run.Progress)
	run.Count("entries", n)
	if err != nil || current {
		return err
	}
	return w.DB.InTx(ctx, func(tx *db.Tx) error {
		if err := run.Fence(tx); err != nil {
			return err
		}
		return search.SetCurrent(tx, w.moment(run))
	})
}
