package api_test

import (
	"context"
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"

	"assay/app/apptest"
	"assay/app/db"
	"assay/app/insight"
	"assay/models"
)

// A store's system asks about its own members; the headquarters' about those of
// its scope, and neither learns of another's.
func TestInsightOverTheInterface(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		east, west := h.Store(h.Agent("E1", 1000).ID, "E1-1"), h.Store(h.Agent("W1", 1000).ID, "W1-1")
		here, there, hq := h.as(models.RoleStoreManager, east.ID), h.as(models.RoleStoreManager, west.ID), h.as(models.RoleSales)
		here.do("POST", "/members", `{"name":"陈思敏","phone":"13957128106"}`, "Idempotency-Key", "k1").is(201)
		here.get("/members/1/facts").is(200)
		ctx := context.Background()
		terms, err := insight.TermsOn(d.Read(ctx), h.Moment().On)
		require.NoError(t, err)
		waiting, err := insight.NextTouched(d.Read(ctx))
		require.NoError(t, err)
		require.NoError(t, d.InTx(ctx, func(tx *db.Tx) error {
			_, err := insight.Settle(tx, terms, waiting)
			return err
		}))
		require.Equal(t, "active", here.get("/members/1/facts").is(200)["state"])
		there.get("/members/1/facts").problem(404, "error.not_found", "")
		rule := "/member-counts?rule=" + url.QueryEscape("all|all;state.in.active")
		for who, want := range map[*client]float64{here: 1, there: 0, hq: 1} {
			require.EqualValues(t, want, who.get(rule).is(200)["members"])
			require.EqualValues(t, want, who.get("/member-figures").is(200)["members"])
		}
		here.get("/member-counts?rule="+url.QueryEscape("all|all;state.in.rich")).problem(422, "error.choice_unknown", "rule")
		here.get("/key-members").is(200)

		saved := here.do("POST", "/member-segments", `{"name":"活跃","rule":"all|all;state.in.active"}`).is(201)
		require.EqualValues(t, east.ID, saved["store_id"])
		there.get("/member-segments/1").problem(404, "error.not_found", "")
		require.EqualValues(t, 1, here.get("/member-segments/1/members").is(200)["total"])
		require.EqualValues(t, 1, hq.get("/member-segments/1/members").is(200)["total"])
		there.do("POST", "/member-segments/1/removal", nil).problem(404, "error.not_found", "")
		here.do("POST", "/member-segments", `{"name":"x","rule":"all|all;password.in.1"}`).problem(422, "error.segment_rule", "groups.0.0")
		here.do("POST", "/member-segments/1/removal", nil).is(200)
		here.get("/member-segments/1").problem(404, "error.not_found", "")
	})
}
