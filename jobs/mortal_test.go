package jobs_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"time"

	"gorm.io/gorm"

	"assay/app/apptest"
	"assay/app/backtest"
	"assay/app/db"
	"assay/app/insight"
	"assay/app/loyalty"
	"assay/app/policy"
	"assay/app/provision"
	"assay/jobs"
)

// mortalEnv names a child process that does what people ask for and dies, or
// is frozen, at a point of its work.
const mortalEnv = "ASSAY_MORTAL_CHILD"

// death is where it happens: reading the table, at the n-th fence, after the
// first row of the table was written, or after the work and before its record.
type death string

const (
	atReading   death = "reading"
	atFence     death = "fence"
	atEffect    death = "effect"
	atCommitted death = "committed"
	atFrozen    death = "frozen" // stopped while it reads, beyond the lease
)

// mortal is the child: it does one kind of work.
type mortal struct {
	death
	table  string // read or written
	fences int    // until it dies
	notes  string
}

func mortalMain() {
	ctx := context.Background()
	d, err := db.Open(ctx, os.Getenv("BOOK"))
	if err != nil {
		panic(err)
	}
	m := mortal{death: death(os.Getenv("DEATH")), table: os.Getenv("TABLE"), notes: os.Getenv("NOTES")}
	fmt.Sscan(os.Getenv("FENCES"), &m.fences)
	clock := db.Clock{Now: func() time.Time { return noon }, Zone: apptest.Shanghai}
	w := jobs.Work{DB: d, Clock: clock, Backtest: &backtest.Service{DB: d, Clock: clock}, Insight: &insight.Service{DB: d, Clock: clock}, Loyalty: &loyalty.Service{DB: d, Clock: clock}, Policies: &policy.Service{DB: d, Clock: clock}, Provision: &provision.Service{DB: d, Clock: clock}}
	r := &jobs.Runner{DB: d, Clock: clock, Owner: os.Getenv(mortalEnv), Lease: childLease, Log: quiet}
	for _, j := range append(jobs.OnRequest(w), jobs.Schedule(w)...) {
		r.Jobs = append(r.Jobs, m.befall(j))
	}
	m.watch(d.Read(ctx))
	for {
		if err := r.Answer(ctx); err != nil {
			fmt.Fprintln(os.Stderr, err)
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// deadly is a connection on which the process dies once it has written the
// first row of a table.
type deadly struct {
	gorm.ConnPool
	table string
}

func (c deadly) die(query string) {
	if strings.HasPrefix(query, "INSERT") && strings.Contains(query, c.table) {
		signal(syscall.SIGKILL)
	}
}

func (c deadly) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	r, err := c.ConnPool.ExecContext(ctx, query, args...)
	c.die(query)
	return r, err
}

func (c deadly) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	rows, err := c.ConnPool.QueryContext(ctx, query, args...)
	if strings.HasPrefix(query, "INSERT") && err == nil {
		rows.Next() // SQLite inserts as it is asked for the id
		c.die(query)
	}
	return rows, err
}

// watch dies or is frozen while it reads the table, in no transaction that
// would keep others from writing.
func (m *mortal) watch(q *gorm.DB) {
	if m.death != atReading && m.death != atFrozen {
		return
	}
	var once sync.Once
	if err := q.Callback().Row().Before("gorm:row").Register("die", func(q *gorm.DB) {
		if !strings.Contains(q.Statement.SQL.String(), "FROM "+m.table) {
			return
		}
		once.Do(func() {
			if m.death == atReading {
				signal(syscall.SIGKILL)
			}
			m.note("frozen")
			signal(syscall.SIGSTOP)
		})
	}); err != nil {
		panic(err)
	}
}

// befall puts the death into a job.
func (m *mortal) befall(j jobs.Job) jobs.Job {
	work := j.Run
	j.Run = func(ctx context.Context, run *jobs.Run) error {
		if m.death == atFrozen {
			ctx = context.WithoutCancel(ctx) // it is the fence alone that is tried
		}
		fence, asked := run.Fence, 0
		run.Fence = func(tx *db.Tx) error {
			asked++
			err := fence(tx)
			if m.death == atEffect {
				tx.DB.Statement.ConnPool = deadly{tx.DB.Statement.ConnPool, m.table}
			}
			if m.death == atFence && asked == m.fences {
				signal(syscall.SIGKILL)
			}
			return err
		}
		err := work(ctx, run)
		if err == nil && m.death == atCommitted {
			signal(syscall.SIGKILL)
		}
		if errors.Is(err, jobs.ErrLost) {
			m.note("lost")
		}
		return err
	}
	return j
}

func (m *mortal) note(name string) {
	if err := os.WriteFile(filepath.Join(m.notes, name), nil, 0o600); err != nil {
		panic(err)
	}
}
