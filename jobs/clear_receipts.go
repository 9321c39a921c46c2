package jobs

import "context"

// clearReceipts posts money whose clearing date has come.
func (w Work) clearReceipts(ctx context.Context, run *Run) error {
	ids, err := w.Receivables.Clearing(ctx, run.On)
	if err != nil {
		return err
	}
	at := w.moment(run)
	return each(ctx, run, "cleared", ids, func(id int64) error { return w.Receivables.ClearDue(ctx, at, id, run.Fence) })
}
