package bench

import (
	"context"
	"slices"
	"time"

	"assay/app/db"
	"assay/app/settlement"
	"assay/app/standard"
	"assay/models"
)

// Worked is what became of a job: its figures, and how much it said it did.
type Worked struct {
	Done   int64
	Total  int64
	Counts map[string]int64
}

// nightJobs are the jobs of a night in the order of the timetable, with the
// audit trail, which is sealed every minute, at the end.
var nightJobs = []string{"expire-reservations", "lapse-credit", "clear-receipts", "review-scores", "issue-statements", "keep-ledger", "check-counters", "monthly-figures", "run-standard", "sweep", "seal-audit"}

// Night fills the empty book with invoices and runs each job of a night on it. The check of the counters fails when the book does not add
// up, so that a wrong filling cannot pass for a measurement.
func (b *Bench) Night(ctx context.Context, agents, invoices int, run func(ctx context.Context, job string) (Worked, error)) error {
	b.printf("\na night on %s: %d invoices of %d agents\n", b.DB.Dialect(), invoices, agents)
	start := b.Clock.Now()
	if err := b.fillNight(ctx, night{agents: agents, invoices: invoices, at: b.Clock.Moment()}); err != nil {
		return err
	}
	b.printf("%-22s %12s\n%-22s %12s %12s  %s\n", "(filling)", took(b, start), "job", "took", "progress", "counted")
	all := b.Clock.Now()
	for _, job := range nightJobs {
		start := b.Clock.Now()
		w, err := run(ctx, job)
		if err != nil {
			return err
		}
		b.printf("%-22s %12s %6d/%-6d %v\n", job, took(b, start), w.Done, w.Total, w.Counts)
	}
	b.printf("%-22s %12s\n", "the whole night", took(b, all))
	return nil
}

func took(b *Bench, start time.Time) time.Duration {
	return b.Clock.Now().Sub(start).Round(10 * time.Millisecond)
}

// fillNight writes the book by statements that make many rows of few: the
// verbs would take hours. Twelve months of invoices, settled when they fell
// due but for one in twenty, and statements up to the month before last.
func (b *Bench) fillNight(ctx context.Context, n night) error {
	steps := []func(*db.Tx) error{
		func(tx *db.Tx) error { return settlement.AddPolicies(tx, models.NamedPolicies()) },
		func(tx *db.Tx) error {
			return standard.PutPolicy(tx, n.at, models.System, models.DefaultStandardPolicy(), "bench")
		},
		func(tx *db.Tx) error { return nightCalendar(tx, n.at.On) },
		func(tx *db.Tx) error { return nightNumbers(tx, max(n.invoices, n.agents)) },
	}
	return b.fill(ctx, n, steps, slices.Concat(nightAgents, nightBook))
}

// fill takes the steps, then writes the fillings part by part.
func (b *Bench) fill(ctx context.Context, n night, steps []func(*db.Tx) error, book []filling) error {
	for _, f := range book {
		for _, part := range n.parts(f) {
			steps = append(steps, func(tx *db.Tx) error {
				_, err := tx.Change(f.sql, part.argsOf(f)...)
				return err
			})
		}
	}
	for _, step := range steps {
		if err := b.DB.InTx(ctx, step); err != nil {
			return err
		}
	}
	return nil
}

// nightMonths is how far the invoices reach back.
const nightMonths = 12

// nightCalendar gives each month back its days: when its invoices were issued
// and when they fell due.
func nightCalendar(tx *db.Tx, on models.Date) error {
	_, err := tx.Change("CREATE TABLE bench_months (m BIGINT PRIMARY KEY, issued_on DATE NOT NULL, due_on DATE NOT NULL)")
	for m := 0; m < nightMonths && err == nil; m++ {
		issued := on.MonthStart().AddMonths(-m - 1).AddDays(9)
		_, err = tx.Change("INSERT INTO bench_months VALUES (?, ?, ?)", m, issued, issued.MonthEnd().AddDays(28))
	}
	return err
}

// nightNumbers holds 0 to n-1, by doubling.
func nightNumbers(tx *db.Tx, n int) error {
	if _, err := tx.Change("CREATE TABLE bench_numbers (n BIGINT PRIMARY KEY)"); err != nil {
		return err
	}
	if _, err := tx.Change("INSERT INTO bench_numbers VALUES (0)"); err != nil {
		return err
	}
	for have := 1; have < n; have *= 2 {
		if _, err := tx.Change("INSERT INTO bench_numbers SELECT n + ? FROM bench_numbers WHERE n + ? < ?", have, have, n); err != nil {
			return err
		}
	}
	return nil
}
