package standard

import (
	"context"

	"assay/app/audit"
	"assay/app/credit"
	"assay/app/db"
	"assay/models"
)

// ErrStateMoved says that the level changed since the proposal was made.
var ErrStateMoved = models.Conflict("error.standard_moved")

// ErrDecided says that somebody decided on the proposal before.
var ErrDecided = models.Conflict("error.proposal_decided")

// Approve puts a proposed level in force from now on: new credit is judged by
// it, no exposure is cut.
func (s *Service) Approve(ctx context.Context, who models.Who, proposalID int64, reason string) error {
	at := s.Clock.Moment()
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		p, err := decideProposal(tx, at, who, proposalID, models.ProposalApproved, reason)
		if err != nil {
			return err
		}
		return Shift(tx, at, who, p, reason)
	})
}

// Reject closes a proposal without a change.
func (s *Service) Reject(ctx context.Context, who models.Who, proposalID int64, reason string) error {
	at := s.Clock.Moment()
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		_, err := decideProposal(tx, at, who, proposalID, models.ProposalRejected, reason)
		return err
	})
}

func decideProposal(tx *db.Tx, at models.Moment, who models.Who, id int64, to models.ProposalState, reason string) (models.StandardProposal, error) {
	var p models.StandardProposal
	if err := models.CheckReason(reason); err != nil {
		return p, err
	}
	if err := tx.Raw("SELECT * FROM standard_proposals WHERE id = ?", id).Scan(&p).Error; err != nil {
		return p, err
	}
	if p.ID == 0 {
		return p, models.NotFound("proposal")
	}
	n, err := tx.Change(`UPDATE standard_proposals SET state = ?, decided_by = ?, decided_by_id = ?, decided_at = ?, reason = ? WHERE id = ? AND state = 'open'`,
		to, who.Name, who.ID, at.At, reason, id)
	if err != nil {
		return p, err
	}
	if n == 0 {
		return p, ErrDecided
	}
	return p, audit.Write(tx, at, who, audit.Act{Action: "standard." + string(to), SubjectKind: "proposal", SubjectID: id, Reason: reason,
		Detail: map[string]string{"from": p.FromLevel, "to": p.ToLevel}})
}

// Shift is the step that moves the standard as an approved proposal says. It is
// refused when another version of the policy is in force than the run went by:
// the level would ask something else than people saw.
func Shift(tx *db.Tx, at models.Moment, who models.Who, p models.StandardProposal, reason string) error {
	row, _, err := Policy(tx.DB, p.Segment, at.On)
	if err != nil {
		return err
	}
	var version int64
	if err := tx.Raw("SELECT policy_version FROM standard_runs WHERE id = ?", p.RunID).Scan(&version).Error; err != nil {
		return err
	}
	if version != 0 && version != row.Version {
		return ErrStateMoved
	}
	change := models.StandardChange{Segment: p.Segment, FromLevel: p.FromLevel, ToLevel: p.ToLevel, EffectiveOn: at.On, Source: models.ChangeProposal,
		ProposalID: &p.ID, Reason: reason, ChangedBy: who.Name, ChangedAt: at.At}
	return move(tx, at, who, &change, p.StateVersion)
}

// RollBack takes the latest change back: the level before it is in force again.
// A change is rolled back once; older ones are not, since the level has moved.
func (s *Service) RollBack(ctx context.Context, who models.Who, changeID int64, reason string) error {
	at := s.Clock.Moment()
	if err := models.CheckReason(reason); err != nil {
		return err
	}
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		var c models.StandardChange
		if err := tx.Raw("SELECT * FROM standard_changes WHERE id = ?", changeID).Scan(&c).Error; err != nil {
			return err
		}
		if c.ID == 0 {
			return models.NotFound("change")
		}
		state, err := State(tx.DB, c.Segment)
		if err != nil {
			return err
		}
		if state.ChangeID != c.ID {
			return ErrStateMoved
		}
		back := models.StandardChange{Segment: c.Segment, FromLevel: c.ToLevel, ToLevel: c.FromLevel, EffectiveOn: at.On, Source: models.ChangeRollback,
			RollsBackID: &c.ID, Reason: reason, ChangedBy: who.Name, ChangedAt: at.At}
		if err := move(tx, at, who, &back, state.Version); err != nil {
			return err
		}
		return audit.Write(tx, at, who, audit.Act{Action: "standard.roll_back", SubjectKind: "standard_change", SubjectID: c.ID, Reason: reason,
			Detail: map[string]string{"from": back.FromLevel, "to": back.ToLevel}})
	})
}

// move writes the change and the level in force, if the state still has the
// version, and makes every credit check that had read the old one read again.
// What else was proposed for the segment started from the level before.
func move(tx *db.Tx, at models.Moment, who models.Who, change *models.StandardChange, version int64) error {
	row, policy, err := Policy(tx.DB, change.Segment, at.On)
	if err != nil {
		return err
	}
	i := policy.LevelIndex(change.ToLevel)
	if i < 0 {
		return ErrStateMoved
	}
	if err := supersede(tx, at, who, change.Segment); err != nil {
		return err
	}
	if err := tx.Create(change).Error; err != nil {
		return err
	}
	l := policy.Levels[i]
	n, err := tx.Change(`UPDATE standard_states SET level = ?, lowest_grade = ?, multiplier_ppm = ?, longest_months = ?, deposit_ppm = ?,
		policy_version = ?, changed_on = ?, change_id = ?, version = version + 1 WHERE segment = ? AND version = ?`,
		l.Name, l.LowestGrade, l.MultiplierPPM, l.LongestMonths, l.DepositPPM, row.Version, at.On, change.ID, change.Segment, version)
	if err != nil {
		return err
	}
	if n == 0 {
		return ErrStateMoved
	}
	return credit.TermsChanged(tx)
}

// supersede closes what is proposed for a segment, since who made it pointless.
// It comes before any change of the segment's state: a decision locks the
// proposal first too.
func supersede(tx *db.Tx, at models.Moment, who models.Who, segment string) error {
	_, err := tx.Change("UPDATE standard_proposals SET state = 'superseded', decided_by = ?, decided_by_id = ?, decided_at = ? WHERE segment = ? AND state = 'open'",
		who.Name, who.ID, at.At, segment)
	return err
}
