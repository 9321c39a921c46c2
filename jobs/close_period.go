package jobs

import (
	"context"

	"assay/app/db"
	"assay/app/ledger"
)

// closePeriod closes the books for everybody through the day that a person
// asked for.
func (w Work) closePeriod(ctx context.Context, run *Run) error {
	var asked ledger.Asked
	if _, err := run.Input(&asked); err != nil {
		return err
	}
	if run.figure("periods") > 0 {
		return nil
	}
	if err := run.Stopped(); err != nil {
		return err
	}
	run.Progress(0, 1)
	err := run.Counted("periods", func(also func(*db.Tx) error) error {
		return w.Ledger.Close(ctx, run.By, asked.Through, run.Fence, also)
	})
	if err == nil {
		run.Progress(1, 1)
	}
	return err
}
