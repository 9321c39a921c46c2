package credit

import (
	"context"
	"strings"

	"assay/app/audit"
	"assay/app/db"
	"assay/app/search"
	"assay/models"
)

// GroupInput is a credit group as it is entered.
type GroupInput struct {
	Code   string
	NameZh string
	NameEn string
	Pot    models.Limit
	Member models.Limit // what members without a limit of their own get
}

// Validate checks what a person typed.
func (in GroupInput) Validate() error {
	switch {
	case strings.TrimSpace(in.Code) == "":
		return models.Invalid("code", "error.code_required")
	case strings.TrimSpace(in.NameZh) == "" && strings.TrimSpace(in.NameEn) == "":
		return models.Invalid("name_zh", "error.name_required")
	}
	if err := models.CheckLengths(models.Length{Field: "code", Value: in.Code, Max: 40}, models.Length{Field: "name_zh", Value: in.NameZh, Max: 160},
		models.Length{Field: "name_en", Value: in.NameEn, Max: 160}); err != nil {
		return err
	}
	return validPot(in.Pot, in.Member)
}

// validPot refuses a pot that inherits: there is nothing above it. Members may.
func validPot(pot, member models.Limit) error {
	if pot.Kind == models.LimitInherit {
		return models.Invalid("pot", "error.nothing_to_inherit")
	}
	if err := pot.Validate(); err != nil {
		return models.OnField(err, "pot")
	}
	return models.OnField(member.Validate(), "member")
}

// CreateGroup enters a group without members. The error is invalid on field
// code when the code is taken.
func (s *Service) CreateGroup(ctx context.Context, who models.Who, in GroupInput) (models.CreditGroup, error) {
	g := models.CreditGroup{Code: in.Code, NameZh: in.NameZh, NameEn: in.NameEn, PotKind: in.Pot.Kind, PotFen: in.Pot.Amount,
		MemberLimitKind: in.Member.Kind, MemberLimitFen: in.Member.Amount, TermsVersion: 1, Version: 1}
	if err := in.Validate(); err != nil {
		return g, err
	}
	at := s.Clock.Moment()
	err := s.DB.InTx(ctx, func(tx *db.Tx) error {
		g.ID = 0
		if err := tx.Create(&g).Error; err != nil {
			return err
		}
		if err := search.Add(tx, search.OfGroup(g)); err != nil {
			return err
		}
		return audit.Write(tx, at, who, audit.Act{Action: "pot.create", SubjectKind: "credit_group", SubjectID: g.ID, Subject: g.Code,
			Detail: map[string]any{"pot": in.Pot, "member_limit": in.Member}})
	})
	if db.IsDuplicate(err) {
		return g, models.Invalid("code", "error.code_taken").With("Code", in.Code)
	}
	return g, err
}

// JoinGroup makes an agent a member, out of another group if need be: what it
// owes counts in the pot from now on, even beyond it. That stops new credit
// and cancels nothing.
func (s *Service) JoinGroup(ctx context.Context, who models.Who, agentID, groupID int64, reason string) error {
	return s.regroup(ctx, who, agentID, reason, "pot.join", groupID, func(a *models.CreditAccount) error {
		if a.GroupID != nil && *a.GroupID == groupID {
			return models.Conflict("error.in_this_group")
		}
		a.GroupID = &groupID
		return nil
	})
}

// LeaveGroup takes an agent out of the group; its own limit, or its grade's,
// counts alone from now on.
func (s *Service) LeaveGroup(ctx context.Context, who models.Who, agentID, groupID int64, reason string) error {
	return s.regroup(ctx, who, agentID, reason, "pot.leave", groupID, func(a *models.CreditAccount) error {
		if a.GroupID == nil || *a.GroupID != groupID {
			return models.Conflict("error.not_in_this_group")
		}
		a.GroupID = nil
		return nil
	})
}

// regroup moves an agent's counters between pots in one transaction: the
// agent's row first, then the groups' in the order of their ids, so that two
// agents who change places wait for each other and never lock up.
func (s *Service) regroup(ctx context.Context, who models.Who, agentID int64, reason, action string, groupID int64, change func(*models.CreditAccount) error) error {
	if err := models.CheckReason(reason); err != nil {
		return err
	}
	at := s.Clock.Moment()
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		var a models.CreditAccount
		if err := tx.Raw("SELECT * FROM credit_accounts WHERE agent_id = ?", agentID).Scan(&a).Error; err != nil {
			return err
		}
		if a.AgentID == 0 {
			return models.NotFound("agent")
		}
		from := a.GroupID
		if err := change(&a); err != nil {
			return err
		}
		if err := rejoin(tx, a); err != nil {
			return err
		}
		if err := movePots(tx, a.Counters, from, a.GroupID); err != nil {
			return err
		}
		return audit.Write(tx, at, who, audit.Act{Action: action, SubjectKind: "agent", SubjectID: agentID, Reason: reason,
			Detail: map[string]any{"group": groupID, "before": from, "counters": a.Counters}})
	})
}

// rejoin stores the account's group under the version that its counters were
// read at; whoever moved them meanwhile makes the transaction begin again.
func rejoin(tx *db.Tx, a models.CreditAccount) error {
	n, err := tx.Change("UPDATE credit_accounts SET group_id = ?, terms_version = terms_version + 1, version = version + 1 WHERE agent_id = ? AND version = ?",
		a.GroupID, a.AgentID, a.Version)
	if err == nil && n != 1 {
		err = db.ErrRetry
	}
	return err
}

func movePots(tx *db.Tx, c models.Counters, from, to *int64) error {
	if from != nil && (to == nil || *from < *to) {
		if err := addToPot(tx, *from, c, -1); err != nil {
			return err
		}
		from = nil
	}
	if to != nil {
		if err := addToPot(tx, *to, c, 1); err != nil {
			return err
		}
	}
	if from != nil {
		return addToPot(tx, *from, c, -1)
	}
	return nil
}

func addToPot(tx *db.Tx, groupID int64, c models.Counters, sign models.Money) error {
	n, err := tx.Change(`UPDATE credit_groups SET receivable_fen = receivable_fen + ?, reserved_fen = reserved_fen + ?,
		unallocated_fen = unallocated_fen + ?, secured_fen = secured_fen + ?, terms_version = terms_version + 1, version = version + 1 WHERE id = ?`,
		sign*c.ReceivableFen, sign*c.ReservedFen, sign*c.UnallocatedFen, sign*c.SecuredFen, groupID)
	if err == nil && n != 1 {
		err = models.NotFound("credit_group")
	}
	return err
}
