package members

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"

	"assay/models"
)

// Keys seal the phones of members and find them again. Whoever has the database
// alone has neither: the secret that both keys come from lies outside of it.
type Keys struct {
	seal cipher.AEAD
	find []byte
}

// ErrNoKey is what needs a phone without a configured secret.
var ErrNoKey = models.Conflict("error.member_key_missing")

// NewKeys derives a key for sealing and one for finding from a secret of 32
// bytes, so that neither says anything of the other.
func NewKeys(secret []byte) (*Keys, error) {
	if len(secret) != sha256.Size {
		return nil, fmt.Errorf("members: a secret of %d bytes, want %d", len(secret), sha256.Size)
	}
	sealing, err := hkdf.Key(sha256.New, secret, nil, "assay members: seal phones", sha256.Size)
	if err != nil {
		return nil, err
	}
	finding, err := hkdf.Key(sha256.New, secret, nil, "assay members: find phones", sha256.Size)
	if err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(sealing)
	if err != nil {
		return nil, err
	}
	gcm, err := cipher.NewGCM(block)
	return &Keys{seal: gcm, find: finding}, err
}

// Seal is the phone as it is stored. It belongs to the member with the public
// id: in another's row it does not open.
func (k *Keys) Seal(publicID, phone string) (string, error) {
	if k == nil {
		return "", ErrNoKey
	}
	nonce := make([]byte, k.seal.NonceSize())
	_, _ = rand.Read(nonce)
	return base64.RawStdEncoding.EncodeToString(k.seal.Seal(nonce, nonce, []byte(phone), []byte(publicID))), nil
}

// Open is the phone that was sealed. The error says nothing of it.
func (k *Keys) Open(publicID, sealed string) (string, error) {
	if k == nil {
		return "", ErrNoKey
	}
	raw, err := base64.RawStdEncoding.DecodeString(sealed)
	if err != nil || len(raw) < k.seal.NonceSize() {
		return "", errors.New("members: a sealed phone is damaged")
	}
	phone, err := k.seal.Open(nil, raw[:k.seal.NonceSize()], raw[k.seal.NonceSize():], []byte(publicID))
	if err != nil {
		return "", errors.New("members: a sealed phone does not open: another key, or another member's row")
	}
	return string(phone), nil
}

// Hash finds a phone that models.ParsePhone normalised.
func (k *Keys) Hash(phone string) (string, error) {
	if k == nil {
		return "", ErrNoKey
	}
	mac := hmac.New(sha256.New, k.find)
	mac.Write([]byte(phone))
	return hex.EncodeToString(mac.Sum(nil)), nil
}

// Masked is a sealed phone as pages show it; its last four digits where it
// cannot be opened, nothing where there is none.
func (k *Keys) Masked(publicID, sealed, tail string) string {
	if sealed == "" {
		return ""
	}
	phone, err := k.Open(publicID, sealed)
	if err != nil {
		return "*******" + tail
	}
	return models.MaskPhone(phone)
}
