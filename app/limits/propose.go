package limits

import (
	"context"

	"assay/app/audit"
	"assay/app/credit"
	"assay/app/db"
	"assay/models"
)

// Propose asks for a limit by hand. It takes effect at once where the approval
// matrix lets this person decide alone, as for lowering; else it waits for
// others, and replaces what the house had proposed for the same limit before.
func (s *Service) Propose(ctx context.Context, by models.Actor, in credit.LimitInput) (models.LimitProposal, error) {
	var p models.LimitProposal
	if err := in.Validate(); err != nil {
		return p, err
	}
	at := s.Clock.Moment()
	err := s.DB.InTx(ctx, func(tx *db.Tx) (err error) {
		p, err = s.propose(tx, at, by, in)
		return err
	})
	return p, err
}

func (s *Service) propose(tx *db.Tx, at models.Moment, by models.Actor, in credit.LimitInput) (models.LimitProposal, error) {
	terms, err := hold(tx, in.AgentID, at.On)
	if err != nil {
		return models.LimitProposal{}, err
	}
	how, err := s.beside(tx, in.AgentID, at.On)
	if err != nil {
		return models.LimitProposal{}, err
	}
	p, change, err := draft(at, by.Who(), models.ProposedByHand, in, terms, how)
	if err != nil {
		return p, err
	}
	need, roles, err := needs(tx, at, by, p.AgentID, change)
	if err != nil {
		return p, err
	}
	if need.Met(roles, true) {
		if err := credit.ChangeLimit(tx, at, by.Who(), in); err != nil {
			return p, err
		}
		p.State, p.OpenSlot, p.DecidedBy, p.DecidedByID, p.DecidedAt, p.DecisionReason = models.LimitApproved, nil, by.Name, by.ID, &at.At, in.Reason
	}
	return p, Enter(tx, at, by.Who(), &p)
}

// beside is what the formula gives, for whoever decides on what a person asked
// for.
func (s *Service) beside(tx *db.Tx, agentID int64, on models.Date) (models.ProposalRecord, error) {
	made, version, err := Formula(tx.DB, []int64{agentID}, on)
	w := made[agentID].Working
	return models.ProposalRecord{Formula: &w, FormulaVersion: version}, err
}

// needs is who must decide on a change, and in which roles somebody would.
func needs(tx *db.Tx, at models.Moment, by models.Actor, agentID int64, change models.LimitChange) (models.ApprovalNeed, []models.Role, error) {
	m, err := matrix(tx.DB, at.On)
	if err != nil {
		return models.ApprovalNeed{}, nil, err
	}
	roles, err := rolesOver(tx.DB, by, agentID)
	return m.Need(change), roles, err
}

// Enter is the step that stores a proposal; an earlier open one of the house
// for the same limit is superseded by it.
func Enter(tx *db.Tx, at models.Moment, who models.Who, p *models.LimitProposal) error {
	if p.Source != models.ProposedByAgent {
		if err := supersede(tx, at, *p); err != nil {
			return err
		}
	}
	p.ID = 0
	if err := tx.Create(p).Error; err != nil {
		return err
	}
	return audit.Write(tx, at, who, audit.Act{Action: "limit.propose", SubjectKind: "agent", SubjectID: p.AgentID, Reason: p.Reason,
		Detail: map[string]any{"proposal": p.ID, "source": p.Source, "purpose": p.Purpose, "limit": p.Limit(), "state": p.State}})
}

// supersede ends what the house had open for the limit of a proposal.
func supersede(tx *db.Tx, at models.Moment, p models.LimitProposal) error {
	_, err := tx.Change(`UPDATE limit_proposals SET state = 'superseded', open_slot = NULL, decided_at = ?, version = version + 1
		WHERE agent_id = ? AND open_slot = ? AND id <> ?`, at.At, p.AgentID, models.HouseSlot(p.Purpose), p.ID)
	return err
}

// Request is an agent asking for a higher or a temporary limit: it always
// waits for finance. A conflict while one of the same purpose waits.
func (s *Service) Request(ctx context.Context, who models.Who, agentID int64, r models.LimitRequest) (models.LimitProposal, error) {
	var p models.LimitProposal
	at := s.Clock.Moment()
	if err := r.Validate(at.On); err != nil {
		return p, err
	}
	err := s.DB.InTx(ctx, func(tx *db.Tx) (err error) {
		p, err = s.EnterRequest(tx, at, who, agentID, r)
		return err
	})
	if db.IsDuplicate(err) {
		err = ErrWaiting
	}
	return p, err
}

// EnterRequest is the step behind Request.
func (s *Service) EnterRequest(tx *db.Tx, at models.Moment, who models.Who, agentID int64, r models.LimitRequest) (models.LimitProposal, error) {
	v, err := credit.Load(tx.DB, agentID, at.On)
	if err != nil {
		return models.LimitProposal{}, err
	}
	in := credit.LimitInput{AgentID: agentID, Purpose: r.Purpose, Limit: models.Limit{Kind: models.LimitAmount, Amount: r.Amount}, ValidFrom: r.From, ValidTo: r.To, Reason: r.Reason}
	how, err := s.beside(tx, agentID, at.On)
	if err != nil {
		return models.LimitProposal{}, err
	}
	p, change, err := draft(at, who, models.ProposedByAgent, in, v.Terms, how)
	if err != nil {
		return p, err
	}
	if change.To <= change.From {
		return p, models.Invalid("amount", "error.request_not_higher").With("Limit", change.From)
	}
	return p, Enter(tx, at, who, &p)
}
