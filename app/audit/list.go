package audit

import (
	"context"
	"time"

	"assay/app/db"
	"assay/models"
)

// Filter narrows the trail. Actor and Subject are parts of names, Action the
// beginning of one; the days are business days, both inclusive.
type Filter struct {
	Actor   string
	Action  string
	Subject string
	From    models.Date
	To      models.Date
	Limit   int
	Offset  int
}

func (f Filter) condition(zone *time.Location) (string, []any) {
	cond, args := "1 = 1", []any{}
	add := func(c string, a ...any) { cond, args = cond+" AND "+c, append(args, a...) }
	if f.Actor != "" {
		add("actor LIKE ? ESCAPE '!'", db.Like(f.Actor))
	}
	if f.Action != "" {
		add("action LIKE ? ESCAPE '!'", db.Like(f.Action)[1:])
	}
	if f.Subject != "" {
		add("(subject LIKE ? ESCAPE '!' OR subject_kind LIKE ? ESCAPE '!')", db.Like(f.Subject), db.Like(f.Subject))
	}
	if !f.From.IsZero() {
		add("at >= ?", f.From.In(zone).UTC())
	}
	if !f.To.IsZero() {
		add("at < ?", f.To.AddDays(1).In(zone).UTC())
	}
	return cond, args
}

// Find lists entries, the latest first, and how many there are.
func (s *Service) Find(ctx context.Context, zone *time.Location, f Filter) ([]Entry, int64, error) {
	q := s.DB.Read(ctx)
	cond, args := f.condition(zone)
	var total int64
	if err := q.Raw("SELECT COUNT(*) FROM audit_entries WHERE "+cond, args...).Scan(&total).Error; err != nil {
		return nil, 0, err
	}
	var rows []Entry
	err := q.Raw("SELECT * FROM audit_entries WHERE "+cond+" ORDER BY id DESC LIMIT ? OFFSET ?", append(args, f.Limit, f.Offset)...).Scan(&rows).Error
	return rows, total, err
}

// Length is how many entries the trail has and how many of them are sealed.
func (s *Service) Length(ctx context.Context) (total, sealed int64, err error) {
	var n struct{ Total, Sealed int64 }
	err = s.DB.Read(ctx).Raw(`SELECT (SELECT COUNT(*) FROM audit_entries) AS total, (SELECT COUNT(*) FROM audit_seals) AS sealed`).Scan(&n).Error
	return n.Total, n.Sealed, err
}

// Record writes a line about an act that changes nothing else: an export, a
// check of the chain.
func (s *Service) Record(ctx context.Context, at models.Moment, who models.Who, a Act) error {
	return s.DB.InTx(ctx, func(tx *db.Tx) error { return Write(tx, at, who, a) })
}
