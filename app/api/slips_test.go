package api_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"assay/app/apptest"
	"assay/app/db"
	"assay/app/loyalty"
	"assay/app/search"
	"assay/models"
)

// shop is a store of an agent with a member.
func (h *house) shop(code string) (store models.Store, member models.Member) {
	h.T.Helper()
	at := h.Moment()
	require.NoError(h.T, h.DB.InTx(context.Background(), func(tx *db.Tx) error {
		store = models.Store{AgentID: 1, RegionID: h.Region.ID, Code: code, NameZh: "门店", NameEn: "Store", Version: 1}
		if err := tx.Create(&store).Error; err != nil {
			return err
		}
		member = models.Member{PublicID: code, Number: "M" + code, Name: "陈思敏", StoreID: store.ID, RegionID: h.Region.ID, JoinedOn: at.On, ConfirmedOn: at.On, EnteredAt: at.At, Version: 1}
		if err := tx.Create(&member).Error; err != nil {
			return err
		}
		if err := search.Add(tx, search.OfStore(store)); err != nil {
			return err
		}
		return loyalty.Open(tx, member.ID, models.DefaultTierPolicy(), at.On)
	}))
	return store, member
}

// A till sells, refunds and redeems; a number of its own counts once, whatever
// key it is sent under; another store's documents do not exist for it.
func TestATillSells(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		store, member := h.shop("A")
		other, _ := h.shop("B")
		till := h.person(models.UserGrant{Role: models.RoleStoreStaff, ScopeKind: models.ScopeStore, ScopeID: store.ID})
		sale := obj{"store_id": store.ID, "member_id": member.ID, "sold_on": "2026-06-01", "payment": "card", "source_key": "T1-0001", "freight": "20.00",
			"lines": []obj{{"sku": "RING", "quantity": 2, "price": "4000.50"}}}
		slip := till.post("/slips", sale).is(201)
		require.Equal(t, []any{"SS2026-000001", "8001.00", float64(8001)}, []any{slip["number"], slip["paid"], slip["earned"]})
		require.Equal(t, slip["id"], till.post("/slips", sale).is(201)["id"], "the till's number counts once")
		sale["payment"] = "cash"
		till.post("/slips", sale).is(422)
		balance := fmt.Sprintf("/members/%d/balance", member.ID)
		b := till.get(balance).is(200)
		require.Equal(t, []any{float64(8001), float64(8001), "S2", "S3", float64(72_000)}, []any{b["growth"], b["points"], b["tier"], b["next_tier"], b["to_next"]})

		redeem := fmt.Sprintf("/members/%d/redemptions", member.ID)
		r := till.post(redeem, obj{"store_id": store.ID, "kind": "goods", "what": "丝巾", "points": 8000}).is(201)
		till.post(redeem, obj{"store_id": store.ID, "kind": "goods", "what": "丝巾", "points": 2}).is(422)
		till.post(redeem, obj{"store_id": other.ID, "kind": "goods", "what": "丝巾", "points": 1}).is(404)
		require.Equal(t, "2026-06-01", till.do("POST", fmt.Sprintf("/redemptions/%d/cancellation", id(r["id"])), nil).is(200)["cancelled_on"])

		path := fmt.Sprintf("/slips/%d", id(slip["id"]))
		line := slip["lines"].([]any)[0].(obj)
		back := till.post(path+"/refunds", obj{"reason": "不合适", "lines": []obj{{"line_id": line["id"], "quantity": 1}}}).is(201)
		require.Equal(t, []any{"4000.50", float64(4001)}, []any{back["amount"], back["points_back"]})
		till.post(path+"/refunds", obj{"reason": "不合适", "lines": []obj{{"line_id": line["id"], "quantity": 2}}}).is(409)
		require.Len(t, till.get(path).is(200)["refunds"], 1)
		require.Equal(t, "S1", till.get(balance).is(200)["tier"])

		far := h.person(models.UserGrant{Role: models.RoleStoreStaff, ScopeKind: models.ScopeStore, ScopeID: other.ID})
		far.get(path).is(404)
		far.get(balance).is(404)
	})
}
