package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"assay/app/runs"
	"assay/jobs"
	"assay/models"
)

type jobCmd struct {
	List    jobListCmd    `cmd:"" help:"The timetable, with what became of the last runs."`
	Run     jobRunCmd     `cmd:"" help:"Run a job now and wait for its end."`
	History jobHistoryCmd `cmd:"" help:"Past runs, newest first."`
}

type jobListCmd struct{}

type jobRunCmd struct {
	Name string `arg:"" help:"The job."`
	Slot string `help:"The instant it runs for, business time: 2026-06-01, or 2026-06-01T02:00. Now by default."`
}

type jobHistoryCmd struct {
	Name  string `arg:"" optional:"" help:"The job; all of them by default."`
	Limit int    `default:"10" help:"How many runs of each."`
}

// withRunner opens the book and does something with its timetable.
func withRunner(ctx context.Context, c *Config, do func(r *jobs.Runner) error) error {
	a, err := c.open(ctx, false)
	if err != nil {
		return err
	}
	defer a.DB.Close()
	return do(newRunner(a, commandRole()))
}

// Run prints the timetable.
func (jobListCmd) Run(ctx context.Context, c *Config) error {
	return withRunner(ctx, c, func(r *jobs.Runner) error {
		all, err := r.Latest(ctx)
		if err != nil {
			return err
		}
		return tabled(os.Stdout, "JOB\tSCHEDULE\tNEXT\tLAST\tSTATE\tRUNNING ON", func(w io.Writer) {
			for _, s := range all {
				last, state := "–", "–"
				if s.Last != nil {
					last, state = local(r, s.Last.Slot()), stateOf(*s.Last)
				}
				fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\n", s.Name, s.Spec, local(r, s.NextAt), last, state, s.RunningOn)
			}
		})
	})
}

// Run runs the job in this process; a failure is the command's own.
func (j *jobRunCmd) Run(ctx context.Context, c *Config) error {
	return withRunner(ctx, c, func(r *jobs.Runner) error {
		slot, err := slotOf(j.Slot, r.Clock.Now(), r.Clock.Zone)
		if err != nil {
			return err
		}
		rec, err := r.RunFor(ctx, models.System, j.Name, slot)
		if rec.ID != 0 {
			err = errors.Join(err, tabled(os.Stdout, historyHead, func(w io.Writer) { fmt.Fprintln(w, describe(r, rec)) }))
		}
		return err
	})
}

// Run prints past runs.
func (j *jobHistoryCmd) Run(ctx context.Context, c *Config) error {
	return withRunner(ctx, c, func(r *jobs.Runner) error {
		names := []string{j.Name}
		if j.Name == "" {
			names = names[:0]
			for _, job := range r.Jobs {
				names = append(names, job.Name)
			}
		}
		return tabled(os.Stdout, historyHead, func(w io.Writer) {
			for _, name := range names {
				recs, err := r.History(ctx, name, j.Limit)
				if err != nil {
					fmt.Fprintf(w, "%s\t%v\n", name, err)
				}
				for _, rec := range recs {
					fmt.Fprintln(w, describe(r, rec))
				}
			}
		})
	})
}

const historyHead = "JOB\tSLOT\tSTATE\tDONE\tCOUNTS\tBY\tMESSAGE"

func tabled(out io.Writer, head string, rows func(w io.Writer)) error {
	w := tabwriter.NewWriter(out, 0, 4, 2, ' ', 0)
	fmt.Fprintln(w, head)
	rows(w)
	return w.Flush()
}

func describe(r *jobs.Runner, rec runs.Record) string {
	var counts []string
	for _, k := range slices.Sorted(maps.Keys(rec.Counts())) {
		counts = append(counts, fmt.Sprintf("%s=%d", k, rec.Counts()[k]))
	}
	return strings.Join([]string{rec.Job, local(r, rec.Slot()), stateOf(rec), fmt.Sprintf("%d/%d", rec.Done, rec.Total),
		strings.Join(counts, " "), rec.RequestedBy, rec.Message}, "\t")
}

func stateOf(rec runs.Record) string {
	if rec.GivenUp() {
		return "given up"
	}
	return string(rec.State)
}

func local(r *jobs.Runner, t time.Time) string {
	if t.IsZero() {
		return "–"
	}
	return t.In(r.Clock.Zone).Format("2006-01-02 15:04")
}

// slotOf reads an instant in business time; a day means its noon.
func slotOf(text string, now time.Time, zone *time.Location) (time.Time, error) {
	if text == "" {
		return now, nil
	}
	if t, err := time.ParseInLocation(time.DateOnly, text, zone); err == nil {
		return t.Add(12 * time.Hour), nil
	}
	for _, layout := range []string{"2006-01-02T15:04", "2006-01-02 15:04", time.RFC3339} {
		if t, err := time.ParseInLocation(layout, text, zone); err == nil {
			return t, nil
		}
	}
	return time.Time{}, fmt.Errorf("--slot %s is neither a day nor an instant", text)
}
