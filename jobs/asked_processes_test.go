package jobs_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"assay/app/apptest"
	"assay/app/db"
	"assay/app/imports"
	"assay/app/ledger"
	"assay/app/runs"
	"assay/jobs"
	"assay/models"
)

// carrierEnv names a child process that does what people ask for.
const carrierEnv = "ASSAY_RUNS_CHILD"

func carrierMain() {
	ctx := context.Background()
	d, err := db.Open(ctx, os.Getenv("BOOK"))
	if err != nil {
		panic(err)
	}
	clock := db.Clock{Now: func() time.Time { return noon }, Zone: apptest.Shanghai}
	w := jobs.Work{DB: d, Clock: clock, Imports: &imports.Service{DB: d, Clock: clock}, Ledger: &ledger.Service{DB: d, Clock: clock}}
	r := &jobs.Runner{DB: d, Clock: clock, Jobs: jobs.OnRequest(w), Owner: os.Getenv(carrierEnv), Lease: childLease, Log: quiet}
	for {
		if err := r.Answer(ctx); err != nil {
			fmt.Fprintln(os.Stderr, err)
		}
		time.Sleep(20 * time.Millisecond)
	}
}

func startCarrier(t *testing.T, d *db.DB, name string) *exec.Cmd {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), carrierEnv+"="+name, "BOOK="+urlOf(t, d))
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	require.NoError(t, cmd.Start())
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	return cmd
}

// rows of the file: one in ten is of an agent that the book does not have, one
// in fifty cannot be read.
const bankRows = 3000

func bankFile() (text string, unread, unknown int) {
	var b strings.Builder
	b.WriteString("agent,cleared_on,amount,reference\n")
	for i := range bankRows {
		switch {
		case i%50 == 7:
			unread++
			fmt.Fprintf(&b, "A1,yesterday,1.00,B-%d\n", i)
		case i%10 == 3:
			unknown++
			fmt.Fprintf(&b, "NOBODY,2026-05-30,1.00,B-%d\n", i)
		default:
			fmt.Fprintf(&b, "A1,2026-05-%02d,1.00,B-%d\n", 1+i%28, i)
		}
	}
	return b.String(), unread, unknown
}

// An import whose process is killed twice in its middle is carried on by
// another one, and enters each row once: receipts, figures, rejects and the
// record of the import are those of an import that nobody disturbed.
func TestAKilledImportIsCarriedOnByAnotherProcess(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		b := apptest.NewBook(t, d)
		b.Agent("A1", 1000)
		text, unread, unknown := bankFile()
		s := &runs.Service{DB: d, Clock: db.Clock{Now: b.Clock.Now, Zone: apptest.Shanghai}}
		id, err := s.Ask(ctx, apptest.Finance, runs.Request{Kind: imports.ReceiptsRun, Key: "k", Input: imports.Asked{Scope: models.Scope{All: true}},
			File: runs.File{Name: "bank.csv", Content: []byte(text)}})
		require.NoError(t, err)
		for i, mark := range []int64{400, 1400} {
			victim := startCarrier(t, d, fmt.Sprintf("victim-%d", i))
			require.Eventually(t, func() bool { return entry(t, d, id).Done >= mark }, 60*time.Second, 5*time.Millisecond)
			require.NoError(t, victim.Process.Signal(syscall.SIGKILL))
			require.Error(t, victim.Wait(), "it died by the signal")
			require.Equal(t, runs.Running, entry(t, d, id).State, "in the middle, or this test proves nothing")
		}
		startCarrier(t, d, "heir")
		require.Eventually(t, func() bool { return entry(t, d, id).Over() }, 60*time.Second, 20*time.Millisecond)

		e := entry(t, d, id)
		good := bankRows - unread - unknown
		require.Equal(t, runs.Done, e.State, e.Message)
		require.Equal(t, map[string]int64{"read": bankRows, "loaded": int64(good), "known": 0, "rejected": int64(unread + unknown)}, e.Counts())
		require.EqualValues(t, unread+unknown, e.Faults)
		var n struct{ Receipts, Distinct, Imports, Loaded int64 }
		require.NoError(t, d.Read(ctx).Raw(`SELECT (SELECT COUNT(*) FROM receipts) AS receipts, (SELECT COUNT(DISTINCT source_key) FROM receipts) AS `+"`distinct`"+`,
			(SELECT COUNT(*) FROM imports) AS imports, (SELECT MAX(rows_loaded) FROM imports) AS loaded`).Scan(&n).Error)
		require.EqualValues(t, []int64{int64(good), int64(good), 1, int64(good)}, []int64{n.Receipts, n.Distinct, n.Imports, n.Loaded})
		require.Equal(t, models.Money(good*100), b.Account(1).UnallocatedFen)
		trial, err := ledger.TrialBalance(d.Read(ctx), 0, b.Moment().On)
		require.NoError(t, err)
		require.Zero(t, ledger.TrialSum(trial).Balance())
		for _, row := range trial {
			if row.Account == models.AccountBank {
				require.Equal(t, models.Money(good*100), row.Balance())
			}
		}
	})
}
