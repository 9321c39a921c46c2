package auth

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/base32"
	"image/png"
	"strings"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/totp"

	"assay/app/audit"
	"assay/app/db"
	"assay/models"
)

// recoveryCodes is how many one-time codes replace a lost device.
const recoveryCodes = 10

const totpPeriod = 30

// spendCode accepts a code of the present time step or its neighbours, later
// than the last accepted one, or an unused recovery code. The step is taken by
// one guarded UPDATE, so that two requests cannot use the same code.
func (s *Service) spendCode(ctx context.Context, u models.User, code string, at models.Moment) (bool, error) {
	code = strings.ReplaceAll(strings.TrimSpace(code), " ", "")
	step, ok := stepOf(u.TOTPSecret, code, at.At)
	spent := false
	err := s.DB.InTx(ctx, func(tx *db.Tx) error {
		var n int64
		var err error
		if ok {
			n, err = tx.Change(`UPDATE users SET totp_last_step = ? WHERE id = ? AND totp_last_step < ?`, step, u.ID, step)
		} else {
			n, err = tx.Change(`UPDATE recovery_codes SET used_at = ? WHERE user_id = ? AND code_hash = ? AND used_at IS NULL`,
				at.At, u.ID, hashToken(strings.ToLower(code)))
		}
		spent = n == 1
		return err
	})
	return spent, err
}

// stepOf finds the time step whose code this is.
func stepOf(secret, code string, now time.Time) (int64, bool) {
	for _, d := range []int64{0, -1, 1} {
		t := now.Add(time.Duration(d*totpPeriod) * time.Second)
		want, err := totp.GenerateCodeCustom(secret, t, totp.ValidateOpts{Period: totpPeriod, Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1})
		if err == nil && want == code && code != "" {
			return t.Unix() / totpPeriod, true
		}
	}
	return 0, false
}

// Enrolment is a second factor that is being set up: the secret as text and
// the PNG of its QR code.
type Enrolment struct {
	Secret string
	QR     []byte
}

// BeginEnrolment gives the user a secret that is not in force until a code of
// it was entered. An unconfirmed secret stays the same over page loads.
func (s *Service) BeginEnrolment(ctx context.Context, userID int64) (Enrolment, error) {
	u, err := s.User(ctx, userID)
	if err != nil {
		return Enrolment{}, err
	}
	if u.TOTPConfirmedAt != nil {
		return Enrolment{}, models.Conflict("error.second_factor_exists")
	}
	if u.TOTPSecret == "" {
		var b [20]byte
		_, _ = rand.Read(b[:])
		u.TOTPSecret = base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(b[:])
		err := s.DB.InTx(ctx, func(tx *db.Tx) error {
			_, err := tx.Change(`UPDATE users SET totp_secret = ? WHERE id = ? AND totp_confirmed_at IS NULL`, u.TOTPSecret, userID)
			return err
		})
		if err != nil {
			return Enrolment{}, err
		}
	}
	return qrOf(u)
}

func qrOf(u models.User) (Enrolment, error) {
	raw, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(u.TOTPSecret)
	if err != nil {
		return Enrolment{}, err
	}
	key, err := totp.Generate(totp.GenerateOpts{Issuer: "Assay", AccountName: u.Login, Secret: raw, Period: totpPeriod})
	if err != nil {
		return Enrolment{}, err
	}
	img, err := key.Image(220, 220)
	if err != nil {
		return Enrolment{}, err
	}
	var buf bytes.Buffer
	err = png.Encode(&buf, img)
	return Enrolment{Secret: u.TOTPSecret, QR: buf.Bytes()}, err
}

// ConfirmEnrolment puts the second factor in force and returns the recovery
// codes, which are shown once. The confirming code counts as used.
func (s *Service) ConfirmEnrolment(ctx context.Context, who models.Who, code string) ([]string, error) {
	at := s.Clock.Moment()
	u, err := s.User(ctx, who.ID)
	if err != nil {
		return nil, err
	}
	step, ok := stepOf(u.TOTPSecret, strings.TrimSpace(code), at.At)
	if !ok {
		return nil, models.Invalid("code", "error.wrong_code")
	}
	codes := make([]string, recoveryCodes)
	err = s.DB.InTx(ctx, func(tx *db.Tx) error {
		n, err := tx.Change(`UPDATE users SET totp_confirmed_at = ?, totp_last_step = ?, version = version + 1
			WHERE id = ? AND totp_confirmed_at IS NULL`, at.At, step, who.ID)
		if err != nil {
			return err
		}
		if n == 0 {
			return models.Conflict("error.second_factor_exists")
		}
		if _, err := tx.Change(`DELETE FROM recovery_codes WHERE user_id = ?`, who.ID); err != nil {
			return err
		}
		for i := range codes {
			codes[i] = RandomPassword()[:14]
			if _, err := tx.Change(`INSERT INTO recovery_codes (user_id, code_hash) VALUES (?, ?)`, who.ID, hashToken(codes[i])); err != nil {
				return err
			}
		}
		return audit.Write(tx, at, who, audit.Act{Action: "second_factor.enrol", SubjectKind: "user", SubjectID: who.ID, Subject: u.Login})
	})
	return codes, err
}
