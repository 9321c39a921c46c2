package db

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"time"

	"gorm.io/gorm"

	"assay/models"
)

// Fingerprint is the SHA-256 of the canonical JSON of v, as hex: two requests
// with the same key must have the same one.
func Fingerprint(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err) // only plain request structs are fingerprinted
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// ErrKeyReused is a request key that came before with another content.
var ErrKeyReused = &models.Error{Kind: models.KindInvalid, Field: "request_key", Message: "error.request_key_reused"}

// MayRepeat tells that the error may come from a request that was done before:
// its key is taken, or what it asked for is no longer there because it has it.
func MayRepeat(err error) bool { return IsDuplicate(err) || models.KindOf(err) != "" }

// SavedResponse is what the first request with a key was answered.
type SavedResponse struct {
	RequestSHA256 string `gorm:"column:request_sha256"`
	Status        int
	Body          string
}

// ClaimKey writes the idempotency row of a request, inside the transaction of
// its effect. The error is a duplicate (IsDuplicate) when the key is taken.
func ClaimKey(tx *Tx, scope, key, sha string, status int, body string, at time.Time) error {
	_, err := tx.Change(`INSERT INTO idempotency_keys (scope, request_key, request_sha256, status, body, created_at)
		VALUES (?, ?, ?, ?, ?, ?)`, scope, key, sha, status, body, at)
	return err
}

// FindKey is what the first request with a key was answered, if there was one.
func FindKey(q *gorm.DB, scope, key string) (SavedResponse, bool, error) {
	var rows []SavedResponse
	err := q.Raw("SELECT request_sha256, status, body FROM idempotency_keys WHERE scope = ? AND request_key = ?", scope, key).Scan(&rows).Error
	if err != nil || len(rows) == 0 {
		return SavedResponse{}, false, err
	}
	return rows[0], true, nil
}

// KeyLife is how long a repeated request is recognised.
const KeyLife = 30 * 24 * time.Hour

// SweepKeys deletes at most limit keys that have outlived KeyLife.
func SweepKeys(tx *Tx, at time.Time, limit int) (int64, error) {
	return tx.Change(`DELETE FROM idempotency_keys WHERE created_at <= (SELECT MAX(created_at) FROM
		(SELECT created_at FROM idempotency_keys WHERE created_at <= ? ORDER BY created_at LIMIT ?) oldest)`, at.Add(-KeyLife), limit)
}
