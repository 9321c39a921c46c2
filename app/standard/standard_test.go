package standard_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"assay/app/apptest"
	"assay/app/credit"
	"assay/app/db"
	"assay/app/orders"
	"assay/app/policy"
	"assay/app/receivables"
	"assay/app/standard"
	"assay/models"
)

func TestMain(m *testing.M) { apptest.Main(m) }

func noFence(*db.Tx) error { return nil }

// losses is a book where 36 agents bought ¥100 each in June 2026, due in July,
// and bad of them never paid and were written off.
func losses(t *testing.T, d *db.DB, bad int) (*apptest.Book, *standard.Service) {
	b := apptest.NewBook(t, d)
	s := &standard.Service{DB: d, Clock: db.Clock{Now: b.Clock.Now, Zone: apptest.Shanghai}}
	ctx := context.Background()
	policy := models.DefaultStandardPolicy()
	policy.EarlySignalPPM = nil
	b.Standard(policy, "first")
	var owed []models.Agent
	for i := range 36 {
		a := b.Agent(fmt.Sprintf("A%02d", i), 1000)
		b.Deliver(b.Place(a.ID, 100, models.OutcomeApprove).ID)
		if i < bad {
			owed = append(owed, a)
		}
	}
	b.Clock.Set("2026-11-01")
	for _, a := range owed {
		items, err := receivables.ItemsAt(d.Read(ctx), a.ID, b.Moment().On)
		require.NoError(t, err)
		w, err := b.Receivables.RequestWriteOff(ctx, apptest.Finance, receivables.WriteOffInput{ItemID: items[0].ID, Amount: items[0].ResidualFen, RequestKey: b.Key(), Reason: "gone"})
		require.NoError(t, err)
		require.NoError(t, b.Receivables.DecideWriteOff(ctx, apptest.Manager, w.ID, true, "seen"))
	}
	return b, s
}

func run(t *testing.T, b *apptest.Book, s *standard.Service, day string) models.StandardRun {
	b.Clock.Set(day)
	r, ok, err := s.Run(context.Background(), b.Moment(), models.SegmentAll, b.Moment().On, noFence)
	require.NoError(t, err)
	require.True(t, ok)
	return r
}

func TestHighLossProposesTheStricterLevelAndFinanceDecides(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		b, s := losses(t, d, 8)
		ctx := context.Background()
		require.Equal(t, models.RuleNewSegment, run(t, b, s, "2026-11-02").Rule)
		early := run(t, b, s, "2026-12-01")
		require.Equal(t, models.RuleNoSales, early.Rule, "nothing has had its 180 days yet")
		r := run(t, b, s, "2027-03-01")
		require.Equal(t, models.RuleRateHigh, r.Rule, r.Record)
		require.Equal(t, models.ResultProposed, r.Result)
		rec, err := standard.RecordOf(r)
		require.NoError(t, err)
		require.Equal(t, rec.Outcome, rec.Replay(), "a replayed record says the same")
		require.EqualValues(t, 222_222, rec.Evidence.Loss.RatePPM, "8 of 36 equal sums")

		_, ok, err := s.Run(ctx, b.Moment(), models.SegmentAll, b.Moment().On, noFence)
		require.NoError(t, err)
		require.False(t, ok, "the same day and policy version runs once")

		props, err := standard.Proposals(d.Read(ctx), models.SegmentAll, 10)
		require.NoError(t, err)
		require.Len(t, props, 1)
		before, err := credit.Load(d.Read(ctx), 1, b.Moment().On)
		require.NoError(t, err)
		require.NoError(t, s.Approve(ctx, apptest.Manager, props[0].ID, "agreed"))
		require.ErrorIs(t, s.Approve(ctx, apptest.Manager, props[0].ID, "again"), standard.ErrDecided)
		after, err := credit.Load(d.Read(ctx), 1, b.Moment().On)
		require.NoError(t, err)
		require.Equal(t, "strict", after.Terms.Standard.Level)
		require.Greater(t, after.Terms.TermsVersion, before.Terms.TermsVersion, "a check under way must read its terms again")

		changes, err := standard.Changes(d.Read(ctx), models.SegmentAll, 10)
		require.NoError(t, err)
		require.NoError(t, s.RollBack(ctx, apptest.Manager, changes[0].ID, "too hasty"))
		require.ErrorIs(t, s.RollBack(ctx, apptest.Manager, changes[0].ID, "twice"), standard.ErrStateMoved)
		state, err := standard.State(d.Read(ctx), models.SegmentAll)
		require.NoError(t, err)
		require.Equal(t, "normal", state.Level)
	})
}

func TestShadowRecordsAndProposesNothing(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		b, s := losses(t, d, 8)
		ctx := context.Background()
		p := models.DefaultStandardPolicy()
		p.EarlySignalPPM = nil
		p.Mode = models.ModeShadow
		b.Standard(p, "watch first")
		run(t, b, s, "2026-11-02")
		require.Equal(t, models.ResultShadowed, run(t, b, s, "2027-03-01").Result)
		props, err := standard.Proposals(d.Read(ctx), models.SegmentAll, 10)
		require.NoError(t, err)
		require.Empty(t, props)
	})
}

// What was written off after the lag does not count for the cohort: the rate
// is what was known, not what became known.
func TestLossesAfterTheLagDoNotCount(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		b, _ := losses(t, d, 0)
		ctx := context.Background()
		b.Clock.Set("2027-06-01")
		items, err := receivables.ItemsAt(d.Read(ctx), 1, b.Moment().On)
		require.NoError(t, err)
		w, err := b.Receivables.RequestWriteOff(ctx, apptest.Finance, receivables.WriteOffInput{ItemID: items[0].ID, Amount: items[0].ResidualFen, RequestKey: b.Key(), Reason: "gone"})
		require.NoError(t, err)
		require.NoError(t, b.Receivables.DecideWriteOff(ctx, apptest.Manager, w.ID, true, "seen"))
		e, err := standard.Evidence(d.Read(ctx), d.Dialect(), models.SegmentAll, b.Moment().On, 180)
		require.NoError(t, err)
		require.EqualValues(t, 0, e.Loss.LostFen)
		require.EqualValues(t, 36*100_00, e.Loss.GrossFen)
		e, err = standard.Evidence(d.Read(ctx), d.Dialect(), models.SegmentAll, b.Moment().On, 330)
		require.NoError(t, err)
		require.EqualValues(t, 0, e.Loss.GrossFen, "with a longer lag the cohort has not ripened")
	})
}

// A proposal stands on the evidence of its run: a newer run replaces it, also
// one that would keep the level.
func TestANewerRunReplacesAnOpenProposal(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		b, s := losses(t, d, 8)
		ctx := context.Background()
		run(t, b, s, "2026-11-02")
		require.Equal(t, models.ResultProposed, run(t, b, s, "2027-03-01").Result)
		require.Equal(t, models.RuleNoSales, run(t, b, s, "2028-03-01").Rule)
		props, err := standard.Proposals(d.Read(ctx), models.SegmentAll, 10)
		require.NoError(t, err)
		require.Len(t, props, 1)
		require.Equal(t, models.ProposalSuperseded, props[0].State)
		require.ErrorIs(t, s.Approve(ctx, apptest.Manager, props[0].ID, "late"), standard.ErrDecided)
	})
}

// A proposal ends with the level it starts from: once that is rolled back, it
// waits for nobody. Neither does one under a policy that has the level no more.
func TestAProposalEndsWithWhatItStartsFrom(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		b, s := losses(t, d, 8)
		ctx := context.Background()
		run(t, b, s, "2026-11-02")
		require.Equal(t, models.ResultProposed, run(t, b, s, "2027-03-01").Result)
		require.NoError(t, s.Approve(ctx, apptest.Manager, latest(t, d).ID, "agreed"))
		propose := func(version int64) {
			require.NoError(t, d.InTx(ctx, func(tx *db.Tx) error {
				return tx.Create(&models.StandardProposal{RunID: 100 + version, Segment: models.SegmentAll, FromLevel: "strict", ToLevel: "normal",
					State: models.ProposalOpen, StateVersion: version, ProposedAt: b.Moment().At}).Error
			}))
		}
		state, err := standard.State(d.Read(ctx), models.SegmentAll)
		require.NoError(t, err)
		propose(state.Version)
		require.NoError(t, s.RollBack(ctx, apptest.Manager, state.ChangeID, "too hasty"))
		ended := latest(t, d)
		require.Equal(t, models.ProposalSuperseded, ended.State)
		require.Equal(t, apptest.Manager.ID, ended.DecidedByID)
		require.True(t, b.Moment().At.Equal(*ended.DecidedAt))
		require.ErrorIs(t, s.Approve(ctx, apptest.Manager, ended.ID, "late"), standard.ErrDecided)

		propose(state.Version + 1)
		p := models.DefaultStandardPolicy()
		p.Levels[1].Name, p.Start = "usual", "usual"
		b.Standard(p, "other names")
		require.Equal(t, models.ProposalSuperseded, latest(t, d).State)
	})
}

// latest is the proposal that stands first: an open one, else the newest.
func latest(t *testing.T, d *db.DB) models.StandardProposal {
	t.Helper()
	props, err := standard.Proposals(d.Read(context.Background()), models.SegmentAll, 1)
	require.NoError(t, err)
	require.Len(t, props, 1)
	return props[0]
}

// What a new version of the policy asks at the level in force counts for
// orders at once, and for what was proposed under the old one.
func TestANewPolicyCountsAtTheLevelInForce(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		b, s := losses(t, d, 8)
		ctx := context.Background()
		run(t, b, s, "2026-11-02")
		run(t, b, s, "2027-03-01")
		b.Place(20, 1, models.OutcomeApprove)
		p := models.DefaultStandardPolicy()
		p.EarlySignalPPM = nil
		p.Levels[1].MultiplierPPM, p.Levels[1].LongestMonths = 900_000, 3
		b.Standard(p, "more careful")
		v, err := credit.Load(d.Read(ctx), 20, b.Moment().On)
		require.NoError(t, err)
		require.Equal(t, models.StandardTerms{Level: "normal", LowestGrade: "D", MultiplierPPM: 900_000, PolicyVersion: 2}, v.Terms.Standard)
		b.Place(20, 1, models.OutcomeApprove)
		_, d2, err := orders.LastDecision(d.Read(ctx), lastOrder(t, d))
		require.NoError(t, err)
		require.EqualValues(t, 2, d2.Terms.Standard.PolicyVersion, "what was remembered of the old one is not used")
		props, err := standard.Proposals(d.Read(ctx), models.SegmentAll, 1)
		require.NoError(t, err)
		require.Equal(t, models.ProposalSuperseded, props[0].State)
		require.Equal(t, apptest.Finance.ID, props[0].DecidedByID, "who put the policy in force")
		require.True(t, b.Moment().At.Equal(*props[0].DecidedAt))
		require.ErrorIs(t, s.Approve(ctx, apptest.Manager, props[0].ID, "late"), standard.ErrDecided)

		_, err = b.Settlement.Assign(ctx, apptest.Finance, 20, b.Policy["semi-annual"].ID, "asked for")
		require.ErrorIs(t, err, models.Invalid("", "error.policy_longer_than_standard"))
		_, err = b.Settlement.Assign(ctx, apptest.Finance, 20, b.Policy["quarterly"].ID, "asked for")
		require.NoError(t, err)
	})
}

func lastOrder(t *testing.T, d *db.DB) (id int64) {
	t.Helper()
	require.NoError(t, d.Read(context.Background()).Raw("SELECT MAX(id) FROM orders").Scan(&id).Error)
	return id
}

// A segment with a policy of its own has its own rate, level and journal; who
// does not belong to it stays under the standard of all.
func TestASegmentIsSteeredByItsOwn(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		b, s := losses(t, d, 8)
		ctx := context.Background()
		run(t, b, s, "2026-11-02")
		p := models.DefaultStandardPolicy()
		p.EarlySignalPPM, p.Start = nil, "strict"
		p.Levels[0].MultiplierPPM = 500_000
		direct := policy.Service{Apply: map[models.PolicyKind]func(*db.Tx, models.Moment, models.PolicyVersion) error{models.PolicyStandard: standard.Apply}}
		require.NoError(t, d.InTx(ctx, func(tx *db.Tx) error {
			return direct.Put(tx, b.Moment(), apptest.Finance, models.PolicyStandard, "grade:B", &p, "careful with B")
		}))
		segments, err := standard.Segments(d.Read(ctx))
		require.NoError(t, err)
		require.Equal(t, []string{"all", "grade:B"}, segments)
		level := func() string {
			v, err := credit.Load(d.Read(ctx), 20, b.Moment().On)
			require.NoError(t, err)
			return v.Terms.Standard.Level
		}
		require.Equal(t, "normal", level(), "not begun")
		r, ok, err := s.Run(ctx, b.Moment(), "grade:B", b.Moment().On, noFence)
		require.NoError(t, err)
		require.True(t, ok)
		require.Equal(t, models.RuleNewSegment, r.Rule)
		require.Equal(t, "normal", level(), "of another grade")
		require.NoError(t, d.InTx(ctx, func(tx *db.Tx) error { _, err := tx.Change("UPDATE agents SET grade = 'B' WHERE id = 20"); return err }))
		require.Equal(t, "strict", level())
		e, err := standard.Evidence(d.Read(ctx), d.Dialect(), "grade:B", b.Moment().On, 180)
		require.NoError(t, err)
		require.LessOrEqual(t, e.Loss.Agents, 1)
		_, ok, err = s.Run(ctx, b.Moment(), "region:NONE", b.Moment().On, noFence)
		require.NoError(t, err)
		require.False(t, ok, "no policy of its own")
	})
}

// An automatic policy moves by itself while the move reaches no further than
// it may, and asks otherwise.
func TestAnAutomaticMoveStaysWithinItsReach(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		b, s := losses(t, d, 8)
		ctx := context.Background()
		p := models.DefaultStandardPolicy()
		p.EarlySignalPPM, p.Mode = nil, models.ModeAutomatic
		none, many := 0, 100
		p.ReachAgents = &none
		p.Levels[0].LowestGrade = "A"
		require.NoError(t, d.InTx(ctx, func(tx *db.Tx) error { _, err := tx.Change("UPDATE agents SET grade = 'B'"); return err }))
		b.Standard(p, "by itself")
		run(t, b, s, "2026-11-02")
		r := run(t, b, s, "2027-03-01")
		require.Equal(t, models.ResultProposed, r.Result, "it would touch every agent")
		rec, err := standard.RecordOf(r)
		require.NoError(t, err)
		require.Equal(t, 36, rec.Reach.Agents)
		p.ReachAgents = &many
		b.Standard(p, "wider")
		require.Equal(t, models.ResultApplied, run(t, b, s, "2027-03-02").Result)
		state, err := standard.State(d.Read(ctx), models.SegmentAll)
		require.NoError(t, err)
		require.Equal(t, "strict", state.Level)
		changes, err := standard.Changes(d.Read(ctx), models.SegmentAll, 5)
		require.NoError(t, err)
		require.Equal(t, models.ChangeAutomatic, changes[0].Source)
		require.NoError(t, s.RollBack(ctx, apptest.Manager, changes[0].ID, "too early"))
	})
}
