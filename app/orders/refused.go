package orders

import (
	"context"
	"errors"

	"assay/app/credit"
	"assay/app/db"
	"assay/models"
)

// refused is a check that did not let a change of a standing order through:
// the order stays as it was, and the check leaves its record by itself.
type refused struct {
	*models.Refusal
	order    int64
	trigger  models.OrderAction
	decision models.CreditDecision
	version  int64 // of the credit row that the check saw
}

// Unwrap makes it the refusal that it is.
func (r *refused) Unwrap() error { return r.Refusal }

// refusalOf is a decision that does not let a change through, by its first
// reason.
func refusalOf(d models.CreditDecision, trigger models.OrderAction, view credit.View) error {
	return &refused{Refusal: &models.Refusal{Reason: string(d.Hits[0].Rule), Shortfall: d.Shortfall}, order: d.Request.OrderID,
		trigger: trigger, decision: d, version: view.Account.Version}
}

// refusedSuffix marks the record of a check that changed nothing, so that an
// order's own decision stays the one it lives on.
const refusedSuffix = "_refused"

// checked runs a change of a standing order that asks for credit, with terms
// that hold still, and records a check that said no.
func (s *Service) checked(ctx context.Context, at models.Moment, who models.Who, agentID int64, change func(tx *db.Tx, view credit.View) error) error {
	no := (*refused)(nil)
	err := credit.WithFreshTerms(func() error {
		view, err := credit.Load(s.DB.Read(ctx), agentID, at.On)
		if err != nil {
			return err
		}
		err = s.DB.InTx(ctx, func(tx *db.Tx) error { return change(tx, view) })
		if plain := (*models.Refusal)(nil); errors.As(err, &plain) && !errors.As(err, &no) {
			return credit.ErrTermsChanged // the money was taken between our look and our move: look again
		}
		return err
	})
	return s.onRecord(ctx, at, who, err)
}

// onRecord writes the record of a check that said no, in a transaction of its
// own, and returns the refusal; any other error stays as it is.
func (s *Service) onRecord(ctx context.Context, at models.Moment, who models.Who, err error) error {
	no := (*refused)(nil)
	if !errors.As(err, &no) {
		return err
	}
	return errors.Join(no.Refusal, s.DB.InTx(ctx, func(tx *db.Tx) error {
		_, err := credit.Record(tx, at, who, string(no.trigger)+refusedSuffix, no.decision, no.version)
		return err
	}))
}
