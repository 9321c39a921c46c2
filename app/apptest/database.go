// Package apptest is the test kit: a migrated database in one line on every
// engine, a fixed clock, builders of the nouns, and a signed-in client.
package apptest

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"assay/app/db"
)

// Engines runs test once per engine, each time on a fresh, migrated database:
// SQLite always, MariaDB where mariadbd is installed.
func Engines(t *testing.T, test func(t *testing.T, d *db.DB)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { test(t, SQLite(t)) })
	t.Run("mariadb", func(t *testing.T) { test(t, MariaDB(t)) })
}

// SQLite is a fresh, migrated database in a temporary file.
func SQLite(t testing.TB) *db.DB {
	t.Helper()
	return open(t, "sqlite://"+filepath.Join(t.TempDir(), "book.db"))
}

// MariaDB is a fresh, migrated database on the process's private server.
func MariaDB(t testing.TB) *db.DB {
	t.Helper()
	return open(t, MariaDBURL(t))
}

// MariaDBURL is the address of a fresh, empty database on that server.
func MariaDBURL(t testing.TB) string {
	t.Helper()
	server, err := sharedServer()
	if err != nil {
		SkipWithout(t, "mariadb", err.Error())
	}
	shared.mu.Lock()
	shared.n++
	name := fmt.Sprintf("book%d", shared.n)
	shared.mu.Unlock()
	url, err := server.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	return url
}

func open(t testing.TB, url string) *db.DB {
	t.Helper()
	ctx := context.Background()
	if err := db.Migrate(ctx, url); err != nil {
		t.Fatal(err)
	}
	d, err := db.Open(ctx, url)
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
