package auth

import (
	"context"
	"time"

	"assay/app/db"
	"assay/models"
)

// UserState narrows the list of users.
type UserState string

// Who is listed: everybody, those who may sign in, or those who may not.
const (
	AnyUser      UserState = ""
	ActiveUser   UserState = "active"
	DisabledUser UserState = "disabled"
)

// UserFilter narrows the list. Search looks at login and name; an ID leaves one
// user at most.
type UserFilter struct {
	ID     int64
	Search string
	Role   models.Role
	State  UserState
	Limit  int
	Offset int
}

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

func (f UserFilter) condition() (string, []any) {
	cond, args := "1 = 1", []any{}
	if f.ID != 0 {
		cond, args = cond+" AND u.id = ?", append(args, f.ID)
	}
	if f.Search != "" {
		like := db.Like(f.Search)
		cond, args = cond+" AND (u.login LIKE ? ESCAPE '!' OR u.name LIKE ? ESCAPE '!')", append(args, like, like)
	}
	if f.Role != "" {
		cond, args = cond+" AND EXISTS (SELECT 1 FROM user_grants g WHERE g.user_id = u.id AND g.role = ?)", append(args, f.Role)
	}
	switch f.State {
	case ActiveUser:
		cond += " AND u.disabled_at IS NULL"
	case DisabledUser:
		cond += " AND u.disabled_at IS NOT NULL"
	}
	return cond, args
}

// Find lists users by login, with their grants, and how many there are.
func (s *Service) Find(ctx context.Context, f UserFilter) ([]ListedUser, int64, error) {
	q := s.DB.Read(ctx)
	cond, args := f.condition()
	var total int64
	if err := q.Raw("SELECT COUNT(*) FROM users u WHERE "+cond, args...).Scan(&total).Error; err != nil {
		return nil, 0, err
	}
	var users []ListedUser
	err := q.Raw(`SELECT u.id, u.login, u.name, u.email, u.lang, u.totp_confirmed_at, u.disabled_at, u.created_at, m.seen_at
		FROM (SELECT u.id FROM users u WHERE `+cond+` ORDER BY u.login LIMIT ? OFFSET ?) p JOIN users u ON u.id = p.id
		LEFT JOIN sessions m ON m.id = (SELECT t.id FROM sessions t WHERE t.user_id = u.id ORDER BY t.seen_at DESC LIMIT 1)
		ORDER BY u.login`, append(args, f.Limit, f.Offset)...).Scan(&users).Error
	if err != nil || len(users) == 0 {
		return users, total, err
	}
	return users, total, s.addGrants(ctx, users)
}

// addGrants fills in the grants of the users, in one statement.
func (s *Service) addGrants(ctx context.Context, users []ListedUser) error {
	ids, at := make([]int64, len(users)), map[int64]*ListedUser{}
	for i := range users {
		ids[i], at[users[i].ID] = users[i].ID, &users[i]
	}
	var grants []Held
	err := s.DB.Read(ctx).Raw(`SELECT g.*, COALESCE(r.code, a.code, '') AS scope_code, COALESCE(r.name_zh, a.name_zh, '') AS scope_zh,
		COALESCE(r.name_en, a.name_en, '') AS scope_en FROM user_grants g
		LEFT JOIN regions r ON g.scope_kind = 'region' AND r.id = g.scope_id
		LEFT JOIN agents a ON g.scope_kind = 'agent' AND a.id = g.scope_id
		WHERE g.user_id IN ? ORDER BY g.user_id, g.role, g.scope_id`, ids).Scan(&grants).Error
	for _, g := range grants {
		at[g.UserID].Grants = append(at[g.UserID].Grants, g)
	}
	return err
}

// ScopeID is the id behind the code of a region or agent, 0 for everything. A
// code that does not exist is an input error.
func (s *Service) ScopeID(ctx context.Context, kind models.ScopeKind, code string) (int64, error) {
	table := map[models.ScopeKind]string{models.ScopeRegion: "regions", models.ScopeAgent: "agents"}[kind]
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
