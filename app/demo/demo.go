// Package demo tells three years of a jewellery brand that never was, through
// the product's own steps: agents who order on credit, pay well, late or not
// at all, and the people at headquarters who look after them.
package demo

import (
	"context"
	"time"

	"assay/app/db"
	"assay/app/members"
	"assay/app/statements"
	"assay/models"
)

// Options say how large the story is. The same seed and end day tell the same
// story again; only passwords and random codes of documents differ.
type Options struct {
	Now             time.Time // the story ends here
	Zone            *time.Location
	Seed            uint64
	Agents          int
	Months          int
	StatementMonths int                 // how far back statements go
	Statements      *statements.Service // heads the papers
	Members         *members.Keys       // seal the phones of the stores' members; nil: there are none
	Progress        func(done, total int, day models.Date)
}

// Full is the size that people are shown.
func Full(now time.Time, zone *time.Location, papers *statements.Service, keys *members.Keys) Options {
	return Options{Now: now, Zone: zone, Seed: 20_260_101, Agents: 320, Months: 36, StatementMonths: 12, Statements: papers, Members: keys}
}

// Login is one way in, with its password: it is stored nowhere.
type Login struct {
	Login, Password, Name string
	Role                  models.Role
	Where                 string
}

// Fill writes the story into a migrated, empty database. The error leaves a
// database marked as an unfinished demonstration.
func Fill(ctx context.Context, d *db.DB, o Options) ([]Login, error) {
	s := newSim(d, o)
	if err := s.setUp(ctx); err != nil {
		return nil, err
	}
	if err := s.tell(ctx); err != nil {
		return nil, err
	}
	return s.people.logins, s.finish(ctx)
}
