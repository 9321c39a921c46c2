package jobs

import (
	"context"
	"slices"
	"time"

	"assay/app/runs"
	"assay/models"
)

// Due is one run that waits to be done: a slot, or what a person asked for.
type Due struct {
	Job  string
	Slot time.Time // UTC
	key  string
}

// Manual tells that a person asked for it.
func (d Due) Manual() bool { return runs.IsManual(d.key) }

// Due lists the slots that are owed at now, oldest first: those without a row,
// failed ones to be tried again, and those whose run died. What is being run
// is left out. Nothing is owed by a job that no runner has seen yet.
func (r *Runner) Due(ctx context.Context, now time.Time) ([]Due, error) {
	plans, err := r.timetable()
	if err != nil {
		return nil, err
	}
	known, open, err := r.state(ctx)
	if err != nil {
		return nil, err
	}
	var due []Due
	for _, p := range plans {
		if l, ok := known[p.Name]; ok {
			due = append(due, p.due(l, open, now, r.alive(l))...)
		}
	}
	slices.SortStableFunc(due, func(a, b Due) int { return a.Slot.Compare(b.Slot) })
	return due, nil
}

// state is who runs what, and the runs that are not over.
func (r *Runner) state(ctx context.Context) (map[string]lease, []runs.Record, error) {
	known, err := leases(r.DB.Read(ctx), r.DB.Dialect())
	if err != nil {
		return nil, nil, err
	}
	open, err := runs.Open(r.DB.Read(ctx))
	return known, open, err
}

// due are the slots that one job owes. The run of a living process is not.
func (p plan) due(l lease, open []runs.Record, now time.Time, alive bool) []Due {
	underWay := map[string]bool{}
	for _, rec := range open {
		underWay[rec.SlotKey] = underWay[rec.SlotKey] || alive && rec.Job == p.Name
	}
	var due []Due
	for _, slot := range p.owed(l.settled(), now) {
		if key := runs.SlotKey(slot); !underWay[key] {
			due = append(due, Due{Job: p.Name, Slot: slot, key: key})
		}
	}
	return due
}

// asked lists what people wait for, at most one run of each job, the oldest: a
// run that has not begun, or whose process died. A job that is being run is
// left out.
func (r *Runner) asked(ctx context.Context) ([]Due, error) {
	known, open, err := r.state(ctx)
	if err != nil {
		return nil, err
	}
	var due []Due
	seen := map[string]bool{}
	for _, rec := range open {
		_, err := r.plan(rec.Job)
		if !rec.Manual() || seen[rec.Job] || err != nil || r.alive(known[rec.Job]) {
			continue
		}
		seen[rec.Job] = true
		due = append(due, Due{Job: rec.Job, Slot: rec.Slot(), key: rec.SlotKey})
	}
	return due, nil
}

// alive tells whether somebody runs the job. Our own lease does not count
// when this runner is not running the job: then its last life has left it.
func (r *Runner) alive(l lease) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if l.Owner == r.Owner {
		return r.busy[l.Job]
	}
	return l.Held
}

// History lists a job's runs, newest first.
func (r *Runner) History(ctx context.Context, name string, limit int) ([]runs.Record, error) {
	if _, err := r.plan(name); err != nil {
		return nil, err
	}
	return runs.History(r.DB.Read(ctx), name, limit)
}

// Status is a job as the page of jobs shows it.
type Status struct {
	Name      string
	Spec      string
	NextAt    time.Time    // UTC, by the clock; zero where the rule has no further slot
	RunningOn string       // the owner that runs it now, else empty
	Last      *runs.Record // nil when it has never run
}

// Latest is the state of each job of the timetable, in its order.
func (r *Runner) Latest(ctx context.Context) ([]Status, error) {
	plans, err := r.timetable()
	if err != nil {
		return nil, err
	}
	known, err := leases(r.DB.Read(ctx), r.DB.Dialect())
	if err != nil {
		return nil, err
	}
	last, err := runs.Newest(r.DB.Read(ctx))
	if err != nil {
		return nil, err
	}
	now := r.Clock.Now()
	all := make([]Status, 0, len(plans))
	for _, p := range plans {
		if p.Spec == "" {
			continue
		}
		s := Status{Name: p.Name, Spec: p.Spec, NextAt: p.next(now)}
		if l := known[p.Name]; l.Held {
			s.RunningOn = l.Owner
		}
		if rec, ok := last[p.Name]; ok {
			s.Last = &rec
		}
		all = append(all, s)
	}
	return all, nil
}

// RunFor runs a job for a slot because a person asks, at once, and waits for
// the end. The run has a history of its own: the slot may lie anywhere, may
// have been run before, and stays owed if it is owed. While the job is running
// it is refused as a conflict. A failure is returned and not tried again.
func (r *Runner) RunFor(ctx context.Context, who models.Who, name string, slot time.Time) (runs.Record, error) {
	p, err := r.plan(name)
	if err == nil && p.Spec == "" {
		err = models.Conflict("error.job_on_request").With("Job", name)
	}
	if err != nil {
		return runs.Record{}, err
	}
	if err := r.register(ctx); err != nil {
		return runs.Record{}, err
	}
	return r.runManual(ctx, p, who, slot.UTC().Truncate(time.Second))
}
