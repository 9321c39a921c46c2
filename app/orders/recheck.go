package orders

import (
	"context"
	"errors"

	"assay/app/credit"
	"assay/app/db"
	"assay/models"
)

// Holds lists the held orders whose prices still hold on the day: those that
// may go through by themselves. Older ones wait for finance, or for the agent
// to ask again at today's prices.
func (s *Service) Holds(ctx context.Context, on models.Date) ([]int64, error) {
	var ids []int64
	err := s.DB.Read(ctx).Raw("SELECT id FROM orders WHERE state = ? AND submitted_on >= ? ORDER BY id",
		models.OrderHeld, on.AddDays(-models.ReservationDays)).Scan(&ids).Error
	return ids, err
}

// Recheck asks again for a held order, since its cause may have gone: money
// came, a limit or a pot rose, a block was cleared. It goes through when no
// reason is left, true then, and else stays as it is. fence runs first in the
// transaction.
func (s *Service) Recheck(ctx context.Context, at models.Moment, id int64, fence func(tx *db.Tx) error) (through bool, err error) {
	err = credit.WithFreshTerms(func() error {
		o, policy, err := s.heldOrder(ctx, id)
		if err != nil {
			return err
		}
		view, err := credit.Load(s.DB.Read(ctx), o.AgentID, at.On)
		if err != nil {
			return err
		}
		d := view.Decide(increaseOf(o, o.Remaining(), policy.Kind, at.On))
		if d.Outcome != models.OutcomeApprove {
			return nil
		}
		err = s.DB.InTx(ctx, func(tx *db.Tx) error {
			if err := fence(tx); err != nil {
				return err
			}
			_, err := letThrough(tx, at, models.System, o, view, d, models.ActionRecheck, "")
			return err
		})
		through = err == nil
		return err
	})
	// Somebody took the money or the order meanwhile: the next time will tell.
	if kind := models.KindOf(err); errors.Is(err, credit.ErrTermsChanged) || kind == models.KindRefused || kind == models.KindConflict {
		err = nil
	}
	return through, err
}
