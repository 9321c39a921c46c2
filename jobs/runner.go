package jobs

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"time"

	"github.com/robfig/cron/v3"

	"assay/app/db"
	"assay/models"
)

// Runner runs what the timetable owes. Several runners, in one process or in
// many, may work on the same book.
type Runner struct {
	DB    *db.DB
	Clock db.Clock
	Jobs  []Job // of several due at the same instant, the earlier listed goes first
	// Owner names this process among those alive, in at most 64 bytes. After a
	// restart under the same name it takes its leases back at once.
	Owner  string
	Lease  time.Duration // how long a process may be silent before others take over; 0 is a minute
	Spread time.Duration // each wake waits a random part of it, so that replicas take turns
	Log    *slog.Logger  // nil is the default logger

	once     sync.Once
	plans    []plan
	plansErr error
	wakeSpec string // empty is each minute

	mu        sync.Mutex
	busy      map[string]bool // jobs this runner is running
	cron      *cron.Cron
	cancel    context.CancelFunc
	stopping  atomic.Bool
	answering sync.WaitGroup // runs that people asked for
}

const leaseTime = time.Minute

var (
	errBusy    = errors.New("jobs: somebody else runs this job")
	errSettled = errors.New("jobs: the slot is no longer owed")
)

// Start checks the timetable, begins to wake each minute and to look each
// second whether somebody waits, and returns. Jobs new to the book owe the
// slots after this moment. It is called once; the end of ctx interrupts the
// runs under way.
func (r *Runner) Start(ctx context.Context) error {
	if _, err := r.timetable(); err != nil {
		return err
	}
	if err := r.register(ctx); err != nil {
		return err
	}
	ctx, r.cancel = context.WithCancel(ctx)
	logger := cronLog{r.log()}
	// Recover is the inner one: a panic that passed SkipIfStillRunning would
	// leave it skipping for ever.
	r.cron = cron.New(cron.WithLocation(r.Clock.Zone), cron.WithLogger(logger),
		cron.WithChain(cron.SkipIfStillRunning(logger), cron.Recover(logger)))
	spec := r.wakeSpec
	if spec == "" {
		spec = "* * * * *"
	}
	if _, err := r.cron.AddFunc(spec, func() { r.wakeSoon(ctx) }); err != nil {
		return err
	}
	if _, err := r.cron.AddFunc(lookSpec, func() { r.look(ctx) }); err != nil {
		return err
	}
	r.cron.Start()
	context.AfterFunc(ctx, func() { r.cron.Stop() })
	return nil
}

// Stop begins nothing further and waits for what is under way. When ctx ends
// first, the runs are interrupted and left for another process to resume.
func (r *Runner) Stop(ctx context.Context) {
	if r.cron == nil {
		return
	}
	r.stopping.Store(true)
	looked, idle := r.cron.Stop(), make(chan struct{})
	go func() {
		<-looked.Done()
		r.answering.Wait()
		close(idle)
	}()
	select {
	case <-idle:
	case <-ctx.Done():
	}
	r.cancel()
	<-idle
}

func (r *Runner) wakeSoon(ctx context.Context) {
	if r.Spread > 0 {
		select {
		case <-ctx.Done():
		case <-time.After(rand.N(r.Spread)):
		}
	}
	if err := r.Wake(ctx); err != nil && ctx.Err() == nil {
		r.log().Error("jobs: wake", "error", err)
	}
}

// Wake looks once at what is due and runs it, one slot after another. A slot
// that fails holds up the later ones of its own job only, until it succeeds
// in a later wake or is given up. Failures of jobs are in their history; the
// error tells that the database did not answer.
func (r *Runner) Wake(ctx context.Context) error {
	if err := r.register(ctx); err != nil {
		return err
	}
	due, err := r.Due(ctx, r.Clock.Now())
	if err != nil {
		return err
	}
	waits := map[string]bool{}
	var failures []error
	for _, d := range due {
		if ctx.Err() != nil || r.stopping.Load() {
			break
		}
		if waits[d.Job] {
			continue
		}
		over, err := r.runDue(ctx, d)
		waits[d.Job] = !over
		failures = append(failures, err)
	}
	return errors.Join(failures...)
}

// timetable is Jobs with their rules parsed.
func (r *Runner) timetable() ([]plan, error) {
	r.once.Do(func() {
		seen := map[string]bool{}
		for _, j := range r.Jobs {
			p, err := newPlan(j, r.Clock.Zone)
			if err == nil && seen[j.Name] {
				err = errors.New("there are two of them")
			}
			if err != nil {
				r.plansErr = errors.Join(r.plansErr, fmt.Errorf("jobs: %q (%s): %w", j.Name, j.Spec, err))
			}
			seen[j.Name] = true
			r.plans = append(r.plans, p)
		}
	})
	return r.plans, r.plansErr
}

func (r *Runner) plan(name string) (plan, error) {
	plans, err := r.timetable()
	if err != nil {
		return plan{}, err
	}
	for _, p := range plans {
		if p.Name == name {
			return p, nil
		}
	}
	return plan{}, models.NotFound("job")
}

// register makes the missing lease rows; another process may do the same.
func (r *Runner) register(ctx context.Context) error {
	plans, err := r.timetable()
	if err != nil {
		return err
	}
	known, err := leases(r.DB.Read(ctx), r.DB.Dialect())
	if err != nil {
		return err
	}
	now := r.Clock.Now()
	for _, p := range plans {
		if _, ok := known[p.Name]; ok {
			continue
		}
		err := r.DB.InTx(ctx, func(tx *db.Tx) error { return register(tx, p.Name, now) })
		if err != nil && !db.IsDuplicate(err) {
			return err
		}
	}
	return nil
}

// claim keeps two goroutines of this runner from the same job: to the lease
// they are one owner.
func (r *Runner) claim(job string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.busy == nil {
		r.busy = map[string]bool{}
	}
	if r.busy[job] {
		return false
	}
	r.busy[job] = true
	return true
}

func (r *Runner) unclaim(job string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.busy, job)
}

func (r *Runner) lasts() time.Duration {
	if r.Lease == 0 {
		return leaseTime
	}
	return r.Lease
}

func (r *Runner) log() *slog.Logger {
	if r.Log == nil {
		return slog.Default()
	}
	return r.Log
}

// cronLog gives cron our log; its minutely notes are for debugging.
type cronLog struct{ log *slog.Logger }

func (l cronLog) Info(msg string, args ...any) { l.log.Debug("cron: "+msg, args...) }
func (l cronLog) Error(err error, msg string, args ...any) {
	l.log.Error("cron: "+msg, append(args, "error", err)...)
}
