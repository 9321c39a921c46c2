package jobs

import (
	"context"

	"assay/app/reports"
	"assay/models"
)

// monthlyFigures keeps the figures of the months that have ended and may still
// change, then adds every kept month up by region. A second run writes the same
// again.
func (w Work) monthlyFigures(ctx context.Context, run *Run) error {
	due, err := w.Reports.DueMonths(ctx, run.On)
	if err != nil {
		return err
	}
	if err := each(ctx, run, "months", due, func(end models.Date) error { return w.Reports.WriteMonth(ctx, end, run.Fence) }); err != nil {
		return err
	}
	kept, err := reports.KeptMonths(w.DB.Read(ctx), reports.AllMonths)
	if err != nil {
		return err
	}
	return each(ctx, run, "", kept, func(end models.Date) error { return w.Reports.SumRegions(ctx, end, run.Fence) })
}
