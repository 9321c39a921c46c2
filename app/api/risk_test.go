package api_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"assay/app/apptest"
	"assay/app/backtest"
	"assay/app/db"
	"assay/app/policy"
	"assay/app/review"
	"assay/jobs"
	"assay/models"
)

// half puts half of everything owed under provision.
func (h *house) half() {
	h.T.Helper()
	m := models.DefaultProvisionMatrix()
	for i := range m.Rows[0].Rates {
		m.Rows[0].Rates[i] = 500_000
	}
	m.Rows = append([]models.ProvisionRow{{Segment: "grade:E", Rates: m.Rows[0].Rates}}, m.Rows...)
	require.NoError(h.T, h.DB.InTx(context.Background(), func(tx *db.Tx) error {
		return (&policy.Service{}).Put(tx, h.Moment(), apptest.Manager, models.PolicyProvision, models.SegmentAll, &m, "test")
	}))
}

// post posts the movement of a month on the day after it.
func (h *house) post(next, through string) {
	h.T.Helper()
	h.Clock.Set(next)
	require.NoError(h.T, h.app.Provision.Post(context.Background(), apptest.Manager, h.Moment(), models.MustDate(through), func(*db.Tx) error { return nil }, func(*db.Tx, int) error { return nil }))
}

// A month's movement is told by segment and class and adds up to its closing
// balances; the months are listed with their sums.
func TestProvisionsAreRead(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		fin, sales := h.as(models.RoleFinance), h.as(models.RoleSales)
		require.Empty(t, fin.get("/provisions").is(200)["items"], "nothing was posted yet")
		require.Equal(t, float64(0), fin.get("/provision-months").is(200)["total"])
		a := h.Agent("A1", 1_000_000)
		h.Deliver(h.Place(a.ID, 1000, models.OutcomeApprove).ID)
		h.half()
		h.post("2026-07-01", "2026-06-30")
		h.Pay(a.ID, 300)
		h.post("2026-08-01", "2026-07-31")

		months := fin.get("/provision-months?limit=1").is(200)
		require.Equal(t, float64(2), months["total"])
		require.Equal(t, obj{"through": "2026-07-31", "segments": float64(2), "opening": "500.00", "use": "0.00", "charge": "0.00", "release": "150.00", "closing": "350.00"}, months["items"].([]any)[0])

		latest := fin.get("/provisions").is(200)
		require.Equal(t, "2026-07-31", latest["through"])
		require.Equal(t, "150.00", latest["sum"].(obj)["release"])
		june := fin.get("/provisions?through=2026-06-30").is(200)
		lines := june["items"].([]any)
		require.Len(t, lines, 2)
		all := lines[0].(obj)
		require.Equal(t, []any{"all", "0.00", "500.00", "500.00"}, []any{all["segment"], all["opening"], all["charge"], all["closing"]})
		require.Equal(t, "0.00", lines[1].(obj)["closing"], "nobody has grade E")
		classes := all["classes"].([]any)
		require.Len(t, classes, models.ProvisionClasses)
		require.Equal(t, obj{"class": "not_due", "owed": "1000.00", "rate_ppm": float64(500_000), "required": "500.00"}, classes[0])
		require.Equal(t, "1–30", classes[1].(obj)["class"])
		require.Empty(t, fin.get("/provisions?through=2026-06-29").is(200)["items"])
		fin.get("/provisions?through=2026-02-30").problem(422, "error.field_value", "through")
		fin.get("/provisions?month=2026-06").problem(422, "error.parameter_unknown", "month")
		sales.get("/provisions").problem(403, "error.forbidden", "")
	})
}

// The watch-list tells the signals that were known, those with most points
// first, and only of agents within the scope.
func TestTheWatchListIsRead(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		for _, code := range []string{"A1", "B1"} {
			h.Deliver(h.Place(h.Agent(code, 1000).ID, 100, models.OutcomeApprove).ID)
		}
		on, days := h.Moment().On, int64(40)
		require.NoError(t, d.InTx(context.Background(), func(tx *db.Tx) error {
			_, err := review.KeepWatch(tx, []int64{1, 2}, []review.Watched{{AgentID: 1, Points: 3, OldestDays: &days, SinceOn: on, AsOfOn: on, PolicyVersion: 1},
				{AgentID: 2, Points: 6, Broken: 2, SinceOn: on, AsOfOn: on, PolicyVersion: 1}})
			return err
		}))
		all := h.as(models.RoleFinance).get("/watch-list").is(200)
		require.Equal(t, float64(2), all["total"])
		first, second := all["items"].([]any)[0].(obj), all["items"].([]any)[1].(obj)
		require.Equal(t, []any{"B1", float64(6), float64(2)}, []any{first["agent_code"], first["points"], first["broken_promises"]})
		require.NotContains(t, first, "oldest_overdue_days", "not known is not 0")
		require.Equal(t, float64(40), second["oldest_overdue_days"])
		require.Equal(t, "A1", h.as(models.RoleFinance).get("/watch-list?limit=1&page=2").is(200)["items"].([]any)[0].(obj)["agent_code"])
		west := h.west()
		require.Equal(t, float64(2), h.in(models.RoleFinance, h.Region.ID).get("/watch-list").is(200)["total"])
		other := h.in(models.RoleFinance, west.ID).get("/watch-list").is(200)
		require.Equal(t, float64(0), other["total"])
		require.Empty(t, other["items"])
		h.as(models.RoleAgentOwner, 1).get("/watch-list").problem(403, "error.forbidden", "")
	})
}

// west is a region in which nobody is.
func (h *house) west() models.Region {
	h.T.Helper()
	r := models.Region{Code: "west", NameZh: "西部", NameEn: "West", Path: "/2/"}
	require.NoError(h.T, h.DB.InTx(context.Background(), func(tx *db.Tx) error { return tx.Create(&r).Error }))
	return r
}

// A comparison says that it is an estimate and gives each figure its bounds;
// who is outside the scope is not there.
func TestSettlementPoliciesAreCompared(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		h.Clock.Set("2026-01-05")
		a := h.Agent("A1", 1_000_000)
		fin := h.as(models.RoleFinance)
		path := fmt.Sprintf("/settlement-comparison?agent_id=%d", a.ID)
		fin.get(path).problem(422, "error.no_history", "")
		for _, day := range []string{"2026-01-06", "2026-02-06", "2026-03-06", "2026-04-07"} {
			h.Clock.Set(day)
			h.Deliver(h.Place(a.ID, 100_000, models.OutcomeApprove).ID)
			h.Pay(a.ID, 90_000)
		}
		got := fin.get(path + "&financing_ppm=0").is(200)
		require.Equal(t, true, got["estimate"])
		require.Contains(t, got["note"], "no forecast")
		require.Contains(t, fin.do("GET", path, nil, "Accept-Language", "zh-CN").is(200)["note"], "不是预测")
		require.Equal(t, []any{float64(1), float64(3), float64(900_000), false}, []any{got["agents"], got["orders"], got["confidence_ppm"], got["own_loss_rate"]})
		found := map[string]obj{}
		for _, x := range got["items"].([]any) {
			e := x.(obj)
			code := e["policy"].(obj)["code"].(string)
			found[code] = e
			require.Equal(t, code == "monthly", e["current_agents"] == float64(1), code)
			require.Contains(t, e["sales"], "high", code)
			require.Equal(t, "0.00", e["financing"].(obj)["amount"], "money costs nothing")
		}
		require.Equal(t, "0.00", found["early"]["tied_up"].(obj)["amount"])
		require.NotEqual(t, "0.00", found["monthly"]["tied_up"].(obj)["amount"])
		require.Contains(t, found["monthly"]["tied_up"], "low")

		west := h.west()
		other := h.in(models.RoleFinance, west.ID)
		require.Equal(t, told(t, other.get("/settlement-comparison?agent_id=999999")), told(t, other.get(path)), "outside the scope")
		require.Equal(t, 404, fin.get(fmt.Sprintf("/settlement-comparison?region_id=%d", west.ID)).status)
		require.Equal(t, float64(1), fin.get(fmt.Sprintf("/settlement-comparison?grade=A&region_id=%d", h.Region.ID)).is(200)["agents"])
		fin.get("/settlement-comparison?grade=Z").problem(422, "error.field_value", "grade")
		fin.get(path+"&financing_ppm=1000001").problem(422, "error.field_value", "financing_ppm")
		fin.get("/settlement-comparison?agent=A1").problem(422, "error.parameter_unknown", "agent")
		h.as(models.RoleAgentOwner, a.ID).get(path).problem(403, "error.forbidden", "")
	})
}

// More agents than a request may take are a run; its result is there once it
// is done, for whoever asked and nobody else.
func TestManyAgentsAreComparedByARun(t *testing.T) {
	h := newHouse(t, apptest.SQLite(t))
	h.Clock.Set("2026-01-05")
	a := h.Agent("A1", 1_000_000)
	h.Deliver(h.Place(a.ID, 100, models.OutcomeApprove).ID)
	for i := range backtest.MostCompared {
		h.Agent(fmt.Sprintf("N%d", i), 1)
	}
	h.Clock.Set("2026-03-01")
	fin, other := h.as(models.RoleFinance), h.as(models.RoleFinance)
	fin.get(fmt.Sprintf("/settlement-comparison?region_id=%d", h.Region.ID)).problem(422, "error.too_many_compared", "")
	fin.do("POST", "/settlement-comparisons", obj{"region_id": 999}).is(404)
	fin.do("POST", "/settlement-comparisons", obj{"regions": 1}).problem(422, "error.field_unknown", "regions")
	asked := id(fin.do("POST", "/settlement-comparisons", obj{"region_id": h.Region.ID, "financing_ppm": 50_000}).is(202)["run_id"])
	path := fmt.Sprintf("/settlement-comparisons/%d", asked)
	fin.get(path).is(404)
	clock := db.Clock{Now: h.Clock.Now, Zone: apptest.Shanghai}
	r := &jobs.Runner{DB: h.DB, Clock: clock, Owner: "test", Jobs: jobs.OnRequest(jobs.Work{DB: h.DB, Clock: clock, Backtest: h.app.Backtest})}
	require.NoError(t, r.Answer(context.Background()))
	run := fin.get(fmt.Sprintf("/runs/%d", asked)).is(200)
	require.Equal(t, []any{"done", float64(100), float64(100)}, []any{run["state"], run["done"], run["total"]}, run["message"])
	got := fin.get(path).is(200)
	require.Equal(t, []any{float64(backtest.MostCompared + 1), float64(50_000), true}, []any{got["agents"], got["financing_ppm"], got["estimate"]})
	require.Len(t, got["items"], 6)
	require.Equal(t, told(t, other.get("/settlement-comparisons/999999")), told(t, other.get(path)))
}

// A day that has passed is refused at its field, not taken as today.
func TestAPolicyBeginsOnNoDayThatHasPassed(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		draft, err := h.app.Policies.Draft(context.Background(), apptest.Finance, models.PolicyBlocking, models.SegmentAll, 0)
		require.NoError(t, err)
		late := h.as(models.RoleFinanceManager).do("POST", fmt.Sprintf("/policies/%d/approval", draft),
			obj{"sha256": "x", "effective_on": h.Moment().On.AddDays(-1).String(), "reason": "late"})
		require.Contains(t, string(late.raw), "effective_on")
		require.Contains(t, string(late.raw), "2026-05-31 has passed; choose 2026-06-01 or later")
		late.is(422)
	})
}
