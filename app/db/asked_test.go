package db_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"gorm.io/gorm"

	"assay/app/apptest"
	"assay/app/db"
)

// What a request reads ends on the server soon after the request; what has more
// time, or writes, does not.
func TestTheServerEndsWhatARequestLeftBehind(t *testing.T) {
	d := apptest.MariaDB(t)
	limit := func(q *gorm.DB) (seconds float64) {
		require.NoError(t, q.Raw("SELECT @@max_statement_time").Scan(&seconds).Error)
		return seconds
	}
	within := func(span time.Duration) context.Context {
		ctx, cancel := context.WithTimeout(context.Background(), span)
		t.Cleanup(cancel)
		return ctx
	}
	require.EqualValues(t, 10, limit(d.Read(within(9*time.Second))), "a request")
	require.Zero(t, limit(d.Read(within(50*time.Second))), "a spreadsheet")
	require.Zero(t, limit(d.Read(context.Background())), "a job")
	require.NoError(t, d.InTx(within(9*time.Second), func(tx *db.Tx) error {
		require.Zero(t, limit(tx.DB), "a write")
		return nil
	}))
}
