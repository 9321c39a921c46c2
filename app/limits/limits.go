// Package limits turns what ought to become of a credit limit into proposals:
// made by the formula after a review, in a mass change, by an agent's request
// or by hand, and put in force by whom the approval matrix lets.
package limits

import (
	"encoding/json"

	"gorm.io/gorm"

	"assay/app/credit"
	"assay/app/db"
	"assay/app/policy"
	"assay/app/review"
	"assay/app/settlement"
	"assay/models"
)

// Service makes and decides proposals.
type Service struct {
	DB    *db.DB
	Clock db.Clock
}

// Reasons why a decision is not taken.
var (
	ErrDecided = models.Conflict("error.limit_decided")
	ErrOwn     = models.Forbidden("error.limit_own")
	ErrWaiting = models.Conflict("error.limit_request_open")
	ErrMoved   = models.Conflict("error.limit_mass_moved")
)

// matrix is who may decide what on a day.
func matrix(q *gorm.DB, on models.Date) (*models.ApprovalMatrix, error) {
	m, _, err := policy.Current[*models.ApprovalMatrix](q, models.PolicyApproval, models.SegmentAll, on)
	return m, err
}

// hold keeps the agent's credit row until the end of the transaction, and
// reads the terms that hold then: nobody changes them in between.
func hold(tx *db.Tx, agentID int64, on models.Date) (models.CreditTerms, error) {
	if _, err := credit.Apply(tx, credit.Move{AgentID: agentID}); err != nil {
		return models.CreditTerms{}, err
	}
	v, err := credit.Load(tx.DB, agentID, on)
	return v.Terms, err
}

// rolesOver are the roles in which somebody decides on an agent's credit.
func rolesOver(q *gorm.DB, by models.Actor, agentID int64) ([]models.Role, error) {
	var a models.Agent
	err := q.Raw("SELECT region_path, path FROM agents WHERE id = ?", agentID).Scan(&a).Error
	return by.RolesAt(models.CreditEdit, a.RegionPath, a.Path), err
}

// Made is what the formula gives for an agent, with the terms it was made from.
type Made struct {
	Terms    models.CreditTerms
	Exposure models.Money
	Working  models.LimitWorking
}

// formulaBatch is how many agents are read at once.
const formulaBatch = 500

// Formula is what the formula in force gives for agents on a day, in few
// statements whatever their number, with its version.
func Formula(q *gorm.DB, ids []int64, on models.Date) (map[int64]Made, int64, error) {
	f, version, err := policy.Current[*models.LimitFormula](q, models.PolicyLimits, models.SegmentAll, on)
	if err != nil {
		return nil, 0, err
	}
	views, err := credit.LoadAll(q, ids, on)
	if err != nil {
		return nil, 0, err
	}
	histories, err := review.Histories(q, views, on)
	if err != nil {
		return nil, 0, err
	}
	terms, err := settlement.PoliciesOf(q, ids, on)
	if err != nil {
		return nil, 0, err
	}
	made := make(map[int64]Made, len(views))
	for id, v := range views {
		h, p := histories[id], terms[id]
		w, err := f.Propose(models.LimitBasis{PurchasesFen: h.Bought.Year(on), FirstSaleOn: h.Bought.First(on), Settlement: p.Kind, PeriodMonths: p.Months,
			DaysToPay: p.DaysToPay, Grade: v.Terms.Grade, LowestGrade: v.Terms.Standard.LowestGrade, MultiplierPPM: v.Terms.Standard.MultiplierPPM, On: on})
		if err != nil {
			return nil, 0, err
		}
		made[id] = Made{v.Terms, v.Account.Exposure(), w}
	}
	return made, version, nil
}

// amountOf is an amount as a limit: nothing is none.
func amountOf(m models.Money) models.Limit {
	if m == 0 {
		return models.Limit{Kind: models.LimitNone}
	}
	return models.Limit{Kind: models.LimitAmount, Amount: m}
}

// draft is a proposal of a change, measured against the terms.
func draft(at models.Moment, who models.Who, source models.ProposalSource, in credit.LimitInput, t models.CreditTerms, how models.ProposalRecord) (models.LimitProposal, models.LimitChange, error) {
	change := t.ChangeTo(in.Purpose, in.Limit, in.ValidTo, at.On)
	from, origin := t.StandingLimit(at.On)
	p := models.LimitProposal{AgentID: in.AgentID, Source: source, Purpose: in.Purpose, Kind: in.Limit.Kind, AmountFen: in.Limit.Amount, ValidFromOn: in.ValidFrom, ValidToOn: in.ValidTo,
		FromKind: from.Kind, FromFen: from.Amount, FromSource: origin, ToFen: change.To, Reason: in.Reason, State: models.LimitOpen,
		ProposedBy: who.Name, ProposedByID: who.ID, ProposedOn: at.On, ProposedAt: at.At, Version: 1}
	slot := p.Slot()
	p.OpenSlot = &slot
	raw, err := json.Marshal(how)
	p.Working = string(raw)
	return p, change, err
}
