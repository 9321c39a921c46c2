package auth

import (
	"context"
	"time"

	"assay/models"
)

// Held is a grant with the name of what it reaches.
type Held struct {
	models.UserGrant
	ScopeCode string
	ScopeZh   string
	ScopeEn   string
}

// ListedUser is a user with the roles, for the list. SeenAt is the last sign
// of an open session.
type ListedUser struct {
	ID              int64
	Login           string
	Name            string
	Email           string
	Lang            string
	TOTPConfirmedAt *time.Time `gorm:"column:totp_confirmed_at"`
	DisabledAt      *time.Time
	CreatedAt       time.Time
	SeenAt          *time.Time
	Grants          []Held `gorm:"-"`
}

// Listed is one user with the grants; not found when there is none.
func (s *Service) Listed(ctx context.Context, id int64) (ListedUser, error) {
	var u ListedUser
	err := s.DB.Read(ctx).Raw(`SELECT u.id, u.login, u.name, u.email, u.lang, u.totp_confirmed_at, u.disabled_at, u.created_at, m.seen_at
		FROM users u LEFT JOIN sessions m ON m.id = (SELECT t.id FROM sessions t WHERE t.user_id = u.id ORDER BY t.seen_at DESC LIMIT 1)
		WHERE u.id = ?`, id).Scan(&u).Error
	if err == nil && u.ID == 0 {
		err = models.NotFound("user")
	}
	if err != nil {
		return u, err
	}
	u.Grants, err = s.grants(ctx, id)
	return u, err
}

// grants are a user's grants with the names of what they reach.
func (s *Service) grants(ctx context.Context, userID int64) (grants []Held, err error) {
	err = s.DB.Read(ctx).Raw(`SELECT g.*, COALESCE(r.code, a.code, s.code, '') AS scope_code, COALESCE(r.name_zh, a.name_zh, s.name_zh, '') AS scope_zh,
		COALESCE(r.name_en, a.name_en, s.name_en, '') AS scope_en FROM user_grants g
		LEFT JOIN regions r ON g.scope_kind = 'region' AND r.id = g.scope_id
		LEFT JOIN agents a ON g.scope_kind = 'agent' AND a.id = g.scope_id
		LEFT JOIN stores s ON g.scope_kind = 'store' AND s.id = g.scope_id
		WHERE g.user_id = ? ORDER BY g.role, g.scope_id`, userID).Scan(&grants).Error
	return grants, err
}

// ScopeID is the id behind the code of a region, agent or store, 0 for everything. A
// code that does not exist is an input error.
func (s *Service) ScopeID(ctx context.Context, kind models.ScopeKind, code string) (int64, error) {
	table := scopeTables[kind]
	if table == "" {
		return 0, nil
	}
	var id int64
	if err := s.DB.Read(ctx).Raw("SELECT id FROM "+table+" WHERE code = ?", code).Scan(&id).Error; err != nil {
		return 0, err
	}
	if id == 0 {
		return 0, models.Invalid("code", "error.scope_code_unknown").With("Code", code)
	}
	return id, nil
}
