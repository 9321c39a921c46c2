package auth

import (
	"context"
	"regexp"
	"slices"

	"assay/app/audit"
	"assay/app/db"
	"assay/app/search"
	"assay/models"
)

var loginShape = regexp.MustCompile(`^[a-z0-9][a-z0-9._@+-]{2,79}$`)

// NewUser is a user as an administrator enters it, with the first password.
type NewUser struct {
	Login    string
	Name     string
	Email    string
	Password string
	Lang     string
	Grants   []models.UserGrant
}

// Validate checks what a person typed.
func (n NewUser) Validate() error {
	switch {
	case !loginShape.MatchString(fold(n.Login)):
		return models.Invalid("login", "error.login_shape")
	case n.Name == "" || len([]rune(n.Name)) > 60:
		return models.Invalid("name", "error.name_required")
	case len(n.Grants) == 0:
		return models.Invalid("role", "error.role_required")
	}
	for _, g := range n.Grants {
		if err := checkGrant(g); err != nil {
			return err
		}
	}
	if err := models.OneDuty(n.Grants); err != nil {
		return err
	}
	if err := models.Together(models.CheckEmail("email", n.Email), models.CheckLengths(models.Length{Field: "email", Value: n.Email, Max: 160})); err != nil {
		return err
	}
	return models.CheckPassword(n.Password, fold(n.Login))
}

// checkGrant refuses a role without the sort of scope it needs.
func checkGrant(g models.UserGrant) error {
	switch {
	case !slices.Contains(models.Roles(), g.Role):
		return models.Invalid("role", "error.role_required")
	case !slices.Contains(g.Role.Reaches(), g.ScopeKind):
		return models.Invalid("scope", "error.scope_role")
	case g.ScopeKind != models.ScopeAll && g.ScopeID <= 0:
		return models.Invalid("scope", "error.scope_required")
	}
	return nil
}

// AddUser enters a user with grants; the first password must be handed over
// outside the product.
func (s *Service) AddUser(ctx context.Context, who models.Who, n NewUser) (models.User, error) {
	if err := n.Validate(); err != nil {
		return models.User{}, err
	}
	hash := HashPassword(n.Password)
	var u models.User
	err := s.DB.InTx(ctx, func(tx *db.Tx) error {
		var err error
		u, err = EnterUser(tx, s.Clock.Moment(), who, n, hash)
		return err
	})
	return u, err
}

// EnterUser is the step behind AddUser; hash is the password's, made outside
// the transaction.
func EnterUser(tx *db.Tx, at models.Moment, who models.Who, n NewUser, hash string) (models.User, error) {
	u := models.User{Login: fold(n.Login), Name: n.Name, Email: n.Email, PasswordHash: hash, Lang: n.Lang, Theme: "auto", CreatedAt: at.At, Version: 1}
	if err := tx.Create(&u).Error; db.IsDuplicate(err) {
		return u, models.Invalid("login", "error.login_taken")
	} else if err != nil {
		return u, err
	}
	for _, g := range n.Grants {
		if err := checkScope(tx, g); err != nil {
			return u, err
		}
		g.UserID = u.ID
		if err := tx.Create(&g).Error; err != nil {
			return u, err
		}
	}
	if err := search.Add(tx, search.OfUser(u)); err != nil {
		return u, err
	}
	return u, audit.Write(tx, at, who, audit.Act{Action: "user.add", SubjectKind: "user", SubjectID: u.ID, Subject: u.Login, Detail: n.Grants})
}

// scopeTables hold what a grant may be limited to.
var scopeTables = map[models.ScopeKind]string{models.ScopeRegion: "regions", models.ScopeAgent: "agents", models.ScopeStore: "stores"}

// checkScope refuses a grant for a region, agent or store that does not exist.
func checkScope(tx *db.Tx, g models.UserGrant) error {
	table := scopeTables[g.ScopeKind]
	if table == "" {
		return nil
	}
	var n int64
	if err := tx.Table(table).Where("id = ?", g.ScopeID).Count(&n).Error; err != nil {
		return err
	}
	if n == 0 {
		return models.Invalid("scope", "error.scope_required")
	}
	return nil
}

// User is one user; not found when there is none.
func (s *Service) User(ctx context.Context, id int64) (models.User, error) {
	var users []models.User
	if err := s.DB.Read(ctx).Where("id = ?", id).Limit(1).Find(&users).Error; err != nil {
		return models.User{}, err
	}
	if len(users) == 0 {
		return models.User{}, models.NotFound("user")
	}
	return users[0], nil
}

// Disable ends a user's access at once, sessions and tokens with it; Enable
// gives it back. Nobody disables themselves.
func (s *Service) Disable(ctx context.Context, who models.Who, id int64, disable bool) error {
	if who.ID == id && disable {
		return models.Forbidden("error.own_account")
	}
	at := s.Clock.Moment()
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		var disabledAt any
		action := "user.enable"
		if disable {
			disabledAt, action = at.At, "user.disable"
		}
		n, err := tx.Change(`UPDATE users SET disabled_at = ?, version = version + 1 WHERE id = ?`, disabledAt, id)
		if err != nil {
			return err
		}
		if n == 0 {
			return models.NotFound("user")
		}
		if disable {
			if _, err := tx.Change(`DELETE FROM sessions WHERE user_id = ?`, id); err != nil {
				return err
			}
			if _, err := tx.Change(`UPDATE api_tokens SET revoked_at = ? WHERE user_id = ? AND revoked_at IS NULL`, at.At, id); err != nil {
				return err
			}
		}
		return audit.Write(tx, at, who, audit.Act{Action: action, SubjectKind: "user", SubjectID: id})
	})
}

// ResetPassword sets a random password, ends the user's sessions and returns
// it to be handed over once. The second factor stays.
func (s *Service) ResetPassword(ctx context.Context, who models.Who, id int64) (string, error) {
	password := RandomPassword()
	return password, s.storePassword(ctx, who, id, password, "user.reset_password", "")
}

// ChangePassword needs the old one and ends the other sessions.
func (s *Service) ChangePassword(ctx context.Context, who models.Who, current, next, keepToken string) error {
	u, err := s.User(ctx, who.ID)
	if err != nil {
		return err
	}
	if !passwordFits(u.PasswordHash, current) {
		return models.Invalid("current", "error.wrong_password")
	}
	if err := models.CheckPassword(next, u.Login); err != nil {
		return err
	}
	return s.storePassword(ctx, who, who.ID, next, "user.change_password", keepToken)
}

func (s *Service) storePassword(ctx context.Context, who models.Who, id int64, password, action, keepToken string) error {
	at := s.Clock.Moment()
	hash := HashPassword(password)
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		n, err := tx.Change(`UPDATE users SET password_hash = ?, version = version + 1 WHERE id = ?`, hash, id)
		if err != nil {
			return err
		}
		if n == 0 {
			return models.NotFound("user")
		}
		if _, err := tx.Change(`DELETE FROM sessions WHERE user_id = ? AND token_hash <> ?`, id, hashToken(keepToken)); err != nil {
			return err
		}
		return audit.Write(tx, at, who, audit.Act{Action: action, SubjectKind: "user", SubjectID: id})
	})
}

// Prefer stores a person's language and theme.
func (s *Service) Prefer(ctx context.Context, userID int64, lang, theme string) error {
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		_, err := tx.Change(`UPDATE users SET lang = ?, theme = ? WHERE id = ?`, lang, theme, userID)
		return err
	})
}
