package jobs_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"assay/app/apptest"
	"assay/app/db"
	"assay/app/runs"
	"assay/jobs"
)

func TestAnInterruptedRunIsResumedWhereItStopped(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		ctx, c := context.Background(), newClock()
		begun := make(chan struct{})
		first := jobs.Job{Name: "letters", Spec: "0 * * * *", Run: func(ctx context.Context, run *jobs.Run) error {
			err := d.InTx(ctx, func(tx *db.Tx) error {
				if err := run.Fence(tx); err != nil {
					return err
				}
				return run.Advance(tx, 42)
			})
			if err != nil {
				return err
			}
			run.Progress(42, 100)
			run.Count("letters", 42)
			close(begun)
			<-ctx.Done()
			return ctx.Err()
		}}
		r := newRunner(d, c, "a", first)
		r.WakeOn("@every 1s")
		require.NoError(t, r.Start(ctx))
		c.add(time.Hour)
		<-begun
		deadline, cancel := context.WithTimeout(ctx, 50*time.Millisecond)
		defer cancel()
		r.Stop(deadline)
		require.Equal(t, []string{"2026-06-01T05:00:00Z running"}, states(t, r, "letters"))

		resumed := 0
		other := newRunner(d, c, "b", jobs.Job{Name: "letters", Spec: "0 * * * *", Run: func(_ context.Context, run *jobs.Run) error {
			resumed++
			require.EqualValues(t, 42, run.Cursor)
			run.Count("letters", 58)
			run.Progress(100, 100)
			return nil
		}})
		require.NoError(t, other.Wake(ctx))
		require.Equal(t, 1, resumed, "the lease was given back, so nobody waits for it")
		recs, err := other.History(ctx, "letters", 10)
		require.NoError(t, err)
		require.Len(t, recs, 1)
		require.Equal(t, runs.Done, recs[0].State)
		require.EqualValues(t, 2, recs[0].Token)
		require.EqualValues(t, 0, recs[0].Failures)
		require.EqualValues(t, 100, recs[0].Done)
		require.Equal(t, map[string]int64{"letters": 100}, recs[0].Counts())
	})
}

func TestStopLetsTheRunUnderWayFinish(t *testing.T) {
	d, c := apptest.SQLite(t), newClock()
	begun := make(chan struct{})
	r := newRunner(d, c, "a", jobs.Job{Name: "short", Spec: "0 * * * *", Run: func(ctx context.Context, run *jobs.Run) error {
		if run.Slot.Equal(noon.Add(time.Hour)) {
			close(begun)
			time.Sleep(300 * time.Millisecond)
		}
		return ctx.Err()
	}})
	r.WakeOn("@every 1s")
	require.NoError(t, r.Start(context.Background()))
	c.add(2 * time.Hour)
	<-begun
	r.Stop(context.Background())
	require.Equal(t, []string{"2026-06-01T05:00:00Z done"}, states(t, r, "short"), "and begins no other")
}

func TestALostLeaseStopsTheRunAndItsFence(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		ctx, c := context.Background(), newClock()
		var fence error
		job := jobs.Job{Name: "age", Spec: "0 * * * *", Run: func(ctx context.Context, run *jobs.Run) error {
			require.NoError(t, d.InTx(ctx, run.Fence))
			require.NoError(t, d.InTx(ctx, func(tx *db.Tx) error {
				_, err := tx.Change("UPDATE job_leases SET token = token + 1, until_ms = 0" /* a namesake: the token alone tells */)
				return err
			}))
			fence = d.InTx(ctx, run.Fence)
			<-ctx.Done() // the heartbeat finds out
			require.ErrorIs(t, context.Cause(ctx), jobs.ErrLost)
			return ctx.Err()
		}}
		r := newRunner(d, c, "a", job)
		r.Lease = 400 * time.Millisecond
		require.NoError(t, r.Wake(ctx))
		c.add(time.Hour)
		require.NoError(t, r.Wake(ctx))
		require.ErrorIs(t, fence, jobs.ErrLost)
		require.Equal(t, []string{"2026-06-01T05:00:00Z running"}, states(t, r, "age"), "the loser writes no end")

		calls := []time.Time{}
		require.NoError(t, newRunner(d, c, "b", noted("age", "0 * * * *", jobs.All, &calls)).Wake(ctx))
		require.Len(t, calls, 1)
	})
}

func TestALivingRunOutlastsItsLease(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		ctx, c := context.Background(), newClock()
		var stolen []time.Time
		other := newRunner(d, c, "b", noted("slow", "0 * * * *", jobs.All, &stolen))
		r := newRunner(d, c, "a", jobs.Job{Name: "slow", Spec: "0 * * * *", Run: func(context.Context, *jobs.Run) error {
			for range 10 {
				time.Sleep(150 * time.Millisecond)
				require.NoError(t, other.Wake(ctx))
			}
			return nil
		}})
		r.Lease = 600 * time.Millisecond
		require.NoError(t, r.Wake(ctx))
		c.add(time.Hour)
		require.NoError(t, r.Wake(ctx))
		require.Empty(t, stolen)
		require.Equal(t, []string{"2026-06-01T05:00:00Z done"}, states(t, r, "slow"))
	})
}

func TestProgressIsWrittenAtMostTwiceASecond(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		ctx, c := context.Background(), newClock()
		var r *jobs.Runner
		var writes int64
		var seen runs.Record
		r = newRunner(d, c, "a", jobs.Job{Name: "import", Spec: "0 * * * *", Run: func(context.Context, *jobs.Run) error { return nil }})
		r.Jobs[0].Run = func(_ context.Context, run *jobs.Run) error {
			before := d.Counters().Transactions.Load()
			for i := range 120 {
				run.Progress(i, 120)
				run.Count("rows", 10)
				time.Sleep(10 * time.Millisecond)
			}
			writes = d.Counters().Transactions.Load() - before
			status, err := r.Latest(ctx)
			require.NoError(t, err)
			seen = *status[0].Last
			return nil
		}
		require.NoError(t, r.Wake(ctx))
		c.add(time.Hour)
		require.NoError(t, r.Wake(ctx))
		require.GreaterOrEqual(t, writes, int64(1))
		require.LessOrEqual(t, writes, int64(3))
		require.Positive(t, seen.Done)
		require.EqualValues(t, 120, seen.Total)
		require.Positive(t, seen.Counts()["rows"])
	})
}

func TestAnOldListOfWhatIsDueLetsNoSlotOvertake(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		ctx, c := context.Background(), newClock()
		begun, fail, ended := make(chan struct{}), make(chan struct{}), make(chan error)
		var calls []time.Time
		slow := jobs.Job{Name: "interest", Spec: "0 * * * *", Run: func(_ context.Context, run *jobs.Run) error {
			close(begun)
			<-fail
			return context.DeadlineExceeded
		}}
		gate := jobs.Job{Name: "gate", Spec: "0 * * * *", Catch: jobs.Latest, Run: func(context.Context, *jobs.Run) error {
			close(fail)
			return <-ended
		}}
		r := newRunner(d, c, "a", gate, noted("interest", "0 * * * *", jobs.All, &calls))
		r.Jobs[0].Spec = "30 * * * *" // before the second slot of interest
		require.NoError(t, r.Wake(ctx))
		c.add(2 * time.Hour)
		go func() { ended <- newRunner(d, c, "b", slow).Wake(ctx) }()
		<-begun
		require.NoError(t, r.Wake(ctx))
		require.Empty(t, calls, "the first slot has failed elsewhere in the meantime, so the second waits")
		require.NoError(t, r.Wake(ctx))
		require.Equal(t, []time.Time{noon.Add(time.Hour), noon.Add(2 * time.Hour)}, calls)
	})
}

func TestAnOldListOfWhatIsDueRevivesNoSupersededSlot(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		ctx, c := context.Background(), newClock()
		var calls []time.Time
		watch := noted("watch", "0 * * * *", jobs.Latest, &calls)
		other := newRunner(d, c, "b", watch)
		r := newRunner(d, c, "a", jobs.Job{Name: "gate", Spec: "0 * * * *", Run: func(context.Context, *jobs.Run) error {
			c.add(time.Hour)
			return other.Wake(ctx)
		}}, watch)
		require.NoError(t, r.Wake(ctx))
		c.add(time.Hour)
		require.NoError(t, r.Wake(ctx))
		require.Equal(t, []time.Time{noon.Add(2 * time.Hour)}, calls)
	})
}
