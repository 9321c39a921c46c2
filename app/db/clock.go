package db

import (
	"time"

	"assay/models"
)

// Clock is the one source of "now": cmd hands in the real one, tests and
// back-tests their own.
type Clock struct {
	Now  func() time.Time
	Zone *time.Location
}

// Moment is the present instant and business date.
func (c Clock) Moment() models.Moment { return models.MomentOf(c.Now(), c.Zone) }
