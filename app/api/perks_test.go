package api_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"assay/app/apptest"
	"assay/app/db"
	"assay/models"
)

// A till reads what a member holds, uses it with a sale, and hands over what is
// used with none; the manager alone issues coupons.
func TestATillUsesWhatAMemberHolds(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		store, member := h.shop("A")
		other, _ := h.shop("B")
		till := h.person(models.UserGrant{Role: models.RoleStoreStaff, ScopeKind: models.ScopeStore, ScopeID: store.ID})
		manager := h.person(models.UserGrant{Role: models.RoleStoreManager, ScopeKind: models.ScopeStore, ScopeID: store.ID})
		of := fmt.Sprintf("/members/%d", member.ID)
		issue := obj{"store_id": store.ID, "code": "C100", "reason": "补偿"}
		till.post(of+"/vouchers", issue).is(403)
		coupon := manager.post(of+"/vouchers", issue).is(201)["number"]
		held := till.get(of + "/perks").is(200)
		keys := map[any]any{}
		for _, item := range held["items"].([]any) {
			keys[item.(obj)["key"]] = item.(obj)["left"]
		}
		require.Equal(t, map[any]any{"CLEAN": float64(2), coupon: float64(1)}, keys)

		sale := obj{"store_id": store.ID, "member_id": member.ID, "sold_on": "2026-06-01", "payment": "card", "perks": []any{coupon}, "lines": []obj{{"name": "戒指", "category": "gold", "quantity": 1, "price": "1999.99"}}}
		till.post("/slips", sale).is(422)
		sale["lines"] = []obj{{"name": "戒指", "category": "gold", "quantity": 1, "price": "2000.00", "labour": "300.00"}}
		slip := till.post("/slips", sale).is(201)
		require.Equal(t, []any{"100.00", "1900.00", float64(1900)}, []any{slip["discount"], slip["paid"], slip["earned"]})
		require.Equal(t, "100.00", slip["perks"].([]any)[0].(obj)["off"])
		till.post("/slips", sale).is(422)

		given := till.post(of+"/perks", obj{"store_id": store.ID, "key": "CLEAN"}).is(201)
		require.Equal(t, float64(1), given["items"].([]any)[0].(obj)["left"])
		bought := till.post(of+"/packages", obj{"store_id": store.ID, "code": "CARE", "payment": "card"}).is(201)
		require.Equal(t, []any{"199.00", "2027-05-31", float64(0)}, []any{bought["price"], bought["until"], bought["earned"]})
		require.Len(t, till.get(of + "/perks").is(200)["items"], 6)

		far := h.person(models.UserGrant{Role: models.RoleStoreManager, ScopeKind: models.ScopeStore, ScopeID: other.ID})
		far.get(of + "/perks").is(404)
		far.post(of+"/vouchers", obj{"store_id": other.ID, "code": "C100", "reason": "补偿"}).is(404)
	})
}
