package limits_test

import (
	"context"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"assay/app/apptest"
	"assay/app/credit"
	"assay/app/db"
	"assay/app/limits"
	"assay/app/receivables"
	"assay/models"
)

func TestMain(m *testing.M) { apptest.Main(m) }

// house is a book with the service on it.
type house struct {
	*apptest.Book
	*limits.Service
}

func newHouse(t *testing.T, d *db.DB) house {
	b := apptest.NewBook(t, d)
	return house{b, &limits.Service{DB: d, Clock: db.Clock{Now: b.Clock.Now, Zone: apptest.Shanghai}}}
}

func actor(who models.Who, role models.Role) models.Actor {
	return models.Actor{ID: who.ID, Name: who.Name, Grants: []models.Grant{{Role: role, Kind: models.ScopeAll}}}
}

var (
	finance = actor(apptest.Finance, models.RoleFinance)
	other   = actor(models.Who{ID: 9, Name: "other"}, models.RoleFinance)
	manager = actor(apptest.Manager, models.RoleFinanceManager)
)

func (h house) standing(t *testing.T, agent int64) models.Money {
	v, err := credit.Load(h.Service.DB.Read(context.Background()), agent, h.Moment().On)
	require.NoError(t, err)
	l, _ := v.Terms.StandingLimit(h.Moment().On)
	return l.Ceiling()
}

func (h house) by(hand models.Actor, agent, yuan int64) (models.LimitProposal, error) {
	return h.Propose(context.Background(), hand, credit.LimitInput{AgentID: agent, Purpose: models.LimitStanding, Limit: models.Limit{Kind: models.LimitAmount, Amount: models.Money(yuan * 100)},
		ValidFrom: h.Moment().On, Reason: "test"})
}

// Lowering takes effect at once; a raise waits for a second person with the
// authority, and never for the one who proposed it.
func TestARaiseTakesTwo(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		ctx := context.Background()
		a := h.Agent("A1", 1000)
		p, err := h.by(finance, a.ID, 900)
		require.NoError(t, err)
		require.Equal(t, models.LimitApproved, p.State)
		require.Equal(t, models.Money(900_00), h.standing(t, a.ID))

		p, err = h.by(finance, a.ID, 1000)
		require.NoError(t, err)
		require.Equal(t, models.LimitOpen, p.State)
		require.Equal(t, models.Money(900_00), h.standing(t, a.ID), "it waits")
		decide := func(by models.Actor, id int64, yes bool) error {
			return h.Decide(ctx, by, limits.Decision{ID: id, Approve: yes, Reason: "test"})
		}
		require.ErrorIs(t, decide(finance, p.ID, true), limits.ErrOwn)
		require.ErrorIs(t, decide(finance, p.ID, false), limits.ErrOwn, "nor rejected: it is withdrawn")
		require.NoError(t, decide(other, p.ID, true))
		require.Equal(t, models.Money(1000_00), h.standing(t, a.ID))
		require.ErrorIs(t, decide(manager, p.ID, false), limits.ErrDecided)

		p, err = h.by(finance, a.ID, 1201)
		require.NoError(t, err)
		require.ErrorIs(t, decide(other, p.ID, true), models.Forbidden("error.limit_authority"), "more than a fifth")
		again, err := h.by(other, a.ID, 1300)
		require.NoError(t, err)
		require.ErrorIs(t, decide(manager, p.ID, true), limits.ErrDecided, "superseded by the later one")
		require.NoError(t, decide(manager, again.ID, true))
		require.Equal(t, models.Money(1300_00), h.standing(t, a.ID))
		journal, err := credit.Limits(d.Read(ctx), a.ID, 10)
		require.NoError(t, err)
		require.Len(t, journal, 4, "the journal has every change")
		blind := manager
		blind.Grants = []models.Grant{{Role: models.RoleFinanceManager, Kind: models.ScopeRegion, Path: "/9/"}}
		p, err = h.by(finance, a.ID, 2000)
		require.NoError(t, err)
		require.Equal(t, models.KindNotFound, models.KindOf(decide(blind, p.ID, true)), "another region's")
		require.ErrorIs(t, h.Withdraw(ctx, other.Who(), p, "not mine"), models.Conflict("error.limit_not_yours"))
		require.NoError(t, h.Withdraw(ctx, finance.Who(), p, "mine"))
	})
}

// Two who approve at once: one wins, the other is told; the limit is set once.
func TestTwoApproveAtOnce(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		ctx := context.Background()
		a := h.Agent("A1", 1000)
		p, err := h.by(finance, a.ID, 1500)
		require.NoError(t, err)
		errs := make([]error, 2)
		var both sync.WaitGroup
		for i, by := range []models.Actor{manager, actor(models.Who{ID: 8, Name: "second"}, models.RoleFinanceManager)} {
			both.Add(1)
			go func() {
				defer both.Done()
				errs[i] = h.Decide(ctx, by, limits.Decision{ID: p.ID, Version: p.Version, Approve: true, Reason: "yes"})
			}()
		}
		both.Wait()
		if errs[0] != nil {
			errs[0], errs[1] = errs[1], errs[0]
		}
		require.NoError(t, errs[0])
		require.ErrorIs(t, errs[1], limits.ErrDecided)
		journal, err := credit.Limits(d.Read(ctx), a.ID, 10)
		require.NoError(t, err)
		require.Len(t, journal, 2)
	})
}

// An agent asks, one at a time; finance gives less, with an answer.
func TestAnAgentAsks(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		ctx := context.Background()
		a := h.Agent("A1", 1000)
		on := h.Moment().On
		ask := models.LimitRequest{Purpose: models.LimitTemporary, Amount: 1500_00, From: on, To: on.AddDays(30), Reason: "fair"}
		p, err := h.Request(ctx, apptest.Buyer, a.ID, ask)
		require.NoError(t, err)
		_, err = h.Request(ctx, apptest.Buyer, a.ID, ask)
		require.ErrorIs(t, err, limits.ErrWaiting)
		low := ask
		low.Purpose, low.Amount, low.To = models.LimitStanding, 1000_00, 0
		_, err = h.Request(ctx, apptest.Buyer, a.ID, low)
		require.Equal(t, models.KindInvalid, models.KindOf(err))
		less, more := models.Money(1200_00), models.Money(1500_01)
		give := limits.Decision{ID: p.ID, Approve: true, Amount: &more, Answer: "for the fair"}
		require.Equal(t, models.KindInvalid, models.KindOf(h.Decide(ctx, manager, give)), "never more than asked for")
		give.Amount, give.Answer, give.Reason = &less, "", "good payer"
		require.ErrorIs(t, h.Decide(ctx, manager, give), models.Invalid("answer", "error.answer_required"))
		give.Answer = "for the fair"
		require.NoError(t, h.Decide(ctx, finance, give), "a fifth is within the authority")
		v, err := credit.Load(d.Read(ctx), a.ID, on)
		require.NoError(t, err)
		now, source := v.Terms.EffectiveLimit(on)
		require.Equal(t, models.Limit{Kind: models.LimitAmount, Amount: less}, now)
		require.Equal(t, models.SourceTemporary, source)
		done, err := limits.ByID(d.Read(ctx), models.Scope{All: true}, p.ID)
		require.NoError(t, err)
		require.Equal(t, less, *done.GrantedFen)
		require.Equal(t, "for the fair", done.Answer)
	})
}

// The formula proposes for agents with a limit of their own, once, and changes
// nothing by itself; who inherits is left alone.
func TestTheFormulaProposes(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		ctx := context.Background()
		a, b := h.Agent("A1", 1_000_000), h.Agent("B1", 1_000_000)
		h.Limit(b.ID, models.Limit{Kind: models.LimitInherit})
		h.Deliver(h.Place(a.ID, 50_000, models.OutcomeApprove).ID)
		h.Book.Clock.Set("2026-06-20")
		for _, id := range []int64{a.ID, b.ID} {
			require.NoError(t, d.InTx(ctx, func(tx *db.Tx) error {
				return tx.Create(&models.AgentScore{AgentID: id, AsOfOn: h.Moment().On, Grade: "A", ValidToOn: h.Moment().On, Record: "{}", ReviewedAt: h.Moment().At}).Error
			}))
		}
		ids, err := limits.Candidates(d.Read(ctx), h.Moment().On)
		require.NoError(t, err)
		require.Equal(t, []int64{a.ID}, ids, "inherited limits stay inherited")
		propose := func() (n int) {
			made, err := h.ByFormula(ctx, h.Moment(), ids)
			require.NoError(t, err)
			require.NoError(t, d.InTx(ctx, func(tx *db.Tx) (err error) { n, err = limits.EnterAll(tx, h.Moment(), made); return err }))
			return n
		}
		require.Equal(t, 1, propose())
		require.Zero(t, propose(), "one waits already")
		rows, _, err := limits.List(d.Read(ctx), models.Scope{All: true}, limits.Filter{AgentID: a.ID, Limit: 5})
		require.NoError(t, err)
		how, err := rows[0].Record()
		require.NoError(t, err)
		require.Equal(t, models.Money(50_000_00), how.Formula.Basis.PurchasesFen)
		require.Equal(t, rows[0].AmountFen, how.Formula.Limit)
		require.Equal(t, models.Money(1_000_000_00), h.standing(t, a.ID), "nothing changed")
		ids, err = limits.Candidates(d.Read(ctx), h.Moment().On)
		require.NoError(t, err)
		require.Empty(t, ids)
	})
}

// What was bought at once and what came back of it, though it was paid, count
// among the purchases of a proposal as credit sales do.
func TestTheFormulaCountsEveryPurchase(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		a := h.Agent("A1", 1_000_000)
		first := h.Moment().On
		h.Deliver(h.Place(a.ID, 50_000, models.OutcomeApprove).ID)
		h.Settle(a.ID, "immediate")
		h.Book.Clock.Set(h.Moment().On.AddMonths(2).String())
		at := h.Deliver(h.Place(a.ID, 20_000, models.OutcomeApprove).ID)
		require.Equal(t, models.SettlementImmediate, at.SettlementKind)
		h.Pay(a.ID, 70_000)
		_, err := h.Receivables.IssueCreditNote(context.Background(), apptest.Finance, receivables.CreditNoteInput{InvoiceID: at.ID, RequestKey: h.Key(), Gross: 5_000_00, Reason: "return"})
		require.NoError(t, err)
		made, _, err := limits.Formula(d.Read(context.Background()), []int64{a.ID}, h.Moment().On)
		require.NoError(t, err)
		require.Equal(t, models.Money(65_000_00), made[a.ID].Working.Basis.PurchasesFen)
		require.Equal(t, first, made[a.ID].Working.Basis.FirstSaleOn)
	})
}

// A mass change is submitted exactly as it was previewed.
func TestMassChange(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		ctx := context.Background()
		a, b := h.Agent("A1", 1_000_000), h.Agent("A2", 500_000)
		h.Agent("A3", 0)
		m := models.MassChange{Region: "east", Method: models.MassPercent, Percent: -100_000}
		pre, err := h.Preview(ctx, finance, m)
		require.NoError(t, err)
		require.Equal(t, 3, pre.Agents)
		require.Len(t, pre.Lines, 2, "nothing stays nothing")
		require.Equal(t, []models.Money{1_500_000_00, 1_350_000_00}, []models.Money{pre.From, pre.To})
		_, err = h.by(finance, b.ID, 400_000)
		require.NoError(t, err)
		_, err = h.Submit(ctx, finance, m, pre.SHA256, "less risk")
		require.ErrorIs(t, err, limits.ErrMoved)
		pre, err = h.Preview(ctx, finance, m)
		require.NoError(t, err)
		id, err := h.Submit(ctx, finance, m, pre.SHA256, "less risk")
		require.NoError(t, err)
		batch, err := limits.BatchByID(d.Read(ctx), models.Scope{All: true}, id)
		require.NoError(t, err)
		require.Equal(t, []int64{2, 2}, []int64{batch.Agents, batch.Open})
		open, err := h.OpenIn(ctx, models.Scope{All: true}, id)
		require.NoError(t, err)
		asked := limits.AskedBatch{BatchID: id, By: other, Approve: true, Reason: "yes"}
		no := func(*db.Tx) error { return nil }
		for _, p := range open {
			require.NoError(t, h.DecideOf(ctx, h.Moment(), asked, p.ID, no))
			require.NoError(t, h.DecideOf(ctx, h.Moment(), asked, p.ID, no), "again changes nothing")
		}
		require.NoError(t, h.EndBatch(ctx, h.Moment(), asked, no))
		batch, err = limits.BatchByID(d.Read(ctx), models.Scope{All: true}, id)
		require.NoError(t, err)
		require.Equal(t, models.LimitApproved, batch.State)
		require.Equal(t, models.Money(900_000_00), h.standing(t, a.ID))
		_, err = limits.BatchByID(d.Read(ctx), models.Scope{Regions: []string{"/9/"}}, id)
		require.Equal(t, models.KindNotFound, models.KindOf(err))
	})
}
