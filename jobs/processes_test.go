package jobs_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"assay/app/apptest"
	"assay/app/db"
	"assay/app/runs"
	"assay/jobs"
)

// Three processes share a book, a timetable and a fast clock: one second is
// ten minutes. Each slot has subjects whose effect is a row WITHOUT a unique
// key: nothing but lease and fence keeps it from being there twice.
const (
	childEnv   = "ASSAY_JOBS_CHILD"
	speed      = 600
	slots      = 30
	subjects   = 4
	badSlot    = 8 // the one in which a process stops or dies
	childLease = time.Second
)

// trouble is what happens to the first process that reaches the bad slot.
type trouble string

const (
	peace   trouble = "peace"
	frozen  trouble = "frozen"  // SIGSTOP between looking and acting, beyond the lease
	killed  trouble = "killed"  // SIGKILL between an effect and its COMMIT
	unfence trouble = "unfence" // frozen, and the job leaves out the fence
)

type child struct {
	db      *db.DB
	trouble trouble
	folder  string // where the processes leave notes for the test
	noteOf  string
}

func childMain() {
	ctx := context.Background()
	d, err := db.Open(ctx, os.Getenv("BOOK"))
	if err != nil {
		panic(err)
	}
	t0, _ := strconv.ParseInt(os.Getenv("T0"), 10, 64)
	end := noon.Add(slots * time.Minute)
	now := func() time.Time {
		n := noon.Add(speed * time.Since(time.UnixMilli(t0)))
		if n.After(end) {
			return end
		}
		return n
	}
	c := &child{db: d, trouble: trouble(os.Getenv("TROUBLE")), folder: os.Getenv("NOTES"), noteOf: os.Getenv(childEnv)}
	r := &jobs.Runner{DB: d, Clock: db.Clock{Now: now, Zone: apptest.Shanghai}, Owner: c.noteOf, Lease: childLease, Log: quiet, Jobs: []jobs.Job{c.job()}}
	for !c.idle(ctx, r, now().Equal(end)) {
		if err := r.Wake(ctx); err != nil {
			fmt.Fprintln(os.Stderr, c.noteOf, err)
		}
		time.Sleep(5 * time.Millisecond)
	}
	d.Close()
}

// idle tells that the last slot is done, by whomever.
func (c *child) idle(ctx context.Context, r *jobs.Runner, over bool) bool {
	if !over {
		return false
	}
	recs, err := r.History(ctx, "tally", 1)
	return err == nil && len(recs) == 1 && recs[0].State == runs.Done && recs[0].Slot().Equal(noon.Add(slots*time.Minute))
}

func (c *child) job() jobs.Job {
	return jobs.Job{Name: "tally", Spec: "* * * * *", Run: func(ctx context.Context, run *jobs.Run) error {
		// A frozen process wakes with its heartbeat and its effect in a race;
		// without cancellation it is the fence alone that is tried.
		ctx = context.WithoutCancel(ctx)
		for subject := 1; subject <= subjects; subject++ {
			if err := c.effect(ctx, run, subject); err != nil {
				if errors.Is(err, jobs.ErrLost) {
					c.note("lost")
				}
				return err
			}
		}
		return nil
	}}
}

// effect looks whether the subject is done and acts if not, as jobs do.
func (c *child) effect(ctx context.Context, run *jobs.Run, subject int) error {
	slot := run.Slot.Format(time.RFC3339)
	var n int64
	if err := c.db.Read(ctx).Raw("SELECT COUNT(*) FROM effects WHERE slot = ? AND subject = ?", slot, subject).Scan(&n).Error; err != nil || n > 0 {
		return err
	}
	bad := subject == 3 && run.Slot.Equal(noon.Add(badSlot*time.Minute))
	if bad && (c.trouble == frozen || c.trouble == unfence) && c.first() {
		signal(syscall.SIGSTOP)
	}
	return c.db.InTx(ctx, func(tx *db.Tx) error {
		if c.trouble != unfence {
			if err := run.Fence(tx); err != nil {
				return err
			}
		}
		_, err := tx.Change("INSERT INTO effects (slot, subject, owner) VALUES (?, ?, ?)", slot, subject, c.noteOf)
		if err == nil && bad && c.trouble == killed && c.first() {
			signal(syscall.SIGKILL)
		}
		return err
	})
}

// signal hits this process, which may take a moment.
func signal(s syscall.Signal) {
	syscall.Kill(os.Getpid(), s)
	time.Sleep(50 * time.Millisecond)
}

// first is true for one process and one time only.
func (c *child) first() bool {
	f, err := os.OpenFile(filepath.Join(c.folder, "victim"), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return false
	}
	defer f.Close()
	_, err = f.WriteString(c.noteOf)
	return err == nil
}

func (c *child) note(name string) {
	if err := os.WriteFile(filepath.Join(c.folder, name), []byte(c.noteOf), 0o600); err != nil {
		panic(err)
	}
}

func TestThreeProcessesDoEachEffectOnce(t *testing.T) {
	for _, what := range []trouble{peace, frozen, killed, unfence} {
		t.Run(string(what), func(t *testing.T) {
			apptest.Engines(t, func(t *testing.T, d *db.DB) {
				f := startFleet(t, d, what)
				switch what {
				case frozen, unfence:
					f.thawLate(t)
				case killed:
					f.replaceKilled(t)
				}
				f.wait(t)
				twice, missing := f.tally(t)
				require.Zero(t, missing)
				if what == unfence {
					require.Positive(t, twice, "without the fence the late effect comes through, or this test proves nothing")
					return
				}
				require.Zero(t, twice)
				require.Greater(t, f.owners(t), int64(1), "one process alone proves nothing")
				if what == frozen {
					require.Equal(t, f.read("victim"), f.read("lost"), "the fence stopped the frozen process")
				}
				f.historyIsWhole(t)
			})
		})
	}
}

// fleet is the processes of one test.
type fleet struct {
	db     *db.DB
	folder string
	env    []string
	procs  map[string]*exec.Cmd
}

func startFleet(t *testing.T, d *db.DB, what trouble) *fleet {
	t.Helper()
	ctx := context.Background()
	require.NoError(t, d.InTx(ctx, func(tx *db.Tx) error {
		_, err := tx.Change("CREATE TABLE effects (slot VARCHAR(32) NOT NULL, subject INT NOT NULL, owner VARCHAR(32) NOT NULL)")
		return err
	}))
	none := (&child{}).job()
	require.NoError(t, newRunner(d, newClock(), "before", none).Wake(ctx), "the job is known from noon on")
	f := &fleet{db: d, folder: t.TempDir(), procs: map[string]*exec.Cmd{}}
	f.env = append(os.Environ(), "BOOK="+urlOf(t, d), "TROUBLE="+string(what), "NOTES="+f.folder,
		"T0="+strconv.FormatInt(time.Now().UnixMilli(), 10))
	for _, name := range []string{"one", "two", "three"} {
		f.start(t, name)
	}
	return f
}

func (f *fleet) start(t *testing.T, name string) {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(f.env, childEnv+"="+name)
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	require.NoError(t, cmd.Start())
	t.Cleanup(func() { cmd.Process.Kill() })
	f.procs[name] = cmd
}

// thawLate wakes the frozen process after another one has taken over its slot
// and done it.
func (f *fleet) thawLate(t *testing.T) {
	t.Helper()
	require.Eventually(t, func() bool { return f.read("victim") != "" }, 20*time.Second, 10*time.Millisecond)
	slot := noon.Add(badSlot * time.Minute).Format(time.RFC3339)
	require.Eventually(t, func() bool {
		var n int64
		err := f.db.Read(context.Background()).Raw("SELECT COUNT(DISTINCT subject) FROM effects WHERE slot = ?", slot).Scan(&n).Error
		return err == nil && n == subjects
	}, 20*time.Second, 10*time.Millisecond, "somebody resumes the slot of the frozen process")
	require.NoError(t, f.procs[f.read("victim")].Process.Signal(syscall.SIGCONT))
}

// replaceKilled starts a fresh process in place of the dead one.
func (f *fleet) replaceKilled(t *testing.T) {
	t.Helper()
	require.Eventually(t, func() bool { return f.read("victim") != "" }, 20*time.Second, 10*time.Millisecond)
	victim := f.read("victim")
	require.Error(t, f.procs[victim].Wait(), "it died by the signal")
	delete(f.procs, victim)
	f.start(t, "four")
}

func (f *fleet) wait(t *testing.T) {
	t.Helper()
	for name, cmd := range f.procs {
		ended := make(chan error, 1)
		go func() { ended <- cmd.Wait() }()
		select {
		case err := <-ended:
			require.NoError(t, err, name)
		case <-time.After(40 * time.Second):
			require.Fail(t, "process does not end", name)
		}
	}
}

// tally counts the effects that are there more than once and those that are
// not there at all.
func (f *fleet) tally(t *testing.T) (twice, missing int64) {
	t.Helper()
	var all, distinct int64
	q := f.db.Read(context.Background())
	require.NoError(t, q.Raw("SELECT COUNT(*) FROM effects").Scan(&all).Error)
	require.NoError(t, q.Raw("SELECT COUNT(*) FROM (SELECT DISTINCT slot, subject FROM effects) e").Scan(&distinct).Error)
	return all - distinct, slots*subjects - distinct
}

// owners counts the processes that had a part in it.
func (f *fleet) owners(t *testing.T) (n int64) {
	t.Helper()
	require.NoError(t, f.db.Read(context.Background()).Raw("SELECT COUNT(DISTINCT owner) FROM effects").Scan(&n).Error)
	return n
}

// historyIsWhole wants one done row per slot, in the order of the tokens.
func (f *fleet) historyIsWhole(t *testing.T) {
	t.Helper()
	recs, err := newRunner(f.db, newClock(), "after", (&child{}).job()).History(context.Background(), "tally", 1000)
	require.NoError(t, err)
	require.Len(t, recs, slots)
	for i, rec := range recs {
		require.Equal(t, runs.Done, rec.State)
		require.Equal(t, noon.Add(time.Duration(slots-i)*time.Minute), rec.Slot())
		if i > 0 {
			require.Less(t, rec.Token, recs[i-1].Token)
		}
	}
}

func (f *fleet) read(name string) string {
	b, err := os.ReadFile(filepath.Join(f.folder, name))
	if err != nil {
		return ""
	}
	return string(b)
}

// urlOf asks the database where it is.
func urlOf(t *testing.T, d *db.DB) string {
	t.Helper()
	q := d.Read(context.Background())
	if d.Dialect() == "sqlite" {
		var file string
		require.NoError(t, q.Raw("SELECT file FROM pragma_database_list WHERE name = 'main'").Scan(&file).Error)
		return "sqlite://" + file
	}
	var at struct {
		Port int
		Name string
	}
	require.NoError(t, q.Raw("SELECT @@port AS port, DATABASE() AS name").Scan(&at).Error)
	return fmt.Sprintf("mysql://root@127.0.0.1:%d/%s", at.Port, at.Name)
}
