package api_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"assay/app/apptest"
	"assay/app/db"
	"assay/models"
)

// A till opens a case, asks how it was, makes a link and merges; another store's
// token finds none of it.
func TestACounterServesByTheInterface(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		store, member := h.shop("A")
		other, _ := h.shop("B")
		require.NoError(t, d.InTx(t.Context(), func(tx *db.Tx) error {
			_, err := tx.Change("INSERT INTO member_stores (member_id, store_id, since_on, source) VALUES (?, ?, '2026-06-01', 'enrolment')", member.ID, store.ID)
			return err
		}))
		till := h.person(models.UserGrant{Role: models.RoleStoreManager, ScopeKind: models.ScopeStore, ScopeID: store.ID})
		far := h.person(models.UserGrant{Role: models.RoleStoreManager, ScopeKind: models.ScopeStore, ScopeID: other.ID})
		of := fmt.Sprintf("/members/%d", member.ID)

		c := till.post("/cases", obj{"kind": "service", "topic": "cleaning", "store_id": store.ID, "member_id": member.ID, "title": "手镯", "weight": "20.00"}).is(201)
		require.Equal(t, []any{"SV2026-000001", "received", "20.00"}, []any{c["number"], c["stage"], c["weight_in"]})
		path := fmt.Sprintf("/cases/%d", id(c["id"]))
		till.post(path+"/entries", obj{"version": 1, "act": "moved", "stage": "ready"}).is(409)
		asks := obj{"version": 1, "act": "weighed", "weight": "19.90", "note": "抛光"}
		till.post(path+"/entries", asks).is(422)
		asks["confirmed"] = true
		weighed := till.post(path+"/entries", asks).is(201)
		require.Equal(t, []any{"19.90", float64(2)}, []any{weighed["weight_out"], weighed["version"]})
		till.post(path+"/entries", obj{"version": 1, "act": "noted", "note": "旧页"}).is(409)
		far.get(path).is(404)
		far.post(path+"/entries", obj{"version": 2, "act": "noted", "note": "别店"}).is(404)
		require.Len(t, till.get(of + "/cases").is(200)["items"], 1)

		require.Contains(t, till.post(of+"/surveys", obj{"store_id": store.ID, "occasion": "case", "subject_id": c["id"]}).is(201)["path"], "/s/")
		till.post(of+"/answers", obj{"store_id": store.ID, "occasion": "case", "subject_id": c["id"], "csat": 5, "nps": 9}).is(409)
		till.post(of+"/answers", obj{"store_id": store.ID, "occasion": "visit", "csat": 5, "nps": 9}).is(201)
		require.Equal(t, "affectionate", till.get(of + "/satisfaction").is(200)["zone"])
		far.get(of + "/satisfaction").is(404)
		require.Contains(t, till.do("POST", of+"/link", nil).is(200)["path"], "/m/")
		far.do("POST", of+"/link", nil).is(404)
	})
}
