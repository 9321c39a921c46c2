package app_test

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"testing"

	"github.com/stretchr/testify/require"

	"assay/app"
	"assay/app/runs"
	"assay/jobs"
	"assay/models"
)

// answer does what people wait for, as a process beside the product does it.
func answer(t testing.TB, a *app.App) {
	t.Helper()
	w := jobs.Work{DB: a.DB, Clock: a.Clock, Audit: a.Audit, Auth: a.Auth, Credit: a.Credit, Imports: a.Imports, Ledger: a.Ledger, Orders: a.Orders,
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
