package db_test

import (
	"context"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"assay/app/apptest"
	"assay/app/db"
)

const insertSeries = "INSERT INTO number_series (series, year, next_number) VALUES (?, ?, 0)"

// batched runs the closures in one batch of the SQLite writer: it is held
// until all of them wait.
func batched(t *testing.T, d *db.DB, closures []func(tx *db.Tx) error) []error {
	t.Helper()
	errs := make([]error, len(closures))
	hold, held := make(chan struct{}), make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() {
		d.InTx(context.Background(), func(*db.Tx) error { close(held); <-hold; return nil })
	})
	<-held
	for i, fn := range closures {
		wg.Go(func() { errs[i] = d.InTx(context.Background(), fn) })
		time.Sleep(2 * time.Millisecond) // in this order
	}
	close(hold)
	done := make(chan struct{})
	go func() { wg.Wait(); close(done) }()
	select {
	case <-done:
	case <-time.After(20 * time.Second):
		t.Fatal("the writer hangs")
	}
	return errs
}

func seriesOf(t *testing.T, d *db.DB) (years []int) {
	t.Helper()
	require.NoError(t, d.Read(context.Background()).Raw("SELECT year FROM number_series WHERE series = 'T' ORDER BY year").Scan(&years).Error)
	return years
}

func TestAClosureThatEndsItsGoroutineHarmsNobody(t *testing.T) {
	d := apptest.SQLite(t)
	var closures []func(tx *db.Tx) error
	for i := range 9 {
		closures = append(closures, func(tx *db.Tx) error {
			_, err := tx.Change(insertSeries, "T", i)
			switch i % 3 {
			case 1:
				runtime.Goexit() // what require does inside InTx
			case 2:
				panic("a defect")
			}
			return err
		})
	}
	for i, err := range batched(t, d, closures) {
		require.Equal(t, i%3 == 0, err == nil, "%d: %v", i, err)
	}
	require.Equal(t, []int{0, 3, 6}, seriesOf(t, d))
	for i := 1; i < 3; i++ {
		require.Error(t, d.InTx(context.Background(), closures[i]), "alone")
	}
	require.NoError(t, d.InTx(context.Background(), func(*db.Tx) error { return nil }))
}

func TestGoexitLeavesNoLockOnAnyEngine(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		for range 40 { // more than the pool has connections
			done := make(chan struct{})
			go func() {
				defer close(done)
				d.InTx(context.Background(), func(tx *db.Tx) error {
					if _, err := tx.Change(insertSeries, "T", 1); err != nil {
						return err
					}
					runtime.Goexit()
					return nil
				})
			}()
			<-done
		}
		require.NoError(t, d.InTx(context.Background(), func(tx *db.Tx) error {
			_, err := tx.Change(insertSeries, "T", 1)
			return err
		}))
		require.Equal(t, []int{1}, seriesOf(t, d))
	})
}

// SQLite gives up the whole transaction when the disk is full. Nobody of the
// batch may then be told a success that was undone, or be applied twice.
func TestAFullDiskInsideABatchLosesAndDoublesNothing(t *testing.T) {
	d := apptest.SQLite(t)
	write := func(year int, size int) func(tx *db.Tx) error {
		return func(tx *db.Tx) error {
			if _, err := tx.Change(insertSeries, "T", year); err != nil {
				return err
			}
			if size == 0 {
				return nil
			}
			_, err := tx.Change("INSERT INTO idempotency_keys (scope, request_key, request_sha256, status, body, created_at) VALUES ('T', ?, '', 200, ?, '2026-01-01')",
				year, strings.Repeat("x", size))
			return err
		}
	}
	require.NoError(t, d.InTx(context.Background(), func(tx *db.Tx) error {
		var pages int
		if err := tx.Raw("PRAGMA page_count").Scan(&pages).Error; err != nil {
			return err
		}
		return tx.Raw("PRAGMA max_page_count = " + strconv.Itoa(pages+20)).Scan(&pages).Error
	}))
	errs := batched(t, d, []func(tx *db.Tx) error{write(0, 0), write(1, 0), write(2, 1<<20), write(3, 0), write(4, 0)})
	for i, err := range errs {
		require.Equal(t, i != 2, err == nil, "%d: %v", i, err)
	}
	require.Equal(t, []int{0, 1, 3, 4}, seriesOf(t, d))
}

// Whoever is told that its key is taken finds the first one's row: no answer
// leaves before the commit that it rests on, which a slow third here delays.
func TestARefusedTwinFindsTheFirst(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		claim := func(tx *db.Tx) error { return db.ClaimKey(tx, "twins", "key", "", 200, "", time.Now().UTC()) }
		hold, held := make(chan struct{}), make(chan struct{})
		var wg sync.WaitGroup
		wg.Go(func() { d.InTx(ctx, func(*db.Tx) error { close(held); <-hold; return nil }) })
		<-held
		wg.Go(func() { require.NoError(t, d.InTx(ctx, claim)) })
		time.Sleep(5 * time.Millisecond) // in this order
		wg.Go(func() {
			require.True(t, db.IsDuplicate(d.InTx(ctx, claim)))
			_, found, err := db.FindKey(d.Read(ctx), "twins", "key")
			require.NoError(t, err)
			require.True(t, found)
		})
		time.Sleep(5 * time.Millisecond)
		wg.Go(func() {
			require.NoError(t, d.InTx(ctx, func(*db.Tx) error { time.Sleep(40 * time.Millisecond); return nil }))
		})
		time.Sleep(5 * time.Millisecond)
		close(hold)
		wg.Wait()
	})
}
