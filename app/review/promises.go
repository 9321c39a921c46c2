package review

import (
	"context"

	"gorm.io/gorm"

	"assay/app/audit"
	"assay/app/credit"
	"assay/app/db"
	"assay/models"
)

// Promise records what an agent said it would pay by a day.
func (s *Service) Promise(ctx context.Context, who models.Who, p models.PaymentPromise) (models.PaymentPromise, error) {
	at := s.Clock.Moment()
	if err := p.Validate(at.On); err != nil {
		return p, err
	}
	err := s.DB.InTx(ctx, func(tx *db.Tx) (err error) {
		p, err = EnterPromise(tx, at, who, p)
		return err
	})
	return p, err
}

// EnterPromise is the step behind Promise.
func EnterPromise(tx *db.Tx, at models.Moment, who models.Who, p models.PaymentPromise) (models.PaymentPromise, error) {
	p.ID, p.State, p.EnteredBy, p.EnteredByID, p.EnteredAt = 0, models.PromiseOpen, who.Name, who.ID, at.At
	if err := tx.Create(&p).Error; err != nil {
		return p, err
	}
	return p, audit.Write(tx, at, who, audit.Act{Action: "promise.make", SubjectKind: "agent", SubjectID: p.AgentID, Reason: p.Note,
		Detail: map[string]any{"amount": p.AmountFen, "due": p.DueOn, "with": p.MadeWith}})
}

// CancelPromise takes an open promise of the agent back: it counts neither as
// kept nor as broken. A conflict when it was judged before.
func (s *Service) CancelPromise(ctx context.Context, who models.Who, agentID, id int64, reason string) error {
	if err := models.CheckReason(reason); err != nil {
		return err
	}
	at := s.Clock.Moment()
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		var p models.PaymentPromise
		if err := tx.Raw("SELECT * FROM payment_promises WHERE id = ? AND agent_id = ?", id, agentID).Scan(&p).Error; err != nil {
			return err
		}
		if p.ID == 0 {
			return models.NotFound("promise")
		}
		n, err := tx.Change("UPDATE payment_promises SET state = 'cancelled', ended_on = ?, ended_at = ?, ended_by = ?, end_reason = ? WHERE id = ? AND state = 'open'",
			at.On, at.At, who.Name, reason, id)
		if err != nil {
			return err
		}
		if n == 0 {
			return models.Conflict("error.promise_judged")
		}
		return audit.Write(tx, at, who, audit.Act{Action: "promise.cancel", SubjectKind: "agent", SubjectID: agentID, Reason: reason,
			Detail: map[string]any{"amount": p.AmountFen, "due": p.DueOn}})
	})
}

// OpenPromises lists the promises that are to be judged on a day: the open
// ones, made by then.
func OpenPromises(q *gorm.DB, on models.Date) ([]models.PaymentPromise, error) {
	var rows []models.PaymentPromise
	err := q.Raw("SELECT * FROM payment_promises WHERE state = 'open' AND made_on <= ? ORDER BY id", on).Scan(&rows).Error
	return rows, err
}

// receiptsQuery takes receipts that stand on a day, by their value day.
const receiptsQuery = `SELECT cleared_on AS value_on, amount_fen FROM receipts WHERE agent_id = ? AND cleared_on >= ? AND cleared_on <= ?
	AND posting_on IS NOT NULL AND posting_on <= ? AND (reversal_on IS NULL OR reversal_on > ?) ORDER BY cleared_on, id`

// JudgePromise decides on one as of the day of at; still open, it is left
// alone. fence runs first in the transaction.
func (s *Service) JudgePromise(ctx context.Context, at models.Moment, p models.PaymentPromise, fence func(tx *db.Tx) error) (models.PromiseState, error) {
	state := models.PromiseOpen
	err := s.DB.InTx(ctx, func(tx *db.Tx) (err error) {
		if err := fence(tx); err != nil {
			return err
		}
		state, err = Judge(tx, at, p)
		return err
	})
	return state, err
}

// Judge is the step behind JudgePromise. A broken promise changes the agent's
// credit terms.
func Judge(tx *db.Tx, at models.Moment, p models.PaymentPromise) (models.PromiseState, error) {
	var receipts []models.MoneyIn
	if err := tx.Raw(receiptsQuery, p.AgentID, p.MadeOn, p.DueOn, at.On, at.On).Scan(&receipts).Error; err != nil {
		return p.State, err
	}
	v := p.Judge(receipts, at.On)
	if v.State == models.PromiseOpen {
		return v.State, nil
	}
	if v.State == models.PromiseBroken {
		if err := credit.AgentTermsChanged(tx, p.AgentID); err != nil {
			return v.State, err
		}
	}
	n, err := tx.Change("UPDATE payment_promises SET state = ?, received_fen = ?, ended_on = ?, ended_at = ?, ended_by = ? WHERE id = ? AND state = 'open'",
		v.State, v.Received, v.On, at.At, models.System.Name, p.ID)
	if err != nil || n == 0 {
		return v.State, err
	}
	return v.State, audit.Write(tx, at, models.System, audit.Act{Action: "promise." + string(v.State), SubjectKind: "agent", SubjectID: p.AgentID,
		Detail: map[string]any{"amount": p.AmountFen, "received": v.Received, "due": p.DueOn}})
}
