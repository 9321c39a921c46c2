package api_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"assay/app/apptest"
	"assay/app/db"
	"assay/app/standard"
	"assay/models"
)

// An agent's system orders, headquarters' systems confirm, deliver, collect
// and state; every answer agrees with the document.
func TestAYearInTwoMonths(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		a := h.Agent("A1", 1000)
		agent, sales, fin, mgr := h.as(models.RoleAgentOwner, a.ID), h.as(models.RoleSales), h.as(models.RoleFinance), h.as(models.RoleFinanceManager)
		of := fmt.Sprintf("/agents/%d", a.ID)

		require.Equal(t, float64(a.ID), agent.get("/me").is(200)["agent_id"])
		require.Equal(t, "1000.00", agent.get(of + "/credit").is(200)["available"])
		require.Equal(t, float64(3), agent.get(of + "/products?limit=2").is(200)["total"])

		order := agent.post("/orders", obj{"agent_id": a.ID, "lines": lines("YUAN", 600), "note": "六月"}).is(201)
		require.Equal(t, "submitted", order["state"])
		path := fmt.Sprintf("/orders/%d", id(order["id"]))
		decision := order["decision"].(obj)
		record := fin.get(fmt.Sprintf("/credit-decisions/%d", id(decision["id"]))).is(200)
		require.Equal(t, record["outcome"], record["replayed_outcome"])
		require.Equal(t, float64(1), fin.get(of + "/credit/decisions").is(200)["total"])
		require.Equal(t, "400.00", agent.get(of + "/credit").is(200)["available"])

		require.Equal(t, "700.00", agent.do("PUT", path+"/lines", obj{"lines": lines("YUAN", 700)}).is(200)["total"])
		require.Equal(t, "confirmed", sales.do("POST", path+"/confirmation", nil).is(200)["state"])
		sent := sales.post(path+"/shipments", obj{"delivered_on": "2026-06-01", "lines": []obj{{"line_no": 1, "quantity": 500}}}).is(201)
		require.Equal(t, "500.00", sent["delivery"].(obj)["gross"])
		require.Equal(t, "part_shipped", sent["order"].(obj)["state"])
		require.Equal(t, "closed", sales.do("POST", path+"/closure", obj{"reason": "rest not wanted"}).is(200)["state"])

		h.collect(a, fin, mgr, id(sent["delivery"].(obj)["invoice_id"]))
		h.state(a, agent, fin)
	})
}

// collect takes the invoice of ¥500 to its end: a credit note, a receipt, a
// write-off and its recovery.
func (h *house) collect(a models.Agent, fin, mgr *client, invoiceID int64) {
	h.T.Helper()
	t, of := h.T, fmt.Sprintf("/agents/%d", a.ID)
	inv := fin.get(fmt.Sprintf("/invoices/%d", invoiceID)).is(200)
	require.Equal(t, "500.00", inv["open"])
	item := id(inv["open_item_id"])
	require.Equal(t, float64(1), fin.get("/invoices?open=true").is(200)["total"])
	pdf := fin.get(fmt.Sprintf("/invoices/%d/pdf", invoiceID))
	require.Equal(t, 200, pdf.status)
	require.Equal(t, "%PDF", string(pdf.raw[:4]))

	note := fin.post(fmt.Sprintf("/invoices/%d/credit-notes", invoiceID), obj{"gross": "50.00", "reason": "one came back"}).is(201)
	require.Equal(t, "5.75", note["vat"])
	require.Equal(t, float64(1), fin.get("/credit-notes").is(200)["total"])

	r := fin.post("/receipts", obj{"agent_id": a.ID, "amount": "300.00", "cleared_on": "2026-06-01", "method": "bank", "payer": "金店"}).is(201)
	require.Equal(t, "300.00", r["unallocated"])
	receipt := fmt.Sprintf("/receipts/%d", id(r["id"]))
	r = fin.post(receipt+"/allocations", obj{"parts": []obj{{"item_id": item, "amount": "250"}}}).is(201)
	require.Equal(t, "50.00", r["unallocated"])
	require.Equal(t, "0.00", fin.post(receipt+"/allocations", obj{"automatic": true}).is(201)["unallocated"])
	require.Len(t, fin.get(receipt).is(200)["allocations"], 2)

	ageing := fin.get(of + "/ageing").is(200)
	require.Equal(t, "150.00", ageing["total"])
	require.Len(t, ageing["documents"], 1)
	require.Equal(t, "150.00", fin.get("/ageing?as_of=2026-06-01").is(200)["sum"].(obj)["total"])

	d := h.as(models.RoleAgentOwner, a.ID).do("POST", fmt.Sprintf("/invoices/%d/disputes", invoiceID), obj{"reason": "one is scratched"}).is(201)
	require.Equal(t, "raised", d["state"])
	fin.do("POST", fmt.Sprintf("/invoices/%d/disputes", invoiceID), obj{"reason": "again"}).problem(409, "error.dispute_runs", "")
	require.Equal(t, "open", fin.do("POST", fmt.Sprintf("/disputes/%d/acceptance", id(d["id"])), obj{}).is(200)["state"])
	require.Equal(t, float64(1), fin.get("/disputes?state=open").is(200)["total"])
	require.Equal(t, true, fin.get(of + "/ageing").is(200)["documents"].([]any)[0].(obj)["disputed"])
	end := fmt.Sprintf("/disputes/%d", id(d["id"]))
	require.Equal(t, "withdrawn", fin.do("POST", end+"/resolution", obj{"outcome": "withdrawn", "note": "polished"}).is(200)["state"])
	require.Equal(t, "polished", fin.get(end).is(200)["note"])

	w := fin.post(fmt.Sprintf("/open-items/%d/write-offs", item), obj{"amount": "100.00", "reason": "lost"}).is(201)
	off := fmt.Sprintf("/write-offs/%d", id(w["id"]))
	fin.do("POST", off+"/decision", obj{"approve": true}).is(403)
	require.Equal(t, "approved", mgr.do("POST", off+"/decision", obj{"approve": true, "note": "agreed"}).is(200)["state"])
	fin.post(off+"/recoveries", obj{"amount": "40.00", "received_on": "2026-06-01"}).is(201)
	require.Equal(t, "40.00", fin.get("/write-offs?state=approved").is(200)["items"].([]any)[0].(obj)["recovered"])
	require.Equal(t, "reversed", fin.do("POST", receipt+"/reversal", obj{"reason": "bounced"}).is(200)["state"])
}

// state issues the statement of June in July, and looks at the ledger.
func (h *house) state(a models.Agent, agent, fin *client) {
	h.T.Helper()
	t, of := h.T, fmt.Sprintf("/agents/%d", a.ID)
	fin.do("POST", of+"/statements", nil).problem(409, "error.no_statement_due", "")
	h.Clock.Set("2026-07-02")
	st := fin.do("POST", of+"/statements", nil).is(201)
	require.Equal(t, "350.00", st["closing"])
	path := fmt.Sprintf("/statements/%d", id(st["id"]))
	require.Equal(t, "350.00", agent.get(path).is(200)["document"].(obj)["closing"])
	require.Equal(t, 200, agent.get(path+"/pdf").status)
	require.Equal(t, float64(1), agent.get("/statements?period_to=2026-06-30").is(200)["total"])
	sum := fin.get("/trial-balance").is(200)["sum"].(obj)
	require.Equal(t, "0.00", sum["balance"])
	require.Equal(t, sum["debit"], sum["credit"])
}

// What finance and sales steer: limits, blocks, holds, prices, the standard.
func TestSteering(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		a := h.Agent("A1", 100)
		agent, fin, mgr, salesmgr := h.as(models.RoleAgentBuyer, a.ID), h.as(models.RoleFinance), h.as(models.RoleFinanceManager), h.as(models.RoleSalesManager)
		of := fmt.Sprintf("/agents/%d", a.ID)

		held := agent.post("/orders", obj{"agent_id": a.ID, "lines": lines("YUAN", 150)}).is(201)
		require.Equal(t, "held", held["state"])
		require.Equal(t, "50.00", held["decision"].(obj)["shortfall"])
		path := fmt.Sprintf("/orders/%d", id(held["id"]))
		require.Equal(t, "submitted", fin.do("POST", path+"/release", obj{"reason": "known to us"}).is(200)["state"])
		require.Equal(t, "cancelled", agent.do("POST", path+"/cancellation", obj{"reason": "changed our mind"}).is(200)["state"])
		require.Equal(t, "draft", salesmgr.do("POST", path+"/reopening", obj{"reason": "they want it"}).is(200)["state"])
		require.Equal(t, "held", agent.do("POST", path+"/submission", nil).is(200)["state"])
		require.Equal(t, "cancelled", fin.do("POST", path+"/rejection", obj{"reason": "no"}).is(200)["state"])

		line := fin.do("PUT", of+"/credit/limit", obj{"kind": "amount", "amount": "500", "purpose": "temporary", "valid_to": "2026-06-30", "reason": "season"}).is(200)
		waits := fmt.Sprintf("/limit-proposals/%d", id(line["waiting_proposal"]))
		require.Equal(t, "finance_manager", fin.get(waits).is(200)["needs"].(obj)["role"])
		fin.do("POST", waits+"/decision", obj{"approve": true, "reason": "season"}).problem(403, "error.limit_authority", "")
		decided := h.as(models.RoleFinanceManager).do("POST", waits+"/decision", obj{"approve": true, "reason": "season"}).is(200)
		require.Equal(t, "approved", decided["state"])
		require.NotContains(t, decided, "needs", "nobody must decide any more")
		require.NotContains(t, fin.get(waits).is(200), "needs")
		line = fin.get(of + "/credit").is(200)
		require.Equal(t, "500.00", line["available"])
		require.Equal(t, "temporary", line["source"])
		require.Equal(t, float64(2), fin.get(of + "/credit/limits").is(200)["total"])
		require.Equal(t, true, fin.do("PUT", of+"/credit/limit", obj{"kind": "unlimited", "reason": "ours"}).is(200)["unlimited"] == false)
		blocks := fin.do("POST", of+"/credit/blocks", obj{"reason": "review", "note": "ask first"}).is(201)["blocks"].([]any)
		require.Len(t, blocks, 1)
		stopped := fin.get(of + "/credit").is(200)
		require.Equal(t, []any{"500.00", "0.00"}, []any{stopped["available"], stopped["usable"]}, "a block leaves nothing usable")
		require.Equal(t, []any{obj{"rule": "blocked", "detail": "review"}}, stopped["stopped_by"])
		require.Empty(t, fin.do("DELETE", fmt.Sprintf("%s/credit/blocks/%d", of, id(blocks[0].(obj)["id"])), nil).is(200)["blocks"])

		require.Equal(t, "905.50", salesmgr.do("PUT", "/metals/au9999/price", obj{"per_gram": "905.5"}).is(200)["per_gram"])
		require.Len(t, agent.get("/metals").is(200)["items"], 1)
		salesmgr.do("PUT", "/metals/unobtainium/price", obj{"per_gram": "1"}).is(404)
		salesmgr.do("PUT", "/metals/au9999/price", obj{"per_gram": "99999999"}).problem(422, "error.price_range", "per_gram")

		b := salesmgr.do("POST", "/agents", obj{"code": "B2", "name_zh": "新店", "kind": "agent", "region_id": h.Region.ID, "grade": "B"}).is(201)
		require.Equal(t, "prospect", b["status"])
		salesmgr.do("POST", "/agents", obj{"code": "B2", "name_zh": "新店", "kind": "agent", "region_id": h.Region.ID}).problem(422, "error.code_taken", "code")
		require.Equal(t, float64(1), salesmgr.get("/agents?search=B2").is(200)["total"])

		policies := fin.get("/settlement-policies").is(200)["items"].([]any)
		require.Len(t, policies, 6)
		require.Len(t, fin.get(fmt.Sprintf("/settlement-policies/%d/preview?from=2026-06-01&days=5", id(policies[2].(obj)["id"]))).is(200)["items"], 5)
		h.steerStandard(mgr)
	})
}

func (h *house) steerStandard(mgr *client) {
	h.T.Helper()
	mgr.get("/credit-standard").is(404)
	ctx := context.Background()
	p := models.DefaultStandardPolicy()
	h.Standard(p, "start")
	_, ok, err := h.app.Standard.Run(ctx, h.Moment(), models.SegmentAll, h.Moment().On, func(*db.Tx) error { return nil })
	require.NoError(h.T, err)
	require.True(h.T, ok)
	state, err := standard.State(h.DB.Read(ctx), models.SegmentAll)
	require.NoError(h.T, err)
	require.NoError(h.T, h.DB.InTx(ctx, func(tx *db.Tx) error {
		return tx.Create(&models.StandardProposal{RunID: 1, Segment: models.SegmentAll, FromLevel: "normal", ToLevel: "strict", State: models.ProposalOpen,
			StateVersion: state.Version, ProposedAt: h.Moment().At}).Error
	}))
	require.Len(h.T, mgr.get("/credit-standard/runs").is(200)["items"], 1)
	proposals := mgr.get("/credit-standard/proposals").is(200)["items"].([]any)
	path := fmt.Sprintf("/credit-standard/proposals/%d/decision", id(proposals[0].(obj)["id"]))
	now := mgr.do("POST", path, obj{"approve": true, "reason": "losses"}).is(200)
	require.Equal(h.T, "strict", now["state"].(obj)["level"])
	changes := mgr.get("/credit-standard/changes").is(200)["items"].([]any)
	back := mgr.do("POST", fmt.Sprintf("/credit-standard/changes/%d/roll-back", id(changes[0].(obj)["id"])), obj{"reason": "too early"}).is(200)
	require.Equal(h.T, "normal", back["state"].(obj)["level"])
}
