package credit

import (
	"context"

	"assay/app/audit"
	"assay/app/db"
	"assay/models"
)

// OpenAccount gives a new agent its credit row: nothing owed, limit inherited.
// Periods closed for the others are closed for it too; INSERT … SELECT locks
// what it reads, so a closing at the same time is seen or waits.
func OpenAccount(tx *db.Tx, agentID int64, groupID *int64) error {
	_, err := tx.Change(`INSERT INTO credit_accounts (agent_id, group_id, receivable_fen, reserved_fen, unallocated_fen, secured_fen,
		terms_version, closed_through_on, version)
		SELECT ?, ?, 0, 0, 0, 0, 1, COALESCE(MAX(through_on), '1900-01-01'), 1 FROM period_closings`, agentID, groupID)
	return err
}

// LimitInput is a standing or temporary limit for an agent.
type LimitInput struct {
	AgentID   int64
	Purpose   models.LimitPurpose
	Limit     models.Limit
	ValidFrom models.Date
	ValidTo   models.Date // zero: open-ended; a temporary limit needs it
	Reason    string
}

// Validate checks what a person typed.
func (in LimitInput) Validate() error {
	if err := in.Limit.Validate(); err != nil {
		return err
	}
	switch {
	case in.Purpose != models.LimitStanding && in.Purpose != models.LimitTemporary:
		return models.Invalid("purpose", "error.limit_purpose_unknown")
	case in.Purpose == models.LimitTemporary && (in.ValidTo.IsZero() || in.Limit.Kind != models.LimitAmount):
		return models.Invalid("valid_to", "error.temporary_limit_needs_dates")
	case !in.ValidTo.IsZero() && in.ValidTo < in.ValidFrom:
		return models.Invalid("valid_to", "error.dates_reversed")
	case in.ValidFrom.IsZero():
		return models.Invalid("valid_from", "error.date_required")
	}
	return models.CheckReason(in.Reason)
}

// SetLimit puts a limit in force from its first day; the one of the same
// purpose before it counts until then, and the journal keeps both. It may lie
// under the present exposure: that stops new credit and cancels nothing.
func (s *Service) SetLimit(ctx context.Context, who models.Who, in LimitInput) error {
	if err := in.Validate(); err != nil {
		return err
	}
	at := s.Clock.Moment()
	return s.DB.InTx(ctx, func(tx *db.Tx) error { return ChangeLimit(tx, at, who, in) })
}

// beginning is before every day of the book.
var beginning = models.MustDate("1900-01-01")

// ChangeLimit is the step behind SetLimit.
func ChangeLimit(tx *db.Tx, at models.Moment, who models.Who, in LimitInput) error {
	if _, err := Apply(tx, Move{AgentID: in.AgentID, NewTerms: true}); err != nil {
		return err
	}
	replaces := in.ValidFrom // what begins on that day or later
	if replaces <= at.On {
		replaces = beginning
	}
	if _, err := tx.Change("UPDATE credit_limits SET ended_at = ? WHERE agent_id = ? AND purpose = ? AND ended_at IS NULL AND valid_from_on >= ?",
		at.At, in.AgentID, in.Purpose, replaces); err != nil {
		return err
	}
	err := tx.Create(&models.CreditLimit{AgentID: in.AgentID, Purpose: in.Purpose, Kind: in.Limit.Kind, AmountFen: in.Limit.Amount,
		ValidFromOn: in.ValidFrom, ValidToOn: in.ValidTo, Reason: in.Reason, SetBy: who.Name, SetByID: who.ID, SetAt: at.At}).Error
	if err != nil {
		return err
	}
	return audit.Write(tx, at, who, audit.Act{Action: "limit.set", SubjectKind: "agent", SubjectID: in.AgentID, Reason: in.Reason,
		Detail: map[string]any{"purpose": in.Purpose, "limit": in.Limit, "from": in.ValidFrom, "to": in.ValidTo}})
}

// Block stops new credit for an agent, for a reason that stays until cleared.
func (s *Service) Block(ctx context.Context, who models.Who, agentID int64, reason models.BlockReason, note string) error {
	at := s.Clock.Moment()
	known := false
	for _, r := range models.BlockReasons() {
		known = known || r == reason
	}
	if !known {
		return models.Invalid("reason", "error.block_reason_unknown")
	}
	if err := models.CheckLengths(models.Length{Field: "note", Value: note, Max: models.MaxReason}); err != nil {
		return err
	}
	return s.DB.InTx(ctx, func(tx *db.Tx) error { return PutBlock(tx, at, who, agentID, reason, note) })
}

// PutBlock is the step behind Block.
func PutBlock(tx *db.Tx, at models.Moment, who models.Who, agentID int64, reason models.BlockReason, note string) error {
	if _, err := Apply(tx, Move{AgentID: agentID, NewTerms: true}); err != nil {
		return err
	}
	if err := tx.Create(&models.CreditBlock{AgentID: agentID, Reason: reason, Note: note, SetBy: who.Name, SetAt: at.At}).Error; err != nil {
		return err
	}
	return audit.Write(tx, at, who, audit.Act{Action: "block.set", SubjectKind: "agent", SubjectID: agentID, Reason: note, Detail: map[string]any{"block": reason}})
}

// Unblock clears one block; the others stay.
func (s *Service) Unblock(ctx context.Context, who models.Who, blockID int64) error {
	at := s.Clock.Moment()
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		var b models.CreditBlock
		if err := tx.Raw("SELECT * FROM credit_blocks WHERE id = ? AND cleared_at IS NULL", blockID).Scan(&b).Error; err != nil {
			return err
		}
		if b.ID == 0 {
			return models.NotFound("credit_block")
		}
		if _, err := Apply(tx, Move{AgentID: b.AgentID, NewTerms: true}); err != nil {
			return err
		}
		if _, err := tx.Change("UPDATE credit_blocks SET cleared_by = ?, cleared_at = ? WHERE id = ?", who.Name, at.At, blockID); err != nil {
			return err
		}
		return audit.Write(tx, at, who, audit.Act{Action: "block.clear", SubjectKind: "agent", SubjectID: b.AgentID, Detail: map[string]any{"block": b.Reason}})
	})
}

// SetPot sets the shared pot of a group and what its members inherit.
func (s *Service) SetPot(ctx context.Context, who models.Who, groupID int64, pot, member models.Limit, reason string) error {
	if err := validPot(pot, member); err != nil {
		return err
	}
	if err := models.CheckReason(reason); err != nil {
		return err
	}
	at := s.Clock.Moment()
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		n, err := tx.Change(`UPDATE credit_groups SET pot_kind = ?, pot_fen = ?, member_limit_kind = ?, member_limit_fen = ?,
			terms_version = terms_version + 1, version = version + 1 WHERE id = ?`, pot.Kind, pot.Amount, member.Kind, member.Amount, groupID)
		if err != nil {
			return err
		}
		if n != 1 {
			return models.NotFound("credit_group")
		}
		return audit.Write(tx, at, who, audit.Act{Action: "pot.set", SubjectKind: "credit_group", SubjectID: groupID, Reason: reason,
			Detail: map[string]any{"pot": pot, "member_limit": member}})
	})
}
