package jobs

import (
	"context"
	"errors"

	"assay/app/limits"
	"assay/app/runs"
	"assay/models"
)

// decideLimits decides on the proposals of a batch, one by one: what the
// approval matrix does not let this person decide waits on, and is named.
func (w Work) decideLimits(ctx context.Context, run *Run) error {
	var asked limits.AskedBatch
	if _, err := run.Input(&asked); err != nil {
		return err
	}
	open, err := w.Limits.OpenIn(ctx, asked.By.Scope(models.CreditEdit), asked.BatchID)
	if err != nil {
		return err
	}
	at := w.moment(run)
	failed := each(ctx, run, "decided", open, func(p limits.Listed) error {
		err := w.Limits.DecideOf(ctx, at, asked, p.ID, run.Fence)
		if err != nil && !errors.Is(err, ErrLost) && ctx.Err() == nil {
			err = errors.Join(err, run.Fault(ctx, w.DB, runs.Fault{Value: p.AgentCode, Err: err}))
		}
		return err
	})
	if errors.Is(failed, ErrLost) || errors.Is(failed, ErrCancelled) || ctx.Err() != nil {
		return failed
	}
	return errors.Join(failed, w.Limits.EndBatch(ctx, at, asked, run.Fence))
}
