package api_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"assay/app/apptest"
	"assay/app/db"
	"assay/models"
)

// Groups are listed with their pot and its use; of the members only those
// inside the scope, and an agent is not told of the others at all.
func TestGroupsAreListedWithTheirPot(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		g := h.Group("G", 500)
		a, b := h.Agent("A1", 1000, g.ID), h.Agent("B1", 1000, g.ID)
		h.Place(b.ID, 300, models.OutcomeApprove)
		h.Place(a.ID, 100, models.OutcomeApprove)
		fin, other, owner := h.as(models.RoleFinance), h.in(models.RoleFinance, h.west().ID), h.as(models.RoleAgentOwner, a.ID)
		got := fin.get("/credit-groups").is(200)["items"].([]any)[0].(obj)
		require.Equal(t, []any{"G", "500.00", "400.00", "100.00", float64(2)}, []any{got["code"], got["ceiling"], got["exposure"], got["available"], got["member_count"]})
		members := got["members"].([]any)
		require.Equal(t, []any{"A1", "100.00"}, []any{members[0].(obj)["code"], members[0].(obj)["exposure"]})
		require.Equal(t, []any{"B1", "300.00"}, []any{members[1].(obj)["code"], members[1].(obj)["exposure"]})
		require.Empty(t, other.get("/credit-groups").is(200)["items"].([]any)[0].(obj)["members"], "another region's")
		owner.get("/credit-groups").problem(403, "error.forbidden", "")
	})
}
