package api

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"assay/app/db"
)

// Keyed is the input of an operation that may be repeated without doing it
// twice.
type Keyed struct {
	Key string `header:"Idempotency-Key" required:"true" minLength:"1" maxLength:"255" pattern:"^[!-~]+$" doc:"Chosen by the client, new for each new request; remembered for 30 days."`
}

func (k Keyed) idempotencyKey() string { return k.Key }

// of is the key of a verb's own: a user's keys never meet another's.
func (k Keyed) of(c *call) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%d\n%s", c.Actor.ID, k.Key))
	return hex.EncodeToString(sum[:])
}

// made is an answer to a keyed request; Hit says that it came before.
type made[T any] struct {
	Hit  string `header:"Idempotency-Hit" doc:"true when the answer is that of an earlier request with the key."`
	Body T
}

// addKeyed registers an operation that does the same thing only once per key.
// The verb's own key, unique in the database, is the guard; the row written
// afterwards holds the answer for a replay and the request to compare with.
func addKeyed[I interface{ idempotencyKey() string }, T any](s *server, o operation, h func(*call, *I) (T, error)) {
	s.web.Record(o.method, fiberPath(o.path), o.need)
	huma.Register(s.api, s.operation(o.with(http.StatusCreated)), func(ctx context.Context, in *I) (*made[T], error) {
		out, err := once(s, o, callOf(ctx), in, h)
		if err != nil {
			return nil, s.problem(ctx, err)
		}
		return out, nil
	})
}

func once[I interface{ idempotencyKey() string }, T any](s *server, o operation, c *call, in *I, h func(*call, *I) (T, error)) (*made[T], error) {
	scope, key := fmt.Sprintf("api:%d", c.Actor.ID), (*in).idempotencyKey()
	sha := db.Fingerprint([]any{o.name, in})
	out := &made[T]{}
	saved, found, err := db.FindKey(c.q, scope, key)
	if err != nil {
		return nil, err
	}
	if found {
		if saved.RequestSHA256 != sha {
			return nil, db.ErrKeyReused
		}
		out.Hit = "true"
		return out, json.Unmarshal([]byte(saved.Body), &out.Body)
	}
	if out.Body, err = h(c, in); err != nil {
		return nil, err
	}
	return out, s.remember(c, scope, key, sha, out.Body)
}

// remember keeps the answer for a replay. The thing itself is done: without
// the row a replay finds it by the verb's own key, so a failure here is only
// worth a line in the log.
func (s *server) remember(c *call, scope, key, sha string, body any) error {
	raw, err := json.Marshal(body)
	if err != nil {
		return err
	}
	at := s.Clock.Moment().At
	err = s.DB.InTx(c, func(tx *db.Tx) error { return db.ClaimKey(tx, scope, key, sha, http.StatusCreated, string(raw), at) })
	if err != nil && !db.IsDuplicate(err) && s.web.Log != nil {
		s.web.Log.Warn("idempotency key not kept", "error", err.Error())
	}
	return nil
}
