package db_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"assay/app/apptest"
	"assay/app/db"
)

// A text that runs all the time is prepared on the server, and to prepare it
// nobody waits for a connection: a crowd that holds every one of them, each in
// a transaction, comes to its end.
func TestHotTextsArePreparedBesideACrowd(t *testing.T) {
	d, ctx := apptest.MariaDB(t), context.Background()
	kept := func() int64 {
		var status struct{ Value int64 }
		require.NoError(t, d.Read(ctx).Raw("SHOW STATUS LIKE 'Prepared_stmt_count'").Scan(&status).Error)
		return status.Value
	}
	before := kept()
	var wg sync.WaitGroup
	for range 64 {
		wg.Go(func() {
			for range 5 {
				assert.NoError(t, d.InTx(ctx, func(tx *db.Tx) error {
					var one int64
					return tx.Raw("SELECT COUNT(*) + ? FROM number_series WHERE year = ?", 1, 1900).Scan(&one).Error
				}))
			}
		})
	}
	wg.Wait()
	require.Eventually(t, func() bool { return kept() > before }, 5*time.Second, 20*time.Millisecond, "nothing is kept prepared")
	var sum int64
	require.NoError(t, d.Read(ctx).Raw("SELECT COUNT(*) + ? FROM number_series WHERE year = ?", 41, 1900).Scan(&sum).Error)
	require.EqualValues(t, 41, sum, "a prepared text takes new arguments")
}
