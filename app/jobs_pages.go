package app

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"assay/app/list"
	"assay/app/runs"
	"assay/app/web"
	"assay/models"
)

// JobPages is what the pages of jobs ask of the runner, without knowing it.
type JobPages struct {
	List func(ctx context.Context) ([]JobLine, error)
	// Run starts the job for the present instant and returns at once; a
	// conflict while it is running.
	Run func(ctx context.Context, who models.Who, name string) error
}

// JobLine is a job of the timetable.
type JobLine struct {
	Name      string
	Spec      string    // five cron fields, business time
	NextAt    time.Time // zero when there is no further slot
	RunningOn string    // the process that runs it now, else empty
	Last      *JobRun   // nil when it has never run
}

// Running tells whether a living process runs the job now.
func (l JobLine) Running() bool { return l.RunningOn != "" }

// Shown is the state of the last run; one that says running without a living
// process was cut off and waits to be resumed.
func (l JobLine) Shown() string {
	switch {
	case l.Running():
		return "running"
	case l.Last == nil:
		return "never"
	case l.Last.State == "running":
		return "interrupted"
	}
	return l.Last.Shown()
}

// When is the schedule in words: a key of the catalogue with the time of day
// and the day of the month. A rule without words is shown as it is.
func (l JobLine) When() (key, clock, day string) {
	f := strings.Fields(l.Spec)
	if len(f) != 5 || f[3] != "*" || f[4] != "*" {
		return "jobs.when_other", l.Spec, ""
	}
	minute, hour, day := f[0], f[1], f[2]
	clock = fmt.Sprintf("%02s:%02s", hour, minute)
	switch {
	case l.Spec == "* * * * *":
		return "jobs.when_minute", "", ""
	case strings.HasPrefix(minute, "*/") && hour == "*" && day == "*":
		return "jobs.when_minutes", strings.TrimPrefix(minute, "*/"), ""
	case hour == "*" && day == "*" && !strings.ContainsAny(minute, "*/,-"):
		return "jobs.when_hour", fmt.Sprintf("%02s", minute), ""
	case hour != "*" && day == "*":
		return "jobs.when_day", clock, ""
	case hour != "*":
		return "jobs.when_month", clock, day
	}
	return "jobs.when_other", l.Spec, ""
}

// JobRun is what became of one slot.
type JobRun struct {
	ID          int64
	Slot        time.Time
	On          models.Date
	State       string
	Manual      bool
	GivenUp     bool
	Failures    int64
	Done, Total int64
	Message     string
	Counts      map[string]int64
	RequestedBy string
	StartedAt   *time.Time
	FinishedAt  *time.Time
}

// Took is how long the last try took, zero while it runs.
func (r JobRun) Took() time.Duration {
	if r.StartedAt == nil || r.FinishedAt == nil {
		return 0
	}
	return r.FinishedAt.Sub(*r.StartedAt).Round(time.Millisecond)
}

// Shown is what the state is called on the page: a failure that is not tried
// again stands apart.
func (r JobRun) Shown() string {
	if r.GivenUp {
		return "given_up"
	}
	return r.State
}

// errNoJobs is the answer of a process that runs no jobs.
var errNoJobs = &models.Error{Kind: models.KindUnavailable, Message: "error.no_jobs"}

type jobsPage struct {
	Jobs    []shownJob
	Running bool
}

// shownJob is a job with its schedule in the visitor's language.
type shownJob struct {
	JobLine
	Schedule string
}

func shown(c *web.Ctx, l JobLine) shownJob {
	key, clock, day := l.When()
	return shownJob{l, c.T(key, "Clock", clock, "Day", day)}
}

// listJobs is the timetable with what runs now.
func (a *App) listJobs(c *web.Ctx) error {
	if a.Jobs.List == nil {
		return errNoJobs
	}
	lines, err := a.Jobs.List(c.UserContext())
	if err != nil {
		return err
	}
	page := jobsPage{Running: slices.ContainsFunc(lines, JobLine.Running)}
	for _, l := range lines {
		page.Jobs = append(page.Jobs, shown(c, l))
	}
	return c.OK("admin/jobs/index", web.Page{Title: c.T("nav.jobs"), Data: page})
}

type jobPage struct {
	Job  shownJob
	List list.View
}

// showJob is a job with its history.
func (a *App) showJob(c *web.Ctx) error {
	line, err := a.job(c)
	if err != nil {
		return err
	}
	return list.Show(c, a.DB, runs.HistoryOf(line.Name, c.T), nil, func(v list.View) (string, web.Page) {
		return "admin/jobs/show", web.Page{Title: c.T("job." + line.Name), Data: jobPage{shown(c, line), v},
			Crumbs: []web.Crumb{{Text: c.T("nav.jobs"), Href: "/admin/jobs"}, {Text: c.T("job." + line.Name)}}}
	})
}

// job finds the job of the path; not found when the timetable has none.
func (a *App) job(c *web.Ctx) (JobLine, error) {
	if a.Jobs.List == nil {
		return JobLine{}, errNoJobs
	}
	lines, err := a.Jobs.List(c.UserContext())
	if err != nil {
		return JobLine{}, err
	}
	i := slices.IndexFunc(lines, func(l JobLine) bool { return l.Name == c.Params("name") })
	if i < 0 {
		return JobLine{}, models.NotFound("job")
	}
	return lines[i], nil
}

// runJob starts a job now.
func (a *App) runJob(c *web.Ctx) error {
	line, err := a.job(c)
	if err != nil {
		return err
	}
	if err := a.Jobs.Run(c.UserContext(), c.Actor.Who(), line.Name); err != nil {
		return err
	}
	return c.Redirect("/admin/jobs", "jobs.begun", "Job", "job."+line.Name)
}
