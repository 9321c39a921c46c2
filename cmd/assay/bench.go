package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"assay/app"
	"assay/app/bench"
	"assay/app/db"
	"assay/app/policy"
	"assay/app/runs"
	"assay/app/web"
	"assay/models"
)

type benchCmd struct {
	URL       string        `help:"An empty database to measure on; default a temporary SQLite file for each part."`
	Only      []string      `help:"Parts to measure: orders, checks, ageing, statements, search, night, proposals, trial, pages, members, memory; default all."`
	Seconds   time.Duration `default:"2s" help:"How long each figure is measured, in each of three rounds."`
	Items     []int         `default:"100000,1000000" help:"Sizes of the ageing."`
	Night     []int         `default:"100000,1000000" help:"Invoices of the night's jobs."`
	Agents    int           `default:"10000" help:"Agents of the night and of the search."`
	Orders    int           `default:"200000" help:"Orders of the past that a policy is tried on."`
	Documents int           `default:"1000000" help:"Invoices, receipts and orders that are searched."`
	People    int           `default:"1000000" help:"Members of the stores."`
	Papers    int           `default:"10000" help:"Statements drawn in one run."`
}

// Run measures the product beside its floor, part after part.
func (x *benchCmd) Run(ctx context.Context, c *Config) error {
	parts := []struct {
		name string
		do   func(b *bench.Bench) error
	}{
		{"orders", func(b *bench.Bench) error { return b.Orders(ctx, []int{1, 8, 32}) }},
		{"checks", func(b *bench.Bench) error { _, err := b.Checks(ctx, []int{2, 3000}); return err }},
		{"ageing", func(b *bench.Bench) error { return b.Ageing(ctx, x.Items) }},
		{"search", func(b *bench.Bench) error { return b.Search(ctx, x.Agents, x.Documents, 40) }},
		{"members", func(b *bench.Bench) error { return b.Members(ctx, x.People, nightShift(b)) }},
		{"statements", func(b *bench.Bench) error { return b.Statements(x.Papers) }},
	}
	for _, p := range parts {
		if x.wants(p.name) {
			if err := x.on(ctx, c, func(b *bench.Bench, _ string) error { return p.do(b) }); err != nil {
				return err
			}
		}
	}
	for _, n := range x.Night {
		if x.wants("night") {
			err := x.on(ctx, c, func(b *bench.Bench, _ string) error { return b.Night(ctx, x.Agents, n, nightShift(b)) })
			if err != nil {
				return err
			}
		}
	}
	if x.wants("proposals") {
		if err := x.on(ctx, c, func(b *bench.Bench, _ string) error {
			return b.Proposals(ctx, x.Agents, slices.Min(x.Night), nightShift(b))
		}); err != nil {
			return err
		}
	}
	if x.wants("trial") {
		if err := x.on(ctx, c, func(b *bench.Bench, _ string) error { _, err := b.Trial(ctx, 300, x.Orders, trial(b)); return err }); err != nil {
			return err
		}
	}
	if x.wants("pages") {
		if err := x.on(ctx, c, func(b *bench.Bench, _ string) error { return b.Pages(ctx, x.Agents, slices.Max(x.Night)) }); err != nil {
			return err
		}
	}
	if x.wants("memory") {
		return x.on(ctx, c, func(b *bench.Bench, url string) error { return b.Memory(ctx, url) })
	}
	return nil
}

func (x *benchCmd) wants(part string) bool { return len(x.Only) == 0 || slices.Contains(x.Only, part) }

// on opens the given database, or a temporary one, and measures on it.
func (x *benchCmd) on(ctx context.Context, c *Config, measure func(b *bench.Bench, url string) error) error {
	url := x.URL
	if url == "" {
		dir, err := os.MkdirTemp("", "assay-bench")
		if err != nil {
			return err
		}
		defer os.RemoveAll(dir)
		url = "sqlite://" + filepath.Join(dir, "bench.db")
	}
	if err := db.Migrate(ctx, url); err != nil {
		return err
	}
	d, err := db.Open(ctx, url)
	if err != nil {
		return err
	}
	defer d.Close()
	bare, err := db.OpenBare(url)
	if err != nil {
		return err
	}
	defer bare.Close()
	if err := refuseFilled(ctx, d, url); err != nil {
		return err
	}
	clock, err := c.clock()
	if err != nil {
		return err
	}
	clock.Now = time.Now
	return measure(&bench.Bench{DB: d, Bare: bare, Clock: clock, Out: os.Stdout, Seconds: x.Seconds, Rounds: 3}, url)
}

func refuseFilled(ctx context.Context, d *db.DB, url string) error {
	var agents int64
	if err := d.Read(ctx).Raw("SELECT COUNT(*) FROM agents").Scan(&agents).Error; err != nil {
		return err
	}
	if agents > 0 {
		return fmt.Errorf("bench: %s is not empty; give one part with --only and a new database", db.Redact(url))
	}
	return nil
}

// nightShift runs the timetable's jobs on the bench's book.
func nightShift(b *bench.Bench) func(ctx context.Context, job string) (bench.Worked, error) {
	r := newRunner(app.New(app.Config{Demo: true, AuditKey: make([]byte, 32)}, b.DB, b.Clock), "bench")
	return func(ctx context.Context, job string) (bench.Worked, error) {
		rec, err := r.RunFor(ctx, models.System, job, b.Clock.Now())
		return bench.Worked{Done: rec.Done, Total: rec.Total, Counts: rec.Counts()}, err
	}
}

// trial asks for a trial of a draft as somebody of finance does.
func trial(b *bench.Bench) func(ctx context.Context, draft int64) (bench.Worked, error) {
	a := app.New(app.Config{Demo: true, AuditKey: make([]byte, 32)}, b.DB, b.Clock)
	r := newRunner(a, "bench")
	return func(ctx context.Context, draft int64) (bench.Worked, error) {
		if _, err := a.Runs.Ask(ctx, models.System, runs.Request{Kind: policy.SimulateRun, Key: web.NewKey(), Input: policy.AskedTrial{PolicyID: draft}}); err != nil {
			return bench.Worked{}, err
		}
		if err := r.Answer(ctx); err != nil {
			return bench.Worked{}, err
		}
		last, err := r.History(ctx, policy.SimulateRun, 1)
		if err == nil && (len(last) == 0 || last[0].State != runs.Done) {
			err = fmt.Errorf("bench: the trial did not end: %v", last)
		}
		if err != nil {
			return bench.Worked{}, err
		}
		return bench.Worked{Done: last[0].Done, Total: last[0].Total, Counts: last[0].Counts()}, nil
	}
}
