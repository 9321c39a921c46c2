package main

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"assay/app/apptest"
	"assay/app/db"
	"assay/models"
)

const asCommand = "ASSAY_TEST_AS_COMMAND"

// TestMain lets this test binary be the command, so that its exit code is the
// product's.
func TestMain(m *testing.M) {
	if os.Getenv(asCommand) != "" {
		main()
		os.Exit(0)
	}
	apptest.Main(m)
}

// assay runs the command on a database and returns what it printed and its
// exit code.
func assay(t *testing.T, url string, args ...string) (string, int) {
	t.Helper()
	c := exec.Command(os.Args[0], args...)
	c.Env = append(os.Environ(), asCommand+"=1", "ASSAY_DB="+url)
	out, err := c.Output()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		require.NoError(t, err)
	}
	return string(out), c.ProcessState.ExitCode()
}

func TestCheckExitsNonZeroAndNamesTheDocument(t *testing.T) {
	for engine, address := range map[string]func(t *testing.T) string{
		"sqlite":  func(t *testing.T) string { return "sqlite://" + filepath.Join(t.TempDir(), "book.db") },
		"mariadb": func(t *testing.T) string { return apptest.MariaDBURL(t) },
	} {
		t.Run(engine, func(t *testing.T) {
			url, ctx := address(t), context.Background()
			require.NoError(t, db.Migrate(ctx, url))
			d, err := db.Open(ctx, url)
			require.NoError(t, err)
			defer d.Close()
			b := apptest.NewBook(t, d)
			inv := b.Deliver(b.Place(b.Agent("A1", 100).ID, 7, models.OutcomeApprove).ID)
			out, code := assay(t, url, "check")
			require.Zero(t, code, out)
			require.Equal(t, "the books agree with themselves\n", out)
			require.NoError(t, d.InTx(ctx, func(tx *db.Tx) error {
				_, err := tx.Change("UPDATE invoices SET gross_fen = gross_fen + 1")
				return err
			}))
			out, code = assay(t, url, "check")
			require.Equal(t, 1, code, out)
			require.Contains(t, out, "every invoice is in the ledger: "+inv.Number+": want 7.01, got 7.00")
		})
	}
}
