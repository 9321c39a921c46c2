package audit

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"time"

	"assay/app/db"
)

// Service seals and verifies the chain with a key kept outside the database.
type Service struct {
	DB  *db.DB
	Key []byte
}

// Head is the end of the chain: its length and last hash. Kept outside the
// database (printed, mailed) it also shows a cut tail.
type Head struct {
	Count int64
	Hash  string
}

const sealBatch = 500

// Seal chains the entries that are not sealed yet, in id order, and returns
// how many. fence runs first in each transaction and stops a runner that has
// lost its lease. Entries become visible in commit order, not id order, so
// the chain follows the order of sealing (seq) and covers late ones too.
func (s *Service) Seal(ctx context.Context, fence func(tx *db.Tx) error) (int, error) {
	total := 0
	for {
		n, err := s.sealBatch(ctx, fence)
		total += n
		if err != nil || n < sealBatch {
			return total, err
		}
	}
}

func (s *Service) sealBatch(ctx context.Context, fence func(tx *db.Tx) error) (int, error) {
	sealed := 0
	err := s.DB.InTx(ctx, func(tx *db.Tx) error {
		if err := fence(tx); err != nil {
			return err
		}
		head, err := headOf(tx)
		if err != nil {
			return err
		}
		var entries []Entry
		if err := tx.Raw(`SELECT e.* FROM audit_entries e LEFT JOIN audit_seals s ON s.entry_id = e.id
			WHERE s.entry_id IS NULL ORDER BY e.id LIMIT ?`, sealBatch).Scan(&entries).Error; err != nil {
			return err
		}
		sealed = len(entries)
		for _, e := range entries {
			head = Head{Count: head.Count + 1, Hash: s.link(head, e)}
			if _, err := tx.Change("INSERT INTO audit_seals (entry_id, seq, hash) VALUES (?, ?, ?)", e.ID, head.Count, head.Hash); err != nil {
				return err
			}
		}
		return nil
	})
	return sealed, err
}

func headOf(tx *db.Tx) (Head, error) {
	var h Head
	err := tx.Raw("SELECT seq AS count, hash FROM audit_seals ORDER BY seq DESC LIMIT 1").Scan(&h).Error
	return h, err
}

// Length is how many entries the trail has and how many of them are sealed.
func (s *Service) Length(ctx context.Context) (total, sealed int64, err error) {
	var n struct{ Total, Sealed int64 }
	err = s.DB.Read(ctx).Raw(`SELECT (SELECT COUNT(*) FROM audit_entries) AS total, (SELECT COUNT(*) FROM audit_seals) AS sealed`).Scan(&n).Error
	return n.Total, n.Sealed, err
}

// Verify walks the chain from the start and reports its head, or the first
// entry that was changed, removed or put in another place.
func (s *Service) Verify(ctx context.Context) (Head, error) {
	var head Head
	err := s.DB.Snapshot(ctx, func(tx *db.Tx) error {
		for {
			n, err := s.verifyBatch(tx, &head)
			if err != nil || n == 0 {
				return err
			}
		}
	})
	return head, err
}

// Broken is the first place where the chain does not hold: an entry was
// changed, removed or moved, or the key is not the one that sealed it.
type Broken struct{ EntryID, Position int64 }

func (b *Broken) Error() string {
	return fmt.Sprintf("audit: the chain breaks at entry %d (position %d)", b.EntryID, b.Position)
}

type sealedEntry struct {
	Entry
	Seq  int64
	Hash string
}

func (s *Service) verifyBatch(tx *db.Tx, head *Head) (int, error) {
	var rows []sealedEntry
	err := tx.Raw(`SELECT s.seq, s.hash, s.entry_id AS id, e.at, e.actor_id, e.actor, e.action, e.subject_kind,
		e.subject_id, e.subject, e.reason, e.detail, e.request_id
		FROM audit_seals s LEFT JOIN audit_entries e ON e.id = s.entry_id
		WHERE s.seq > ? ORDER BY s.seq LIMIT 2000`, head.Count).Scan(&rows).Error
	if err != nil {
		return 0, err
	}
	for _, r := range rows {
		if r.Seq != head.Count+1 || r.Hash != s.link(*head, r.Entry) {
			return 0, &Broken{EntryID: r.ID, Position: head.Count + 1}
		}
		*head = Head{Count: r.Seq, Hash: r.Hash}
	}
	return len(rows), nil
}

// link is HMAC-SHA-256 over the former hash and the length-prefixed fields,
// so that no field can pass for a part of its neighbour.
func (s *Service) link(head Head, e Entry) string {
	m := hmac.New(sha256.New, s.Key)
	for _, f := range []string{
		head.Hash, fmt.Sprint(e.ID), e.At.UTC().Format(time.RFC3339Nano), fmt.Sprint(e.ActorID), e.Actor, e.Action,
		e.SubjectKind, fmt.Sprint(e.SubjectID), e.Subject, e.Reason, e.Detail, e.RequestID,
	} {
		var size [8]byte
		binary.BigEndian.PutUint64(size[:], uint64(len(f)))
		m.Write(size[:])
		m.Write([]byte(f))
	}
	return hex.EncodeToString(m.Sum(nil))
}
