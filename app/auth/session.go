package auth

import (
	"context"
	"time"

	"assay/app/audit"
	"assay/app/db"
	"assay/models"
)

// Session is who a cookie or bearer token stands for.
type Session struct {
	ID    int64
	Actor models.Actor
	// Enrolled tells whether the second factor is set up; MustEnroll that the
	// person may do nothing else before it is.
	Enrolled   bool
	MustEnroll bool
}

// actorRow is one grant of a session's user; a user without grants has one
// row with an empty role.
type actorRow struct {
	SessionID       int64
	SeenAt          time.Time
	UserID          int64
	Login           string
	Name            string
	Lang            string
	Theme           string
	TOTPConfirmedAt *time.Time `gorm:"column:totp_confirmed_at"`
	Role            models.Role
	ScopeKind       models.ScopeKind
	ScopeID         int64
	Path            string
	Depth           models.AccessDepth
}

const actorColumns = `u.id AS user_id, u.login, u.name, u.lang, u.theme, u.totp_confirmed_at,
	COALESCE(g.role, '') AS role, COALESCE(g.scope_kind, '') AS scope_kind, COALESCE(g.scope_id, 0) AS scope_id,
	COALESCE(r.path, a.path, '') AS path, COALESCE(a.access_depth, '') AS depth`

const actorJoins = ` JOIN users u ON u.id = s.user_id AND u.disabled_at IS NULL
	LEFT JOIN user_grants g ON g.user_id = u.id
	LEFT JOIN regions r ON g.scope_kind = 'region' AND r.id = g.scope_id
	LEFT JOIN agents a ON g.scope_kind = 'agent' AND a.id = g.scope_id`

// Resume finds the session of a cookie, in one statement: rights, scopes and
// a disabled account act at once. Unused for SessionIdle, it is gone.
func (s *Service) Resume(ctx context.Context, token string) (Session, error) {
	at := s.Clock.Moment()
	var rows []actorRow
	err := db.EachRow(s.DB.Read(ctx), `SELECT s.id AS session_id, s.seen_at, `+actorColumns+` FROM sessions s`+actorJoins+`
		WHERE s.token_hash = ? AND s.expires_at > ? AND s.seen_at > ? ORDER BY g.role, g.scope_id`,
		func(scan db.Scan) error {
			var r actorRow
			err := scan(&r.SessionID, &r.SeenAt, &r.UserID, &r.Login, &r.Name, &r.Lang, &r.Theme, &r.TOTPConfirmedAt,
				&r.Role, &r.ScopeKind, &r.ScopeID, &r.Path, &r.Depth)
			rows = append(rows, r)
			return err
		}, hashToken(token), at.At, at.At.Add(-models.SessionIdle))
	if err != nil {
		return Session{}, err
	}
	if len(rows) == 0 {
		return Session{}, ErrNoSession
	}
	out := s.sessionOf(rows)
	if at.At.Sub(rows[0].SeenAt) > time.Minute {
		err = s.DB.InTx(ctx, func(tx *db.Tx) error {
			_, err := tx.Change(`UPDATE sessions SET seen_at = ? WHERE id = ?`, at.At, out.ID)
			return err
		})
	}
	return out, err
}

// Bearer finds the user an API token acts for, in one statement.
func (s *Service) Bearer(ctx context.Context, token string) (Session, error) {
	var rows []actorRow
	err := s.DB.Read(ctx).Raw(`SELECT `+actorColumns+` FROM api_tokens s`+actorJoins+`
		WHERE s.token_hash = ? AND s.expires_at > ? AND s.revoked_at IS NULL ORDER BY g.role, g.scope_id`,
		hashToken(token), s.Clock.Moment().At).Scan(&rows).Error
	if err != nil {
		return Session{}, err
	}
	if len(rows) == 0 {
		return Session{}, ErrNoSession
	}
	return s.sessionOf(rows), nil
}

func (s *Service) sessionOf(rows []actorRow) Session {
	first := rows[0]
	a := models.Actor{ID: first.UserID, Name: first.Name, Login: first.Login, Lang: first.Lang, Theme: first.Theme}
	for _, r := range rows {
		if r.Role != "" {
			a.Grants = append(a.Grants, models.Grant{Role: r.Role, Kind: r.ScopeKind, ID: r.ScopeID, Path: r.Path, Depth: r.Depth})
		}
	}
	enrolled := first.TOTPConfirmedAt != nil
	return Session{ID: first.SessionID, Actor: a, Enrolled: enrolled, MustEnroll: !enrolled && a.NeedsSecondFactor() && !s.SecondFactorOptional}
}

// SignOut ends a session on the server.
func (s *Service) SignOut(ctx context.Context, token string) error {
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		_, err := tx.Change(`DELETE FROM sessions WHERE token_hash = ?`, hashToken(token))
		return err
	})
}

// Sessions lists a user's live sessions, the latest first.
func (s *Service) Sessions(ctx context.Context, userID int64) ([]models.Session, error) {
	var rows []models.Session
	at := s.Clock.Moment().At
	err := s.DB.Read(ctx).Where("user_id = ? AND expires_at > ? AND seen_at > ?", userID, at, at.Add(-models.SessionIdle)).
		Order("seen_at DESC").Limit(100).Find(&rows).Error
	return rows, err
}

// EndSession ends one of a user's sessions; not found when it is not theirs.
func (s *Service) EndSession(ctx context.Context, who models.Who, userID, sessionID int64) error {
	at := s.Clock.Moment()
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		n, err := tx.Change(`DELETE FROM sessions WHERE id = ? AND user_id = ?`, sessionID, userID)
		if err != nil {
			return err
		}
		if n == 0 {
			return models.NotFound("session")
		}
		return audit.Write(tx, at, who, audit.Act{Action: "session.end", SubjectKind: "user", SubjectID: userID})
	})
}

// Sweep deletes sessions and attempts that no longer count, for a job.
func (s *Service) Sweep(ctx context.Context, at models.Moment, fence func(tx *db.Tx) error) (int64, error) {
	var n int64
	err := s.DB.InTx(ctx, func(tx *db.Tx) error {
		if err := fence(tx); err != nil {
			return err
		}
		a, err := tx.Change(`DELETE FROM sessions WHERE expires_at <= ? OR seen_at <= ?`, at.At, at.At.Add(-models.SessionIdle))
		if err != nil {
			return err
		}
		b, err := tx.Change(`DELETE FROM sign_in_attempts WHERE at <= ?`, at.At.Add(-models.AttemptWindow))
		n = a + b
		return err
	})
	return n, err
}

// EnterSession is the step that opens a session for a user who has proved who
// they are, and returns its token.
func EnterSession(tx *db.Tx, at models.Moment, userID int64, ip, device string) (string, error) {
	token, hash := newToken()
	row := models.Session{TokenHash: hash, UserID: userID, CreatedAt: at.At, SeenAt: at.At, ExpiresAt: at.At.Add(models.SessionLife),
		IP: ip, Device: clip(device, 200)}
	return token, tx.Create(&row).Error
}
