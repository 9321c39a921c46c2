// Package audit keeps the append-only trail of every policy, limit, override,
// export and sign-in, chained by hashes that a job adds and a command checks,
// so that nobody can change the past unseen.
package audit

import (
	"context"
	"encoding/json"
	"math"
	"time"

	"gorm.io/gorm"

	"assay/app/db"
	"assay/models"
)

// Entry is one line of the trail. Detail is JSON: before and after, or the
// parameters of an export. Personal data is referred to, never copied.
type Entry struct {
	ID          int64
	At          time.Time
	ActorID     int64
	Actor       string
	Action      string
	SubjectKind string
	SubjectID   int64
	Subject     string
	Reason      string
	Detail      string
	RequestID   string
}

// TableName is audit_entries.
func (Entry) TableName() string { return "audit_entries" }

// Before are so many entries with ids below one, the latest first; 0 begins
// with the latest of all.
func Before(q *gorm.DB, id int64, limit int) (rows []Entry, err error) {
	if id == 0 {
		id = math.MaxInt64
	}
	err = q.Raw("SELECT * FROM audit_entries WHERE id < ? ORDER BY id DESC LIMIT ?", id, limit).Scan(&rows).Error
	return rows, err
}

// Act describes what was done to what.
type Act struct {
	Action      string // noun.verb
	SubjectKind string
	SubjectID   int64
	Subject     string
	Reason      string
	Detail      any
}

// Write adds a line inside the transaction of the act itself. It is sealed
// into the chain later, so that the chain is not a row everybody waits for.
func Write(tx *db.Tx, at models.Moment, who models.Who, a Act) error {
	detail := "{}"
	if a.Detail != nil {
		b, err := json.Marshal(a.Detail)
		if err != nil {
			return err
		}
		detail = string(b)
	}
	_, err := tx.Change(`INSERT INTO audit_entries
		(at, actor_id, actor, action, subject_kind, subject_id, subject, reason, detail, request_id)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		at.At, who.ID, who.Name, a.Action, a.SubjectKind, a.SubjectID, a.Subject, a.Reason, detail, db.RequestID(tx.Statement.Context))
	return err
}

// Record writes a line about an act that changes nothing else: an export, a
// check of the chain.
func (s *Service) Record(ctx context.Context, at models.Moment, who models.Who, a Act) error {
	return s.DB.InTx(ctx, func(tx *db.Tx) error { return Write(tx, at, who, a) })
}
