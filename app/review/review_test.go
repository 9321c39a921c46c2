package review_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"assay/app/apptest"
	"assay/app/credit"
	"assay/app/db"
	"assay/app/receivables"
	"assay/app/review"
	"assay/models"
)

func TestMain(m *testing.M) { apptest.Main(m) }

// house is a book with the service on it.
type house struct {
	*apptest.Book
	*review.Service
}

func newHouse(t *testing.T, d *db.DB) house {
	b := apptest.NewBook(t, d)
	return house{b, &review.Service{DB: d, Clock: db.Clock{Now: b.Clock.Now, Zone: apptest.Shanghai}}}
}

// night reviews whoever is due, as the job does.
func (h house) night(t *testing.T) (due []review.Due, kept review.Kept) {
	t.Helper()
	ctx, at := context.Background(), h.Moment()
	due, err := review.DueOn(h.Service.DB.Read(ctx), at.On)
	require.NoError(t, err)
	scores, err := h.Rate(ctx, due, at.On)
	require.NoError(t, err)
	require.NoError(t, h.Service.DB.InTx(ctx, func(tx *db.Tx) (err error) {
		kept, err = review.Keep(tx, at, models.System, scores)
		return err
	}))
	return due, kept
}

func grade(t *testing.T, h house, id int64) (g models.Grade) {
	require.NoError(t, h.Service.DB.Read(context.Background()).Raw("SELECT grade FROM agents WHERE id = ?", id).Scan(&g).Error)
	return g
}

// An agent that was never scored is reviewed; the same day again changes
// nothing; a write-off asks for the next review; a grade that changes is in the
// journal and makes credit checks read the terms anew.
func TestReviewsOnScheduleAndOnEvents(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		ctx := context.Background()
		a := h.Agent("A1", 100_000)
		b := h.Agent("B1", 100_000)
		h.Deliver(h.Place(a.ID, 1000, models.OutcomeApprove).ID)
		h.Book.Clock.Set("2026-06-02")
		before := h.Account(a.ID).TermsVersion
		due, kept := h.night(t)
		require.Equal(t, []review.Due{{AgentID: a.ID, Trigger: models.ReviewFirst}, {AgentID: b.ID, Trigger: models.ReviewFirst}}, due)
		require.Equal(t, review.Kept{Reviewed: 2, Regraded: 2}, kept)
		require.Greater(t, h.Account(a.ID).TermsVersion, before)
		scores, err := review.Scores(d.Read(ctx), a.ID, 5)
		require.NoError(t, err)
		require.Len(t, scores, 1)
		require.Equal(t, grade(t, h, a.ID), scores[0].Grade)
		sum := 0
		for _, l := range scores[0].Score.Log {
			sum += l.Points
		}
		require.Equal(t, scores[0].Points, sum, "the log explains every point")
		_, kept = h.night(t)
		require.Zero(t, kept, "the same day again changes nothing")

		h.Book.Clock.Set("2026-06-03")
		due, _ = h.night(t)
		require.Empty(t, due, "nothing happened")

		items, err := receivables.ItemsAt(d.Read(ctx), a.ID, h.Moment().On)
		require.NoError(t, err)
		w, err := h.Receivables.RequestWriteOff(ctx, apptest.Finance, receivables.WriteOffInput{ItemID: items[0].ID, Amount: 100, RequestKey: h.Key(), Reason: "gone"})
		require.NoError(t, err)
		require.NoError(t, h.Receivables.DecideWriteOff(ctx, apptest.Manager, w.ID, true, "yes"))
		h.Book.Clock.Set("2026-06-04")
		due, _ = h.night(t)
		require.Equal(t, []review.Due{{AgentID: a.ID, Trigger: models.ReviewWriteOff}}, due)
		require.Equal(t, models.Grade("E"), grade(t, h, a.ID), "a loss not recovered caps the grade")

		h.Book.Clock.Set("2026-06-05")
		h.Place(b.ID, 50_001, models.OutcomeApprove)
		due, _ = h.night(t)
		require.Empty(t, due, "the day is not over")
		h.Book.Clock.Set("2026-06-06")
		due, _ = h.night(t)
		require.Equal(t, []review.Due{{AgentID: b.ID, Trigger: models.ReviewOrder}}, due)

		h.Book.Clock.Set("2026-12-06")
		due, _ = h.night(t)
		require.Equal(t, []review.Due{{AgentID: a.ID, Trigger: models.ReviewSchedule}}, due, "the day after the last valid one")
	})
}

// Promises are judged by value days, and a broken one counts in the credit
// terms, in the history of the score, and asks for a review.
func TestPromises(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		ctx := context.Background()
		a := h.Agent("A1", 1000)
		h.Book.Clock.Set("2026-06-02")
		h.night(t)
		promise := func(yuan int64, due string) models.PaymentPromise {
			p, err := h.Promise(ctx, apptest.Finance, models.PaymentPromise{AgentID: a.ID, AmountFen: models.Money(yuan * 100), MadeOn: h.Moment().On, DueOn: models.MustDate(due), MadeWith: "owner"})
			require.NoError(t, err)
			return p
		}
		kept, broken, gone := promise(100, "2026-06-10"), promise(150, "2026-06-09"), promise(1, "2026-06-05")
		require.NoError(t, h.CancelPromise(ctx, apptest.Finance, a.ID, gone.ID, "a mistake"))
		require.ErrorIs(t, h.CancelPromise(ctx, apptest.Finance, a.ID, gone.ID, "again"), models.Conflict("error.promise_judged"))
		require.Equal(t, models.KindNotFound, models.KindOf(h.CancelPromise(ctx, apptest.Finance, a.ID+1, kept.ID, "not theirs")))
		h.Book.Clock.Set("2026-06-08")
		h.Pay(a.ID, 100)
		judge := func() {
			open, err := review.OpenPromises(d.Read(ctx), h.Moment().On)
			require.NoError(t, err)
			for _, p := range open {
				_, err := h.JudgePromise(ctx, h.Moment(), p, func(*db.Tx) error { return nil })
				require.NoError(t, err)
			}
		}
		state := func(p models.PaymentPromise) models.PromiseState {
			now, err := review.PromiseInScope(d.Read(ctx), models.Scope{All: true}, p.ID)
			require.NoError(t, err)
			return now.State
		}
		judge()
		require.Equal(t, models.PromiseKept, state(kept))
		require.Equal(t, models.PromiseOpen, state(broken))
		h.Book.Clock.Set("2026-06-10")
		h.Pay(a.ID, 500)
		judge()
		require.Equal(t, models.PromiseBroken, state(broken), "money of a later day does not mend it")
		require.Equal(t, models.PromiseCancelled, state(gone))
		view, err := credit.Load(d.Read(ctx), a.ID, h.Moment().On)
		require.NoError(t, err)
		require.Equal(t, 1, view.Terms.BrokenPromises)
		due, _ := h.night(t)
		require.Equal(t, []review.Due{{AgentID: a.ID, Trigger: models.ReviewBroken}}, due)
		scores, err := review.Scores(d.Read(ctx), a.ID, 1)
		require.NoError(t, err)
		for _, l := range scores[0].Score.Log {
			if l.Key == models.FactorBrokenPromises {
				require.Equal(t, int64(1), l.Value)
			}
		}
		year, err := credit.Load(d.Read(ctx), a.ID, h.Moment().On.AddMonths(13))
		require.NoError(t, err)
		require.Zero(t, year.Terms.BrokenPromises, "twelve months later it is forgotten")
	})
}

// Outside data counts from its day on, the latest value of a name alone.
func TestFacts(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		ctx := context.Background()
		a := h.Agent("A1", 1000)
		enter := func(value int64, on string) error {
			return h.EnterFact(ctx, apptest.Finance, models.AgentFact{AgentID: a.ID, Name: "bureau", Value: value, AsOfOn: models.MustDate(on), Source: "bureau"})
		}
		require.NoError(t, enter(600, "2026-05-01"))
		require.NoError(t, enter(700, "2026-06-01"))
		require.NoError(t, enter(700, "2026-06-01"))
		require.Equal(t, models.KindInvalid, models.KindOf(enter(1, "2026-06-02")), "not of tomorrow")
		facts, err := review.Facts(d.Read(ctx), a.ID, 10)
		require.NoError(t, err)
		require.Len(t, facts, 2, "the same again adds nothing")
		for on, want := range map[string]int64{"2026-05-20": 600, "2026-06-01": 700} {
			views, err := credit.LoadAll(d.Read(ctx), []int64{a.ID}, models.MustDate(on))
			require.NoError(t, err)
			hs, err := review.Histories(d.Read(ctx), views, models.MustDate(on))
			require.NoError(t, err)
			require.Equal(t, want, hs[a.ID].External["bureau"], on)
		}
	})
}

// Many agents cost few statements.
func TestReadingManyHistoriesCostsFewStatements(t *testing.T) {
	d := apptest.SQLite(t)
	h := newHouse(t, d)
	for _, code := range []string{"A1", "A2", "A3", "A4", "A5", "A6"} {
		h.Deliver(h.Place(h.Agent(code, 1000).ID, 10, models.OutcomeApprove).ID)
	}
	h.Book.Clock.Set("2026-06-02")
	ctx, on := context.Background(), h.Moment().On
	due, err := review.DueOn(d.Read(ctx), on)
	require.NoError(t, err)
	count := func(some []review.Due) int64 {
		before := d.Counters().Statements.Load()
		_, err := h.Rate(ctx, some, on)
		require.NoError(t, err)
		return d.Counters().Statements.Load() - before
	}
	require.Equal(t, count(due[:1]), count(due))
}

// Whoever pays late is listed with the reason and stays since the day it came;
// who pays up leaves.
func TestTheWatchListFollowsPayment(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		b := apptest.NewBook(t, d)
		s := &review.Service{DB: d, Clock: db.Clock{Now: b.Clock.Now, Zone: apptest.Shanghai}}
		late, good := b.Agent("A1", 10_000), b.Agent("A2", 10_000)
		b.Deliver(b.Place(late.ID, 100, models.OutcomeApprove).ID)
		b.Deliver(b.Place(good.ID, 100, models.OutcomeApprove).ID)
		b.Pay(good.ID, 100)
		watch := func(day string) []review.Watched {
			b.Clock.Set(day)
			ids, err := review.Active(d.Read(ctx))
			require.NoError(t, err)
			listed, err := s.Watch(ctx, ids, b.Moment().On)
			require.NoError(t, err)
			require.NoError(t, d.InTx(ctx, func(tx *db.Tx) error { _, err := review.KeepWatch(tx, ids, listed); return err }))
			var kept []review.Watched
			require.NoError(t, d.Read(ctx).Raw("SELECT * FROM agent_watch ORDER BY agent_id").Scan(&kept).Error)
			return kept
		}
		require.Empty(t, watch("2026-07-05"))
		first := watch("2026-10-01")
		require.Len(t, first, 1)
		require.Equal(t, late.ID, first[0].AgentID)
		require.Greater(t, *first[0].OldestDays, int64(11))
		require.Equal(t, first[0].AsOfOn.AddDays(11-int(*first[0].OldestDays)), first[0].SinceOn, "the first day that gave its points, not the day of the job")
		again := watch("2026-10-02")
		require.Equal(t, first[0].SinceOn, again[0].SinceOn)
		require.NotEqual(t, first[0].AsOfOn, again[0].AsOfOn)
		b.Pay(late.ID, 100)
		_, total, err := review.OnWatch(d.Read(ctx), models.Scope{All: true}, 10, 0)
		require.NoError(t, err)
		require.Zero(t, total, "who owes nothing leaves before the night does")
		require.Empty(t, watch("2026-10-03"))
	})
}
