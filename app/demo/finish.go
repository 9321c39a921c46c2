package demo

import (
	"context"

	"assay/app/credit"
	"assay/app/db"
	"assay/models"
)

// finish sets the limit of the agent with logins so that three quarters of it
// are used, and the mark to the day.
func (s *sim) finish(ctx context.Context) error {
	return s.db.InTx(ctx, func(tx *db.Tx) error {
		at := models.MomentOf(s.Now, s.Zone)
		d := s.dealers[login]
		view, err := credit.Load(tx.DB, d.ID, at.On)
		if err != nil {
			return err
		}
		if used := view.Account.Exposure(); used > 0 {
			if err := s.setLimit(tx, at, d, roundTo(used*4/3, 1_000_000), "季度额度复核"); err != nil {
				return err
			}
		}
		return markFinished(tx, at, s.end)
	})
}
