package backtest_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"assay/app/apptest"
	"assay/app/backtest"
	"assay/app/db"
	"assay/models"
)

func TestMain(m *testing.M) { apptest.Main(m) }

// past is a book of half a year: A1 pays, A2 stops paying in March, A3 was
// refused once.
func past(t *testing.T, d *db.DB) *apptest.Book {
	b := apptest.NewBook(t, d)
	b.Clock.Set("2026-01-05")
	a1, a2, a3 := b.Agent("A1", 1_000_000), b.Agent("A2", 1_000_000), b.Agent("A3", 10_000)
	for _, day := range []string{"2026-01-06", "2026-02-06", "2026-03-06", "2026-04-07", "2026-05-07"} {
		b.Clock.Set(day)
		b.Deliver(b.Place(a1.ID, 100_000, models.OutcomeApprove).ID)
		b.Deliver(b.Place(a2.ID, 80_000, models.OutcomeApprove).ID)
		if day == "2026-04-07" {
			b.Place(a3.ID, 20_000, models.OutcomeHold)
		}
		b.Pay(a1.ID, 90_000)
	}
	b.Clock.Set("2026-07-15")
	return b
}

func draft(t *testing.T, body models.PolicyBody, kind models.PolicyKind) models.PolicyVersion {
	t.Helper()
	raw, sha, err := models.EncodePolicy(body)
	require.NoError(t, err)
	return models.PolicyVersion{Kind: kind, Segment: models.SegmentAll, Body: raw, SHA256: sha}
}

// The history is read as it was posted, a rule that would have stopped the late
// payer stops it, and nobody else is touched.
func TestADraftIsTriedOnTheRecordedPast(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		b := past(t, d)
		s := &backtest.Service{DB: d, Clock: db.Clock{Now: b.Clock.Now, Zone: apptest.Shanghai}}
		rules := models.DefaultBlockingPolicy()
		rules.Rules = append(rules.Rules, models.BlockingRule{Family: models.FamilyDaysOverdue, Effect: models.EffectHold, Scope: "agent:A2", Days: 3})
		done := models.Rate(0)
		c, err := s.Try(context.Background(), draft(t, &rules, models.PolicyBlocking), b.Moment().On, func(r models.Rate) error {
			require.Greater(t, r, done)
			done = r
			return nil
		})
		require.NoError(t, err)
		require.Equal(t, models.One, done)
		require.Equal(t, models.MustDate("2026-02-01"), c.From, "the month after the first order")
		require.Equal(t, models.MustDate("2026-06-30"), c.To, "July is not over")
		require.Len(t, c.Base.Months, 5)
		require.Equal(t, 9, c.Base.Totals.Orders, "four months of two agents and one that was refused")
		require.Equal(t, models.Money(4*180_000_00+20_000_00), c.Base.Totals.AskedFen)
		require.Zero(t, c.Base.Agents[0].LostSalesFen, "who pays orders on")
		require.Equal(t, models.Money(400_000_00), c.Base.Agents[0].SalesFen)
		require.Positive(t, c.Base.Agents[1].SalesFen)
		require.Equal(t, models.Money(20_000_00), c.Base.Agents[2].LostSalesFen+c.Base.Agents[2].SalesFen, "what was refused asks too")
		require.Equal(t, 1, c.Affected)
		require.Less(t, c.Candidate.Totals.SalesFen, c.Base.Totals.SalesFen)
		require.Equal(t, c.Base.Agents[0], c.Candidate.Agents[0])
		require.Positive(t, c.Candidate.Agents[1].LostSalesFen)

		stop := errors.New("stop")
		_, err = s.Try(context.Background(), draft(t, &rules, models.PolicyBlocking), b.Moment().On, func(models.Rate) error { return stop })
		require.ErrorIs(t, err, stop)
	})
}

// The last month is a whole one, whatever the day; only a company in its first
// month has a part of one.
func TestATrialEndsWithAMonth(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		b := apptest.NewBook(t, d)
		b.Clock.Set("2026-03-03")
		s := &backtest.Service{DB: d, Clock: db.Clock{Now: b.Clock.Now, Zone: apptest.Shanghai}}
		card := models.DefaultScorecard()
		a := b.Agent("A1", 1_000_000)
		b.Place(a.ID, 1000, models.OutcomeApprove)
		for day, want := range map[string][2]string{
			"2026-03-20": {"2026-03-01", "2026-03-20"}, "2026-03-31": {"2026-03-01", "2026-03-31"},
			"2026-04-01": {"2026-03-01", "2026-03-31"}, "2026-04-30": {"2026-04-01", "2026-04-30"}, "2026-06-01": {"2026-04-01", "2026-05-31"},
		} {
			c, err := s.Try(context.Background(), draft(t, &card, models.PolicyScorecard), models.MustDate(day), func(models.Rate) error { return nil })
			require.NoError(t, err, day)
			require.Equal(t, want, [2]string{c.From.String(), c.To.String()}, day)
			require.Equal(t, day == "2026-03-20", c.Partial(), day)
		}
	})
}

func TestWithoutAPastThereIsNothingToTry(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		b := apptest.NewBook(t, d)
		s := &backtest.Service{DB: d, Clock: db.Clock{Now: b.Clock.Now, Zone: apptest.Shanghai}}
		card := models.DefaultScorecard()
		_, err := s.Try(context.Background(), draft(t, &card, models.PolicyScorecard), b.Moment().On, func(models.Rate) error { return nil })
		require.Equal(t, models.KindInvalid, models.KindOf(err))
	})
}

func of(scope models.Scope, chosen backtest.Chosen) backtest.Question {
	return backtest.Question{Chosen: chosen, Scope: scope, Financing: backtest.FinancingRate}
}

// Only the agents chosen within the scope are compared; longer terms tie up
// more, prepaid nothing.
func TestSettlementPoliciesAreComparedOnAnAgentsOwnPast(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		b := past(t, d)
		ctx := context.Background()
		s := &backtest.Service{DB: d, Clock: db.Clock{Now: b.Clock.Now, Zone: apptest.Shanghai}}
		all := models.Scope{All: true}
		c, err := s.Compare(ctx, of(all, backtest.Chosen{AgentID: 1}), b.Moment().On)
		require.NoError(t, err)
		require.Equal(t, 1, c.Agents)
		tied := map[string]models.Money{}
		for _, e := range c.Effects {
			tied[e.Policy.Code] = e.TiedUp.Fen
			require.Equal(t, e.Policy.Code == "monthly", e.Current == 1, e.Policy.Code)
			require.Equal(t, c.Effects[0].Sales.Fen+c.Effects[0].Lost.Fen, e.Sales.Fen+e.Lost.Fen, e.Policy.Code)
			require.LessOrEqual(t, e.Sales.LowFen, e.Sales.Fen)
		}
		require.Zero(t, tied["early"])
		require.Less(t, tied["immediate"], tied["monthly"])
		require.Less(t, tied["monthly"], tied["quarterly"])
		_, err = s.Compare(ctx, of(models.Scope{Agents: []int64{2}}, backtest.Chosen{AgentID: 1}), b.Moment().On)
		require.Equal(t, models.KindNotFound, models.KindOf(err), "outside the scope")
		c, err = s.Compare(ctx, of(all, backtest.Chosen{Grade: "A", RegionID: 1}), b.Moment().On)
		require.NoError(t, err)
		require.Equal(t, 3, c.Agents)
	})
}

// More agents than somebody waits for are refused at once and compared by a
// run, whose result is its owner's alone; both ways find the same.
func TestManyAgentsAreCompared(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		b := past(t, d)
		ctx, on := context.Background(), b.Moment().On
		s := &backtest.Service{DB: d, Clock: db.Clock{Now: b.Clock.Now, Zone: apptest.Shanghai}}
		all := of(models.Scope{All: true}, backtest.Chosen{RegionID: 1})
		few, err := s.Compare(ctx, all, on)
		require.NoError(t, err)
		for i := range backtest.MostCompared {
			b.Agent(fmt.Sprintf("N%d", i), 1)
		}
		_, err = s.Compare(ctx, all, on)
		require.Equal(t, models.KindInvalid, models.KindOf(err))
		done := models.Rate(0)
		many, err := s.CompareAll(ctx, all, on, func(r models.Rate) error {
			require.GreaterOrEqual(t, r, done)
			done = r
			return nil
		})
		require.NoError(t, err)
		require.Equal(t, models.One, done)
		require.Equal(t, backtest.MostCompared+3, many.Agents)
		require.Equal(t, few.Orders, many.Orders, "who bought nothing adds nothing")
		for i := range few.Effects {
			if now := few.Effects[i].Current; now > 0 {
				few.Effects[i].Current = now + backtest.MostCompared
			}
		}
		require.Equal(t, few.Effects, many.Effects)

		require.NoError(t, d.InTx(ctx, func(tx *db.Tx) error { return backtest.KeepComparison(tx, b.Moment(), apptest.Finance, 7, all, many) }))
		x, found, err := backtest.Found(d.Read(ctx), apptest.Finance.ID, 7)
		require.NoError(t, err)
		require.Equal(t, all, x)
		require.Equal(t, many, found)
		_, _, err = backtest.Found(d.Read(ctx), apptest.Manager.ID, 7)
		require.Equal(t, models.KindNotFound, models.KindOf(err), "made within what another may see")
		stop := errors.New("stop")
		_, err = s.CompareAll(ctx, all, on, func(models.Rate) error { return stop })
		require.ErrorIs(t, err, stop)
	})
}

// A loss of nothing under every policy, though money would be out and a share of
// it is lost, is one that nobody knows.
func TestALossThatCannotBeToldIsNotStatedAsNone(t *testing.T) {
	effects := func(tied, loss models.Money) []models.SettlementEffect {
		return []models.SettlementEffect{{}, {TiedUp: models.Estimate{Fen: tied}, Loss: models.Estimate{Fen: loss}}}
	}
	for _, x := range []struct {
		rate       models.Rate
		tied, loss models.Money
		unknown    bool
	}{{25_000, 100_00, 0, true}, {25_000, 100_00, 1, false}, {0, 100_00, 0, false}, {25_000, 0, 0, false}} {
		require.Equal(t, x.unknown, backtest.Comparison{LossRate: x.rate, Effects: effects(x.tied, x.loss)}.LossUnknown(), "%+v", x)
	}
}
