package auth

import (
	"context"
	"time"

	"assay/app/audit"
	"assay/app/db"
	"assay/models"
)

// Credentials are what a person typed to get in, and where from. Code is the
// second factor or a recovery code, empty at the first try.
type Credentials struct {
	Login    string
	Password string
	Code     string
	IP       string
	Device   string
}

// SignedIn is the outcome: a new session token, or a wish for the second
// factor (Token empty).
type SignedIn struct {
	Token      string
	NeedsCode  bool
	MustEnroll bool
}

// SignIn checks password and second factor and opens a new session. Every
// attempt that fails counts against the account and the source.
func (s *Service) SignIn(ctx context.Context, in Credentials) (SignedIn, error) {
	at := s.Clock.Moment()
	in.Login = fold(in.Login)
	if err := s.admit(ctx, in, at); err != nil {
		return SignedIn{}, err
	}
	u, err := s.userByLogin(ctx, in.Login)
	if err != nil {
		return SignedIn{}, err
	}
	if fits := passwordFits(u.PasswordHash, in.Password); !fits || u.ID == 0 || u.DisabledAt != nil {
		return SignedIn{}, s.failed(ctx, in, at, ErrWrongCredentials)
	}
	if u.TOTPConfirmedAt != nil && in.Code == "" {
		return SignedIn{NeedsCode: true}, nil
	}
	if u.TOTPConfirmedAt != nil {
		if ok, err := s.spendCode(ctx, u, in.Code, at); err != nil || !ok {
			if err == nil {
				err = s.failed(ctx, in, at, ErrWrongCode)
			}
			return SignedIn{}, err
		}
	}
	token, err := s.openSession(ctx, u, in, at)
	return SignedIn{Token: token, MustEnroll: u.TOTPConfirmedAt == nil && !s.SecondFactorOptional}, err
}

// admit refuses when account or source has failed too often in the window.
func (s *Service) admit(ctx context.Context, in Credentials, at models.Moment) error {
	since := at.At.Add(-models.AttemptWindow)
	var n struct{ ByLogin, BySource int64 }
	err := s.DB.Read(ctx).Raw(`SELECT
		(SELECT COUNT(*) FROM sign_in_attempts WHERE login = ? AND at > ?) AS by_login,
		(SELECT COUNT(*) FROM sign_in_attempts WHERE ip = ? AND at > ?) AS by_source`,
		in.Login, since, in.IP, since).Scan(&n).Error
	if err != nil {
		return err
	}
	if n.ByLogin >= models.AttemptsPerLogin || n.BySource >= models.AttemptsPerSource {
		return ErrTooMany.With("Minutes", int(models.AttemptWindow/time.Minute))
	}
	return nil
}

func (s *Service) failed(ctx context.Context, in Credentials, at models.Moment, reason error) error {
	err := s.DB.InTx(ctx, func(tx *db.Tx) error {
		if _, err := tx.Change(`INSERT INTO sign_in_attempts (login, ip, at) VALUES (?, ?, ?)`, clip(in.Login, 80), in.IP, at.At); err != nil {
			return err
		}
		return audit.Write(tx, at, models.System, audit.Act{Action: "session.refused", SubjectKind: "login", Subject: clip(in.Login, 80),
			Detail: map[string]string{"ip": in.IP}})
	})
	if err != nil {
		return err
	}
	return reason
}

func (s *Service) openSession(ctx context.Context, u models.User, in Credentials, at models.Moment) (string, error) {
	var token string
	err := s.DB.InTx(ctx, func(tx *db.Tx) (err error) {
		if token, err = EnterSession(tx, at, u.ID, in.IP, in.Device); err != nil {
			return err
		}
		if _, err := tx.Change(`DELETE FROM sign_in_attempts WHERE login = ?`, in.Login); err != nil {
			return err
		}
		return audit.Write(tx, at, models.Who{ID: u.ID, Name: u.Name}, audit.Act{Action: "session.open", SubjectKind: "user", SubjectID: u.ID, Subject: u.Login,
			Detail: map[string]string{"ip": in.IP}})
	})
	return token, err
}

func (s *Service) userByLogin(ctx context.Context, login string) (models.User, error) {
	var users []models.User
	err := s.DB.Read(ctx).Where("login = ?", login).Limit(1).Find(&users).Error
	if err != nil || len(users) == 0 {
		return models.User{}, err
	}
	return users[0], nil
}

func clip(s string, n int) string {
	r := []rune(s)
	if len(r) > n {
		r = r[:n]
	}
	return string(r)
}
