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

// DisputeInput is an objection to an open item. Accepted is one that finance
// raises itself.
type DisputeInput struct {
	ItemID   int64
	Reason   string
	Accepted bool
}

// Dispute objects to an open item. Once accepted it blocks no order while the
// dispute runs, and automatic allocation pays it last. What the agent owes stays
// as it is. Conflict for an item that is settled, for a credit, and while another
// dispute of it has not ended.
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

// OpenDispute is the step behind Dispute.
func OpenDispute(tx *db.Tx, at models.Moment, who models.Who, in DisputeInput) (models.Dispute, error) {
	var item models.OpenItem
	if err := tx.Raw("SELECT id, agent_id, number, open_fen FROM open_items WHERE id = ?", in.ItemID).Scan(&item).Error; err != nil {
		return models.Dispute{}, err
	}
	switch {
	case item.ID == 0:
		return models.Dispute{}, models.NotFound("receivable")
	case item.OpenFen <= 0:
		return models.Dispute{}, errNothingOpen
	}
	slot := string(models.DisputeOpen)
	d := models.Dispute{ItemID: item.ID, AgentID: item.AgentID, OpenSlot: &slot, State: models.DisputeRaised, Reason: in.Reason,
		OpenedOn: at.On, OpenedAt: at.At, OpenedBy: who.Name, OpenedByID: who.ID}
	if in.Accepted {
		if err := takeOn(tx, at, who, &d); err != nil {
			return d, err
		}
	}
	if err := tx.Create(&d).Error; err != nil {
		return d, err
	}
	return d, audit.Write(tx, at, who, audit.Act{Action: "dispute." + string(d.State), SubjectKind: "dispute", SubjectID: d.ID, Subject: item.Number, Reason: in.Reason})
}

var errNothingOpen = models.Conflict("error.dispute_nothing_open")

// takeOn puts the item under dispute. Orders under way read the agent's terms
// again, and held ones are asked for again.
func takeOn(tx *db.Tx, at models.Moment, who models.Who, d *models.Dispute) error {
	if err := credit.AgentTermsChanged(tx, d.AgentID); err != nil {
		return err
	}
	n, err := tx.Change("UPDATE open_items SET disputed_at = ? WHERE id = ? AND open_fen > 0 AND disputed_at IS NULL", at.At, d.ItemID)
	if err != nil {
		return err
	}
	if n != 1 {
		return notDisputable(tx, d.ItemID)
	}
	d.State, d.AcceptedOn, d.AcceptedAt, d.AcceptedBy, d.AcceptedByID = models.DisputeOpen, at.On, &at.At, who.Name, who.ID
	return nil
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
	return errNothingOpen
}

// AcceptDispute takes on what an agent has raised. Conflict when somebody did, or
// it has ended; and when the item was settled meanwhile.
func (s *Service) AcceptDispute(ctx context.Context, who models.Who, id int64) error {
	at := s.Clock.Moment()
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		d, number, err := disputeOf(tx, id)
		if err != nil {
			return err
		}
		if d.State != models.DisputeRaised {
			return models.Conflict("error.dispute_taken")
		}
		if err := takeOn(tx, at, who, &d); err != nil {
			return err
		}
		n, err := tx.Change("UPDATE disputes SET state = ?, accepted_on = ?, accepted_at = ?, accepted_by = ?, accepted_by_id = ? WHERE id = ? AND state = 'raised'",
			d.State, d.AcceptedOn, d.AcceptedAt, d.AcceptedBy, d.AcceptedByID, id)
		if err != nil {
			return err
		}
		if n != 1 {
			return models.Conflict("error.dispute_taken")
		}
		return audit.Write(tx, at, who, audit.Act{Action: "dispute.open", SubjectKind: "dispute", SubjectID: id, Subject: number})
	})
}

// disputeOf is a dispute with the number of its document.
func disputeOf(tx *db.Tx, id int64) (d models.Dispute, number string, err error) {
	if err = tx.Raw("SELECT * FROM disputes WHERE id = ?", id).Scan(&d).Error; err != nil {
		return d, "", err
	}
	if d.ID == 0 {
		return d, "", models.NotFound("dispute")
	}
	err = tx.Raw("SELECT number FROM open_items WHERE id = ?", d.ItemID).Scan(&number).Error
	return d, number, err
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
	d, number, err := disputeOf(tx, in.ID)
	if err != nil {
		return err
	}
	if err := credit.AgentTermsChanged(tx, d.AgentID); err != nil {
		return err
	}
	n, err := tx.Change(`UPDATE disputes SET state = ?, open_slot = NULL, ended_on = ?, ended_at = ?, ended_by = ?, ended_by_id = ?, note = ?
		WHERE id = ? AND state IN ('raised', 'open')`, in.Outcome, at.On, at.At, who.Name, who.ID, in.Note, d.ID)
	if err != nil {
		return err
	}
	if n != 1 {
		return models.Conflict("error.dispute_ended")
	}
	if _, err := tx.Change("UPDATE open_items SET disputed_at = NULL WHERE id = ?", d.ItemID); err != nil {
		return err
	}
	return audit.Write(tx, at, who, audit.Act{Action: "dispute." + string(in.Outcome), SubjectKind: "dispute", SubjectID: d.ID, Subject: number, Reason: in.Note})
}
