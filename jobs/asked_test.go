package jobs_test

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"assay/app/apptest"
	"assay/app/db"
	"assay/app/runs"
	"assay/jobs"
	"assay/models"
)

// manager may see everybody's runs.
var manager = models.Actor{ID: 9, Name: "admin", Grants: []models.Grant{{Role: models.RoleAdmin, Kind: models.ScopeAll}}}

func ask(t *testing.T, d *db.DB, c *at, kind, key string, input any) int64 {
	t.Helper()
	id, err := (&runs.Service{DB: d, Clock: c.clock()}).Ask(context.Background(), apptest.Finance, runs.Request{Kind: kind, Key: key, Input: input})
	require.NoError(t, err)
	return id
}

func entry(t *testing.T, d *db.DB, id int64) runs.Entry {
	t.Helper()
	e, err := runs.ByID(d.Read(context.Background()), manager, id)
	require.NoError(t, err)
	return e
}

func TestWhatAPersonAsksForIsDoneOnce(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		ctx, c := context.Background(), newClock()
		var said []string
		job := jobs.Job{Name: "letters", Run: func(_ context.Context, run *jobs.Run) error {
			var in struct{ To string }
			given, err := run.Input(&in)
			require.True(t, given)
			require.Equal(t, apptest.Finance, run.By)
			require.Equal(t, models.MustDate("2026-06-01"), run.On)
			said = append(said, in.To)
			return err
		}}
		r, other := newRunner(d, c, "a", job), newRunner(d, c, "b", job)
		id := ask(t, d, c, "letters", "k1", map[string]string{"To": "one"})
		require.Equal(t, id, ask(t, d, c, "letters", "k1", map[string]string{"To": "again"}), "a double click is one run")
		second := ask(t, d, c, "letters", "k2", map[string]string{"To": "two"})
		require.Equal(t, runs.Waiting, entry(t, d, id).State)

		require.NoError(t, r.Wake(ctx))
		require.Empty(t, said, "the timetable owes nothing")
		for range 2 {
			require.NoError(t, r.Answer(ctx))
			require.NoError(t, other.Answer(ctx))
		}
		require.Equal(t, []string{"one", "two"}, said, "one after the other, each once")
		require.Equal(t, runs.Done, entry(t, d, second).State)
		_, err := r.RunFor(ctx, apptest.Finance, "letters", c.now())
		require.Equal(t, models.KindConflict, models.KindOf(err), "without an input it is nothing")
	})
}

func TestARunIsBegunByTheClockOfTheProcess(t *testing.T) {
	d, c := apptest.SQLite(t), newClock()
	done := make(chan struct{})
	r := newRunner(d, c, "a", jobs.Job{Name: "letters", Run: func(context.Context, *jobs.Run) error { close(done); return nil }})
	require.NoError(t, r.Start(context.Background()))
	id := ask(t, d, c, "letters", "k", nil)
	<-done
	r.Stop(context.Background())
	require.Equal(t, runs.Done, entry(t, d, id).State, "a stop lets it end")
}

// steps is a job of five steps that notes each in the book; between tells it
// what happens after a step.
func steps(d *db.DB, between func(n int64) error) jobs.Job {
	return jobs.Job{Name: "steps", Run: func(ctx context.Context, run *jobs.Run) error {
		for n := run.Cursor + 1; n <= 5; n++ {
			err := run.Step(ctx, d, n, func(tx *db.Tx) (jobs.Part, error) {
				_, err := tx.Change("INSERT INTO effects (slot, subject, owner) VALUES ('', ?, '')", n)
				return jobs.Part{Done: n, Total: 5, Counts: map[string]int64{"done": n}, Faults: []runs.Fault{{Line: int(n), Err: models.Invalid("date", "error.not_a_date")}}}, err
			})
			if err == nil {
				err = between(n)
			}
			if err != nil {
				return err
			}
		}
		return nil
	}}
}

func withEffects(t *testing.T, d *db.DB) {
	t.Helper()
	require.NoError(t, d.InTx(context.Background(), func(tx *db.Tx) error {
		_, err := tx.Change("CREATE TABLE effects (slot VARCHAR(32) NOT NULL, subject INT NOT NULL, owner VARCHAR(32) NOT NULL)")
		return err
	}))
}

func effects(t *testing.T, d *db.DB) (subjects []int) {
	t.Helper()
	require.NoError(t, d.Read(context.Background()).Raw("SELECT subject FROM effects ORDER BY subject").Scan(&subjects).Error)
	return subjects
}

func TestACancelledRunStopsBetweenTwoStepsAndKeepsWhatItDid(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		ctx, c := context.Background(), newClock()
		withEffects(t, d)
		s := &runs.Service{DB: d, Clock: c.clock()}
		var id int64
		job := steps(d, func(n int64) error {
			if n == 2 {
				require.NoError(t, s.Cancel(ctx, manager, id))
				time.Sleep(time.Second) // the runner looks twice a second
			}
			return nil
		})
		r := newRunner(d, c, "a", job)
		id = ask(t, d, c, "steps", "k", nil)
		require.NoError(t, r.Answer(ctx))
		e := entry(t, d, id)
		require.Equal(t, runs.Cancelled, e.State)
		require.Equal(t, []int{1, 2}, effects(t, d))
		require.EqualValues(t, 2, e.Done)
		require.Equal(t, map[string]int64{"done": 2}, e.Counts())
		require.ErrorIs(t, s.Cancel(ctx, manager, id), runs.ErrOver)
		require.NoError(t, r.Answer(ctx))
		require.Equal(t, []int{1, 2}, effects(t, d), "nothing resumes it")

		waiting := ask(t, d, c, "steps", "k2", nil)
		require.NoError(t, s.Cancel(ctx, manager, waiting))
		require.NoError(t, r.Answer(ctx))
		require.Equal(t, runs.Cancelled, entry(t, d, waiting).State)
		require.Nil(t, entry(t, d, waiting).StartedAt, "what waits never begins")
		other := models.Actor{ID: 77}
		require.Equal(t, models.KindNotFound, models.KindOf(s.Cancel(ctx, other, waiting)))
	})
}

func TestAFailedRequestIsToldAndNotTriedAgain(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		ctx, c := context.Background(), newClock()
		var tries atomic.Int64
		why := models.Conflict("error.period_closed_further")
		r := newRunner(d, c, "a", jobs.Job{Name: "close", Run: func(context.Context, *jobs.Run) error {
			if tries.Add(1) == 1 {
				return why
			}
			return errors.New("the disk is full")
		}})
		first, second := ask(t, d, c, "close", "1", nil), ask(t, d, c, "close", "2", nil)
		for range 4 {
			require.NoError(t, r.Answer(ctx))
		}
		require.EqualValues(t, 2, tries.Load())
		require.True(t, entry(t, d, first).GivenUp())
		faults, err := runs.Faults(d.Read(ctx), first, 10, 0)
		require.NoError(t, err)
		require.Len(t, faults, 1)
		require.Equal(t, "error.period_closed_further", faults[0].Message, "a rule's refusal is said in the person's words")
		require.Equal(t, "the disk is full", entry(t, d, second).Message)
		require.Zero(t, entry(t, d, second).Faults, "what only administrators understand is not")
	})
}

// A run goes on in another process where its last step ended: the effect, the
// figures and the faults of a step are there once, or not at all.
func TestARunIsCarriedOnAfterItsLastStep(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		c := newClock()
		withEffects(t, d)
		id := ask(t, d, c, "steps", "k", nil)
		ctx, stop := context.WithCancel(context.Background())
		interrupted := steps(d, func(n int64) error {
			if n == 3 {
				stop()
			}
			return nil
		})
		_ = newRunner(d, c, "a", interrupted).Answer(ctx)
		require.Equal(t, []int{1, 2, 3}, effects(t, d))
		require.Equal(t, runs.Running, entry(t, d, id).State)
		require.NoError(t, newRunner(d, c, "b", steps(d, func(int64) error { return nil })).Answer(context.Background()))
		e := entry(t, d, id)
		require.Equal(t, runs.Done, e.State)
		require.Equal(t, []int{1, 2, 3, 4, 5}, effects(t, d))
		require.Equal(t, map[string]int64{"done": 5}, e.Counts())
		require.EqualValues(t, 5, e.Faults)
	})
}

// Who cancels a run whose process has died finds it stopped where it died.
func TestADeadRunThatIsCancelledDoesNothingMore(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		c := newClock()
		withEffects(t, d)
		id := ask(t, d, c, "steps", "k", nil)
		ctx, stop := context.WithCancel(context.Background())
		_ = newRunner(d, c, "a", steps(d, func(int64) error { stop(); return nil })).Answer(ctx)
		require.NoError(t, (&runs.Service{DB: d, Clock: c.clock()}).Cancel(context.Background(), manager, id))
		require.NoError(t, newRunner(d, c, "b", steps(d, func(int64) error { return nil })).Answer(context.Background()))
		require.Equal(t, runs.Cancelled, entry(t, d, id).State)
		require.Equal(t, []int{1}, effects(t, d))
	})
}

// Uploads are swept by the run, whole ones only and so many at a time.
func TestUploadsAreSweptByTheRun(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		ctx, c := context.Background(), newClock()
		s := &runs.Service{DB: d, Clock: c.clock()}
		for _, key := range []string{"a", "b", "c"} {
			_, err := s.Ask(ctx, apptest.Finance, runs.Request{Kind: "letters", Key: key, File: runs.File{Name: "x.csv", Content: make([]byte, 2<<20+1)}})
			require.NoError(t, err)
		}
		letters := jobs.Job{Name: "letters", Run: func(context.Context, *jobs.Run) error { return nil }}
		for range 3 {
			require.NoError(t, newRunner(d, c, "a", letters).Answer(ctx))
		}
		sweep := func() (n int64) {
			require.NoError(t, d.InTx(ctx, func(tx *db.Tx) (err error) {
				n, err = runs.SweepFiles(tx, c.clock().Moment().At.Add(time.Hour), 2)
				return err
			}))
			return n
		}
		require.Equal(t, []int64{6, 3, 0}, []int64{sweep(), sweep(), sweep()}, "three parts each")
	})
}
