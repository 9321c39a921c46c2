package policy

import (
	"context"

	"assay/app/audit"
	"assay/app/db"
	"assay/models"
)

// The refusals of a decision.
var (
	ErrDecided      = models.Conflict("error.policy_decided")
	ErrNotSimulated = models.Conflict("error.policy_not_simulated")
	ErrOwnDraft     = models.Forbidden("error.policy_own_draft")
)

// Approve makes a draft a version: in force from the day asked for, from today
// without one; a day that has passed is refused, since orders were judged on it
// by the version before. sha is the content that the person saw; it must be what is
// stored and what was simulated. Whoever edited the draft does not approve it.
func (s *Service) Approve(ctx context.Context, who models.Who, id int64, sha string, from models.Date, reason string) error {
	at := s.Clock.Moment()
	if err := models.CheckReason(reason); err != nil {
		return err
	}
	if from.IsZero() {
		from = at.On
	}
	if from < at.On {
		return models.Invalid("effective_on", "error.policy_date_passed").With("Date", from).With("Today", at.On)
	}
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		if err := mayApprove(tx, id, sha, who); err != nil {
			return err
		}
		n, err := tx.Change(`UPDATE policy_versions SET state = 'approved', open_draft = NULL, effective_on = ?, reason = ?, decided_by = ?, decided_by_id = ?, decided_at = ?,
			edit = edit + 1 WHERE id = ? AND state = 'draft' AND sha256 = ?`, from, reason, who.Name, who.ID, at.At, id, sha)
		if err != nil {
			return err
		}
		if n == 0 {
			return ErrDecided
		}
		return s.decided(tx, at, who, "policy.approve", id)
	})
}

func mayApprove(tx *db.Tx, id int64, sha string, who models.Who) error {
	v, err := ByID(tx.DB, id)
	if err != nil {
		return err
	}
	own, err := isEditor(tx.DB, id, who)
	switch {
	case err != nil:
		return err
	case v.State != models.VersionDraft:
		return ErrDecided
	case v.SHA256 != sha:
		return ErrEdited
	case own:
		return ErrOwnDraft
	case !v.Simulated():
		return ErrNotSimulated
	}
	return nil
}

// decided applies a version that begins today and writes the audit entry.
func (s *Service) decided(tx *db.Tx, at models.Moment, who models.Who, action string, id int64) error {
	v, err := ByID(tx.DB, id)
	if err != nil {
		return err
	}
	if v.State == models.VersionApproved && v.EffectiveOn <= at.On {
		if err := s.apply(tx, at, v); err != nil {
			return err
		}
	}
	detail := subject(v)
	detail["effective_on"] = v.EffectiveOn
	return audit.Write(tx, at, who, audit.Act{Action: action, SubjectKind: "policy", SubjectID: id, Reason: v.Reason, Detail: detail})
}

// Withdraw ends a draft unused.
func (s *Service) Withdraw(ctx context.Context, who models.Who, id int64, reason string) error {
	at := s.Clock.Moment()
	if err := models.CheckReason(reason); err != nil {
		return err
	}
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		n, err := tx.Change(`UPDATE policy_versions SET state = 'withdrawn', open_draft = NULL, reason = ?, decided_by = ?, decided_by_id = ?, decided_at = ?, edit = edit + 1
			WHERE id = ? AND state = 'draft'`, reason, who.Name, who.ID, at.At, id)
		if err != nil {
			return err
		}
		if n == 0 {
			return ErrDecided
		}
		return s.decided(tx, at, who, "policy.withdraw", id)
	})
}

// RollBack puts the content of an earlier version in force again, as a new
// version, from today. Two people agreed on that content before; so one step
// of one person is enough.
func (s *Service) RollBack(ctx context.Context, who models.Who, id int64, reason string) error {
	at := s.Clock.Moment()
	if err := models.CheckReason(reason); err != nil {
		return err
	}
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		v, err := ByID(tx.DB, id)
		if err != nil {
			return err
		}
		now, err := InForce(tx.DB, v.Kind, v.Segment, at.On)
		if err != nil {
			return err
		}
		if v.State != models.VersionApproved || v.Version >= now.Version {
			return models.Conflict("error.policy_not_earlier")
		}
		back := models.PolicyVersion{Kind: v.Kind, Segment: v.Segment, Body: v.Body, SHA256: v.SHA256, RollsBackTo: &v.Version}
		return s.put(tx, at, who, "policy.roll_back", back, reason)
	})
}

// put stores a version that is in force from today and applies it.
func (s *Service) put(tx *db.Tx, at models.Moment, who models.Who, action string, v models.PolicyVersion, reason string) error {
	v.State, v.EffectiveOn, v.Reason = models.VersionApproved, at.On, reason
	v.DraftedBy, v.DraftedByID, v.DraftedAt, v.EditedAt = who.Name, who.ID, at.At, at.At
	v.DecidedBy, v.DecidedByID, v.DecidedAt = who.Name, who.ID, &at.At
	id, err := insert(tx, v)
	if err != nil {
		return err
	}
	return s.decided(tx, at, who, action, id)
}

// Put is the step that puts a policy in force without a draft: what a new
// company starts with. A later version takes the way of a draft.
func (s *Service) Put(tx *db.Tx, at models.Moment, who models.Who, kind models.PolicyKind, segment string, body models.PolicyBody, reason string) error {
	if err := body.Validate(); err != nil {
		return err
	}
	if err := models.CheckReason(reason); err != nil {
		return err
	}
	v := models.PolicyVersion{Kind: kind, Segment: segment}
	var err error
	if v.Body, v.SHA256, err = models.EncodePolicy(body); err != nil {
		return err
	}
	return s.put(tx, at, who, "policy.put", v, reason)
}

// apply does what a version's coming into force asks for, once.
func (s *Service) apply(tx *db.Tx, at models.Moment, v models.PolicyVersion) error {
	n, err := tx.Change("UPDATE policy_versions SET applied_at = ? WHERE id = ? AND applied_at IS NULL", at.At, v.ID)
	if err != nil || n == 0 {
		return err
	}
	if do := s.Apply[v.Kind]; do != nil {
		return do(tx, at, v)
	}
	return nil
}

// Due lists the versions that have begun by the day, were approved ahead of it
// and are not applied yet.
func (s *Service) Due(ctx context.Context, on models.Date) ([]models.PolicyVersion, error) {
	var due []models.PolicyVersion
	err := s.DB.Read(ctx).Raw("SELECT * FROM policy_versions WHERE state = 'approved' AND applied_at IS NULL AND effective_on <= ? ORDER BY id", on).Scan(&due).Error
	return due, err
}

// ApplyDue applies a version that is due. fence runs first in the transaction.
func (s *Service) ApplyDue(ctx context.Context, at models.Moment, v models.PolicyVersion, fence func(tx *db.Tx) error) error {
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		if err := fence(tx); err != nil {
			return err
		}
		return s.apply(tx, at, v)
	})
}
