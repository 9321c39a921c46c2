package ledger

import (
	"context"
	"time"

	"gorm.io/gorm"

	"assay/app/audit"
	"assay/app/credit"
	"assay/app/db"
	"assay/models"
)

// Closing is a period end after which nothing may be posted on or before it.
type Closing struct {
	ThroughOn models.Date
	ClosedBy  string
	ClosedAt  time.Time
}

// ErrClosedFurther says that the book is closed through that day already.
var ErrClosedFurther = models.Conflict("error.period_closed_further")

// CloseRun is the job that closes a period for everybody.
const CloseRun = "close-period"

// Asked is what a person asks of it.
type Asked struct{ Through models.Date }

// Closable refuses a day that has not passed, or is closed already.
func Closable(q *gorm.DB, through, today models.Date) error {
	if err := passed(through, today); err != nil {
		return err
	}
	last, err := ClosedThrough(q)
	if err == nil && last >= through {
		err = ErrClosedFurther.With("Date", last)
	}
	return err
}

// Waiting is how many documents up to a day still wait for a person.
type Waiting struct{ Receipts, WriteOffs int64 }

func waiting(q *gorm.DB, through models.Date) (w Waiting, err error) {
	if through.IsZero() {
		return w, nil
	}
	err = q.Raw(`SELECT (SELECT COUNT(*) FROM receipts WHERE state = 'awaiting' AND cleared_on <= ?) AS receipts,
		(SELECT COUNT(*) FROM write_offs WHERE state = 'requested') AS write_offs`, through).Scan(&w).Error
	return w, err
}

func passed(through, today models.Date) error {
	switch {
	case through.IsZero() || through < beginning:
		return models.Invalid("through", "error.date_required")
	case through >= today:
		return models.Invalid("through", "error.period_not_over")
	}
	return nil
}

// Close closes every day up to and including through, for all agents at once,
// and for good: there is no re-opening, and a late document posts into the
// open period. The day must have passed. It takes the credit row of every
// agent, so whoever posts sees the closing or has posted before it. also join
// the transaction, at its beginning.
func (s *Service) Close(ctx context.Context, who models.Who, through models.Date, also ...func(tx *db.Tx) error) error {
	at := s.Clock.Moment()
	if err := passed(through, at.On); err != nil {
		return err
	}
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		if err := db.Join(tx, also); err != nil {
			return err
		}
		if err := credit.CloseAll(tx, through); err != nil {
			return err
		}
		last, err := ClosedThrough(tx.DB)
		if err != nil {
			return err
		}
		if last >= through {
			return ErrClosedFurther.With("Date", last)
		}
		if _, err := tx.Change("INSERT INTO period_closings (through_on, closed_by, closed_at) VALUES (?, ?, ?)", through, who.Name, at.At); err != nil {
			return err
		}
		return audit.Write(tx, at, who, audit.Act{Action: "period.close", SubjectKind: "period", Subject: through.String(),
			Detail: map[string]models.Date{"after": last, "through": through}})
	})
}

// ClosedThrough is the last closed day, zero while nothing is closed.
func ClosedThrough(q *gorm.DB) (models.Date, error) {
	var last Closing
	err := q.Raw("SELECT * FROM period_closings ORDER BY through_on DESC LIMIT 1").Scan(&last).Error
	return last.ThroughOn, err
}
