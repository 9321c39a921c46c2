package db_test

import (
	"context"
	"errors"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"assay/app/apptest"
	"assay/app/db"
	"assay/models"
)

func TestMain(m *testing.M) { apptest.Main(m) }

func TestNumbersHaveNoGapUnderConcurrencyAndRollback(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		var mu sync.Mutex
		taken := map[string]int{}
		var wg sync.WaitGroup
		for i := range 160 {
			wg.Go(func() {
				var number string
				err := d.InTx(ctx, func(tx *db.Tx) error {
					var err error
					if number, err = db.NextNumber(tx, "INV", 2026); err != nil {
						return err
					}
					if i%4 == 0 {
						return models.Conflict("error.refused_here")
					}
					return nil
				})
				if i%4 == 0 {
					require.Equal(t, models.KindConflict, models.KindOf(err))
					return
				}
				require.NoError(t, err)
				mu.Lock()
				taken[number]++
				mu.Unlock()
			})
		}
		wg.Wait()
		require.Len(t, taken, 120)
		require.Contains(t, taken, "INV2026-000001")
		require.Contains(t, taken, "INV2026-000120")
	})
}

func TestARolledBackMemberLeavesItsBatchAlone(t *testing.T) {
	d := apptest.SQLite(t)
	ctx := context.Background()
	var wg sync.WaitGroup
	for i := range 200 {
		wg.Go(func() {
			err := d.InTx(ctx, func(tx *db.Tx) error {
				_, err := tx.Change("INSERT INTO number_series (series, year, next_number) VALUES (?, ?, 0)", "T", i)
				if err == nil && i%2 == 0 {
					panic("a defect")
				}
				return err
			})
			require.Equal(t, i%2 == 0, err != nil)
		})
	}
	wg.Wait()
	var n int64
	require.NoError(t, d.Read(ctx).Raw("SELECT COUNT(*) FROM number_series").Scan(&n).Error)
	require.EqualValues(t, 100, n)
}

func TestDuplicateIsRecognisedOnEveryEngine(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		insert := func(tx *db.Tx) error {
			_, err := tx.Change("INSERT INTO number_series (series, year, next_number) VALUES ('A', 1, 1)")
			return err
		}
		require.NoError(t, d.InTx(context.Background(), insert))
		require.True(t, db.IsDuplicate(d.InTx(context.Background(), insert)))
	})
}

func TestRetryRunsTheClosureAgain(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		tries := 0
		require.NoError(t, d.InTx(context.Background(), func(*db.Tx) error {
			if tries++; tries < 3 {
				return db.ErrRetry
			}
			return nil
		}))
		require.Equal(t, 3, tries)
		err := d.InTx(context.Background(), func(*db.Tx) error { return db.ErrRetry })
		require.Equal(t, models.KindUnavailable, models.KindOf(err))
		require.True(t, errors.Is(err, db.ErrRetry))
	})
}
