package api_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"assay/app/apptest"
	"assay/app/db"
	"assay/app/members"
	"assay/models"
)

func TestMalformedRequestsAreNamed(t *testing.T) {
	h := newHouse(t, apptest.SQLite(t))
	a := h.Agent("A1", 1000)
	buyer, fin := h.as(models.RoleAgentBuyer, a.ID), h.as(models.RoleFinance)
	order := func(line string) string { return fmt.Sprintf(`{"agent_id":%d,"lines":[%s]}`, a.ID, line) }
	receipt := func(amount string) string {
		return fmt.Sprintf(`{"agent_id":%d,"amount":%s,"cleared_on":"2026-06-01","method":"bank"}`, a.ID, amount)
	}
	for _, x := range []struct {
		who         *client
		path, body  string
		status      int
		code, field string
	}{
		{buyer, "/orders", `{"agent_id":`, 400, "error.bad_request", ""},
		{buyer, "/orders", `{} {}`, 400, "error.bad_request", ""},
		{buyer, "/orders", ``, 400, "error.bad_request", ""},
		{buyer, "/orders", strings.Repeat("[", 20_000), 400, "error.bad_request", ""},
		{buyer, "/orders", `[]`, 422, "error.field_value", ""},
		{buyer, "/orders", `{"agent_id":1}`, 422, "error.field_required", "lines"},
		{buyer, "/orders", `{"Agent_ID":1,"lines":[]}`, 422, "error.field_required", "agent_id"},
		{buyer, "/orders", order(`{"sku":"YUAN","quantity":1,"price":"0.01"}`), 422, "error.field_unknown", "lines.0.price"},
		{buyer, "/orders", order(`{"sku":"YUAN","quantity":-1}`), 422, "error.field_value", "lines.0.quantity"},
		{buyer, "/orders", order(`{"sku":"YUAN","quantity":0}`), 422, "error.field_value", "lines.0.quantity"},
		{buyer, "/orders", order(`{"sku":"YUAN","quantity":1.5}`), 422, "error.field_value", "lines.0.quantity"},
		{buyer, "/orders", order(`{"sku":"YUAN","quantity":1e30}`), 422, "error.field_value", "lines.0.quantity"},
		{buyer, "/orders", order(`{"sku":"YUAN","quantity":"1"}`), 422, "error.field_value", "lines.0.quantity"},
		{buyer, "/orders", order(`{"sku":"NONE","quantity":1}`), 422, "error.sku_unknown", "lines.0.sku"},
		{buyer, "/orders", order(``), 422, "error.field_value", "lines"},
		{buyer, "/orders", fmt.Sprintf(`{"agent_id":%d,"store_id":7,"lines":[{"sku":"YUAN","quantity":1}]}`, a.ID), 422, "error.store_unknown", "store_id"},
		{fin, "/receipts", receipt(`12.5`), 422, "error.field_value", "amount"},
		{fin, "/receipts", receipt(`"1e9"`), 422, "error.field_value", "amount"},
		{fin, "/receipts", receipt(`"1.005"`), 422, "error.field_value", "amount"},
		{fin, "/receipts", receipt(`"99999999999999999999"`), 422, "error.field_value", "amount"},
		{fin, "/receipts", receipt(`"99999999999999.99"`), 422, "error.amount_too_large", "amount"},
		{fin, "/receipts", receipt(`"-5.00"`), 422, "error.amount_must_be_positive", "amount"},
		{fin, "/receipts", strings.Replace(receipt(`"5.00"`), "2026-06-01", "2026-02-30", 1), 422, "error.field_value", "cleared_on"},
		{fin, "/receipts", strings.Replace(receipt(`"5.00"`), "2026-06-01", "0001-01-01", 1), 422, "error.not_a_date", "cleared_on"},
		{fin, "/receipts", strings.Replace(receipt(`"5.00"`), `"bank"`, `"barter"`, 1), 422, "error.field_value", "method"},
	} {
		t.Run(x.body[:min(len(x.body), 60)], func(t *testing.T) {
			x.who.post(x.path, x.body).problem(x.status, x.code, x.field)
		})
	}
	buyer.do("POST", "/orders", `a=b`, "Content-Type", "application/x-www-form-urlencoded", "Idempotency-Key", "k").problem(415, "error.media_type", "")
	buyer.do("POST", "/orders", order(``), "Content-Type", "text/plain", "Idempotency-Key", "k").problem(415, "error.media_type", "")
	buyer.post("/orders", `{"note":"`+strings.Repeat("x", 1<<20)+`"}`).problem(413, "error.too_large", "")
	buyer.do("GET", "/orders?stat=held", nil).problem(422, "error.parameter_unknown", "stat")
	buyer.do("GET", "/orders?limit=201", nil).problem(422, "error.field_value", "limit")
	buyer.do("GET", "/orders?from=yesterday", nil).problem(422, "error.field_value", "from")
	require.Contains(t, buyer.do("GET", "/orders/999", nil, "Accept-Language", "zh-CN").is(404)["detail"], "订单")
	require.Equal(t, float64(0), fin.get("/receipts").is(200)["total"])
	require.Equal(t, float64(0), buyer.get("/orders").is(200)["total"])
}

// hostileBodies are what no operation may answer with an error of its own.
var hostileBodies = []string{
	``, `null`, `[]`, `{}`, `"x"`, `0`, `{"":null}`, "{\"reason\":\"\\u0000\\ud800\"}", `{"reason":"` + strings.Repeat("长", 501) + `"}`, "\xff\xfe{}",
	`{"reason":"<script>'\";--","note":"x","approve":true,"kind":"amount","amount":"0","per_gram":"0","gross":"0"}`,
	`{"amount":"00000000000001.00","reason":"` + strings.Repeat("’", 300) + `","received_on":"2999-12-31"}`,
	`{"amount":"90000000000000.00","reason":"x"}`, `{"kind":"amount","amount":"90000000000000.00","reason":"x","valid_to":"1900-01-01"}`,
	`{"delivered_on":"2026-06-01","lines":[{"line_no":1,"quantity":100000,"weight":"999999999.999"}]}`,
	`{"delivered_on":"1900-01-01","lines":[{"line_no":1,"quantity":1},{"line_no":1,"quantity":1}]}`,
	`{"parts":[{"item_id":9007199254740991,"amount":"1"}]}`, `{"automatic":true}`, `{"parts":[{"item_id":1,"amount":"0"}]}`,
	`{"lines":[{"sku":"RING","quantity":100000},{"sku":"ring","quantity":100000}]}`, `{"lines":[{"sku":"' OR 1=1","quantity":1}]}`,
	`{"code":"𠮷","name_zh":"` + strings.Repeat("龘", 60) + `","kind":"agent","region_id":1,"parent_id":9007199254740991}`,
	`{"code":"X","name_zh":"` + strings.Repeat("装", 60) + `","name_en":"😀","kind":"agent","region_id":1}`,
	`{"agent_id":1,"amount":"0.00","cleared_on":"2999-12-31","method":"bank","payer":"` + strings.Repeat("😀", 160) + `"}`,
	`{"name":"` + strings.Repeat("😀", 120) + `","phone":"+999999999999999","birth_month":12,"birth_day":31,"birth_lunar":true,"birth_leap":true,"note":"` + strings.Repeat("龘", 500) + `"}`,
	`{"name":"x","version":1,"adviser_id":9007199254740991}`,
	`{"kind":"reminder","happened_on":"1900-01-01","due_on":"2999-12-31","note":"` + strings.Repeat("😀", 1000) + `"}`,
	`{"purpose":"sharing","channel":"any","text_version":"` + strings.Repeat("龘", 40) + `"}`,
	`{"agent_id":1,"amount":"0.01","cleared_on":"1900-01-01","method":"bank","allocate":true}`,
}

var hostileQueries = []string{"?page=100000&limit=200", "?page=0", "?limit=-1", "?limit=9223372036854775808", "?search=%00%ff%25_!'\"", "?from=2026-02-30", "?to=2999-12-31",
	"?as_of=1900-01-01", "?as_of=2999-12-31", "?from=2999-12-31&days=366", "?agent_id=9223372036854775807", "?agent_id=1&agent_id=2", "?a[b]=c", "?%zz", "?sort=id;drop",
	"?through=1900-01-01", "?through=9999-12-31", "?through='", "?region_id=9007199254740991&grade=E", "?grade=%00", "?agent_id=1&financing_ppm=1000000", "?financing_ppm=-1"}

var hostileIDs = []string{"1", "0", "-1", "999999", "9007199254740991", "9223372036854775808", "abc", "1.0", "%00", "%ff", "1'--", "1;x", strings.Repeat("9", 300)}

// Nothing that a client sends is our fault. The test's client refuses every
// answer from 500 up, and every answer that the document does not describe.
func TestHostileInputIsNeverOurFault(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		a := h.Agent("A1", 100_000)
		o := h.Place(a.ID, 10, models.OutcomeApprove)
		h.Deliver(o.ID)
		h.Pay(a.ID, 5)
		h.Place(a.ID, 10, models.OutcomeApprove)
		owner, sales, finance := h.as(models.RoleAgentOwner, a.ID), h.as(models.RoleSalesManager), h.as(models.RoleFinanceManager)
		store := h.Store(a.ID, "A1-1")
		counter := h.as(models.RoleStoreManager, store.ID)
		_, err := h.app.Members.Enrol(t.Context(), apptest.Sales, members.Enrolment{Member: models.Member{Name: "陈思敏"}, Phone: "13957128106", StoreID: store.ID})
		require.NoError(t, err)
		may := func(p models.Permission) *client {
			switch {
			case models.RoleFinanceManager.Holds(p) || p == models.OwnAccount:
				return finance
			case models.RoleSalesManager.Holds(p):
				return sales
			case models.RoleAgentOwner.Holds(p):
				return owner
			case models.RoleStoreManager.Holds(p):
				return counter
			}
			require.Fail(t, "nobody may", p)
			return nil
		}
		for _, n := range hostileIDs {
			for _, r := range h.operations(n) {
				h.assault(may(r.Permission), r.Method, r.Path, n == "1")
			}
		}
	})
}

// assault sends what it can think of to one operation; with full false only a
// plain request.
func (h *house) assault(c *client, method, path string, full bool) {
	h.T.Helper()
	bodies, queries := []string{`{}`}, []string{""}
	if full && method == "GET" {
		queries = hostileQueries
	}
	if full && method != "GET" {
		bodies = hostileBodies
	}
	for _, q := range queries {
		for _, b := range bodies {
			var body any
			if method != "GET" && method != "DELETE" {
				body = b
			}
			c.do(method, path+q, body, "Idempotency-Key", h.Key())
		}
	}
}
