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
