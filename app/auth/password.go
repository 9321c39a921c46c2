package auth

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"runtime"
	"strings"
	"sync"

	"golang.org/x/crypto/argon2"
)

// Cost of a password hash: 19 MiB, two passes, one lane.
const (
	argonTime  = 2
	argonLanes = 1
	argonKey   = 32
)

// HashMemory is what a new hash takes, in KiB. The test kit alone changes it:
// tests make hundreds. A hash tells what it was made at.
var HashMemory uint32 = 19 * 1024

// hashing bounds how many hashes are computed at once: each takes its memory.
var hashing = make(chan struct{}, runtime.NumCPU())

// HashPassword makes the PHC string of a password.
func HashPassword(password string) string {
	var salt [16]byte
	_, _ = rand.Read(salt[:])
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, HashMemory, argonTime, argonLanes,
		base64.RawStdEncoding.EncodeToString(salt[:]), base64.RawStdEncoding.EncodeToString(derive(password, salt[:], HashMemory, argonTime, argonLanes)))
}

func derive(password string, salt []byte, memory, passes uint32, lanes uint8) []byte {
	hashing <- struct{}{}
	defer func() { <-hashing }()
	return argon2.IDKey([]byte(password), salt, passes, memory, lanes, argonKey)
}

// absent is a hash that an unknown account is checked against, so that it
// takes as long as a known one.
var absent = sync.OnceValue(func() string { return HashPassword(RandomPassword()) })

// passwordFits compares in constant time with the cost the hash was made at.
func passwordFits(phc, password string) bool {
	if phc == "" {
		phc = absent()
	}
	var version int
	var memory, passes uint32
	var lanes uint8
	parts := strings.Split(phc, "$")
	if len(parts) != 6 || parts[1] != "argon2id" {
		return false
	}
	if _, err := fmt.Sscanf(parts[2]+" "+parts[3], "v=%d m=%d,t=%d,p=%d", &version, &memory, &passes, &lanes); err != nil {
		return false
	}
	salt, err1 := base64.RawStdEncoding.DecodeString(parts[4])
	want, err2 := base64.RawStdEncoding.DecodeString(parts[5])
	if err1 != nil || err2 != nil {
		return false
	}
	return subtle.ConstantTimeCompare(derive(password, salt, memory, passes, lanes), want) == 1
}
