package auth

import (
	"context"

	"assay/app/audit"
	"assay/app/db"
	"assay/models"
)

// ErrOwnRights says that nobody changes their own rights or second factor.
var ErrOwnRights = models.Forbidden("error.own_rights")

// AddGrant gives a user another role with a scope; it acts with the next
// request. The same grant twice changes nothing.
func (s *Service) AddGrant(ctx context.Context, who models.Who, g models.UserGrant) error {
	if err := checkGrant(g); err != nil {
		return err
	}
	return s.changeGrants(ctx, who, g, "grant.add", func(tx *db.Tx) error {
		if err := checkScope(tx, g); err != nil {
			return err
		}
		var held []models.UserGrant
		if err := tx.Raw("SELECT * FROM user_grants WHERE user_id = ?", g.UserID).Scan(&held).Error; err != nil {
			return err
		}
		if err := models.OneDuty(append(held, g)); err != nil {
			return err
		}
		err := tx.Create(&g).Error
		if db.IsDuplicate(err) {
			return models.Conflict("error.grant_there")
		}
		return err
	})
}

// RemoveGrant takes a role away; it acts with the next request.
func (s *Service) RemoveGrant(ctx context.Context, who models.Who, g models.UserGrant) error {
	return s.changeGrants(ctx, who, g, "grant.remove", func(tx *db.Tx) error {
		n, err := tx.Change("DELETE FROM user_grants WHERE user_id = ? AND role = ? AND scope_kind = ? AND scope_id = ?", g.UserID, g.Role, g.ScopeKind, g.ScopeID)
		if err == nil && n == 0 {
			err = models.NotFound("grant")
		}
		return err
	})
}

// changeGrants runs a change of a user's rights and ends the user's sessions,
// so that the person signs in anew with the new rights.
func (s *Service) changeGrants(ctx context.Context, who models.Who, g models.UserGrant, action string, change func(tx *db.Tx) error) error {
	if who.ID == g.UserID {
		return ErrOwnRights
	}
	at := s.Clock.Moment()
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		n, err := tx.Change("UPDATE users SET version = version + 1 WHERE id = ?", g.UserID)
		if err != nil {
			return err
		}
		if n == 0 {
			return models.NotFound("user")
		}
		if err := change(tx); err != nil {
			return err
		}
		if _, err := tx.Change("DELETE FROM sessions WHERE user_id = ?", g.UserID); err != nil {
			return err
		}
		return audit.Write(tx, at, who, audit.Act{Action: action, SubjectKind: "user", SubjectID: g.UserID, Detail: g})
	})
}

// ResetSecondFactor takes a lost second factor off a user, whose identity must
// have been checked by other means; the next sign-in sets up a new one.
func (s *Service) ResetSecondFactor(ctx context.Context, who models.Who, id int64) error {
	if who.ID == id {
		return ErrOwnRights
	}
	at := s.Clock.Moment()
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		n, err := tx.Change("UPDATE users SET totp_secret = '', totp_confirmed_at = NULL, version = version + 1 WHERE id = ?", id)
		if err != nil {
			return err
		}
		if n == 0 {
			return models.NotFound("user")
		}
		for _, q := range []string{"DELETE FROM recovery_codes WHERE user_id = ?", "DELETE FROM sessions WHERE user_id = ?"} {
			if _, err := tx.Change(q, id); err != nil {
				return err
			}
		}
		return audit.Write(tx, at, who, audit.Act{Action: "second_factor.reset", SubjectKind: "user", SubjectID: id})
	})
}
