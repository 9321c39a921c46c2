package jobs

import (
	"context"

	"assay/app/db"
	"assay/app/insight"
)

// fitCLV fits the models of members' value to the brand and to each region. The
// night after values everybody by the new fits.
func (w Work) fitCLV(ctx context.Context, run *Run) error {
	regions, err := insight.FitRegions(w.DB.Read(ctx))
	if err != nil {
		return err
	}
	at := w.moment(run)
	return each(ctx, run, "", regions, func(region int64) error {
		fit, err := w.Insight.FitRegion(ctx, at, region)
		if err != nil {
			return err
		}
		err = w.DB.InTx(ctx, func(tx *db.Tx) error {
			if err := run.Fence(tx); err != nil || fit == nil { // nothing came of it, but a lost lease ends the run
				return err
			}
			return insight.KeepFit(tx, fit)
		})
		if err == nil && fit != nil {
			run.Count("fits", 1)
		}
		return err
	})
}
