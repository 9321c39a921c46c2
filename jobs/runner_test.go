package jobs_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strings"
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

func TestMain(m *testing.M) {
	if os.Getenv(childEnv) != "" {
		childMain()
		return
	}
	if os.Getenv(carrierEnv) != "" {
		carrierMain()
		return
	}
	if os.Getenv(mortalEnv) != "" {
		mortalMain()
		return
	}
	apptest.Main(m)
}

var quiet = slog.New(slog.NewTextHandler(io.Discard, nil))

// at is a clock that a test moves while runners read it.
type at struct{ ms atomic.Int64 }

// noon is 2026-06-01 12:00 in Shanghai.
var noon = time.Date(2026, 6, 1, 4, 0, 0, 0, time.UTC)

func newClock() *at {
	c := &at{}
	c.ms.Store(noon.UnixMilli())
	return c
}

func (c *at) now() time.Time      { return time.UnixMilli(c.ms.Load()).UTC() }
func (c *at) add(d time.Duration) { c.ms.Add(d.Milliseconds()) }
func (c *at) clock() db.Clock     { return db.Clock{Now: c.now, Zone: apptest.Shanghai} }
func day(s string, h int) time.Time {
	return models.MustDate(s).Time().Add(time.Duration(h-8) * time.Hour)
}

func newRunner(d *db.DB, c *at, owner string, list ...jobs.Job) *jobs.Runner {
	return &jobs.Runner{DB: d, Clock: c.clock(), Owner: owner, Jobs: list, Log: quiet}
}

// noted is a job that remembers the slots it was called for.
func noted(name, spec string, catch jobs.Catch, calls *[]time.Time) jobs.Job {
	return jobs.Job{Name: name, Spec: spec, Catch: catch, Run: func(_ context.Context, run *jobs.Run) error {
		*calls = append(*calls, run.Slot)
		return nil
	}}
}

func states(t *testing.T, r *jobs.Runner, name string) []string {
	t.Helper()
	recs, err := r.History(context.Background(), name, 100)
	require.NoError(t, err)
	out := []string{}
	for _, rec := range recs {
		out = append([]string{fmt.Sprintf("%s %s", rec.SlotKey, rec.State)}, out...)
	}
	return out
}

func TestASlotRunsOnce(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		ctx, c := context.Background(), newClock()
		var calls []time.Time
		job := noted("interest", "0 2 * * *", jobs.All, &calls)
		r, other := newRunner(d, c, "a", job), newRunner(d, c, "b", job)
		require.NoError(t, r.Wake(ctx))
		require.Empty(t, calls, "a job new to the book owes nothing of the past")

		c.add(14 * time.Hour)
		due, err := r.Due(ctx, c.now())
		require.NoError(t, err)
		require.Len(t, due, 1)
		require.Equal(t, day("2026-06-02", 2), due[0].Slot)
		for range 3 {
			require.NoError(t, r.Wake(ctx))
			require.NoError(t, other.Wake(ctx))
		}
		require.Equal(t, []time.Time{day("2026-06-02", 2)}, calls)
		due, err = r.Due(ctx, c.now())
		require.NoError(t, err)
		require.Empty(t, due)

		recs, err := r.History(ctx, "interest", 10)
		require.NoError(t, err)
		require.Len(t, recs, 1)
		require.Equal(t, runs.Done, recs[0].State)
		require.Equal(t, day("2026-06-02", 2), recs[0].Slot())
		require.Equal(t, models.MustDate("2026-06-02"), recs[0].AsOfOn, "18:00 UTC of the first is the second in Shanghai")
		require.Equal(t, c.now(), recs[0].FinishedAt.UTC())
	})
}

func TestDowntimeIsCaughtUpByPolicy(t *testing.T) {
	june := func(h int, days ...int) (slots []time.Time) {
		for _, n := range days {
			slots = append(slots, day("2026-06-01", h).AddDate(0, 0, n-1))
		}
		return slots
	}
	upTo := func(n int) (days []int) {
		for i := 2; i <= n; i++ {
			days = append(days, i)
		}
		return days
	}
	hour, days := time.Hour, 24*time.Hour
	for _, tc := range []struct {
		down  time.Duration
		spec  string
		hour  int
		catch jobs.Catch
		want  []int // days counted from 1 June
	}{
		{hour, "0 13 * * *", 13, jobs.All, []int{1}},
		{hour, "0 13 * * *", 13, jobs.Latest, []int{1}},
		{hour, "0 13 * * *", 13, jobs.None, []int{1}},
		{hour, "0 9 * * *", 9, jobs.All, nil},
		{3 * days, "0 9 * * *", 9, jobs.All, upTo(4)},
		{3 * days, "0 9 * * *", 9, jobs.Latest, []int{4}},
		{3 * days, "0 9 * * *", 9, jobs.None, []int{4}},
		{3 * days, "0 20 * * *", 20, jobs.Latest, []int{3}},
		{3 * days, "0 20 * * *", 20, jobs.None, nil},
		{40 * days, "0 9 * * *", 9, jobs.All, upTo(41)},
		{40 * days, "0 9 * * *", 9, jobs.Latest, []int{41}},
		{40 * days, "0 9 * * *", 9, jobs.None, []int{41}},
		{40 * days, "0 9 1 * *", 9, jobs.All, []int{31}}, // 1 July
	} {
		t.Run(fmt.Sprintf("%s %q %d", tc.down, tc.spec, tc.catch), func(t *testing.T) {
			apptest.Engines(t, func(t *testing.T, d *db.DB) {
				ctx, c := context.Background(), newClock()
				var calls []time.Time
				job := noted("job", tc.spec, tc.catch, &calls)
				require.NoError(t, newRunner(d, c, "before", job).Wake(ctx))
				c.add(tc.down)
				for range 2 {
					require.NoError(t, newRunner(d, c, "after", job).Wake(ctx))
				}
				require.Equal(t, june(tc.hour, tc.want...), calls)
			})
		})
	}
}

func TestSeveralJobsCatchUpInTheOrderOfTheirSlots(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		ctx, c := context.Background(), newClock()
		var order []string
		note := func(name string) func(context.Context, *jobs.Run) error {
			return func(_ context.Context, run *jobs.Run) error {
				order = append(order, name+run.On.String()[8:])
				return nil
			}
		}
		r := newRunner(d, c, "a", jobs.Job{Name: "close", Spec: "0 2 * * *", Run: note("close")}, jobs.Job{Name: "age", Spec: "0 2 * * *", Run: note("age")})
		require.NoError(t, r.Wake(ctx))
		c.add(48 * time.Hour)
		require.NoError(t, r.Wake(ctx))
		require.Equal(t, []string{"close02", "age02", "close03", "age03"}, order)
	})
}

func TestAPanicFailsItsRunAndThirdTimeGivesUp(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		ctx, c := context.Background(), newClock()
		var tries, others []time.Time
		bad := jobs.Job{Name: "bad", Spec: "0 * * * *", Run: func(_ context.Context, run *jobs.Run) error {
			tries = append(tries, run.Slot)
			run.Count("tries", 1)
			if run.Slot.Equal(noon.Add(time.Hour)) {
				panic("the gold price is zero")
			}
			return nil
		}}
		r := newRunner(d, c, "a", bad, noted("good", "0 * * * *", jobs.All, &others))
		require.NoError(t, r.Wake(ctx))
		c.add(2 * time.Hour)
		one, two := noon.Add(time.Hour), noon.Add(2*time.Hour)
		require.NoError(t, r.Wake(ctx))
		require.Equal(t, []time.Time{one}, tries, "the later slot waits for the failed one")
		require.Equal(t, []time.Time{one, two}, others, "another job does not")
		due, err := r.Due(ctx, c.now())
		require.NoError(t, err)
		require.Len(t, due, 2)

		require.NoError(t, r.Wake(ctx))
		require.Equal(t, []time.Time{one, one}, tries)
		require.NoError(t, r.Wake(ctx))
		require.NoError(t, r.Wake(ctx))
		require.Equal(t, []time.Time{one, one, one, two}, tries)

		recs, err := r.History(ctx, "bad", 10)
		require.NoError(t, err)
		require.Len(t, recs, 2)
		require.True(t, recs[1].GivenUp())
		require.EqualValues(t, 3, recs[1].Failures)
		require.Equal(t, "panic: the gold price is zero", recs[1].Message)
		require.Equal(t, map[string]int64{"tries": 3}, recs[1].Counts())
		require.Equal(t, runs.Done, recs[0].State)
		require.Greater(t, recs[0].Token, recs[1].Token)
	})
}

func TestAFailureThatPassesIsForgotten(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		ctx, c, tries := context.Background(), newClock(), 0
		r := newRunner(d, c, "a", jobs.Job{Name: "flaky", Spec: "0 * * * *", Run: func(context.Context, *jobs.Run) error {
			if tries++; tries < 3 {
				return errors.New(strings.Repeat("长", 2000) + "\xff")
			}
			return nil
		}})
		require.NoError(t, r.Wake(ctx))
		c.add(time.Hour)
		for range 5 {
			require.NoError(t, r.Wake(ctx))
		}
		require.Equal(t, 3, tries)
		require.Equal(t, []string{"2026-06-01T05:00:00Z done"}, states(t, r, "flaky"))
	})
}

func TestANewerSlotSupersedesAFailedOneWhenOnlyTheLatestCounts(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		ctx, c, fail := context.Background(), newClock(), true
		r := newRunner(d, c, "a", jobs.Job{Name: "standard", Spec: "0 * * * *", Catch: jobs.Latest, Run: func(context.Context, *jobs.Run) error {
			if fail {
				return errors.New("no")
			}
			return nil
		}})
		require.NoError(t, r.Wake(ctx))
		c.add(time.Hour)
		require.NoError(t, r.Wake(ctx))
		fail = false
		c.add(time.Hour)
		require.NoError(t, r.Wake(ctx))
		require.Equal(t, []string{"2026-06-01T05:00:00Z superseded", "2026-06-01T06:00:00Z done"}, states(t, r, "standard"))
	})
}

func TestManualRunsHaveAHistoryOfTheirOwn(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		ctx, c := context.Background(), newClock()
		var calls []time.Time
		r := newRunner(d, c, "a", noted("close", "0 2 1 * *", jobs.All, &calls))
		slot := day("2026-05-01", 2)
		for i := range 2 {
			rec, err := r.RunFor(ctx, apptest.Finance, "close", slot)
			require.NoError(t, err)
			require.Equal(t, fmt.Sprintf("manual:2026-04-30T18:00:00Z:%d", i+1), rec.SlotKey)
			require.True(t, rec.Manual())
			require.Equal(t, slot, rec.Slot())
			require.Equal(t, models.MustDate("2026-05-01"), rec.AsOfOn)
		}
		require.Len(t, calls, 2)
		next := day("2026-07-01", 2)
		_, err := r.RunFor(ctx, models.System, "close", next)
		require.NoError(t, err)
		c.add(30 * 24 * time.Hour)
		require.NoError(t, r.Wake(ctx))
		require.Equal(t, []time.Time{slot, slot, next, next}, calls, "a manual run does not pay the slot that is owed")

		recs, err := r.History(ctx, "close", 10)
		require.NoError(t, err)
		require.Equal(t, []string{"assay", "assay", "finance", "finance"}, []string{recs[0].RequestedBy, recs[1].RequestedBy, recs[2].RequestedBy, recs[3].RequestedBy})
		status, err := r.Latest(ctx)
		require.NoError(t, err)
		require.Equal(t, recs[0], *status[0].Last)
		require.Equal(t, day("2026-08-01", 2), status[0].NextAt)
		require.Empty(t, status[0].RunningOn)
		_, err = r.RunFor(ctx, models.System, "nothing", slot)
		require.Equal(t, models.KindNotFound, models.KindOf(err))
	})
}

func TestAManualRunIsRefusedWhileTheJobIsRunning(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		ctx, c := context.Background(), newClock()
		var r, other *jobs.Runner
		var refusals []error
		job := jobs.Job{Name: "long", Spec: "0 * * * *", Run: func(context.Context, *jobs.Run) error {
			for _, x := range []*jobs.Runner{r, other} {
				_, err := x.RunFor(ctx, models.System, "long", noon)
				refusals = append(refusals, err)
				due, err := x.Due(ctx, c.now())
				require.NoError(t, err)
				require.Empty(t, due, "what is being run is not due")
				require.NoError(t, x.Wake(ctx))
			}
			status, err := other.Latest(ctx)
			require.NoError(t, err)
			require.Equal(t, "a", status[0].RunningOn)
			return nil
		}}
		r, other = newRunner(d, c, "a", job), newRunner(d, c, "b", job)
		require.NoError(t, r.Wake(ctx))
		c.add(time.Hour)
		require.NoError(t, r.Wake(ctx))
		require.Len(t, refusals, 2)
		for _, err := range refusals {
			require.Equal(t, models.KindConflict, models.KindOf(err))
		}
		require.Equal(t, []string{"2026-06-01T05:00:00Z done"}, states(t, r, "long"))
	})
}

func TestTimetablesThatCannotBeKeptAreRefused(t *testing.T) {
	run := func(context.Context, *jobs.Run) error { return nil }
	for _, list := range [][]jobs.Job{
		{{Name: "a", Spec: "@every 1h", Run: run}},
		{{Name: "a", Spec: "TZ=UTC 0 2 * * *", Run: run}},
		{{Name: "a", Spec: "0 25 * * *", Run: run}},
		{{Name: "a", Spec: "0 2 * * *"}},
		{{Name: strings.Repeat("a", 49), Spec: "0 2 * * *", Run: run}},
		{{Name: "a", Spec: "0 2 * * *", Run: run}, {Name: "a", Spec: "0 3 * * *", Run: run}},
	} {
		require.Error(t, newRunner(nil, newClock(), "a", list...).Start(context.Background()))
	}
}
