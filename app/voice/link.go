package voice

import (
	"context"

	"gorm.io/gorm"

	"assay/app/audit"
	"assay/app/db"
	"assay/app/members"
	"assay/models"
)

// MakeLink makes a link to the own page of a member inside the scope and returns
// its token, which is not kept: whoever holds it sees the page until it expires
// or another is made.
func (s *Service) MakeLink(ctx context.Context, who models.Who, scope models.Scope, memberID int64) (token string, err error) {
	at := s.Clock.Moment()
	rules, err := rulesOn(s.DB.Read(ctx), at.On)
	if err != nil {
		return "", err
	}
	err = s.DB.InTx(ctx, func(tx *db.Tx) error {
		m, err := members.InScope(tx.DB, scope, memberID)
		if err != nil {
			return err
		}
		if _, err := tx.Change("UPDATE member_links SET revoked_at = ? WHERE member_id = ? AND revoked_at IS NULL", at.At, m.ID); err != nil {
			return err
		}
		token = newToken()
		row := models.MemberLink{MemberID: m.ID, TokenHash: hashOf(token), ExpiresOn: at.On.AddDays(rules.LinkDays), MadeBy: who.Name, MadeByID: who.ID, MadeAt: at.At}
		if err := tx.Create(&row).Error; err != nil {
			return err
		}
		return audit.Write(tx, at, who, audit.Act{Action: "member.link_made", SubjectKind: "member", SubjectID: m.ID, Subject: m.Number})
	})
	return token, err
}

// RevokeLink ends the link to a member's own page; without one nothing happens.
func (s *Service) RevokeLink(ctx context.Context, who models.Who, scope models.Scope, memberID int64) error {
	at := s.Clock.Moment()
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		m, err := members.InScope(tx.DB, scope, memberID)
		if err != nil {
			return err
		}
		n, err := tx.Change("UPDATE member_links SET revoked_at = ? WHERE member_id = ? AND revoked_at IS NULL", at.At, m.ID)
		if err != nil || n == 0 {
			return err
		}
		return audit.Write(tx, at, who, audit.Act{Action: "member.link_ended", SubjectKind: "member", SubjectID: m.ID, Subject: m.Number})
	})
}

// liveLink is the link to a member's page that works on a day, nil for none.
func liveLink(q *gorm.DB, memberID int64, on models.Date) (*models.MemberLink, error) {
	var rows []models.MemberLink
	err := q.Raw("SELECT * FROM member_links WHERE member_id = ? AND revoked_at IS NULL AND expires_on >= ? ORDER BY id DESC LIMIT 1", memberID, on).Scan(&rows).Error
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	return &rows[0], nil
}

// Holder is the member whose page a token opens today: of one that was merged,
// who took over. Not found for a token that opens nothing.
func (s *Service) Holder(ctx context.Context, token string) (members.Listed, error) {
	q, on := s.DB.Read(ctx), s.Clock.Moment().On
	var id int64
	err := q.Raw("SELECT COALESCE(m.merged_into_id, m.id) FROM member_links l JOIN members m ON m.id = l.member_id WHERE l.token_hash = ? AND l.revoked_at IS NULL AND l.expires_on >= ?", hashOf(token), on).Scan(&id).Error
	if err != nil {
		return members.Listed{}, err
	}
	if id == 0 {
		return members.Listed{}, errGone
	}
	m, err := members.InScope(q, models.Scope{All: true}, id)
	if models.KindOf(err) == models.KindNotFound {
		err = errGone
	}
	return m, err
}

// Opened counts that a link was opened.
func (s *Service) Opened(ctx context.Context, token string) error {
	at := s.Clock.Moment()
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		_, err := tx.Change("UPDATE member_links SET opened_at = ?, opens = opens + 1 WHERE token_hash = ?", at.At, hashOf(token))
		return err
	})
}
