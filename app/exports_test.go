package app_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"assay/app/apptest"
	"assay/models"
)

// Whoever takes figures away as a spreadsheet leaves a line in the trail: what,
// under which filter, and how many rows.
func TestEverySpreadsheetLeavesALineInTheTrail(t *testing.T) {
	x := newWorld(t, apptest.SQLite(t))
	require.NoError(t, x.app.Reports.CatchUp(t.Context(), x.book.Moment().On))
	p := x.enterForAll(t, models.RoleFinanceManager)
	require.Equal(t, 303, x.upload(t, p, "/finance/receipts/import", "file", "bank.csv", []byte("agent,cleared_on,amount,reference\nEAST,someday,10.00,B-2\n")))
	answer(t, x.app)
	var run string
	require.NoError(t, x.app.DB.Read(t.Context()).Raw("SELECT MAX(run_id) FROM run_requests").Scan(&run).Error)
	for _, c := range []struct{ path, subject, filter, format string }{
		{"/finance/ageing?format=csv&sort=code", "ageing", "format=csv&sort=code", "csv"},
		{"/finance/ageing?format=xlsx&q=east", "ageing", "format=xlsx&q=east", "xlsx"},
		{"/finance/cockpit/export?format=xlsx", "cockpit", "format=xlsx", "xlsx"},
		{"/runs/" + run + "/errors", "run-errors", "run=" + run, "csv"},
	} {
		require.Equal(t, 200, send(t, x.app.Web, p, http.MethodGet, c.path, nil).status, c.path)
		var line struct{ Subject, Detail string }
		require.NoError(t, x.app.DB.Read(t.Context()).Raw("SELECT subject, detail FROM audit_entries WHERE action = 'list.export' ORDER BY id DESC LIMIT 1").Scan(&line).Error)
		require.Equal(t, c.subject, line.Subject, c.path)
		var detail struct {
			Filter, Format string
			Entries        int64
		}
		require.NoError(t, json.Unmarshal([]byte(line.Detail), &detail))
		require.Equal(t, []string{c.filter, c.format}, []string{detail.Filter, detail.Format}, c.path)
		require.Positive(t, detail.Entries, c.path)
	}
}

// The ageing is the same table in both formats.
func TestTheAgeingAsASpreadsheet(t *testing.T) {
	x := newWorld(t, apptest.SQLite(t))
	p := x.enterForAll(t, models.RoleFinance)
	text := send(t, x.app.Web, p, http.MethodGet, "/finance/ageing?format=csv", nil)
	want, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(text.body, "\ufeff"))).ReadAll()
	require.NoError(t, err)
	file := send(t, x.app.Web, p, http.MethodGet, "/finance/ageing?format=xlsx", nil)
	require.Contains(t, file.header.Get("Content-Disposition"), "ageing-2026-07-02.xlsx")
	book, err := excelize.OpenReader(bytes.NewReader([]byte(file.body)))
	require.NoError(t, err)
	got, err := book.GetRows(book.GetSheetList()[0], excelize.Options{RawCellValue: true})
	require.NoError(t, err)
	require.Len(t, got, len(want))
	require.Greater(t, len(want), 2)
	for i := range want {
		require.Equal(t, want[i][:3], got[i][:3])
		require.Len(t, got[i], len(want[i]))
	}
}

// What finance steers by is a spreadsheet like every list: the runs of the
// controller with their band, the policies, a comparison with its intervals.
func TestCreditSteeringAsSpreadsheets(t *testing.T) {
	x := newWorld(t, apptest.SQLite(t))
	p := x.enterForAll(t, models.RoleFinance)
	rows := func(path string, sheet int) [][]string {
		t.Helper()
		file := send(t, x.app.Web, p, http.MethodGet, path, nil)
		require.Equal(t, 200, file.status, path)
		book, err := excelize.OpenReader(bytes.NewReader([]byte(file.body)))
		require.NoError(t, err)
		got, err := book.GetRows(book.GetSheetList()[sheet], excelize.Options{RawCellValue: true})
		require.NoError(t, err)
		return got
	}
	runs := rows("/finance/standard/runs?segment=all&format=xlsx", 0)
	require.Greater(t, len(runs), 1)
	require.Equal(t, []string{"As of", "Segment", "Loss rate", "Interval from", "Interval to", "Band from", "Band to"}, runs[0][:7])
	require.Equal(t, []string{"All agents", "0.008", "0.015"}, []string{runs[1][1], runs[1][5], runs[1][6]})
	page := send(t, x.app.Web, p, http.MethodGet, "/finance/standard/runs", nil)
	require.Contains(t, page.body, "0.80%")
	require.Contains(t, page.body, `href="/finance/standard/runs/1"`)

	policies := rows("/finance/policies?format=xlsx", 0)
	require.Equal(t, []string{"Policy", "Segment", "In force"}, policies[0][:3])
	require.Len(t, policies, len(models.PolicyKinds())+1)
	require.Equal(t, []string{"Credit standard", "All agents"}, policies[1][:2])

	const comparison = "/finance/settlement/comparison?grade=A&rate=5"
	require.Contains(t, send(t, x.app.Web, p, http.MethodGet, comparison, nil).body, "/finance/settlement/comparison?format=xlsx&amp;grade=A&amp;rate=5")
	effects := rows(comparison+"&format=xlsx", 0)
	require.Equal(t, []string{"Settlement policy", "Current", "Sales", "from", "to", "Lost for lack of credit", "from"}, effects[0][:7])
	require.Greater(t, len(effects), 3)
	require.Equal(t, "0.05", rows(comparison+"&format=xlsx", 1)[1][4], "what money costs")
}
