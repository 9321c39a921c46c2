package jobs

import (
	"context"

	"assay/app/db"
	"assay/app/provision"
)

// postProvisions posts the allowances' movement of the month that has ended,
// and looks at what became of what was owed a year before.
func (w Work) postProvisions(ctx context.Context, run *Run) error {
	asked := provision.Asked{Through: run.On.MonthStart() - 1}
	if _, err := run.Input(&asked); err != nil {
		return err
	}
	if err := w.Provision.Learn(ctx, asked.Through, run.Fence); err != nil {
		return err
	}
	return w.Provision.Post(ctx, run.By, w.moment(run), asked.Through, run.Fence, func(_ *db.Tx, posted int) error {
		run.Count("segments", int64(posted))
		return nil
	})
}
