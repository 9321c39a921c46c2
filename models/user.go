package models

import (
	"strings"
	"time"
	"unicode/utf8"
)

// User is a person who can sign in. Login is lower case. TOTPSecret is set
// while a second factor is enrolled; TOTPLastStep is the last accepted time
// step, so that no code works twice.
type User struct {
	ID              int64
	Login           string
	Name            string
	Email           string
	PasswordHash    string
	TOTPSecret      string     `gorm:"column:totp_secret"`
	TOTPLastStep    int64      `gorm:"column:totp_last_step"`
	TOTPConfirmedAt *time.Time `gorm:"column:totp_confirmed_at"`
	Lang            string
	Theme           string
	DisabledAt      *time.Time
	CreatedAt       time.Time
	Version         int64
}

// UserGrant is a role with a scope, as it is stored.
type UserGrant struct {
	UserID    int64     `gorm:"primaryKey"`
	Role      Role      `gorm:"primaryKey"`
	ScopeKind ScopeKind `gorm:"primaryKey"`
	ScopeID   int64     `gorm:"primaryKey"`
}

// Session is one sign-in. The token itself is only in the cookie.
type Session struct {
	ID        int64
	TokenHash string
	UserID    int64
	CreatedAt time.Time
	SeenAt    time.Time
	ExpiresAt time.Time
	IP        string `gorm:"column:ip"`
	Device    string
}

// APIToken is a bearer token that acts for its user.
type APIToken struct {
	ID        int64
	UserID    int64
	Name      string
	TokenHash string
	CreatedAt time.Time
	ExpiresAt time.Time
	RevokedAt *time.Time
}

// TableName is api_tokens.
func (APIToken) TableName() string { return "api_tokens" }

// How long a session lives without use and at most, and the attempts to sign
// in that an account and a source may make within the window.
const (
	SessionIdle       = 30 * time.Minute
	SessionLife       = 12 * time.Hour
	AttemptWindow     = 15 * time.Minute
	AttemptsPerLogin  = 10
	AttemptsPerSource = 100
	PasswordMinLength = 12
	passwordMaxLength = 256
)

// CheckPassword refuses a password that is too short, too long, or one that
// anybody would try first: the person's or the brand's own name.
func CheckPassword(password, login string) error {
	if n := utf8.RuneCountInString(password); n < PasswordMinLength {
		return Invalid("password", "error.password_short").With("Min", PasswordMinLength)
	} else if n > passwordMaxLength {
		return Invalid("password", "error.password_long")
	}
	low := strings.ToLower(password)
	if login != "" && strings.Contains(low, strings.ToLower(login)) || strings.Contains(low, "assay") || uniform(low) {
		return Invalid("password", "error.password_guessable")
	}
	return nil
}

// uniform tells whether a text uses fewer than five different characters or is
// one of the runs that open every list of guesses.
func uniform(s string) bool {
	seen := map[rune]bool{}
	for _, r := range s {
		seen[r] = true
	}
	for _, run := range []string{"123456789012", "abcdefghijkl", "qwertyuiop", "password", "1q2w3e4r"} {
		if strings.Contains(s, run) {
			return true
		}
	}
	return len(seen) < 5
}
