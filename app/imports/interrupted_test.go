package imports_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"assay/app/apptest"
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
