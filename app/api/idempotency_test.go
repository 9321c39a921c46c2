package api_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"assay/app/apptest"
	"assay/app/db"
	"assay/models"
)

func TestARepeatedRequestIsAnsweredAsTheFirst(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		a, b := h.Agent("A1", 1000), h.Agent("B1", 1000)
		buyer, fin := h.as(models.RoleAgentBuyer, a.ID), h.as(models.RoleFinance)
		body := obj{"agent_id": a.ID, "lines": lines("YUAN", 10)}
		first := buyer.do("POST", "/orders", body, "Idempotency-Key", "k 1")
		first.problem(422, "error.field_value", "Idempotency-Key")
		buyer.do("POST", "/orders", body).problem(422, "error.field_required", "Idempotency-Key")
		buyer.do("POST", "/orders", body, "Idempotency-Key", strings.Repeat("k", 256)).problem(422, "error.field_value", "Idempotency-Key")

		first = buyer.do("POST", "/orders", body, "Idempotency-Key", "k1")
		order := first.is(201)
		require.Empty(t, first.header.Get("Idempotency-Hit"))
		_, err := h.Orders.Confirm(context.Background(), apptest.Sales, id(order["id"]))
		require.NoError(t, err)
		again := buyer.do("POST", "/orders", body, "Idempotency-Key", "k1")
		require.Equal(t, 201, again.status)
		require.Equal(t, "true", again.header.Get("Idempotency-Hit"))
		require.JSONEq(t, string(first.raw), string(again.raw))

		body["lines"] = lines("YUAN", 11)
		buyer.do("POST", "/orders", body, "Idempotency-Key", "k1").problem(422, "error.request_key_reused", "Idempotency-Key")

		money := obj{"agent_id": a.ID, "amount": "5.00", "cleared_on": "2026-06-01", "method": "bank"}
		fin.do("POST", "/receipts", money, "Idempotency-Key", "k1").is(201) // another user's key is another key
		money["agent_id"] = b.ID
		fin.do("POST", "/receipts", money, "Idempotency-Key", "k1").problem(422, "error.request_key_reused", "Idempotency-Key")
		require.Equal(t, float64(1), fin.get("/receipts").is(200)["total"])
	})
}

// Twins that come at once make one order, and both are told of it.
func TestTwinsMakeOneOrder(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		a := h.Agent("A1", 1000)
		buyer := h.as(models.RoleAgentBuyer, a.ID)
		ids := make([]int64, 6)
		var wg sync.WaitGroup
		for i := range ids {
			wg.Go(func() {
				got := buyer.do("POST", "/orders", obj{"agent_id": a.ID, "lines": lines("YUAN", 1)}, "Idempotency-Key", "twin")
				ids[i] = id(got.is(201)["id"])
			})
		}
		wg.Wait()
		for _, one := range ids {
			require.Equal(t, ids[0], one)
		}
		require.Equal(t, float64(1), buyer.get("/orders").is(200)["total"])
	})
}

// A request that was refused may be corrected under its key.
func TestARefusedRequestKeepsNoKey(t *testing.T) {
	h := newHouse(t, apptest.SQLite(t))
	a := h.Agent("A1", 1000)
	buyer := h.as(models.RoleAgentBuyer, a.ID)
	buyer.do("POST", "/orders", obj{"agent_id": a.ID, "lines": lines("NONE", 1)}, "Idempotency-Key", "k").problem(422, "error.sku_unknown", "lines.0.sku")
	buyer.do("POST", "/orders", obj{"agent_id": a.ID, "lines": lines("FEN", 1)}, "Idempotency-Key", "k").is(201)
}

// A delivery repeated after the answer was lost (its row is gone) is found by
// the verb's own key.
func TestTheVerbsOwnKeyGuards(t *testing.T) {
	h := newHouse(t, apptest.SQLite(t))
	a := h.Agent("A1", 1000)
	sales := h.as(models.RoleSales)
	o := h.Place(a.ID, 10, models.OutcomeApprove)
	path := fmt.Sprintf("/orders/%d", o.ID)
	sales.do("POST", path+"/confirmation", nil).is(200)
	body := obj{"delivered_on": "2026-06-01", "lines": []obj{{"line_no": 1, "quantity": 10}}}
	first := sales.do("POST", path+"/shipments", body, "Idempotency-Key", "s").is(201)
	require.NoError(t, h.DB.InTx(context.Background(), func(tx *db.Tx) error {
		_, err := tx.Change("DELETE FROM idempotency_keys")
		return err
	}))
	again := sales.do("POST", path+"/shipments", body, "Idempotency-Key", "s").is(201)
	require.Equal(t, first["delivery"], again["delivery"])
}
