package auth

import (
	"context"
	"time"

	"assay/app/audit"
	"assay/app/db"
	"assay/models"
)

// tokenLife is how long an API token lives.
const tokenLife = 365 * 24 * time.Hour

// AddToken makes an API token that acts for the user; it is shown once.
func (s *Service) AddToken(ctx context.Context, who models.Who, name string) (string, error) {
	if name == "" || len([]rune(name)) > 80 {
		return "", models.Invalid("name", "error.name_required")
	}
	at := s.Clock.Moment()
	token, hash := newToken()
	err := s.DB.InTx(ctx, func(tx *db.Tx) error {
		row := models.APIToken{UserID: who.ID, Name: name, TokenHash: hash, CreatedAt: at.At, ExpiresAt: at.At.Add(tokenLife)}
		if err := tx.Create(&row).Error; err != nil {
			return err
		}
		return audit.Write(tx, at, who, audit.Act{Action: "token.add", SubjectKind: "user", SubjectID: who.ID, Subject: name})
	})
	return token, err
}

// Tokens lists a user's tokens that are in force.
func (s *Service) Tokens(ctx context.Context, userID int64) ([]models.APIToken, error) {
	var rows []models.APIToken
	err := s.DB.Read(ctx).Where("user_id = ? AND revoked_at IS NULL AND expires_at > ?", userID, s.Clock.Moment().At).Order("id").Limit(100).Find(&rows).Error
	return rows, err
}

// RevokeToken ends one of the user's tokens.
func (s *Service) RevokeToken(ctx context.Context, who models.Who, id int64) error {
	at := s.Clock.Moment()
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		n, err := tx.Change(`UPDATE api_tokens SET revoked_at = ? WHERE id = ? AND user_id = ? AND revoked_at IS NULL`, at.At, id, who.ID)
		if err != nil {
			return err
		}
		if n == 0 {
			return models.NotFound("token")
		}
		return audit.Write(tx, at, who, audit.Act{Action: "token.revoke", SubjectKind: "user", SubjectID: who.ID})
	})
}
