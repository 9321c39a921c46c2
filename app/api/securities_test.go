package api_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"assay/app/apptest"
	"assay/app/db"
	"assay/models"
)

// A security is entered with its document by one system and approved by
// another; outside the scope there is none.
func TestSecuritiesAreEnteredAndApproved(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		a := h.Agent("A1", 1000)
		fin, mgr, owner, other := h.as(models.RoleFinance), h.as(models.RoleFinanceManager), h.as(models.RoleAgentOwner, a.ID), h.in(models.RoleFinance, h.west().ID)
		to := fmt.Sprintf("/agents/%d/securities", a.ID)
		body := obj{"kind": "guarantee", "number": "BG-1", "amount": "500", "share_ppm": 800_000, "paper_name": "bg.pdf", "paper": []byte("%PDF-1.4 bg")}
		owner.post(to, body).problem(403, "error.forbidden", "")
		other.post(to, body).problem(404, "error.not_found", "")
		fin.post(to, obj{"kind": "guarantee", "number": "BG-1", "amount": "500", "paper_name": "x", "paper": []byte("hello")}).problem(422, "error.paper_kind", "paper")
		entered := fin.post(to, body).is(201)
		require.Equal(t, "requested", entered["state"])
		require.Equal(t, "0.00", fin.get(fmt.Sprintf("/agents/%d/credit", a.ID)).is(200)["components"].(obj)["secured"])
		path := fmt.Sprintf("/security-requests/%d", id(entered["id"]))
		fin.post(path+"/decision", obj{"approve": true}).problem(403, "error.own_request", "")
		other.get(path).problem(404, "error.not_found", "")
		waiting := mgr.get("/security-requests?state=requested").is(200)
		require.Equal(t, float64(1), waiting["total"])
		require.Equal(t, []any{"A1", "BG-1", "500.00"}, []any{waiting["items"].([]any)[0].(obj)["agent_code"], waiting["items"].([]any)[0].(obj)["number"], waiting["items"].([]any)[0].(obj)["amount"]})
		require.Equal(t, float64(0), other.get("/security-requests").is(200)["total"], "another region's")
		require.Equal(t, float64(0), other.get(fmt.Sprintf("/security-requests?agent_id=%d", a.ID)).is(200)["total"])
		owner.get("/security-requests").problem(403, "error.forbidden", "")
		mgr.post(path+"/decision", obj{"approve": false}).problem(422, "error.reason_required", "reason")
		require.Equal(t, "approved", mgr.post(path+"/decision", obj{"approve": true}).is(200)["state"])
		mgr.post(path+"/decision", obj{"approve": true}).problem(409, "error.already_decided", "")
		require.Equal(t, "400.00", fin.get(fmt.Sprintf("/agents/%d/credit", a.ID)).is(200)["components"].(obj)["secured"])
		require.Equal(t, float64(0), mgr.get("/security-requests?state=requested").is(200)["total"])
		require.Equal(t, float64(1), mgr.get("/security-requests?state=approved").is(200)["total"])
		held := owner.get(to).is(200)["items"].([]any)[0].(obj)
		require.Equal(t, "bg.pdf", held["papers"].([]any)[0].(obj)["name"])
	})
}

// An agent's settlement policy is read and changed; the change begins with the
// next period.
func TestAnAgentsSettlementPolicyIsChanged(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		a := h.Agent("A1", 1000)
		fin, owner, other := h.as(models.RoleFinance), h.as(models.RoleAgentOwner, a.ID), h.in(models.RoleFinance, h.west().ID)
		path := fmt.Sprintf("/agents/%d/settlement-policy", a.ID)
		require.Equal(t, "monthly", owner.get(path).is(200)["policy"].(obj)["code"])
		change := obj{"policy_id": h.Policy["quarterly"].ID, "reason": "season"}
		owner.do("PUT", path, change).problem(403, "error.forbidden", "")
		other.do("PUT", path, change).problem(404, "error.not_found", "")
		fin.do("PUT", path, obj{"policy_id": 999, "reason": "x"}).problem(404, "error.not_found", "")
		got := fin.do("PUT", path, change).is(200)
		require.Equal(t, []any{"quarterly", "2026-07-01"}, []any{got["policy"].(obj)["code"], got["effective_on"]})
		require.Equal(t, "monthly", fin.get(path).is(200)["policy"].(obj)["code"], "until the period ends")
		h.Clock.Set("2026-07-01")
		require.Equal(t, "quarterly", h.as(models.RoleFinance).get(path).is(200)["policy"].(obj)["code"])
	})
}
