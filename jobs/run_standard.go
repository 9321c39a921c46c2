package jobs

import "context"

// runStandard asks the controller of the credit standard once a month.
func (w Work) runStandard(ctx context.Context, run *Run) error {
	_, ok, err := w.Standard.Run(ctx, w.moment(run), run.On, run.Fence)
	if ok {
		run.Count("runs", 1)
	}
	return err
}
