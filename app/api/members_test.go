package api_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"assay/app/apptest"
	"assay/app/db"
	"assay/models"
)

// okay is the body of an answer that went well.
func okay(a answer) string {
	a.is(200)
	return string(a.raw)
}

// A store's system enrols and keeps its members; another store's token, and the
// headquarters', sees no more than their pages do.
func TestMembersOverTheInterface(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		east, west := h.Store(h.Agent("E1", 1000).ID, "E1-1"), h.Store(h.Agent("W1", 1000).ID, "W1-1")
		here, there, hq := h.as(models.RoleStoreStaff, east.ID), h.as(models.RoleStoreManager, west.ID), h.as(models.RoleSales)
		enrol := `{"name":"陈思敏","phone":"139 5712 8106","birth_month":8,"birth_day":15,"birth_lunar":true,"consents":["birthday"],"text_version":"2026-11"}`
		first := here.do("POST", "/members", enrol, "Idempotency-Key", "k1").is(201)
		require.Equal(t, "139****8106", first["phone"])
		require.Equal(t, "S1", first["tier"])
		require.Equal(t, first["id"], here.do("POST", "/members", enrol, "Idempotency-Key", "k1").is(201)["id"])
		here.do("POST", "/members", `{"name":"陈","phone":"13957128106"}`, "Idempotency-Key", "k1").problem(422, "error.request_key_reused", "Idempotency-Key")
		there.do("POST", "/members", enrol, "Idempotency-Key", "k2").problem(409, "error.already_member", "phone")
		here.do("POST", "/members", `{"name":"陈","phone":"12"}`, "Idempotency-Key", "k3").problem(422, "error.not_a_phone", "phone")
		here.do("POST", "/members", `{"name":"陈","phone":"13900000000","points":9}`, "Idempotency-Key", "k4").problem(422, "error.field_unknown", "points")
		here.do("POST", "/members", `{"name":"陈","phone":"13900000000","birth_month":2,"birth_day":30}`, "Idempotency-Key", "k5").problem(422, "error.not_a_birthday", "birthday")

		for _, path := range []string{"/members/1", "/members/1/consents", "/members/1/events"} {
			here.get(path).is(200)
			there.get(path).problem(404, "error.not_found", "")
			hq.get(path).is(200)
		}
		require.NotContains(t, okay(hq.get("/members/1")), "思敏")
		require.NotContains(t, okay(hq.get("/members")), "思敏")
		require.Equal(t, "陈**", hq.get("/members/1").is(200)["name"])
		require.NotContains(t, okay(hq.get("/members?name=思敏")), "M2026")

		edit := `{"version":1,"name":"陈思","likes":"古法金"}`
		there.do("PUT", "/members/1", edit).problem(404, "error.not_found", "")
		hq.do("PUT", "/members/1", edit).problem(403, "error.forbidden", "")
		here.do("PUT", "/members/1", edit).is(200)
		here.do("PUT", "/members/1", edit).problem(409, "error.changed_meanwhile", "")

		event := `{"kind":"reminder","due_on":"2026-06-20","note":"清洗"}`
		there.do("POST", "/members/1/events", event).problem(404, "error.not_found", "")
		here.do("POST", "/members/1/events", event).is(201)
		here.do("POST", "/members/1/events", `{"kind":"visit","due_on":"2026-06-20","note":"x"}`).problem(422, "error.due_of_reminder", "due_on")
		require.NotContains(t, okay(hq.get("/members/1/events")), "清洗")
		there.do("POST", "/members/1/events/1/done", nil).problem(404, "error.not_found", "")
		require.Contains(t, okay(here.do("POST", "/members/1/events/1/done", nil)), "done_at")

		there.do("POST", "/members/1/consents/1/withdrawal", nil).problem(404, "error.not_found", "")
		here.do("POST", "/members/1/consents/1/withdrawal", nil).is(200)
		here.do("POST", "/members/1/consents", `{"purpose":"sharing","channel":"any","text_version":"2026-11"}`).is(201)
		require.Contains(t, okay(hq.get("/members?phone=13957128106")), "陈思", "who shares is known")
		require.NotContains(t, okay(hq.get("/members")), "13957128106")
	})
}
