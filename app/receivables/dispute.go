package receivables

import (
	"context"

	"assay/app/audit"
	"assay/app/credit"
	"assay/app/db"
	"assay/models"
)

// ErrDisputed says that an item is under dispute already.
var ErrDisputed = models.Conflict("error.dispute_runs")

// DisputeInput is an objection to an open item.
type DisputeInput struct {
	ItemID int64
	Reason string
}

// Dispute puts an open item under dispute: it blocks no order while that runs,
// and automatic allocation pays it last. What the agent owes stays as it is.
// Conflict for an item that is settled, for a credit, and while a dispute of it
// runs.
func (s *Service) Dispute(ctx context.Context, who models.Who, in DisputeInput) (models.Dispute, error) {
	if err := models.CheckReason(in.Reason); err != nil {
		return models.Dispute{}, err
	}
	at := s.Clock.Moment()
	var d models.Dispute
	err := s.DB.InTx(ctx, func(tx *db.Tx) (err error) {
		d, err = OpenDispute(tx, at, who, in)
		return err
	})
	if db.IsDuplicate(err) {
		err = ErrDisputed
	}
	return d, err
}

// OpenDispute is the step behind Dispute. Orders under way read the agent's
// terms again, and held ones are asked for again.
func OpenDispute(tx *db.Tx, at models.Moment, who models.Who, in DisputeInput) (models.Dispute, error) {
	var item models.OpenItem
	if err := tx.Raw("SELECT id, agent_id, number FROM open_items WHERE id = ?", in.ItemID).Scan(&item).Error; err != nil {
		return models.Dispute{}, err
	}
	if item.ID == 0 {
		return models.Dispute{}, models.NotFound("receivable")
	}
	if err := credit.AgentTermsChanged(tx, item.AgentID); err != nil {
		return models.Dispute{}, err
	}
	n, err := tx.Change("UPDATE open_items SET disputed_at = ? WHERE id = ? AND open_fen > 0 AND disputed_at IS NULL", at.At, item.ID)
	if err != nil {
		return models.Dispute{}, err
	}
	if n != 1 {
		return models.Dispute{}, notDisputable(tx, item.ID)
	}
	slot := string(models.DisputeOpen)
	d := models.Dispute{ItemID: item.ID, AgentID: item.AgentID, OpenSlot: &slot, State: models.DisputeOpen, Reason: in.Reason,
		OpenedOn: at.On, OpenedAt: at.At, OpenedBy: who.Name, OpenedByID: who.ID}
	if err := tx.Create(&d).Error; err != nil {
		return d, err
	}
	return d, audit.Write(tx, at, who, audit.Act{Action: "dispute.open", SubjectKind: "dispute", SubjectID: d.ID, Subject: item.Number, Reason: in.Reason})
}

// notDisputable says why an item takes no dispute.
func notDisputable(tx *db.Tx, itemID int64) error {
	var item models.OpenItem
	if err := tx.Raw("SELECT disputed_at FROM open_items WHERE id = ?"+tx.Latest(), itemID).Scan(&item).Error; err != nil {
		return err
	}
	if item.DisputedAt != nil {
		return ErrDisputed
	}
	return models.Conflict("error.dispute_nothing_open")
}

// ResolveInput is how a dispute ends.
type ResolveInput struct {
	ID      int64
	Outcome models.DisputeState
	Note    string
}

// ResolveDispute ends a dispute: from now on the item is overdue like any other.
// What the agent was right about is credited by a credit note of its own.
// Conflict when it has ended already.
func (s *Service) ResolveDispute(ctx context.Context, who models.Who, in ResolveInput) error {
	if err := models.CheckDisputeOutcome(in.Outcome, in.Note); err != nil {
		return err
	}
	at := s.Clock.Moment()
	return s.DB.InTx(ctx, func(tx *db.Tx) error { return EndDispute(tx, at, who, in) })
}

// EndDispute is the step behind ResolveDispute.
func EndDispute(tx *db.Tx, at models.Moment, who models.Who, in ResolveInput) error {
	var d models.Dispute
	if err := tx.Raw("SELECT * FROM disputes WHERE id = ?", in.ID).Scan(&d).Error; err != nil {
		return err
	}
	if d.ID == 0 {
		return models.NotFound("dispute")
	}
	if err := credit.AgentTermsChanged(tx, d.AgentID); err != nil {
		return err
	}
	n, err := tx.Change(`UPDATE disputes SET state = ?, open_slot = NULL, ended_on = ?, ended_at = ?, ended_by = ?, ended_by_id = ?, note = ?
		WHERE id = ? AND state = 'open'`, in.Outcome, at.On, at.At, who.Name, who.ID, in.Note, d.ID)
	if err != nil {
		return err
	}
	if n != 1 {
		return models.Conflict("error.dispute_ended")
	}
	if _, err := tx.Change("UPDATE open_items SET disputed_at = NULL WHERE id = ?", d.ItemID); err != nil {
		return err
	}
	var number string
	if err := tx.Raw("SELECT number FROM open_items WHERE id = ?", d.ItemID).Scan(&number).Error; err != nil {
		return err
	}
	return audit.Write(tx, at, who, audit.Act{Action: "dispute." + string(in.Outcome), SubjectKind: "dispute", SubjectID: d.ID, Subject: number, Reason: in.Note})
}
