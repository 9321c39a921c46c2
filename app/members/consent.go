package members

import (
	"context"

	"assay/app/db"
	"assay/app/insight"
	"assay/models"
)

// TextVersion names the texts of the catalogue (consent_text) that members agree
// to. It changes with their words.
const TextVersion = "2026-11"

// Give records a consent of a member inside the scope. One that lives is given
// once for its purpose and channel: a second time changes nothing.
func (s *Service) Give(ctx context.Context, who models.Who, scope models.Scope, c models.MemberConsent) error {
	if err := c.Validate(); err != nil {
		return err
	}
	at := s.Clock.Moment()
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		m, err := lockInScope(tx, scope, c.MemberID)
		if err != nil {
			return err
		}
		var n int64
		if err := tx.Raw("SELECT COUNT(*) FROM member_consents WHERE member_id = ? AND purpose = ? AND channel = ? AND withdrawn_at IS NULL"+tx.Latest(), m.ID, c.Purpose, c.Channel).Scan(&n).Error; err != nil || n > 0 {
			return err
		}
		if err := give(tx, at, who, c); err != nil {
			return err
		}
		return write(tx, at, who, "member.consent", m, "", map[string]any{"purpose": c.Purpose, "channel": c.Channel, "text": c.TextVersion})
	})
}

func give(tx *db.Tx, at models.Moment, who models.Who, c models.MemberConsent) error {
	_, err := tx.Change(`INSERT INTO member_consents (member_id, purpose, channel, text_version, given_on, given_by, given_at, store_id, withdrawn_at, withdrawn_by)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, NULL, '')`, c.MemberID, c.Purpose, c.Channel, c.TextVersion, at.On, who.Name, at.At, c.StoreID)
	if err != nil {
		return err
	}
	return insight.Touch(tx, c.MemberID)
}

// Withdraw ends a consent from this moment on; one that has ended stays as it is.
func (s *Service) Withdraw(ctx context.Context, who models.Who, scope models.Scope, memberID, consentID int64) error {
	at := s.Clock.Moment()
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		m, err := InScope(tx.DB, scope, memberID)
		if err != nil {
			return err
		}
		var c models.MemberConsent
		if err := tx.Raw("SELECT * FROM member_consents WHERE id = ? AND member_id = ?", consentID, memberID).Scan(&c).Error; err != nil {
			return err
		}
		if c.ID == 0 {
			return models.NotFound("consent")
		}
		n, err := tx.Change("UPDATE member_consents SET withdrawn_at = ?, withdrawn_by = ? WHERE id = ? AND withdrawn_at IS NULL", at.At, who.Name, c.ID)
		if err != nil || n == 0 {
			return err
		}
		if err := insight.Touch(tx, memberID); err != nil {
			return err
		}
		return write(tx, at, who, "member.consent_end", m.Member, "", map[string]any{"purpose": c.Purpose, "channel": c.Channel})
	})
}
