package jobs_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"assay/app/apptest"
	"assay/app/db"
	"assay/jobs"
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
