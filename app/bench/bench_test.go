package bench_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"assay/app"
	"assay/app/apptest"
	"assay/app/bench"
	"assay/app/db"
	"assay/app/policy"
	"assay/app/runs"
	"assay/jobs"
	"assay/models"
)

func TestMain(m *testing.M) { apptest.Main(m) }

// log writes the report into the benchmark's log.
type log struct{ testing.TB }

func (l log) Write(p []byte) (int, error) {
	l.Logf("%s", p)
	return len(p), nil
}

func on(tb testing.TB, url string) *bench.Bench {
	tb.Helper()
	ctx := context.Background()
	require.NoError(tb, db.Migrate(ctx, url))
	d, err := db.Open(ctx, url)
	require.NoError(tb, err)
	tb.Cleanup(func() { d.Close() })
	bare, err := db.OpenBare(url)
	require.NoError(tb, err)
	tb.Cleanup(func() { bare.Close() })
	return &bench.Bench{DB: d, Bare: bare, Clock: db.Clock{Now: time.Now, Zone: apptest.Shanghai}, Out: log{tb}, Seconds: time.Second, Rounds: 3}
}

// The bench itself must work: a short run on SQLite, nothing timed.
func TestBenchRuns(t *testing.T) {
	b := on(t, "sqlite://"+filepath.Join(t.TempDir(), "bench.db"))
	b.Seconds, b.Rounds = 50*time.Millisecond, 1
	require.NoError(t, b.Orders(context.Background(), []int{2}))
	require.NoError(t, b.Ageing(context.Background(), []int{5000}))
	require.NoError(t, b.Statements(3))
	b = on(t, "sqlite://"+filepath.Join(t.TempDir(), "search.db"))
	require.NoError(t, b.Search(context.Background(), 100, 500, 2))
}

// An order over HTTP, with session, form token and decision record, stays
// within its budget of statements however many orders are open.
func TestAnOrderKeepsItsBudgetOfStatements(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		b := &bench.Bench{DB: d, Clock: db.Clock{Now: time.Now, Zone: apptest.Shanghai}, Out: log{t}}
		costs, err := b.Checks(context.Background(), []int{2, 3000})
		require.NoError(t, err)
		few, many, pot := costs[0], costs[1], costs[2]
		require.EqualValues(t, 2, few.Open)
		require.EqualValues(t, 3000, many.Open)
		require.LessOrEqual(t, few.Statements, int64(12))
		require.Equal(t, few.Statements, many.Statements, "the check costs the same")
		require.True(t, pot.Pot)
		require.LessOrEqual(t, pot.Statements, int64(13))
	})
}

// The night's book adds up, and each of its jobs has something to do.
func TestTheNightRuns(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		clock := db.Clock{Now: time.Now, Zone: apptest.Shanghai}
		b := &bench.Bench{DB: d, Clock: clock, Out: log{t}}
		a := app.New(app.Config{Demo: true, AuditKey: make([]byte, 32)}, d, clock)
		r := &jobs.Runner{DB: d, Clock: clock, Owner: "bench", Jobs: jobs.Schedule(jobs.Work{DB: d, Clock: clock, Audit: a.Audit, Auth: a.Auth, Credit: a.Credit,
			Ledger: a.Ledger, Orders: a.Orders, Policies: a.Policies, Provision: a.Provision, Receivables: a.Receivables, Reports: a.Reports, Review: a.Review, Standard: a.Standard, Statements: a.Statements})}
		require.NoError(t, b.Night(context.Background(), 10, 3000, func(ctx context.Context, job string) (bench.Worked, error) {
			rec, err := r.RunFor(ctx, models.System, job, clock.Now())
			if job != "check-counters" {
				require.NotEmpty(t, rec.Counts(), job)
			}
			return bench.Worked{Done: rec.Done, Total: rec.Total, Counts: rec.Counts()}, err
		}))
	})
}

// The book of members adds up after its nights, on either engine.
func TestMembersAreMeasured(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		clock := db.Clock{Now: time.Now, Zone: apptest.Shanghai}
		b := &bench.Bench{DB: d, Bare: d.Pool(), Clock: clock, Out: log{t}}
		a := app.New(app.Config{Demo: true, AuditKey: make([]byte, 32)}, d, clock)
		r := &jobs.Runner{DB: d, Clock: clock, Owner: "bench", Jobs: jobs.Schedule(jobs.Work{DB: d, Clock: clock, Loyalty: a.Loyalty, Offers: a.Offers})}
		require.NoError(t, b.Members(context.Background(), 1_500, func(ctx context.Context, job string) (bench.Worked, error) {
			rec, err := r.RunFor(ctx, models.System, job, clock.Now())
			return bench.Worked{Done: rec.Done, Total: rec.Total, Counts: rec.Counts()}, err
		}))
		var wrong int
		require.NoError(t, d.Read(context.Background()).Raw(`SELECT COUNT(*) FROM member_facts f JOIN member_accounts a ON a.member_id = f.member_id WHERE f.net_fen <> a.spent_fen OR f.purchases <> a.slips`).Scan(&wrong).Error)
		require.Zero(t, wrong)
	})
}

// A trial reads its history in as many statements however many orders there
// are, and the run ends with its result kept.
func TestATrialReadsInFewStatements(t *testing.T) {
	var reading []int64
	for _, orders := range []int{600, 3000} {
		b := on(t, "sqlite://"+filepath.Join(t.TempDir(), "bench.db"))
		a := app.New(app.Config{Demo: true, AuditKey: make([]byte, 32)}, b.DB, b.Clock)
		r := &jobs.Runner{DB: b.DB, Clock: b.Clock, Owner: "bench", Jobs: jobs.OnRequest(jobs.Work{DB: b.DB, Clock: b.Clock, Backtest: a.Backtest, Policies: a.Policies})}
		c, err := b.Trial(context.Background(), 20, orders, func(ctx context.Context, draft int64) (bench.Worked, error) {
			_, err := a.Runs.Ask(ctx, models.System, runs.Request{Kind: policy.SimulateRun, Key: "k", Input: policy.AskedTrial{PolicyID: draft}})
			require.NoError(t, err)
			require.NoError(t, r.Answer(ctx))
			kept, err := policy.LatestSimulation(b.DB.Read(ctx), draft)
			require.NoError(t, err)
			require.NotNil(t, kept, "the result is kept")
			return bench.Worked{}, nil
		})
		require.NoError(t, err)
		reading = append(reading, c.Reading)
	}
	require.Positive(t, reading[0])
	require.Equal(t, reading[0], reading[1])
}

func BenchmarkSQLite(b *testing.B) {
	for b.Loop() {
		measure(b, func() *bench.Bench { return on(b, "sqlite://"+filepath.Join(b.TempDir(), "bench.db")) })
	}
}

func BenchmarkMariaDB(b *testing.B) {
	for b.Loop() {
		measure(b, func() *bench.Bench {
			x := on(b, apptest.MariaDBURL(b))
			_, err := x.Bare.Exec("SET GLOBAL innodb_flush_log_at_trx_commit = 1")
			require.NoError(b, err, "both sides commit durably")
			return x
		})
	}
}

// measure runs orders, ageing and statements, each part on a fresh database.
func measure(b *testing.B, fresh func() *bench.Bench) {
	b.Helper()
	require.NoError(b, fresh().Orders(b.Context(), []int{1, 8, 32}))
	_, err := fresh().Checks(b.Context(), []int{2, 3000})
	require.NoError(b, err)
	require.NoError(b, fresh().Ageing(b.Context(), sizes()))
	require.NoError(b, fresh().Statements(200))
}

// sizes are the open items of the ageing; ASSAY_TEST=release adds a million.
func sizes() []int {
	if os.Getenv("ASSAY_TEST") == "release" {
		return []int{100_000, 1_000_000}
	}
	return []int{100_000}
}
