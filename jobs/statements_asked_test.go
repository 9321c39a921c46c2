package jobs_test

import (
	"context"
	"encoding/json"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"assay/app/apptest"
	"assay/app/db"
	"assay/app/runs"
	"assay/app/statements"
	"assay/jobs"
	"assay/models"
)

// Statements by hand know no bound, stay in the scope of who asked, and are
// counted once whatever becomes of the process.
func TestStatementsByHandAreCarriedOn(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		for i := range 60 {
			h.Deliver(h.Place(h.Agent(fmt.Sprintf("A%02d", i), 1000).ID, 10, models.OutcomeApprove).ID)
		}
		east := h.Region
		h.Region = models.Region{Code: "west", NameZh: "西南", NameEn: "West", Path: "/2/"}
		require.NoError(t, d.InTx(context.Background(), func(tx *db.Tx) error { return tx.Create(&h.Region).Error }))
		h.Deliver(h.Place(h.Agent("WEST", 1000).ID, 10, models.OutcomeApprove).ID)
		h.Clock.Set("2026-07-02")
		ctx, drawn := context.Background(), 0
		h.work.Statements.Render = func(doc models.Document) ([]byte, error) {
			if drawn++; drawn == 20 { // as if it were dead: from here on it writes nothing
				require.NoError(t, d.InTx(ctx, func(tx *db.Tx) error {
					_, err := tx.Change("UPDATE job_leases SET token = token + 1, until_ms = 0")
					return err
				}))
			}
			return json.Marshal(doc)
		}
		id, err := (&runs.Service{DB: d, Clock: h.work.Clock}).Ask(ctx, apptest.Finance, runs.Request{Kind: statements.IssueRun, Key: "k",
			Input: statements.Asked{Scope: models.Scope{Regions: []string{east.Path}}}})
		require.NoError(t, err)
		runner := func(owner string) *jobs.Runner {
			return &jobs.Runner{DB: d, Clock: h.work.Clock, Jobs: jobs.Schedule(h.work), Owner: owner, Log: quiet}
		}
		require.NoError(t, runner("a").Answer(ctx))
		require.Equal(t, runs.Running, entry(t, d, id).State)
		require.EqualValues(t, 20, entry(t, d, id).Counts()["statements"], "each is counted with its issue")
		require.NoError(t, runner("b").Answer(ctx))
		e := entry(t, d, id)
		require.Equal(t, runs.Done, e.State, e.Message)
		require.EqualValues(t, 60, e.Counts()["statements"])
		var by []string
		require.NoError(t, d.Read(ctx).Raw("SELECT issued_by FROM statements").Scan(&by).Error)
		require.Len(t, by, 60, "the other region's agent has none")
		require.Equal(t, apptest.Finance.Name, by[0])
	})
}
