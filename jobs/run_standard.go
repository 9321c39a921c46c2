package jobs

import (
	"context"

	"assay/app/standard"
)

// runStandard asks the controller of each segment's credit standard once a
// month.
func (w Work) runStandard(ctx context.Context, run *Run) error {
	segments, err := standard.Segments(w.DB.Read(ctx))
	if err != nil {
		return err
	}
	return each(ctx, run, "", segments, func(segment string) error {
		_, ok, err := w.Standard.Run(ctx, w.moment(run), segment, run.On, run.Fence)
		if ok {
			run.Count("runs", 1)
		}
		return err
	})
}
