package limits

import (
	"context"
	"strings"

	"assay/app/audit"
	"assay/app/credit"
	"assay/app/db"
	"assay/models"
)

// Decision is what somebody decides on a proposal. Version is that of the
// proposal as it was read, 0 for whatever it is. Amount, when set, is given
// instead of the one asked for, and never more. Answer is what an agent who
// asked is told.
type Decision struct {
	ID      int64
	Version int64
	Approve bool
	Amount  *models.Money
	Reason  string
	Answer  string
}

func (d *Decision) validate() error {
	if strings.TrimSpace(d.Reason) == "" {
		d.Reason = d.Answer
	}
	if err := models.CheckLengths(models.Length{Field: "answer", Value: d.Answer, Max: models.MaxReason}); err != nil {
		return err
	}
	return models.CheckReason(d.Reason)
}

// Decide approves or rejects a proposal on an agent that the person looks
// after. Approving puts the limit in force, if the approval matrix lets them:
// forbidden otherwise, and for whoever proposed it where a second person is
// needed. Of two who decide at once one wins; the other gets ErrDecided.
func (s *Service) Decide(ctx context.Context, by models.Actor, d Decision) error {
	if err := d.validate(); err != nil {
		return err
	}
	at := s.Clock.Moment()
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		p, err := ByID(tx.DB, by.Scope(models.CreditEdit), d.ID)
		if err != nil {
			return err
		}
		return decide(tx, at, by, p.LimitProposal, d)
	})
}

func decide(tx *db.Tx, at models.Moment, by models.Actor, p models.LimitProposal, d Decision) error {
	switch {
	case p.State != models.LimitOpen || d.Version != 0 && d.Version != p.Version:
		return ErrDecided
	case p.Source == models.ProposedByAgent && strings.TrimSpace(d.Answer) == "":
		return models.Invalid("answer", "error.answer_required")
	}
	terms, err := hold(tx, p.AgentID, at.On)
	if err != nil {
		return err
	}
	state := models.LimitRejected
	if !d.Approve && p.ProposedByID == by.ID {
		return ErrOwn
	}
	if d.Approve {
		state = models.LimitApproved
		if err := putInForce(tx, at, by, terms, &p, d); err != nil {
			return err
		}
	}
	return conclude(tx, at, by.Who(), p, state, d)
}

// putInForce sets the limit of an approved proposal, with the amount that was
// given.
func putInForce(tx *db.Tx, at models.Moment, by models.Actor, terms models.CreditTerms, p *models.LimitProposal, d Decision) error {
	in, err := inputOf(at, terms, *p, d)
	if err != nil {
		return err
	}
	change := terms.ChangeTo(in.Purpose, in.Limit, in.ValidTo, at.On)
	need, roles, err := needs(tx, at, by, p.AgentID, change)
	if err != nil {
		return err
	}
	switch {
	case !need.Met(roles, false):
		return models.Forbidden("error.limit_authority").With("Role", "role."+string(need.Role))
	case p.ProposedByID == by.ID: // also a lowering, which the matrix may let one person make directly
		return ErrOwn
	}
	if d.Amount != nil && *d.Amount != p.AmountFen {
		p.GrantedFen = d.Amount
	}
	if err := credit.ChangeLimit(tx, at, by.Who(), in); err != nil {
		return err
	}
	return supersede(tx, at, *p)
}

// inputOf is the limit that an approval sets: from today on where the first day
// has passed.
func inputOf(at models.Moment, terms models.CreditTerms, p models.LimitProposal, d Decision) (credit.LimitInput, error) {
	in := credit.LimitInput{AgentID: p.AgentID, Purpose: p.Purpose, Limit: p.Limit(), ValidFrom: max(p.ValidFromOn, at.On), ValidTo: p.ValidToOn, Reason: d.Reason}
	if d.Amount != nil {
		if err := p.MayGrant(*d.Amount, terms, at.On); err != nil {
			return in, err
		}
		in.Limit.Amount = *d.Amount
	}
	if !in.ValidTo.IsZero() && in.ValidTo < in.ValidFrom {
		return in, models.Conflict("error.limit_dates_passed")
	}
	return in, nil
}

// conclude ends a proposal under the version that was read.
func conclude(tx *db.Tx, at models.Moment, who models.Who, p models.LimitProposal, state models.LimitState, d Decision) error {
	n, err := tx.Change(`UPDATE limit_proposals SET state = ?, open_slot = NULL, granted_fen = ?, decided_by = ?, decided_by_id = ?, decided_at = ?, decision_reason = ?, answer = ?,
		version = version + 1 WHERE id = ? AND state = 'open' AND version = ?`, state, p.GrantedFen, who.Name, who.ID, at.At, d.Reason, d.Answer, p.ID, p.Version)
	if err != nil {
		return err
	}
	if n == 0 {
		return ErrDecided
	}
	return audit.Write(tx, at, who, audit.Act{Action: "limit." + string(state), SubjectKind: "agent", SubjectID: p.AgentID, Reason: d.Reason,
		Detail: map[string]any{"proposal": p.ID, "limit": p.Limit(), "granted": p.GrantedFen}})
}

// Withdraw takes a proposal back: whoever made it may, until it is decided.
func (s *Service) Withdraw(ctx context.Context, who models.Who, p models.LimitProposal, reason string) error {
	if p.ProposedByID != who.ID {
		return models.Conflict("error.limit_not_yours")
	}
	if err := models.CheckReason(reason); err != nil {
		return err
	}
	at := s.Clock.Moment()
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		return conclude(tx, at, who, p, models.LimitWithdrawn, Decision{Reason: reason})
	})
}
