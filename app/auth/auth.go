// Package auth lets people in: passwords hashed with argon2id, a second factor
// whose codes work once, attempts counted per account and per source, and
// sessions that can be seen and ended.
package auth

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"strings"

	"assay/app/db"
	"assay/models"
)

// Service holds the verbs on users and sessions. SecondFactorOptional is for
// the demonstration only.
type Service struct {
	DB                   *db.DB
	Clock                db.Clock
	SecondFactorOptional bool
}

// Errors of signing in. They never tell whether an account exists.
var (
	ErrWrongCredentials = &models.Error{Kind: models.KindUnauthenticated, Field: "password", Message: "error.wrong_credentials"}
	ErrWrongCode        = &models.Error{Kind: models.KindUnauthenticated, Field: "code", Message: "error.wrong_code"}
	ErrTooMany          = &models.Error{Kind: models.KindTooMany, Message: "error.too_many_attempts"}
	ErrNoSession        = &models.Error{Kind: models.KindUnauthenticated, Message: "error.session_expired"}
)

// newToken is 256 random bits as text, and the hash under which it is stored.
func newToken() (token, hash string) {
	var b [32]byte
	_, _ = rand.Read(b[:]) // never fails: crypto/rand ends the process instead
	token = base64.RawURLEncoding.EncodeToString(b[:])
	return token, hashToken(token)
}

func hashToken(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

// FormToken is the token that every form of a session carries: bound to the
// session's own secret, so that no other user's token fits.
func FormToken(sessionToken string) string {
	sum := sha256.Sum256([]byte("form\x00" + sessionToken))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

// fold is a login as it is compared: no blanks around, lower case.
func fold(login string) string { return strings.ToLower(strings.TrimSpace(login)) }

// RandomPassword is a password of 100 random bits in five readable groups.
func RandomPassword() string {
	const letters = "abcdefghijkmnpqrstuvwxyz23456789"
	var b [20]byte
	_, _ = rand.Read(b[:])
	var sb strings.Builder
	for i, x := range b {
		if i > 0 && i%4 == 0 {
			sb.WriteByte('-')
		}
		sb.WriteByte(letters[int(x)%len(letters)])
	}
	return sb.String()
}
