package db_test

import (
	"context"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"assay/app/apptest"
	"assay/app/db"
)

// A copy taken under load is whole: every number up to its last, and it opens
// by itself.
func TestABackupUnderLoadIsWhole(t *testing.T) {
	d, ctx, file := apptest.SQLite(t), context.Background(), filepath.Join(t.TempDir(), "copy.db")
	require.NoError(t, d.InTx(ctx, func(tx *db.Tx) error {
		_, err := tx.Change("INSERT INTO number_series (series, year, next_number) VALUES ('B', 2026, 1)")
		return err
	}))
	var wg sync.WaitGroup
	stop := make(chan struct{})
	for range 4 {
		wg.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
					_ = d.InTx(ctx, func(tx *db.Tx) error {
						n, err := db.NextNumber(tx, "B", 2026)
						if err != nil {
							return err
						}
						_, err = tx.Change("INSERT INTO idempotency_keys (scope, request_key, request_sha256, status, body, created_at) VALUES ('b', ?, '', 0, '', '2026-01-01')", n)
						return err
					})
				}
			}
		})
	}
	err := d.BackUp(ctx, file)
	close(stop)
	wg.Wait()
	require.NoError(t, err)
	require.Error(t, d.BackUp(ctx, file), "an existing file is kept")
	_, err = os.Stat(file + ".part")
	require.ErrorIs(t, err, os.ErrNotExist)
	copied, err := db.Open(ctx, "sqlite://"+file)
	require.NoError(t, err)
	defer copied.Close()
	var next, keys int64
	require.NoError(t, copied.Read(ctx).Raw("SELECT next_number FROM number_series WHERE series = 'B'").Scan(&next).Error)
	require.NoError(t, copied.Read(ctx).Raw("SELECT COUNT(*) FROM idempotency_keys WHERE scope = 'b'").Scan(&keys).Error)
	require.EqualValues(t, next-1, keys)
	var ok string
	require.NoError(t, copied.Read(ctx).Raw("PRAGMA integrity_check").Scan(&ok).Error)
	require.Equal(t, "ok", ok)
}
