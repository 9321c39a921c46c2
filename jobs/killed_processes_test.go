package jobs_test

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"assay/app/agents"
	"assay/app/apptest"
	"assay/app/backtest"
	"assay/app/db"
	"assay/app/policy"
	"assay/app/provision"
	"assay/app/reports"
	"assay/app/runs"
	"assay/models"
)

// dead is what a process is to meet.
type dead struct {
	death
	table  string
	fences int
}

func startMortal(t *testing.T, d *db.DB, notes string, meets dead) *exec.Cmd {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), mortalEnv+"="+string(meets.death)+t.Name()[:4]+fmt.Sprint(meets.fences), "BOOK="+urlOf(t, d), "DEATH="+string(meets.death), "TABLE="+meets.table, fmt.Sprintf("FENCES=%d", meets.fences), "NOTES="+notes)
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	require.NoError(t, cmd.Start())
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	return cmd
}

// survive lets one process after another die at the run, then another end it.
func survive(t *testing.T, d *db.DB, id int64, deaths []dead) {
	t.Helper()
	for _, meets := range deaths {
		require.Error(t, startMortal(t, d, t.TempDir(), meets).Wait(), "it died by the signal")
		require.Equal(t, runs.Running, entry(t, d, id).State, "in the middle of %s, or this test proves nothing", meets.death)
	}
	inherit(t, d, id)
}

// inherit lets a healthy process end a run, and stops it.
func inherit(t *testing.T, d *db.DB, id int64) {
	t.Helper()
	heir := startMortal(t, d, t.TempDir(), dead{death: "none"})
	require.Eventually(t, func() bool { return entry(t, d, id).Over() }, 60*time.Second, 20*time.Millisecond)
	require.NoError(t, heir.Process.Kill())
	require.Error(t, heir.Wait())
	e := entry(t, d, id)
	require.Equal(t, runs.Done, e.State, e.Message)
	require.Zero(t, e.Record.Failures, "who dies has not failed")
}

// thaw lets a process stop before its effect while another one does it; awake
// again, it must do nothing.
func thaw(t *testing.T, d *db.DB, id int64, table string) {
	t.Helper()
	notes := t.TempDir()
	there := func(name string) func() bool {
		return func() bool { _, err := os.Stat(filepath.Join(notes, name)); return err == nil }
	}
	frozen := startMortal(t, d, notes, dead{death: atFrozen, table: table})
	require.Eventually(t, there("frozen"), 60*time.Second, 20*time.Millisecond)
	inherit(t, d, id)
	require.NoError(t, frozen.Process.Signal(syscall.SIGCONT))
	require.Eventually(t, there("lost"), 20*time.Second, 20*time.Millisecond, "the fence stops it")
}

// yard is a book of five months with two agents of two segments, a matrix and
// a draft of blocking rules; the day is noon's.
func yard(t *testing.T, d *db.DB) (b *apptest.Book, s *policy.Service, draft int64) {
	t.Helper()
	ctx := context.Background()
	b = apptest.NewBook(t, d)
	b.Clock.Set("2025-01-05")
	b.Agent("A1", 1_000_000)
	b.Agent("A2", 1_000_000)
	m := models.DefaultProvisionMatrix()
	m.Rows = append([]models.ProvisionRow{{Segment: "grade:E", Rates: m.Rows[0].Rates}}, m.Rows...)
	s = &policy.Service{DB: d, Clock: db.Clock{Now: b.Clock.Now, Zone: apptest.Shanghai}}
	require.NoError(t, d.InTx(ctx, func(tx *db.Tx) error {
		if err := agents.SetGrade(tx, b.Moment(), apptest.Finance, "A", models.AgentGrade{AgentID: 2, Grade: "E", Source: models.GradeHand, Reason: "test"}); err != nil {
			return err
		}
		return s.Put(tx, b.Moment(), apptest.Manager, models.PolicyProvision, models.SegmentAll, &m, "test")
	}))
	for _, day := range []string{"2026-01-06", "2026-02-06", "2026-03-06", "2026-05-07"} {
		b.Clock.Set(day)
		b.Deliver(b.Place(1, 10_000, models.OutcomeApprove).ID)
		b.Deliver(b.Place(2, 7000, models.OutcomeApprove).ID)
		b.Pay(1, 9000)
	}
	b.Clock.Set("2026-06-01")
	draft, err := s.Draft(ctx, apptest.Finance, models.PolicyBlocking, models.SegmentAll, 0)
	require.NoError(t, err)
	return b, s, draft
}

func bookIsRight(t *testing.T, d *db.DB) {
	t.Helper()
	found, err := reports.Check(context.Background(), d)
	require.NoError(t, err)
	require.Empty(t, found)
}

func countOf(t *testing.T, d *db.DB, query string) (n int64) {
	t.Helper()
	require.NoError(t, d.Read(context.Background()).Raw(query).Scan(&n).Error)
	return n
}

// A trial whose process dies while it reads, before its effect, within it and
// after it is carried on by another one, and its result is kept once.
func TestAKilledTrialIsKeptOnce(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		b, s, draft := yard(t, d)
		work := &runs.Service{DB: d, Clock: s.Clock}
		request := runs.Request{Kind: policy.SimulateRun, Key: "k", Input: policy.AskedTrial{PolicyID: draft}}
		id, err := work.Ask(ctx, apptest.Finance, request)
		require.NoError(t, err)
		survive(t, d, id, []dead{{death: atReading, table: "credit_limits"}, {death: atFence, fences: 1}, {death: atEffect, table: "policy_simulations"}, {death: atCommitted}})
		require.EqualValues(t, 1, countOf(t, d, "SELECT COUNT(*) FROM policy_simulations"))
		kept, err := policy.LatestSimulation(d.Read(ctx), draft)
		require.NoError(t, err)
		version, err := policy.ByID(d.Read(ctx), draft)
		require.NoError(t, err)
		require.Equal(t, []string{version.SHA256, version.SHA256}, []string{kept.BodySHA256, version.SimulatedSHA256}, "the draft counts as simulated")
		undisturbed, err := (&backtest.Service{DB: d, Clock: s.Clock}).Try(ctx, version, b.Moment().On, func(models.Rate) error { return nil })
		require.NoError(t, err)
		require.JSONEq(t, asJSON(t, undisturbed), kept.Result)

		request.Key = "k2"
		id, err = work.Ask(ctx, apptest.Finance, request)
		require.NoError(t, err)
		thaw(t, d, id, "credit_limits")
		require.EqualValues(t, 2, countOf(t, d, "SELECT COUNT(*) FROM policy_simulations"), "one of each request")
		bookIsRight(t, d)
	})
}

// A month's posting whose process dies at the first month that it learns from,
// half-way through them, between two segments and after all is carried on: the
// movement is posted once, and no month of the history is left out.
func TestAKilledPostingIsPostedOnce(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		b, s, _ := yard(t, d)
		work := &runs.Service{DB: d, Clock: s.Clock}
		request := runs.Request{Kind: provision.PostRun, Key: "k", Input: provision.Asked{Through: models.MustDate("2026-04-30")}}
		id, err := work.Ask(ctx, apptest.Finance, request)
		require.NoError(t, err)
		survive(t, d, id, []dead{{death: atFence, fences: 1}, {death: atFence, fences: 7}, {death: atEffect, table: "provisions"}, {death: atCommitted}})
		const balances = "SELECT COUNT(*) FROM allowances a JOIN provisions p ON p.segment = a.segment AND p.closing_fen = a.balance_fen AND p.closing_fen > 0 WHERE p.through_on = "
		posted := func(through string, movements int64) {
			require.EqualValues(t, movements, countOf(t, d, "SELECT COUNT(*) FROM provisions"))
			require.EqualValues(t, movements, countOf(t, d, "SELECT COUNT(*) FROM journal_entries WHERE kind = 'provision'"))
			require.EqualValues(t, 2, countOf(t, d, balances+"'"+through+"'"))
			bookIsRight(t, d)
		}
		posted("2026-04-30", 2)
		require.EqualValues(t, 12, countOf(t, d, "SELECT COUNT(DISTINCT month_on) FROM provision_rolls"))

		request.Key, request.Input = "k2", provision.Asked{Through: b.Moment().On - 1}
		id, err = work.Ask(ctx, apptest.Finance, request)
		require.NoError(t, err)
		thaw(t, d, id, "provision_rolls")
		posted("2026-05-31", 4)
	})
}

func asJSON(t *testing.T, v any) string {
	t.Helper()
	raw, err := json.Marshal(v)
	require.NoError(t, err)
	return string(raw)
}
