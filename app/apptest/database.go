// Package apptest is the test kit: a migrated database in one line on every
// engine, a fixed clock, builders of the nouns, and a signed-in client.
package apptest

import (
	"context"
	"os"
	"path/filepath"
	"runtime/debug"
	"sync"
	"testing"
	"time"

	"assay/app/auth"
	"assay/app/db"
)

// A hash at full cost takes longer than most tests, and each request leaves
// garbage that a small heap would be swept for at once.
func init() {
	auth.HashMemory = 64
	debug.SetGCPercent(400)
}

// Engines runs test once per engine, each time on a fresh, migrated database:
// SQLite always, MariaDB where mariadbd is installed.
func Engines(t *testing.T, test func(t *testing.T, d *db.DB)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { test(t, SQLite(t)) })
	t.Run("mariadb", func(t *testing.T) { test(t, MariaDB(t)) })
}

// EnginesAtOnce is Engines with both at the same time, for a test that takes
// long and shares nothing between its runs. It is the last that a test does.
func EnginesAtOnce(t *testing.T, test func(t *testing.T, d *db.DB)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		test(t, SQLite(t))
	})
	t.Run("mariadb", func(t *testing.T) {
		t.Parallel()
		test(t, MariaDB(t))
	})
}

// SQLite is a fresh, migrated database in a temporary file.
func SQLite(t testing.TB) *db.DB {
	t.Helper()
	template, err := migratedFile()
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "book.db")
	if err := os.WriteFile(file, template, 0o600); err != nil {
		t.Fatal(err)
	}
	return open(t, "sqlite://"+file)
}

// migratedFile is a migrated database, made once per test process.
var migratedFile = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp("", "assay-template")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	file := filepath.Join(dir, "book.db")
	if err := db.Migrate(context.Background(), "sqlite://"+file); err != nil {
		return nil, err
	}
	return os.ReadFile(file)
})

// MariaDB is a fresh, migrated database on the process's private server.
func MariaDB(t testing.TB) *db.DB {
	t.Helper()
	url, err := server(t).migrated()
	if err != nil {
		t.Fatal(err)
	}
	return open(t, url)
}

// MariaDBURL is the address of a fresh, empty database on that server.
func MariaDBURL(t testing.TB) string {
	t.Helper()
	url, err := server(t).fresh()
	if err != nil {
		t.Fatal(err)
	}
	return url
}

func server(t testing.TB) *Server {
	t.Helper()
	s, err := sharedServer()
	if err != nil {
		SkipWithout(t, "mariadb", err.Error())
	}
	return s
}

func open(t testing.TB, url string) *db.DB {
	t.Helper()
	d, err := db.Open(context.Background(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	return d
}

// Main runs the tests of a package and then ends the private server.
func Main(m *testing.M) {
	code := m.Run()
	StopShared()
	os.Exit(code)
}

// Clock is a clock that tests set by hand.
type Clock struct{ at time.Time }

// NewClock starts at noon of the day, Shanghai time.
func NewClock(day string) *Clock {
	d, err := time.Parse(time.DateOnly, day)
	if err != nil {
		panic(err)
	}
	return &Clock{at: d.Add(4 * time.Hour).UTC()}
}

// Now is the set instant.
func (c *Clock) Now() time.Time { return c.at }

// Set moves to noon of another day.
func (c *Clock) Set(day string) { *c = *NewClock(day) }

// Add moves by a duration.
func (c *Clock) Add(d time.Duration) { c.at = c.at.Add(d) }
