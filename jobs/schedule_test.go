package jobs_test

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"assay/app/apptest"
	"assay/app/audit"
	"assay/app/auth"
	"assay/app/credit"
	"assay/app/db"
	"assay/app/imports"
	"assay/app/insight"
	"assay/app/limits"
	"assay/app/loyalty"
	"assay/app/offers"
	"assay/app/orders"
	"assay/app/policy"
	"assay/app/provision"
	"assay/app/receivables"
	"assay/app/reports"
	"assay/app/review"
	"assay/app/runs"
	"assay/app/standard"
	"assay/app/statements"
	"assay/jobs"
	"assay/models"
)

// house is a book with the whole timetable on it.
type house struct {
	*apptest.Book
	runner *jobs.Runner
	work   jobs.Work
}

func newHouse(t *testing.T, d *db.DB) house {
	t.Helper()
	b := apptest.NewBook(t, d)
	c := db.Clock{Now: b.Clock.Now, Zone: apptest.Shanghai}
	w := jobs.Work{DB: d, Clock: c, Audit: &audit.Service{DB: d, Key: []byte("key")}, Auth: &auth.Service{DB: d, Clock: c},
		Credit: b.Credit, Imports: &imports.Service{DB: d, Clock: c}, Insight: &insight.Service{DB: d, Clock: c}, Ledger: b.Ledger, Limits: &limits.Service{DB: d, Clock: c}, Review: &review.Service{DB: d, Clock: c}, Orders: b.Orders, Policies: &policy.Service{DB: d, Clock: c}, Provision: &provision.Service{DB: d, Clock: c}, Receivables: b.Receivables, Reports: &reports.Service{DB: d, Clock: c}, Standard: &standard.Service{DB: d, Clock: c},
		Offers: &offers.Service{DB: d, Clock: c}, Statements: &statements.Service{DB: d, Clock: c, VerifyURL: "https://assay.example/verify/", Seller: models.Party{Name: models.Label{Zh: "总部", En: "HQ"}},
			Render: func(doc models.Document) ([]byte, error) { return json.Marshal(doc) }}}
	return house{b, &jobs.Runner{DB: d, Clock: c, Owner: "test", Jobs: jobs.Schedule(w), Log: quiet}, w}
}

// run runs a job for the present instant of the book.
func (h house) run(t *testing.T, name string) runs.Record {
	t.Helper()
	rec, err := h.runner.RunFor(context.Background(), models.System, name, h.Clock.Now())
	require.NoError(t, err, name)
	require.Equal(t, runs.Done, rec.State, name)
	return rec
}

// day runs the timetable once, the trail last.
func (h house) day(t *testing.T) map[string]map[string]int64 {
	t.Helper()
	counts := map[string]map[string]int64{}
	for _, j := range append(h.runner.Jobs[1:], h.runner.Jobs[0]) {
		counts[j.Name] = h.run(t, j.Name).Counts()
	}
	return counts
}

// contents is every row of the book, but for the runner's own.
func contents(t *testing.T, d *db.DB) map[string]string {
	t.Helper()
	tables := "SELECT name FROM sqlite_master WHERE type = 'table'"
	if d.Dialect() == "mysql" {
		tables = "SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE()"
	}
	var names []string
	require.NoError(t, d.Read(context.Background()).Raw(tables).Scan(&names).Error)
	require.Greater(t, len(names), 30)
	all := map[string]string{}
	for _, name := range names {
		if name == "job_runs" || name == "job_leases" || strings.HasPrefix(name, "run_") || strings.HasPrefix(name, "sqlite_") {
			continue
		}
		all[name] = rowsOf(t, d, name)
	}
	return all
}

func rowsOf(t *testing.T, d *db.DB, table string) string {
	t.Helper()
	rows, err := d.Read(context.Background()).Raw("SELECT * FROM " + table).Rows()
	require.NoError(t, err)
	defer rows.Close()
	columns, err := rows.Columns()
	require.NoError(t, err)
	cells, targets := make([]sql.RawBytes, len(columns)), make([]any, len(columns))
	for i := range cells {
		targets[i] = &cells[i]
	}
	var all strings.Builder
	for rows.Next() {
		require.NoError(t, rows.Scan(targets...))
		fmt.Fprintf(&all, "%q\n", cells)
	}
	require.NoError(t, rows.Err())
	return all.String()
}

// story leaves something to do for every job on 2026-07-01.
func story(t *testing.T, h house) (a models.Agent, reserved models.Order) {
	t.Helper()
	ctx := context.Background()
	policy := models.DefaultStandardPolicy()
	policy.EarlySignalPPM = nil
	h.Standard(policy, "first")
	a = h.Agent("A1", 1000)
	h.Deliver(h.Place(a.ID, 300, models.OutcomeApprove).ID)
	held := h.Agent("A2", 10)
	o := h.Place(held.ID, 20, models.OutcomeHold)
	_, err := h.Orders.Release(ctx, apptest.Finance, apptest.Managers, o.ID, "known for long")
	require.NoError(t, err)
	_, err = h.Orders.Confirm(ctx, apptest.Sales, o.ID)
	require.NoError(t, err)
	require.NoError(t, h.Credit.SetLimit(ctx, apptest.Finance, credit.LimitInput{AgentID: a.ID, Purpose: models.LimitTemporary,
		Limit: models.Limit{Kind: models.LimitAmount, Amount: 500_000}, ValidFrom: models.MustDate("2026-06-01"), ValidTo: models.MustDate("2026-06-30"), Reason: "fair"}))
	require.NoError(t, h.DB.InTx(ctx, func(tx *db.Tx) error {
		return tx.Create(&[]models.CreditSecurity{
			{AgentID: a.ID, Kind: models.SecurityGuarantee, Number: "G1", AmountFen: 20_000, SharePPM: 500_000, ValidFromOn: models.MustDate("2026-06-01"), ValidToOn: models.MustDate("2026-06-30"), SetAt: h.Moment().At},
			{AgentID: a.ID, Kind: models.SecurityGuarantee, Number: "G2", AmountFen: 7_000, SharePPM: models.One, ValidFromOn: models.MustDate("2026-07-01"), SetAt: h.Moment().At},
		}).Error
	}))
	h.run(t, "lapse-credit")
	require.EqualValues(t, 10_000, h.Account(a.ID).SecuredFen, "half of the guarantee counts inside its dates")
	h.Clock.Set("2026-06-20")
	reserved = h.Place(a.ID, 50, models.OutcomeApprove)
	_, err = h.Receivables.Enter(ctx, apptest.Finance, receivables.ReceiptInput{AgentID: a.ID, SourceKey: "draft", Method: "acceptance",
		ClearedOn: models.MustDate("2026-07-01"), Amount: 10_000, Automatic: true})
	require.NoError(t, err)
	h.Clock.Set("2026-06-28")
	h.Place(held.ID, 30, models.OutcomeHold)
	require.NoError(t, h.Credit.SetLimit(ctx, apptest.Finance, credit.LimitInput{AgentID: held.ID, Purpose: models.LimitStanding, // it ends soon
		Limit: models.Limit{Kind: models.LimitAmount, Amount: 50_00}, ValidFrom: models.MustDate("2020-01-01"), ValidTo: models.MustDate("2026-07-25"), Reason: "test"}))
	_, err = h.work.Review.Promise(ctx, apptest.Finance, models.PaymentPromise{AgentID: a.ID, AmountFen: 1, MadeOn: h.Moment().On, DueOn: h.Moment().On.AddDays(1), MadeWith: "owner"})
	require.NoError(t, err)
	h.waitingPolicy(t)
	h.member(t)
	h.Clock.Set("2026-07-02")
	return a, reserved
}

// member has points and a tier by hand that end on 30 June, and has reached a
// tier that gives a coupon.
func (h house) member(t *testing.T) {
	t.Helper()
	ctx, may := context.Background(), apptest.NewClock("2026-05-20")
	s := &loyalty.Service{DB: h.DB, Clock: db.Clock{Now: may.Now, Zone: apptest.Shanghai}}
	at, all := s.Clock.Moment(), models.Scope{All: true}
	require.NoError(t, h.DB.InTx(ctx, func(tx *db.Tx) error {
		points := models.DefaultPointsPolicy()
		points.ValidMonths = 1
		if err := h.work.Policies.Put(tx, at, apptest.Manager, models.PolicyPoints, models.SegmentAll, &points, "test"); err != nil {
			return err
		}
		if err := tx.Create(&models.Member{ID: 1, Number: "M1", JoinedOn: at.On, ConfirmedOn: at.On, EnteredAt: at.At, Version: 1}).Error; err != nil {
			return err
		}
		benefits := models.DefaultBenefitPolicy()
		benefits.Coupons[0].Given, benefits.Coupons[0].Tier = models.GivenOnTier, "S2"
		if err := h.work.Policies.Put(tx, at, apptest.Manager, models.PolicyBenefits, models.SegmentAll, &benefits, "test"); err != nil {
			return err
		}
		return loyalty.Open(tx, 1, models.DefaultTierPolicy(), at.On)
	}))
	require.NoError(t, s.Adjust(ctx, apptest.Finance, all, loyalty.AdjustInput{MemberID: 1, Points: 40, Reason: "test", RequestKey: "points"}))
	may.Set("2026-06-20")
	require.NoError(t, s.Adjust(ctx, apptest.Finance, all, loyalty.AdjustInput{MemberID: 1, Growth: 8_001, Reason: "test", RequestKey: "growth"}))
	require.NoError(t, s.SetTier(ctx, apptest.Finance, all, loyalty.TierInput{MemberID: 1, Tier: "S3", Until: models.MustDate("2026-06-30"), Reason: "test"}))
}

// waitingPolicy is a version that was approved ahead and begins on 2 July.
func (h house) waitingPolicy(t *testing.T) {
	t.Helper()
	ctx := context.Background()
	id, err := h.work.Policies.Draft(ctx, apptest.Finance, models.PolicyWatch, models.SegmentAll, 0)
	require.NoError(t, err)
	v, err := policy.ByID(h.DB.Read(ctx), id)
	require.NoError(t, err)
	require.NoError(t, h.DB.InTx(ctx, func(tx *db.Tx) error {
		return policy.KeepSimulation(tx, policy.Simulation{PolicyID: id, BodySHA256: v.SHA256, SimulatedAt: h.Moment().At}, 1)
	}))
	require.NoError(t, h.work.Policies.Approve(ctx, apptest.Manager, id, v.SHA256, models.MustDate("2026-07-02"), "ahead"))
}

func TestEachJobDoesItsWorkOnceADay(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		a, reserved := story(t, h)
		got := h.day(t)
		sealed := got["seal-audit"]["sealed"]
		delete(got, "seal-audit")
		require.Equal(t, map[string]map[string]int64{
			"expire-reservations": {"expired": 1}, "lapse-credit": {"lapsed": 4}, "clear-receipts": {"cleared": 1},
			"issue-statements": {"agents": 1, "statements": 1}, "check-counters": {}, "keep-ledger": {"postings": 3}, "monthly-figures": {"months": 1}, "run-standard": {"runs": 1},
			"apply-policies": {"policies": 1}, "watch-agents": {"listed": 1}, "post-provisions": {"segments": 0}, "sweep": {"sessions": 0, "keys": 0, "files": 0, "runs": 0}, "recheck-holds": {"released": 1}, "rebuild-search": {"entries": 0}, "forget-prospects": {"forgotten": 0},
			"count-members": {"recounted": 1}, "member-facts": {"recounted": 1}, "fit-clv": {}, "give-coupons": {"coupons_given": 1}, "count-offers": {"offer_articles": 0, "offer_links": 0, "offer_buyers": 0}, "expire-points": {"expired_members": 1, "expired_points": 40, "expiring_points": 0}, "review-tiers": {"tiers_seen": 1, "tiers_up": 0, "tiers_down": 0, "tiers_grace": 0},
			"judge-promises": {"promises_broken": 1}, "review-scores": {"reviewed": 2, "regraded": 2}, "propose-limits": {"proposals": 2},
		}, got)
		require.Positive(t, sealed)

		o, err := orders.ByID(d.Read(context.Background()), reserved.ID)
		require.NoError(t, err)
		require.Equal(t, models.OrderDraft, o.State)
		account := h.Account(a.ID)
		require.Equal(t, models.Counters{ReceivableFen: 20_000, SecuredFen: 7_000}, account.Counters)
		require.Equal(t, models.MustDate("2026-06-30"), account.ClosedThroughOn)
		found, err := reports.Check(context.Background(), d)
		require.NoError(t, err)
		require.Empty(t, found)

		before := contents(t, d)
		again := h.day(t)
		for name, counts := range again {
			for figure, n := range counts {
				require.Zero(t, n, "%s: %s", name, figure)
			}
		}
		require.Equal(t, before, contents(t, d), "the second run of a day changes no row of the book")
		head, err := h.work.Audit.Verify(context.Background())
		require.NoError(t, err)
		require.Equal(t, sealed, head.Count)
	})
}

func TestADifferenceInTheCountersFailsTheRun(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		a := h.Agent("A1", 1000)
		h.Place(a.ID, 50, models.OutcomeApprove)
		h.run(t, "check-counters")
		require.NoError(t, d.InTx(context.Background(), func(tx *db.Tx) error {
			_, err := tx.Change("UPDATE credit_accounts SET reserved_fen = reserved_fen + 1 WHERE agent_id = ?", a.ID)
			return err
		}))
		rec, err := h.runner.RunFor(context.Background(), models.System, "check-counters", h.Clock.Now())
		require.ErrorContains(t, err, "the reserved counter is the sum of open reservations: A1: want 50.00, got 50.01")
		require.Equal(t, runs.Failed, rec.State)
		require.Contains(t, rec.Message, "A1")
		require.EqualValues(t, 1, rec.Counts()["differences"])
	})
}

// One agent whose statement cannot be issued keeps nobody else waiting, and is
// named; the next try issues what is missing.
func TestOneBadStatementKeepsNoOtherWaiting(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		for i := range 3 {
			a := h.Agent(fmt.Sprintf("A%d", i), 1000)
			h.Deliver(h.Place(a.ID, 10, models.OutcomeApprove).ID)
		}
		h.Clock.Set("2026-07-02")
		bad := true
		h.work.Statements.Render = func(doc models.Document) ([]byte, error) {
			if bad && doc.(models.StatementDocument).Buyer.Code == "A1" {
				return nil, fmt.Errorf("no paper for %s", doc.(models.StatementDocument).Buyer.Code)
			}
			return json.Marshal(doc)
		}
		rec, err := h.runner.RunFor(context.Background(), models.System, "issue-statements", h.Clock.Now())
		require.ErrorContains(t, err, "no paper for A1")
		require.EqualValues(t, 3, rec.Counts()["statements"], "the statement is issued, only its paper is not")
		require.EqualValues(t, 3, rec.Done)
		bad = false
		h.run(t, "issue-statements")
		var unprinted, issued int64
		require.NoError(t, d.Read(context.Background()).Raw("SELECT COUNT(*) FROM statements WHERE pdf_sha256 = ''").Scan(&unprinted).Error)
		require.NoError(t, d.Read(context.Background()).Raw("SELECT COUNT(*) FROM statements").Scan(&issued).Error)
		require.Zero(t, unprinted)
		require.EqualValues(t, 3, issued)
	})
}

func TestTheSweepKeepsWhatStillCounts(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		ctx := context.Background()
		old, young := h.Clock.Now().Add(-31*24*time.Hour), h.Clock.Now().Add(-20*24*time.Hour)
		require.NoError(t, d.InTx(ctx, func(tx *db.Tx) error {
			for i, at := range []time.Time{old, old.Add(time.Hour), young} {
				if err := db.ClaimKey(tx, "test", fmt.Sprint(i), "", 200, "", at); err != nil {
					return err
				}
			}
			return nil
		}))
		h.run(t, "check-counters")
		h.run(t, "seal-audit")
		require.EqualValues(t, 2, h.run(t, "sweep").Counts()["keys"])
		h.Clock.Add(8 * 24 * time.Hour)
		require.EqualValues(t, 1, h.run(t, "sweep").Counts()["runs"], "the job of every minute is kept for a week")
		h.Clock.Add(101 * 24 * time.Hour)
		counts := h.run(t, "sweep").Counts()
		require.EqualValues(t, 3, counts["runs"])
	})
}

func TestTheTimetableStandsStillOnlyWhenNobodyRuns(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		ctx, since := context.Background(), h.Clock.Now()
		require.NoError(t, h.runner.Wake(ctx))
		require.NoError(t, h.runner.Healthy(ctx, since))
		h.Clock.Add(11 * time.Minute)
		require.ErrorContains(t, h.runner.Healthy(ctx, since), "nothing has run for 11m")
		require.NoError(t, h.runner.Healthy(ctx, h.Clock.Now()), "a process that has just begun is given time")
		require.NoError(t, h.runner.Wake(ctx))
		require.NoError(t, h.runner.Healthy(ctx, since))
	})
}
