package app_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"assay/app/apptest"
	"assay/app/db"
	"assay/models"
)

// The same order from another form within the hour is asked about before it is
// placed; the same form again is the first order, and changed it is a new one
// only when it is sent once more.
func TestTheSameOrderAgainIsAskedAbout(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		x := newWorld(t, d)
		p := x.enter(t, models.RoleAgentBuyer)
		count := func() (n int64) {
			require.NoError(t, d.Read(context.Background()).Raw("SELECT COUNT(*) FROM orders").Scan(&n).Error)
			return n
		}
		before := count()
		placed := func() int64 { return count() - before }
		order := func(key, quantity, do string) reply {
			return send(t, x.app.Web, p, "POST", "/agent/order", p.form("key", key, "q.YUAN", quantity, "do", do))
		}
		first := order("a", "2", "submit")
		require.Equal(t, 303, first.status, first.body)
		require.Equal(t, first.header.Get("Location"), order("a", "2", "submit").header.Get("Location"), "the same form")

		asked := order("b", "2", "submit")
		require.Equal(t, 200, asked.status)
		require.Contains(t, asked.body, `value="again"`)
		require.EqualValues(t, 1, placed())
		require.Equal(t, 303, order("b", "2", "again").status)
		require.EqualValues(t, 2, placed())

		changed := order("a", "3", "submit")
		require.Equal(t, 200, changed.status)
		require.NotContains(t, changed.body, `name="key" value="a"`, "a new key from the server")
		require.EqualValues(t, 2, placed())
		require.Equal(t, 303, order("c", "3", "submit").status, "another quantity is another order")
	})
}

// A buyer sees the credit line and no statements.
func TestABuyerSeesTheCreditLine(t *testing.T) {
	x := newWorld(t, apptest.SQLite(t))
	home := send(t, x.app.Web, x.enter(t, models.RoleAgentBuyer), "GET", "/agent", nil)
	require.Equal(t, 200, home.status)
	require.Contains(t, home.body, "creditbar")
	require.NotContains(t, home.body, "/agent/statements")
}
