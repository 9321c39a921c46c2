package db_test

import (
	"testing"

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
	request := db.Asked(t.Context())
	require.EqualValues(t, 10, limit(d.Read(request)), "a request")
	require.Zero(t, limit(d.Read(db.Unasked(request))), "a spreadsheet")
	require.Zero(t, limit(d.Read(t.Context())), "a job")
	require.NoError(t, d.InTx(request, func(tx *db.Tx) error {
		require.Zero(t, limit(tx.DB), "a write")
		return nil
	}))
}
