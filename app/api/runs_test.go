package api_test

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"assay/app/apptest"
	"assay/app/audit"
	"assay/app/db"
	"assay/app/runs"
	"assay/models"
)

// A run is its owner's: seen while it waits, told with its faults when it is
// over, stopped; another's does not exist but for who runs the system.
func TestRunsAreTheirOwners(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		h, ctx := newHouse(t, d), context.Background()
		owner, other, admin := h.as(models.RoleFinance), h.as(models.RoleFinanceManager), h.as(models.RoleAdmin)
		ask := func(key string) int64 {
			id, err := h.app.Runs.Ask(ctx, models.Who{ID: owner.user.ID, Name: "Owner"}, runs.Request{Kind: "import-receipts", Key: key, File: runs.File{Name: "bank.csv"}})
			require.NoError(t, err)
			return id
		}
		first, second := ask("one"), ask("two")
		at := fmt.Sprintf("/runs/%d", first)
		waits := said{owner.do("GET", at, nil).is(200)}
		require.Equal(t, "waiting", waits.str("state"))
		require.Equal(t, "bank.csv", waits.str("file"))
		for _, path := range []string{at, at + "/faults"} {
			other.do("GET", path, nil).problem(404, "error.not_found", "")
			admin.do("GET", path, nil).is(200)
		}
		other.do("POST", at+"/cancellation", nil).problem(404, "error.not_found", "")
		require.NoError(t, d.InTx(ctx, func(tx *db.Tx) error {
			rec, err := runs.ByID(tx.DB, models.Actor{ID: owner.user.ID}, first)
			require.NoError(t, err)
			require.NoError(t, rec.AddFaults(tx, []runs.Fault{{Line: 3, Place: "amount", Value: "much", Err: models.Invalid("amount", "error.not_a_date")}, {Line: 2, Err: models.NotFound("agent")}}))
			_, err = tx.Change(`UPDATE job_runs SET state = 'done', done = 12, total = 12, detail = '{"read":12,"rejected":2}', message = 'secret' WHERE id = ?`, first)
			return err
		}))
		done := said{owner.do("GET", at, nil).is(200)}
		require.Equal(t, []string{"done", "12", "12", "2", ""}, []string{done.str("state"), done.str("done"), done.str("counts.read"), done.str("faults"), done.str("message")})
		require.Equal(t, "secret", said{admin.do("GET", at, nil).is(200)}.str("message"))
		faults := said{owner.do("GET", at+"/faults?limit=1&page=2", nil, "Accept-Language", "en").is(200)}
		require.Equal(t, []string{"2", "3", "much", "error.not_a_date"}, []string{faults.str("total"), faults.str("items.0.line"), faults.str("items.0.value"), faults.str("items.0.code")})
		require.Equal(t, "1", said{owner.do("GET", "/runs?state=waiting", nil).is(200)}.str("total"))
		require.Equal(t, "0", said{other.do("GET", "/runs", nil).is(200)}.str("total"))
		require.Equal(t, "2", said{admin.do("GET", "/runs", nil).is(200)}.str("total"))
		require.Equal(t, "cancelled", said{owner.do("POST", fmt.Sprintf("/runs/%d/cancellation", second), nil).is(200)}.str("state"))
		owner.do("POST", at+"/cancellation", nil).problem(409, "error.run_over", "")
	})
}

// said is an answer whose values are read by their place, "" for none.
type said struct{ body map[string]any }

func (s said) str(place string) string {
	var v any = s.body
	for _, part := range strings.Split(place, ".") {
		switch x := v.(type) {
		case map[string]any:
			v = x[part]
		case []any:
			i, _ := strconv.Atoi(part)
			v = x[i]
		}
	}
	if v == nil {
		return ""
	}
	return fmt.Sprint(v)
}

func TestTheTrailPageByPage(t *testing.T) {
	h := newHouse(t, apptest.SQLite(t))
	manager := h.as(models.RoleFinanceManager)
	for i := range 5 {
		require.NoError(t, h.app.Audit.Record(context.Background(), h.Moment(), apptest.Finance, audit.Act{Action: "hold.release", SubjectKind: "order", Subject: fmt.Sprint(i)}))
	}
	first := said{manager.do("GET", "/audit-entries?limit=3", nil).is(200)}
	require.Equal(t, "4", first.str("items.0.subject"))
	require.Equal(t, "1", said{manager.do("GET", "/audit-entries?limit=3&before="+first.str("next"), nil).is(200)}.str("items.0.subject"))
	h.as(models.RoleFinance).do("GET", "/audit-entries", nil).problem(403, "error.forbidden", "")
}
