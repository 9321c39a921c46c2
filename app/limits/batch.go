package limits

import (
	"context"

	"assay/app/audit"
	"assay/app/db"
	"assay/models"
)

// DecideRun is the job that decides on the proposals of a batch.
const DecideRun = "decide-limits"

// AskedBatch is what the decision on a batch is asked with.
type AskedBatch struct {
	BatchID int64        `json:"batch_id"`
	By      models.Actor `json:"by"`
	Approve bool         `json:"approve"`
	Reason  string       `json:"reason"`
}

// OpenIn lists the proposals of a batch that wait, inside a scope.
func (s *Service) OpenIn(ctx context.Context, scope models.Scope, batch int64) ([]Listed, error) {
	rows, _, err := List(s.DB.Read(ctx), scope, Filter{BatchID: batch, State: models.LimitOpen, Limit: MassMost})
	return rows, err
}

// DecideOf decides on one proposal of a batch. fence runs first in the
// transaction. One that was decided meanwhile is left alone.
func (s *Service) DecideOf(ctx context.Context, at models.Moment, a AskedBatch, id int64, fence func(tx *db.Tx) error) error {
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		if err := fence(tx); err != nil {
			return err
		}
		p, err := ByID(tx.DB, a.By.Scope(models.CreditEdit), id)
		if err != nil || p.State != models.LimitOpen {
			return err
		}
		return decide(tx, at, a.By, p.LimitProposal, Decision{ID: id, Approve: a.Approve, Reason: a.Reason})
	})
}

// EndBatch closes a batch of which nothing waits any more.
func (s *Service) EndBatch(ctx context.Context, at models.Moment, a AskedBatch, fence func(tx *db.Tx) error) error {
	state := models.LimitRejected
	if a.Approve {
		state = models.LimitApproved
	}
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		if err := fence(tx); err != nil {
			return err
		}
		n, err := tx.Change(`UPDATE limit_batches SET state = ?, decided_by = ?, decided_at = ? WHERE id = ? AND state = 'open'
			AND NOT EXISTS (SELECT 1 FROM limit_proposals p WHERE p.batch_id = ? AND p.state = 'open')`, state, a.By.Name, at.At, a.BatchID, a.BatchID)
		if err != nil || n == 0 {
			return err
		}
		return audit.Write(tx, at, a.By.Who(), audit.Act{Action: "limit.batch_" + string(state), SubjectKind: "limit_batch", SubjectID: a.BatchID, Reason: a.Reason})
	})
}
