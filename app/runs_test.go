package app_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"assay/app"
	"assay/app/apptest"
	"assay/app/db"
	"assay/app/runs"
	"assay/jobs"
	"assay/models"
)

// answer does what people wait for, as a process beside the product does it.
func answer(t testing.TB, a *app.App) {
	t.Helper()
	w := jobs.Work{DB: a.DB, Clock: a.Clock, Audit: a.Audit, Auth: a.Auth, Backtest: a.Backtest, Credit: a.Credit, Imports: a.Imports, Ledger: a.Ledger, Limits: a.Limits, Review: a.Review, Orders: a.Orders, Policies: a.Policies, Provision: a.Provision,
		Receivables: a.Receivables, Standard: a.Standard, Statements: a.Statements}
	r := &jobs.Runner{DB: a.DB, Clock: a.Clock, Jobs: append(jobs.Schedule(w), jobs.OnRequest(w)...), Owner: "test", Log: slog.New(slog.NewTextHandler(io.Discard, nil))}
	require.NoError(t, r.Answer(context.Background()))
}

// runsOf are a run of the person and one of somebody else's.
func (x *world) runsOf(t testing.TB, p person) ids {
	ask := func(who models.Who) string {
		id, err := x.app.Runs.Ask(context.Background(), who, runs.Request{Kind: "import-receipts", Key: x.book.Key()})
		require.NoError(t, err)
		return fmt.Sprint(id)
	}
	out := ids{own: ask(models.Who{ID: p.user.ID, Name: "测试"}), other: ask(models.Who{ID: x.sales.user.ID, Name: "sales"})}
	if p.role.Holds(models.JobRun) {
		out.other = ""
	}
	return out
}

// A bank's file of good and bad rows: the person is sent to the run, sees what
// became of it in their language, and downloads what was rejected; nobody else
// sees it but those who run the system.
func TestAFileIsImportedBesideTheRequest(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		x := newWorld(t, d)
		p, other, admin := x.enter(t, models.RoleFinance), x.enterForAll(t, models.RoleFinanceManager), x.enter(t, models.RoleAdmin)
		get := func(who person, path string) reply { return send(t, x.app.Web, who, http.MethodGet, path, nil) }
		file := []byte("agent,cleared_on,amount,reference\nEAST,2026-07-01,10.00,B-1\nEAST,someday,10.00,B-2\n=NOBODY,2026-07-01,10.00,B-3\n\"EAST,2026-07-01,1,B-4\n")
		require.Equal(t, 303, x.upload(t, p, "/finance/receipts/import", "file", "bank.csv", file))
		var id int64
		require.NoError(t, d.Read(t.Context()).Raw("SELECT MAX(run_id) FROM run_requests").Scan(&id).Error)
		path := runs.Page(id)
		waits := get(p, path)
		require.Equal(t, 200, waits.status)
		require.Contains(t, waits.body, `data-live="1"`)
		require.Contains(t, waits.body, "Begins in a moment")
		require.Contains(t, waits.body, `action="`+path+`/cancellation"`)
		require.Equal(t, 404, get(other, path).status)
		require.Equal(t, 404, get(other, path+"/errors").status)
		require.Equal(t, 404, send(t, x.app.Web, other, http.MethodPost, path+"/cancellation", other.form()).status)

		answer(t, x.app)
		done := get(p, path)
		require.NotContains(t, done.body, "data-live")
		require.NotContains(t, done.body, "/cancellation")
		for _, want := range []string{">Done</span>", "bank.csv", `href="/finance/receipts"`, "No agent has the code =NOBODY", "Enter a date such as", "a quote is not closed"} {
			require.Contains(t, done.body, want)
		}
		require.Regexp(t, `<dt>Posted</dt><dd[^>]*>1</dd>.*<dt>Rejected</dt><dd[^>]*>3</dd>`, done.body)
		require.Equal(t, 200, get(admin, path).status)
		require.Contains(t, get(admin, "/runs").body, path)
		require.Contains(t, get(p, "/runs").body, path)
		require.NotContains(t, get(other, "/runs").body, path+`"`)

		sheet := get(p, path+"/errors")
		require.Contains(t, sheet.header.Get("Content-Disposition"), "errors-")
		rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(sheet.body, "\ufeff"))).ReadAll()
		require.NoError(t, err)
		require.Len(t, rows, 4)
		require.Equal(t, []string{"Line", "Column", "Value", "Reason"}, rows[0])
		require.Equal(t, []string{"3", "cleared_on", "someday"}, rows[1][:3])
		require.Equal(t, "'=NOBODY B-3", rows[2][2], "no cell is a formula")
		require.NoError(t, d.InTx(t.Context(), func(tx *db.Tx) error {
			_, err := tx.Change("UPDATE users SET lang = 'zh-CN' WHERE id = ?", p.user.ID)
			return err
		}))
		require.Contains(t, get(p, path+"/errors").body, "请输入日期")
	})
}

// What cannot begin is a form's error, and no run.
func TestBadInputIsNoRun(t *testing.T) {
	x := newWorld(t, apptest.SQLite(t))
	p := x.enterForAll(t, models.RoleFinanceManager)
	before := x.count(t, "run_requests")
	for _, content := range []string{"", "PK\x03\x04\x00\x00", "name,phone\nx,1\n", "agent,agent,cleared_on,amount\n"} {
		require.Equal(t, 422, x.upload(t, p, "/finance/receipts/import", "file", "x.csv", []byte(content)), content)
	}
	require.Equal(t, 422, send(t, x.app.Web, p, "POST", "/finance/receipts/import", p.form()).status)
	require.Equal(t, 422, x.upload(t, p, "/finance/receipts/import", "file", "x.csv", bytes.Repeat([]byte("a,b\n"), 2_700_000)), "10.3 MB")
	for _, day := range []string{"", "2026-07-02", "2027-01-01", "2026-02-30"} {
		require.Equal(t, 422, send(t, x.app.Web, p, "POST", "/finance/ledger/closing", p.form("through", day)).status, day)
	}
	asked := send(t, x.app.Web, p, "POST", "/finance/ledger/closing", p.form("through", "2026-06-30", "key", "once"))
	require.Equal(t, 200, asked.status, "it is asked again, by name")
	require.Contains(t, asked.body, "Close the books through 2026-06-30?")
	require.Equal(t, before, x.count(t, "run_requests"))

	once := func() reply {
		return send(t, x.app.Web, p, "POST", "/finance/ledger/closing", p.form("through", "2026-06-30", "key", "once", "confirmed", "2026-06-30"))
	}
	first := once()
	require.Equal(t, 303, first.status)
	require.Equal(t, first.header.Get("Location"), once().header.Get("Location"), "a double click is one run")
	answer(t, x.app)
	require.Contains(t, send(t, x.app.Web, p, "GET", first.header.Get("Location"), nil).body, ">Done</span>")
	require.EqualValues(t, 1, x.count(t, "period_closings"))
	require.Equal(t, 409, once().status, "closed already")
}
