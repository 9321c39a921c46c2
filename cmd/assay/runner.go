package main

import (
	"context"
	"fmt"
	"os"
	"time"

	"assay/app"
	"assay/app/runs"
	"assay/app/web"
	"assay/jobs"
	"assay/models"
)

// spread is how far replicas lie apart when they look for work.
const spread = 20 * time.Second

// newRunner gives the product's timetable to a runner; role tells the
// processes of one machine apart.
func newRunner(a *app.App, role string) *jobs.Runner {
	host, err := os.Hostname()
	if err != nil {
		host = "assay"
	}
	owner := host[:min(len(host), 40)] + "/" + role
	w := jobs.Work{DB: a.DB, Clock: a.Clock, Audit: a.Audit, Auth: a.Auth, Backtest: a.Backtest, Credit: a.Credit, Imports: a.Imports, Insight: a.Insight, Ledger: a.Ledger, Limits: a.Limits, Loyalty: a.Loyalty, Offers: a.Offers, Review: a.Review, Orders: a.Orders, Policies: a.Policies, Provision: a.Provision,
		Receivables: a.Receivables, Reports: a.Reports, Standard: a.Standard, Statements: a.Statements}
	return &jobs.Runner{DB: a.DB, Clock: a.Clock, Jobs: append(jobs.Schedule(w), jobs.OnRequest(w)...), Owner: owner[:min(len(owner), 64)], Spread: spread, Log: a.Log}
}

// works is the runner of a serving process as its pages need it.
type works struct {
	*jobs.Runner
	runs *runs.Service
	stop context.CancelFunc
}

// startWorks starts the runner and gives its pages and its health to the
// product.
func startWorks(ctx context.Context, a *app.App, addr string) (*works, error) {
	// A stop is asked for by shutdown, which first lets the run under way end.
	ctx, stop := context.WithCancel(context.WithoutCancel(ctx))
	w := &works{Runner: newRunner(a, addr), runs: a.Runs, stop: stop}
	if err := w.Start(ctx); err != nil {
		stop()
		return nil, err
	}
	since := a.Clock.Now()
	a.Health = func(ctx context.Context) error { return w.Healthy(ctx, since) }
	a.Jobs = app.JobPages{List: w.lines, Run: w.begin}
	return w, nil
}

// shutdown waits for what is under way, drain at most; the rest is interrupted
// and resumed by another process. ctx may have ended already.
func (w *works) shutdown(ctx context.Context) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), drain)
	defer cancel()
	after := context.AfterFunc(ctx, w.stop)
	defer after()
	w.Stop(ctx)
	w.stop()
}

// begin asks for a run of a job at the present instant; some process begins it
// within a second or two.
func (w *works) begin(ctx context.Context, who models.Who, name string) error {
	lines, err := w.lines(ctx)
	if err != nil {
		return err
	}
	for _, l := range lines {
		if l.Name == name && l.Running() {
			return models.Conflict("error.job_is_running").With("Job", name)
		}
	}
	_, err = w.runs.Ask(ctx, who, runs.Request{Kind: name, Key: web.NewKey()})
	return err
}

func (w *works) lines(ctx context.Context) ([]app.JobLine, error) {
	all, err := w.Latest(ctx)
	if err != nil {
		return nil, err
	}
	lines := make([]app.JobLine, len(all))
	for i, s := range all {
		lines[i] = app.JobLine{Name: s.Name, Spec: s.Spec, NextAt: s.NextAt, RunningOn: s.RunningOn}
		if s.Last != nil {
			run := runOf(*s.Last)
			lines[i].Last = &run
		}
	}
	return lines, nil
}

func runOf(r runs.Record) app.JobRun {
	return app.JobRun{ID: r.ID, Slot: r.Slot(), On: r.AsOfOn, State: string(r.State), Manual: r.Manual(), GivenUp: r.GivenUp(), Failures: r.Failures,
		Done: r.Done, Total: r.Total, Message: r.Message, Counts: r.Counts(), RequestedBy: r.RequestedBy, StartedAt: r.StartedAt, FinishedAt: r.FinishedAt}
}

// commandRole is what a runner of one command is called.
func commandRole() string { return fmt.Sprintf("command-%d", os.Getpid()) }
