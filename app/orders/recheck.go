package orders

import (
	"context"
	"errors"

	"assay/app/credit"
	"assay/app/db"
	"assay/models"
)

// Due lists the held orders to ask again: those whose agent, terms or group
// changed since they were asked, or that were not asked on the day. Orders
// whose prices hold no more wait for finance, or for the agent to ask again at
// today's; one held by hand waits for a person.
func (s *Service) Due(ctx context.Context, on models.Date) ([]int64, error) {
	var ids []int64
	err := s.DB.Read(ctx).Raw(`SELECT h.order_id FROM order_holds h JOIN credit_accounts c ON c.agent_id = h.agent_id LEFT JOIN credit_groups g ON g.id = c.group_id
		WHERE h.forced_at IS NULL AND h.prices_until_on >= ?
		AND (h.seen_version <> c.version OR h.seen_terms <> c.terms_version OR h.seen_group <> COALESCE(g.version, 0) OR h.seen_on <> ?)
		ORDER BY h.order_id`, on, on).Scan(&ids).Error
	return ids, err
}

// Recheck asks again for a held order, since its cause may have gone: money
// came, a limit or a pot rose, a block was cleared. It goes through when no
// reason is left, true then; else it stays held for the reasons that are left.
// fence runs first in the transaction.
func (s *Service) Recheck(ctx context.Context, at models.Moment, id int64, fence func(tx *db.Tx) error) (through bool, err error) {
	err = credit.WithFreshTerms(func() error {
		o, policy, err := s.heldOrder(ctx, id)
		if err != nil {
			return err
		}
		q := s.DB.Read(ctx)
		view, err := credit.Load(q, o.AgentID, at.On)
		if err != nil {
			return err
		}
		r, err := requestOf(q, o, o.Remaining(), policy.Kind, at.On)
		if err != nil {
			return err
		}
		d := view.Decide(r)
		err = s.DB.InTx(ctx, func(tx *db.Tx) error {
			if err := fence(tx); err != nil {
				return err
			}
			if d.Outcome != models.OutcomeApprove {
				return stayHeld(tx, at, o, d, view)
			}
			_, err := letThrough(tx, at, models.System, o, view, d, models.ActionRecheck, "")
			return err
		})
		through = err == nil && d.Outcome == models.OutcomeApprove
		return err
	})
	// Somebody took the money or the order meanwhile: the next time will tell.
	if kind := models.KindOf(err); errors.Is(err, credit.ErrTermsChanged) || kind == models.KindRefused || kind == models.KindConflict {
		err = nil
	}
	return through, err
}

// stayHeld keeps what a held order was asked with, and a new decision when it
// says other than the last: who releases the order must see today's figures and
// bounds. An order that somebody dealt with meanwhile is left alone.
func stayHeld(tx *db.Tx, at models.Moment, o models.Order, d models.CreditDecision, view credit.View) error {
	hold, err := HoldOf(tx.DB, o.ID)
	if err != nil || hold == nil {
		return err
	}
	if err := keepHold(tx, at, o, d, view); err != nil {
		return err
	}
	row, before, err := LastDecision(tx.DB, o.ID)
	if err != nil || row.ID > 0 && d.Repeats(before) {
		return err
	}
	_, err = credit.Record(tx, at, models.System, string(models.ActionRecheck), d, view.Account.Version)
	return err
}
