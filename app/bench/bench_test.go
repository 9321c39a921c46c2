package bench_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"assay/app/apptest"
	"assay/app/bench"
	"assay/app/db"
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
	return &bench.Bench{DB: d, Bare: bare, Clock: db.Clock{Now: time.Now, Zone: apptest.Shanghai}, Out: log{tb}, Seconds: time.Second}
}

// The bench itself must work: a short run on SQLite, nothing timed.
func TestBenchRuns(t *testing.T) {
	b := on(t, "sqlite://"+filepath.Join(t.TempDir(), "bench.db"))
	b.Seconds = 50 * time.Millisecond
	require.NoError(t, b.Orders(context.Background(), []int{2}))
	require.NoError(t, b.Ageing(context.Background(), []int{5000}))
	require.NoError(t, b.Statements(3))
}

func BenchmarkSQLite(b *testing.B) {
	for b.Loop() {
		require.NoError(b, on(b, "sqlite://"+filepath.Join(b.TempDir(), "bench.db")).Run(context.Background(), sizes()))
	}
}

// sizes are the open items of the ageing; ASSAY_TEST=release adds a million.
func sizes() []int {
	if os.Getenv("ASSAY_TEST") == "release" {
		return []int{100_000, 1_000_000}
	}
	return []int{100_000}
}

func BenchmarkMariaDB(b *testing.B) {
	for b.Loop() {
		x := on(b, apptest.MariaDBURL(b))
		_, err := x.Bare.Exec("SET GLOBAL innodb_flush_log_at_trx_commit = 1")
		require.NoError(b, err, "both sides commit durably")
		require.NoError(b, x.Run(context.Background(), sizes()))
	}
}

func BenchmarkOrdersOnSQLite(b *testing.B) {
	for b.Loop() {
		x := on(b, "sqlite://"+filepath.Join(b.TempDir(), "bench.db"))
		x.Seconds = 4 * time.Second
		require.NoError(b, x.Orders(context.Background(), []int{8}))
	}
}

func BenchmarkOrdersOnMariaDB(b *testing.B) {
	for b.Loop() {
		x := on(b, apptest.MariaDBURL(b))
		_, err := x.Bare.Exec("SET GLOBAL innodb_flush_log_at_trx_commit = 1")
		require.NoError(b, err, "both sides commit durably")
		x.Seconds = 4 * time.Second
		require.NoError(b, x.Orders(context.Background(), []int{8}))
	}
}
