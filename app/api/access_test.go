package api_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"assay/app/api"
	"assay/app/apptest"
	"assay/app/db"
	"assay/app/web"
	"assay/models"
)

// operations are the routes of the interface with every id set to n.
func (h *house) operations(n string) []web.Route {
	var out []web.Route
	for _, r := range h.web.Routes() {
		if strings.HasPrefix(r.Path, api.Base) {
			path := strings.NewReplacer(api.Base, "", ":id", n, ":block", n, ":consent", n, ":event", n, ":metal", "au9999").Replace(r.Path)
			out = append(out, web.Route{Method: r.Method, Path: path, Permission: r.Permission})
		}
	}
	return out
}

// Every operation, with no token, a wrong one, a cookie, and as every role.
func TestEveryOperationAsksForItsPermission(t *testing.T) {
	h := newHouse(t, apptest.SQLite(t))
	a := h.Agent("A1", 1000)
	store := h.Store(a.ID, "A1-1")
	routes := h.operations("1")
	require.Greater(t, len(routes), 45)
	require.Len(t, h.document().Paths.Map(), distinct(h.web.Routes()), "every route is described, and nothing else")
	nobody, wrong := &client{h: h}, &client{h: h, token: "wrong"}
	for _, r := range routes {
		nobody.do(r.Method, r.Path, nil).problem(401, "error.token_needed", "")
		wrong.do(r.Method, r.Path, nil, "Cookie", "assay=anything").problem(401, "error.token_needed", "")
	}
	for _, role := range models.Roles() {
		var scope []int64
		switch {
		case role.IsAgent():
			scope = []int64{a.ID}
		case role.IsStore():
			scope = []int64{store.ID}
		}
		c := h.as(role, scope...)
		for _, r := range routes {
			got := c.do(r.Method, r.Path, nil)
			if !role.Holds(r.Permission) && r.Permission != models.OwnAccount {
				got.problem(403, "error.forbidden", "")
				continue
			}
			require.NotEqual(t, 403, got.status, "%s %s as %s: %s", r.Method, r.Path, role, got.raw)
			require.NotEqual(t, 401, got.status, "%s %s as %s", r.Method, r.Path, role)
		}
	}
}

// Who must set up a second factor first gets nowhere with a token either.
func TestATokenDoesNotReplaceTheSecondFactor(t *testing.T) {
	h := newHouse(t, apptest.SQLite(t))
	fin := h.as(models.RoleFinance)
	h.app.Auth.SecondFactorOptional = false
	fin.get("/receipts").problem(403, "error.second_factor_needed", "")
}

// A token that was revoked, or whose user was disabled, is none.
func TestARevokedTokenIsNone(t *testing.T) {
	h := newHouse(t, apptest.SQLite(t))
	fin := h.as(models.RoleFinance)
	fin.get("/receipts").is(200)
	ctx := context.Background()
	tokens, err := h.app.Auth.Tokens(ctx, fin.user.ID)
	require.NoError(t, err)
	require.NoError(t, h.app.Auth.RevokeToken(ctx, models.Who{ID: fin.user.ID, Name: fin.user.Name}, tokens[0].ID))
	got := fin.get("/receipts")
	got.problem(401, "error.token_needed", "")
	require.Equal(t, "Bearer", got.header.Get("WWW-Authenticate"))
}

// distinct counts the paths of the interface.
func distinct(routes []web.Route) int {
	seen := map[string]bool{}
	for _, r := range routes {
		if strings.HasPrefix(r.Path, api.Base) {
			seen[r.Path] = true
		}
	}
	return len(seen)
}

// What belongs to another agent is as missing as what never was.
func TestForeignIsMissing(t *testing.T) {
	h := newHouse(t, apptest.SQLite(t))
	a, b := h.Agent("A1", 1000), h.Agent("B1", 1000)
	o := h.Place(b.ID, 10, models.OutcomeApprove)
	inv := h.Deliver(o.ID)
	h.Clock.Set("2026-07-02")
	st := h.as(models.RoleFinance).do("POST", fmt.Sprintf("/agents/%d/statements", b.ID), nil).is(201)
	owner := h.as(models.RoleAgentOwner, a.ID)
	for _, x := range []struct {
		method, path string
		id           int64
		body         any
	}{
		{"GET", "/orders/%d", o.ID, nil},
		{"POST", "/orders/%d/submission", o.ID, nil},
		{"POST", "/orders/%d/cancellation", o.ID, obj{"reason": "mine"}},
		{"PUT", "/orders/%d/lines", o.ID, obj{"lines": lines("YUAN", 1)}},
		{"GET", "/invoices/%d", inv.ID, nil},
		{"GET", "/invoices/%d/pdf", inv.ID, nil},
		{"POST", "/invoices/%d/disputes", inv.ID, obj{"reason": "mine"}},
		{"GET", "/statements/%d", id(st["id"]), nil},
		{"GET", "/statements/%d/pdf", id(st["id"]), nil},
		{"GET", "/agents/%d/credit", b.ID, nil},
		{"GET", "/agents/%d/credit/limits", b.ID, nil},
		{"GET", "/agents/%d/credit/decisions", b.ID, nil},
		{"GET", "/agents/%d/products", b.ID, nil},
		{"GET", "/credit-decisions/%d", 1, nil},
	} {
		foreign := owner.do(x.method, fmt.Sprintf(x.path, x.id), x.body)
		missing := owner.do(x.method, fmt.Sprintf(x.path, 999_999), x.body)
		require.Equal(t, 404, foreign.status, "%s %s: %s", x.method, x.path, foreign.raw)
		require.Equal(t, told(t, missing), told(t, foreign), x.path)
	}
	require.Equal(t, 404, owner.post("/orders", obj{"agent_id": b.ID, "lines": lines("YUAN", 1)}).status)
	for _, path := range []string{"/orders", "/invoices", "/statements"} {
		require.Equal(t, float64(0), owner.get(path).is(200)["total"], path)
		require.Equal(t, float64(0), owner.get(path + fmt.Sprintf("?agent_id=%d", b.ID)).is(200)["total"], path)
	}
}

// Finance of another region sees nothing of an agent, in lists or by id.
func TestAnotherRegionIsMissing(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		a := h.Agent("A1", 1000)
		inv := h.Deliver(h.Place(a.ID, 10, models.OutcomeApprove).ID)
		h.Pay(a.ID, 5)
		west := models.Region{Code: "west", NameZh: "西部", NameEn: "West", Path: "/2/"}
		require.NoError(t, d.InTx(context.Background(), func(tx *db.Tx) error { return tx.Create(&west).Error }))
		east, other := h.in(models.RoleFinance, h.Region.ID), h.in(models.RoleFinance, west.ID)
		for _, path := range []string{"/agents", "/orders", "/invoices", "/receipts", "/ageing"} {
			require.Equal(t, float64(1), east.get(path).is(200)["total"], path)
			require.Equal(t, float64(0), other.get(path).is(200)["total"], path)
		}
		for _, path := range []string{"/agents/%d", "/agents/%d/credit", "/agents/%d/ageing", "/orders/%d", "/receipts/%d"} {
			require.Equal(t, 200, east.get(fmt.Sprintf(path, 1)).status, path)
			require.Equal(t, told(t, other.get(fmt.Sprintf(path, 77))), told(t, other.get(fmt.Sprintf(path, 1))), path)
		}
		note := fmt.Sprintf("/invoices/%d/credit-notes", inv.ID)
		require.Equal(t, 404, other.post(note, obj{"gross": "1.00", "reason": "x"}).status)
		require.Equal(t, 404, other.post("/open-items/1/write-offs", obj{"amount": "1.00", "reason": "x"}).status)
		require.Equal(t, 404, other.post("/receipts/1/allocations", obj{"automatic": true}).status)
		require.Equal(t, 404, other.do("POST", "/receipts/1/reversal", obj{"reason": "x"}).status)
		require.Equal(t, 404, other.post("/receipts", obj{"agent_id": a.ID, "amount": "1.00", "cleared_on": "2026-06-01", "method": "bank"}).status)
		require.Equal(t, 404, other.do("POST", fmt.Sprintf("/agents/%d/statements", a.ID), nil).status)
		require.Equal(t, 404, other.do("PUT", fmt.Sprintf("/agents/%d/credit/limit", a.ID), obj{"kind": "unlimited", "reason": "x"}).status)
		require.Equal(t, 404, other.do("POST", fmt.Sprintf("/agents/%d/credit/blocks", a.ID), obj{"reason": "other"}).status)
		h.in(models.RoleSalesManager, west.ID).do("POST", "/agents", obj{"code": "X", "name_zh": "店", "kind": "agent", "region_id": h.Region.ID}).
			problem(422, "error.region_required", "region_id")
	})
}

// What the others of a credit group owe is not shown to an agent.
func TestTheGroupsDebtIsNotAnAgentsToSee(t *testing.T) {
	h := newHouse(t, apptest.SQLite(t))
	g := h.Group("G", 500)
	a, b := h.Agent("A1", 1000, g.ID), h.Agent("B1", 1000, g.ID)
	h.Place(b.ID, 300, models.OutcomeApprove)
	h.Place(a.ID, 100, models.OutcomeApprove)
	owner, fin := h.as(models.RoleAgentOwner, a.ID), h.as(models.RoleFinance)
	path := fmt.Sprintf("/agents/%d/credit", a.ID)
	require.Equal(t, "400.00", fin.get(path).is(200)["group"].(obj)["exposure"])
	require.NotContains(t, owner.get(path).is(200), "group")
	require.Contains(t, fin.get("/credit-decisions/2").is(200)["record"], "pot")
	record := owner.get("/credit-decisions/2").is(200)
	require.NotContains(t, record["record"], "pot")
	require.Equal(t, "approve", record["replayed_outcome"])
}

// told is a problem without the number of its request.
func told(t *testing.T, a answer) string {
	body := a.is(http.StatusNotFound)
	delete(body, "request_id")
	raw, err := json.Marshal(body)
	require.NoError(t, err)
	return string(raw)
}
