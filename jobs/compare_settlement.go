package jobs

import (
	"context"

	"assay/app/backtest"
	"assay/app/db"
	"assay/models"
)

// compareSettlement compares settlement policies for as many agents as were
// chosen, within what the person saw who asked, and keeps the result for them.
func (w Work) compareSettlement(ctx context.Context, run *Run) error {
	var asked backtest.Question
	if _, err := run.Input(&asked); err != nil {
		return err
	}
	found, err := w.Backtest.CompareAll(ctx, asked, run.On, func(done models.Rate) error {
		run.Progress(int(done/10_000), 100)
		return run.Stopped()
	})
	if err != nil {
		return err
	}
	return run.Step(ctx, w.DB, 1, func(tx *db.Tx) (Part, error) {
		return Part{Done: 100, Total: 100}, backtest.KeepComparison(tx, w.moment(run), run.By, run.rec.ID, asked, found)
	})
}
