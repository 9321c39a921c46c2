package jobs_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"assay/app/apptest"
	"assay/app/db"
	"assay/app/imports"
	"assay/app/ledger"
	"assay/app/runs"
	"assay/app/statements"
	"assay/jobs"
	"assay/models"
)

// Every job of the timetable puts the fence before each of its effects: a
// process whose lease was taken over changes no row of the book, and says so
// where there was something to do.
func TestNoJobActsWithoutItsLease(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		story(t, h)
		before := contents(t, d)
		for _, j := range h.runner.Jobs {
			asked := 0
			run := &jobs.Run{Slot: h.Clock.Now(), On: h.Moment().On, Fence: func(*db.Tx) error { asked++; return jobs.ErrLost }}
			err := j.Run(context.Background(), run)
			require.Equal(t, before, contents(t, d), "%s changes something", j.Name)
			if j.Name == "check-counters" { // it only looks
				require.NoError(t, err)
				continue
			}
			require.ErrorIs(t, err, jobs.ErrLost, j.Name)
			require.Equal(t, 1, asked, "%s goes on without its lease", j.Name)
		}
	})
}

// The same for what people ask for.
func TestNoRequestIsDoneWithoutItsLease(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		h := newHouse(t, d)
		story(t, h)
		s := &runs.Service{DB: d, Clock: h.work.Clock}
		for _, r := range []runs.Request{
			{Kind: imports.ReceiptsRun, Input: imports.Asked{Scope: models.Scope{All: true}}, File: runs.File{Name: "bank.csv", Content: []byte("agent,cleared_on,amount\nA1,2026-07-01,1\n")}},
			{Kind: ledger.CloseRun, Input: ledger.Asked{Through: models.MustDate("2026-06-15")}},
			{Kind: statements.IssueRun, Input: statements.Asked{Scope: models.Scope{All: true}}},
		} {
			_, err := s.Ask(ctx, apptest.Finance, r)
			require.NoError(t, err)
		}
		before := contents(t, d)
		lost := 0
		r := *newRunner(d, newClock(), "a")
		r.Clock = h.work.Clock
		for _, j := range append(jobs.OnRequest(h.work), jobs.Schedule(h.work)...) {
			work := j.Run
			j.Run = func(ctx context.Context, run *jobs.Run) error {
				run.Fence = func(*db.Tx) error { lost++; return jobs.ErrLost }
				return work(ctx, run)
			}
			r.Jobs = append(r.Jobs, j)
		}
		require.NoError(t, r.Answer(ctx))
		require.Equal(t, before, contents(t, d))
		require.Positive(t, lost)
	})
}
