package app_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"assay/app"
	"assay/app/apptest"
	"assay/app/db"
	"assay/models"
)

func TestMain(m *testing.M) { apptest.Main(m) }

func site(t *testing.T) (*app.App, *apptest.Client) {
	t.Helper()
	b := apptest.NewBook(t, apptest.SQLite(t))
	a := app.New(app.Config{Demo: true, AuditKey: []byte("key")}, b.DB, db.Clock{Now: b.Clock.Now, Zone: apptest.Shanghai})
	w, err := a.Serve()
	require.NoError(t, err)
	return a, apptest.SignIn(t, w, a.Auth, models.RoleAdmin)
}

// timetable is two jobs, of which one runs.
func timetable(asked *[]string) app.JobPages {
	at := time.Date(2026, 6, 1, 2, 0, 0, 0, time.UTC)
	run := app.JobRun{ID: 1, Slot: at, State: "running", Done: 3, Total: 12, StartedAt: &at, Counts: map[string]int64{"statements": 3}}
	failed := app.JobRun{ID: 2, Slot: at, State: "failed", GivenUp: true, Failures: 3, Message: "the <counter> differs", StartedAt: &at, FinishedAt: &at, Counts: map[string]int64{}}
	return app.JobPages{
		List: func(context.Context) ([]app.JobLine, error) {
			return []app.JobLine{
				{Name: "issue-statements", Spec: "0 2 * * *", NextAt: at, RunningOn: "one/8080", Last: &run},
				{Name: "check-counters", Spec: "30 3 * * *", NextAt: at, Last: &failed},
				{Name: "run-standard", Spec: "0 4 1 * *", NextAt: at},
			}, nil
		},
		Run: func(_ context.Context, who models.Who, name string) error {
			if name == "issue-statements" {
				return models.Conflict("error.job_is_running").With("Job", name)
			}
			*asked = append(*asked, who.Name+" "+name)
			return nil
		},
	}
}

func TestJobsAreShownRunAndLookedBackOn(t *testing.T) {
	a, c := site(t)
	var asked []string
	a.Jobs = timetable(&asked)
	page := c.Get("/admin/jobs")
	require.Equal(t, 200, page.Status, page.Body)
	for _, want := range []string{`data-live="2"`, `value="3"`, "3 / 12", "one/8080", "Daily at 03:30", "Monthly on day 1 at 04:00", "Never run", "Check the counters"} {
		require.Contains(t, page.Body, want)
	}
	require.NotContains(t, page.Body, `id="run-issue-statements"`, "what runs cannot be started")

	require.Equal(t, 303, c.Post("/admin/jobs/check-counters/runs").Status)
	require.Equal(t, []string{c.User.Name + " check-counters"}, asked)
	require.Contains(t, c.Get("/admin/jobs").Body, "Check the counters has started")
	require.Equal(t, 409, c.Post("/admin/jobs/issue-statements/runs").Status)
	require.Equal(t, 404, c.Post("/admin/jobs/nothing/runs").Status)

	require.NotContains(t, c.Get("/admin/jobs/check-counters").Body, "data-live")
	require.Contains(t, c.Get("/admin/jobs/issue-statements").Body, "3 / 12", "what runs is followed")
	require.Equal(t, 404, c.Get("/admin/jobs/nothing").Status)
	require.Equal(t, 403, apptest.SignIn(t, a.Web, a.Auth, models.RoleFinanceManager).Get("/admin/jobs").Status)
}

func TestJobsInChinese(t *testing.T) {
	a, c := site(t)
	var asked []string
	a.Jobs = timetable(&asked)
	require.Equal(t, 303, c.Post("/language", "lang", "zh-CN", "next", "/admin/jobs").Status)
	for path, word := range map[string]string{"/admin/jobs": "每月 1 日 04:00", "/admin/jobs/issue-statements": "结账"} {
		page := c.Get(path).Body
		require.Contains(t, page, word)
		require.NotRegexp(t, `>\s*(job|jobs|job_state|job_count|job_about)\.[a-z_.-]+\s*<`, page, "a text is missing")
	}
}

func TestAProcessWithoutARunnerSaysSo(t *testing.T) {
	_, c := site(t)
	require.Equal(t, 503, c.Get("/admin/jobs").Status)
}

func TestReadyFollowsTheJobs(t *testing.T) {
	a, c := site(t)
	require.Equal(t, 200, c.Get("/readyz").Status)
	a.Health = func(context.Context) error { return context.DeadlineExceeded }
	require.Equal(t, "not ready\n", c.Get("/readyz").Body)
	require.Equal(t, 503, c.Get("/readyz").Status)
	require.Equal(t, 200, c.Get("/healthz").Status)
}
