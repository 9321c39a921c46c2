package app_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"assay/app/apptest"
	"assay/app/backtest"
	"assay/app/runs"
	"assay/models"
)

// A choice of more agents than a page may take offers a run instead of
// refusing; its page leads to the result, which says what it covers and is
// nobody else's.
func TestManyAgentsAreComparedBesideTheRequest(t *testing.T) {
	x := newWorld(t, apptest.SQLite(t))
	for i := range backtest.MostCompared {
		x.book.Agent(fmt.Sprintf("N%d", i), 1)
	}
	p, other := x.enterForAll(t, models.RoleFinance), x.enterForAll(t, models.RoleFinanceManager)
	get := func(who person, path string) reply { return send(t, x.app.Web, who, http.MethodGet, path, nil) }
	const page = "/finance/settlement/comparison"
	chosen := get(p, page+"?grade=A&rate=5")
	require.Equal(t, 200, chosen.status)
	require.Contains(t, chosen.body, fmt.Sprintf("Compare %d agents", backtest.MostCompared+2))
	require.Contains(t, chosen.body, `name="rate" value="5"`)
	require.NotContains(t, chosen.body, "Cash tied up")

	require.Equal(t, 422, send(t, x.app.Web, p, http.MethodPost, page, p.form("agent", "NOBODY")).status)
	require.Equal(t, 303, send(t, x.app.Web, p, http.MethodPost, page, p.form("grade", "A", "rate", "5", "region", "0")).status)
	var id int64
	require.NoError(t, x.book.DB.Read(t.Context()).Raw("SELECT MAX(run_id) FROM run_requests").Scan(&id).Error)
	result := fmt.Sprintf(page+"?run=%d", id)
	require.Equal(t, 404, get(p, result).status, "not yet")
	answer(t, x.app)
	require.Contains(t, get(p, runs.Page(id)).body, `href="`+result+`"`)
	found := get(p, result)
	require.Equal(t, 200, found.status)
	require.Contains(t, found.body, fmt.Sprintf("%d agents", backtest.MostCompared+2))
	for _, want := range []string{"Cash tied up", "90%", `value="5"`, "<option selected>A</option>"} {
		require.Contains(t, found.body, want)
	}
	require.Contains(t, found.body, fmt.Sprintf("of %d now", backtest.MostCompared+2), "a segment says for how many a policy is current")
	require.Contains(t, found.body, `aria-labelledby="costs-t costs-d"`)
	book := get(p, result+"&format=xlsx")
	require.Equal(t, 200, book.status)
	require.True(t, strings.HasPrefix(book.body, "PK"))
	lines := get(p, result+"&format=csv").body
	require.Contains(t, lines, "Cash tied up")
	require.Contains(t, lines, "Deliveries keep their days and amounts")
	require.Equal(t, 404, get(other, result+"&format=xlsx").status)
	require.Equal(t, 404, get(other, result).status)
}
