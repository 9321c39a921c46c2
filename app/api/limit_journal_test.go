package api_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"assay/app/apptest"
	"assay/app/db"
	"assay/models"
)

// The journal says what a limit was and where it came from; an agent reads it
// without the name of who proposed it.
func TestTheLimitJournalIsRead(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		a := h.Agent("A1", 1000)
		fin, owner := h.as(models.RoleFinance), h.as(models.RoleAgentOwner, a.ID)
		of := fmt.Sprintf("/agents/%d/credit", a.ID)
		fin.do("PUT", of+"/limit", obj{"kind": "amount", "amount": "800", "reason": "slow payer"}).is(200)
		lines := fin.get(of + "/limits").is(200)["items"].([]any)
		latest, first := lines[0].(obj), lines[1].(obj)
		require.Equal(t, []any{"manual", float64(1), "测试", "1000.00", "800.00"},
			[]any{latest["origin"], latest["proposal_id"], latest["proposed_by"], latest["from"].(obj)["amount"], latest["limit"].(obj)["amount"]})
		require.Equal(t, "opening", first["origin"])
		require.NotContains(t, first, "from")
		require.NotContains(t, owner.get(of + "/limits").is(200)["items"].([]any)[0], "proposed_by")
	})
}
