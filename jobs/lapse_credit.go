package jobs

import (
	"context"

	"assay/app/credit"
)

// lapseCredit ends one-off grants and temporary limits past their last day and
// counts securities by their dates.
func (w Work) lapseCredit(ctx context.Context, run *Run) error {
	lapses, err := credit.Lapses(w.DB.Read(ctx), run.On)
	if err != nil {
		return err
	}
	at := w.moment(run)
	return each(ctx, run, "lapsed", lapses, func(l credit.Lapse) error { return w.Credit.Lapse(ctx, at, l, run.Fence) })
}
