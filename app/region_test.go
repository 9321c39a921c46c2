package app_test

import (
	"context"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"assay/app/apptest"
	"assay/app/db"
	"assay/models"
)

// What acts on many agents at once stays inside the visitor's region too: a
// bank's file enters no money for another region's agent, and statements by
// hand, which close an agent's books, are written for the own agents only.
func TestWhatActsOnManyStaysInTheRegion(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		x := newWorld(t, d)
		finance := x.enter(t, models.RoleFinance)
		receipts := func(agent string) (n int64) {
			require.NoError(t, d.Read(context.Background()).Raw("SELECT COUNT(*) FROM receipts r JOIN agents a ON a.id = r.agent_id WHERE a.code = ?", agent).Scan(&n).Error)
			return n
		}
		east, west := receipts("EAST"), receipts("WEST")
		file := []byte("agent,cleared_on,amount,reference\nEAST,2026-07-01,10.00,B-1\nWEST,2026-07-01,20.00,B-2\n")
		require.Equal(t, http.StatusSeeOther, x.upload(t, finance, "/finance/receipts/import", "file", "bank.csv", file))
		answer(t, x.app)
		require.Equal(t, []int64{east + 1, west}, []int64{receipts("EAST"), receipts("WEST")})

		x.book.Clock.Set("2026-08-02")
		statements := func() (rows []string) {
			require.NoError(t, d.Read(context.Background()).Raw("SELECT a.code FROM statements s JOIN agents a ON a.id = s.agent_id WHERE s.period_to_on = '2026-07-31'").Scan(&rows).Error)
			return rows
		}
		finance.session = x.open(t, finance.user.ID)
		r := send(t, x.app.Web, finance, http.MethodPost, "/finance/statements", finance.form())
		require.Equal(t, http.StatusSeeOther, r.status)
		answer(t, x.app)
		require.Equal(t, []string{"EAST"}, statements())
	})
}
