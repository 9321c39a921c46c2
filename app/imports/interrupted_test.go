package imports_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"assay/app/apptest"
	"assay/app/db"
	"assay/app/imports"
	"assay/models"
)

// An import that is stopped in the middle leaves whole documents, and the next
// run of the same file loads the rest once.
func TestAStoppedImportIsCarriedOn(t *testing.T) {
	engines(t, func(t *testing.T, d desk) {
		d.load(imports.Agents, agentsFile, "")
		var text strings.Builder
		text.WriteString("number,agent,date,due,amount\n")
		for i := range 1000 {
			fmt.Fprintf(&text, "N-%d,A%d,2026-01-%02d,2026-03-01,1\n", i, i%2+1, i%28+1)
		}
		path := filepath.Join(d.dir, "long.csv")
		require.NoError(t, os.WriteFile(path, []byte(text.String()), 0o600))
		s := &imports.Service{DB: d.DB, Clock: d.Ledger.Clock}
		stopped, stop := context.WithCancel(ctx)
		sum, err := s.Run(stopped, apptest.Finance, imports.File{Scope: models.Scope{All: true}, Path: path, Noun: imports.Invoices, Progress: func(s imports.Summary) {
			if s.Loaded >= 400 {
				stop()
			}
		}})
		require.Error(t, err)
		require.Equal(t, 400, sum.Loaded)
		require.Equal(t, models.Money(400_00), agrees(t, d.DB, date("2026-06-01")).Total())

		sum, err = s.Run(ctx, apptest.Finance, imports.File{Scope: models.Scope{All: true}, Path: path, Noun: imports.Invoices})
		require.NoError(t, err)
		require.Equal(t, []int{600, 400}, []int{sum.Loaded, sum.Known})
		require.Equal(t, models.Money(1000_00), agrees(t, d.DB, date("2026-06-01")).Total())
	})
}

// Whoever keeps an import ends it when it is whole or cancelled; after a failure
// it may be carried on. How far it is they know from its steps.
func TestAFailedImportIsNotEnded(t *testing.T) {
	broken, cancelled := errors.New("broken"), errors.New("cancelled")
	for why, ends := range map[error]int{broken: 0, cancelled: 1, nil: 1} {
		d := desk{apptest.NewBook(t, apptest.SQLite(t)), t, t.TempDir()}
		path := filepath.Join(d.dir, "agents.csv")
		require.NoError(t, os.WriteFile(path, []byte(agentsFile), 0o600))
		ended := 0
		keep := func(ctx context.Context, do func(*db.Tx) (imports.Step, error)) error {
			return d.DB.InTx(ctx, func(tx *db.Tx) error { _, err := do(tx); return err })
		}
		_, err := (&imports.Service{DB: d.DB, Clock: d.Ledger.Clock}).Run(ctx, apptest.Finance, imports.File{Scope: models.Scope{All: true}, Path: path, Noun: imports.Agents,
			Progress: func(imports.Summary) { t.Error("told by the steps") },
			Keeper: &imports.Keeper{At: d.Moment(), Cancelled: cancelled,
				Step: func(ctx context.Context, cursor int64, do func(*db.Tx) (imports.Step, error)) error {
					if cursor > 1 && why != nil {
						return why
					}
					return keep(ctx, do)
				},
				Last: func(ctx context.Context, do func(*db.Tx) (imports.Step, error)) error { ended++; return keep(ctx, do) }}})
		require.ErrorIs(t, err, why)
		require.Equal(t, ends, ended, "%v", why)
	}
}

func TestCheckingLoadsNothing(t *testing.T) {
	d := desk{apptest.NewBook(t, apptest.SQLite(t)), t, t.TempDir()}
	path := filepath.Join(d.dir, "agents.csv")
	require.NoError(t, os.WriteFile(path, []byte(agentsFile+"A3,,华东,,\n"), 0o600))
	s := &imports.Service{DB: d.DB, Clock: d.Ledger.Clock}
	sum, err := s.Run(ctx, apptest.Finance, imports.File{Scope: models.Scope{All: true}, Path: path, Noun: imports.Agents, CheckOnly: true, Lang: "zh-CN"})
	require.NoError(t, err)
	require.Equal(t, []int{3, 0, 1}, []int{sum.Read, sum.Loaded, sum.Rejected})
	require.Equal(t, []string{"4 名称 名称不能为空"}, d.rejects(sum))
	var n int64
	require.NoError(t, d.DB.Read(ctx).Raw("SELECT (SELECT COUNT(*) FROM agents) + (SELECT COUNT(*) FROM imports)").Scan(&n).Error)
	require.Zero(t, n)
}
