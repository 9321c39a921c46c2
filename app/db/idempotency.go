package db

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"time"

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

// SavedResponse is what the first request with a key was answered.
type SavedResponse struct {
	RequestSHA256 string
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
