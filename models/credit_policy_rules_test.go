package models

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func docVersions(t *testing.T, rows []textRow) {
	all := []PolicyVersion{}
	for _, r := range rows {
		v := PolicyVersion{ID: int64(r.num("version")), Version: int64(r.num("version")), State: VersionState(r.str("state")), SHA256: "x"}
		if r.str("begins") != "" {
			v.EffectiveOn = r.date("begins")
		}
		if len(all) < int(v.ID) {
			all = append(all, v)
		}
	}
	for _, r := range rows {
		require.Equal(t, PolicyStage(r.str("stage")), StageOf(all, r.date("on"))[int64(r.num("version"))], r.line)
	}
	all[3].SimulatedSHA256 = "x"
	require.Equal(t, StageSimulated, StageOf(all, rows[5].date("on"))[4])
	all = append(all, PolicyVersion{ID: 5, Version: 5, State: VersionApproved, EffectiveOn: rows[0].date("on")})
	require.Equal(t, StageSuperseded, StageOf(all, rows[2].date("on"))[2], "replaced before it began")
}

// ScoreRow is what a row of the score table knows.
func scoreRow(r textRow) FactorValues {
	v := FactorValues{}
	for column, key := range map[string]FactorKey{"days late": FactorDaysBeyondTerms, "on time %": FactorOnTimeShare, "utilisation %": FactorUtilisation, "tenure": FactorTenure,
		"growth %": FactorGrowth, "disputes %": FactorDisputes, "broken": FactorBrokenPromises, "loss": FactorLoss} {
		switch {
		case r.str(column) == "":
		case strings.HasSuffix(column, "%"):
			v[key] = int64(r.rate(column))
		case column == "tenure" || column == "broken":
			v[key] = int64(r.num(column))
		default:
			v[key] = int64(r.money(column))
		}
	}
	return v
}

func docScore(t *testing.T, rows []textRow) {
	card := DefaultScorecard()
	require.NoError(t, card.Validate())
	require.Equal(t, 100, card.BestScore())
	for _, r := range rows {
		s := card.Rate(scoreRow(r), NewDate(2026, 6, 30))
		require.Equal(t, r.num("score"), s.Points, r.line)
		require.Equal(t, Grade(r.str("grade")), s.Grade, r.line)
		require.Equal(t, r.str("agent") == "a loss", s.Capped, r.line)
		require.Equal(t, NewDate(2026, 12, 30), s.ValidToOn)
		sum := 0
		for _, l := range s.Log {
			sum += l.Points
		}
		require.Equal(t, s.Points, sum, "the log explains every point")
	}
}

// ledgerFactors need no outside data.
var ledgerFactors = []FactorKey{FactorDaysBeyondTerms, FactorOnTimeShare, FactorUtilisation, FactorTenure, FactorGrowth, FactorDisputes, FactorBrokenPromises, FactorLoss}

// A worse history never gives a better score, and the same history always the
// same one.
func TestAWorseHistoryNeverScoresBetter(t *testing.T) {
	card := DefaultScorecard()
	for seed := range uint64(2000) {
		r := rand.New(rand.NewPCG(seed, 1))
		v := FactorValues{}
		for _, k := range ledgerFactors {
			v[k] = r.Int64N(4_000_000) - 1_000_000
		}
		before := card.Rate(v, 1)
		require.Equal(t, before, card.Rate(v, 1))
		k := ledgerFactors[r.IntN(len(ledgerFactors))]
		worse := r.Int64N(2_000_000)
		if !worseWhenHigher[k] {
			worse = -worse
		}
		v[k] += worse
		after := card.Rate(v, 1)
		require.LessOrEqual(t, after.Points, before.Points, "%d %s", seed, k)
		require.False(t, before.Grade.WorseThan(after.Grade), "%d %s", seed, k)
	}
}

func docLimitProposal(t *testing.T, rows []textRow) {
	f := DefaultLimitFormula()
	require.NoError(t, f.Validate())
	for _, r := range rows {
		b := LimitBasis{PurchasesFen: r.money("purchases"), Settlement: SettlementKind(r.str("settlement")), PeriodMonths: r.num("period"), DaysToPay: r.num("days to pay"),
			Grade: Grade(r.str("grade")), LowestGrade: Grade(r.str("lowest")), MultiplierPPM: r.rate("multiplier"), On: r.date("on")}
		if r.str("first sale") != "" {
			b.FirstSaleOn = r.date("first sale")
		}
		w, err := f.Propose(b)
		require.NoError(t, err, r.line)
		require.Equal(t, r.money("limit"), w.Limit, r.line)
		require.Equal(t, r.money("raw"), w.Raw, r.line)
		require.Equal(t, r.num("months"), w.Months, r.line)
		require.Equal(t, LimitProposalRule(r.str("rule")), w.Rule, r.line)
	}
	require.False(t, f.Differs(110_00, 100_00))
	require.True(t, f.Differs(110_01, 100_00))
	require.True(t, f.Differs(89_99, 100_00))
	require.True(t, f.Differs(1, 0))
}

// A stricter level never gives a higher limit, nor does a worse grade, nor
// does buying less.
func TestAStricterLevelNeverProposesMore(t *testing.T) {
	f, levels := DefaultLimitFormula(), DefaultStandardPolicy().Levels
	for seed := range uint64(2000) {
		r := rand.New(rand.NewPCG(seed, 2))
		b := LimitBasis{PurchasesFen: Money(r.Int64N(1 << 40)), FirstSaleOn: NewDate(2024, 1, 1), Settlement: SettlementMonths, PeriodMonths: 1 + r.IntN(12), DaysToPay: r.IntN(90),
			Grade: Grades[r.IntN(5)], On: NewDate(2026, 6, 30)}
		var last Money
		for _, l := range levels {
			b.LowestGrade, b.MultiplierPPM = l.LowestGrade, l.MultiplierPPM
			w, err := f.Propose(b)
			require.NoError(t, err)
			require.GreaterOrEqual(t, w.Limit, last, "%d %s", seed, l.Name)
			require.Zero(t, w.Limit%f.StepFen)
			last = w.Limit
		}
		less := b
		less.PurchasesFen -= Money(r.Int64N(int64(b.PurchasesFen) + 1))
		w, err := f.Propose(less)
		require.NoError(t, err)
		require.LessOrEqual(t, w.Limit, last, seed)
	}
}

func docBlocking(t *testing.T, rows []textRow) {
	p := BlockingPolicy{Rules: []BlockingRule{
		{Family: FamilyDaysOverdue, Effect: EffectHold, Scope: "all", Days: 30},
		{Family: FamilyOverdueAmount, Effect: EffectHold, Scope: "all", AmountFen: 5_000_000, SharePPM: 800_000},
		{Family: FamilyDaysOverdue, Effect: EffectExclude, Scope: "group:G", ValidToOn: NewDate(2026, 6, 30)},
		{Family: FamilyDaysOverdue, Effect: EffectHold, Scope: "agent:A1", Days: 10},
		{Family: FamilyOverdueAmount, Effect: EffectExclude, Scope: "agent:B1"},
	}}
	require.NoError(t, p.Validate())
	for _, r := range rows {
		f := BlockingFacts{AgentCode: r.str("agent"), GroupCode: r.str("group"), DaysOverdue: r.num("days overdue"), OverdueFen: r.money("overdue"), UsedPPM: r.rate("used %"), Active: true}
		var got []string
		for _, h := range p.Hits(f, r.date("on")) {
			got = append(got, string(h.Family))
		}
		require.Equal(t, r.str("hits"), strings.Join(got, " "), r.line)
	}
}

func TestUsedShare(t *testing.T) {
	require.Equal(t, Rate(0), UsedShare(0, 0))
	require.Equal(t, Rate(0), UsedShare(-5, 100))
	require.Equal(t, Rate(0), UsedShare(5, Unbounded))
	require.Equal(t, Rate(500_000), UsedShare(50, 100))
	require.Greater(t, UsedShare(1, 0), 10*One, "owed without a limit")
	require.Equal(t, One+1, UsedShare(1_000_001, 1_000_000))
}

func docApproval(t *testing.T, rows []textRow) {
	m := DefaultApprovalMatrix()
	require.NoError(t, m.Validate())
	for _, r := range rows {
		need := m.Needs(ApprovalSubject(r.str("subject")), r.money("to"), Change(r.money("from"), r.money("to")))
		require.Equal(t, r.str("allowed") == "yes", need.Met([]Role{Role(r.str("by"))}, r.str("own") == "yes"), r.line)
	}
	require.Equal(t, ApprovalNeed{RoleFinanceManager, true}, ApprovalMatrix{}.Needs(ApproveLimitRaise, 1, 0), "what fits no row")
}

// Each kind's starting body is valid, is read back as it was stored, and every
// field of its form reads what it shows.
func TestEveryPolicyReadsWhatItShows(t *testing.T) {
	for _, kind := range PolicyKinds() {
		body, err := NewPolicyBody(kind)
		require.NoError(t, err)
		require.NoError(t, body.Validate(), kind)
		raw, sha, err := EncodePolicy(body)
		require.NoError(t, err)
		back, err := DecodePolicy(kind, raw)
		require.NoError(t, err)
		require.Equal(t, body, back, kind)
		seen := map[string]bool{}
		for _, f := range FieldsOf(back) {
			require.False(t, seen[f.Path], f.Path)
			seen[f.Path] = true
			require.NoError(t, f.Set(f.Text()), "%s %s %q", kind, f.Path, f.Text())
		}
		_, again, err := EncodePolicy(back)
		require.NoError(t, err)
		require.Equal(t, sha, again, kind)
		require.Empty(t, ComparePolicies(body, back))
		if grows, ok := back.(GrowingBody); ok {
			grow(t, grows)
		}
		_, err = DecodePolicy(kind, `{"unknown": 1}`)
		require.Error(t, err)
	}
	_, err := NewPolicyBody("x")
	require.Equal(t, KindNotFound, KindOf(err))
}

// grow adds a row to each table that grows and drops it again.
func grow(t *testing.T, b GrowingBody) {
	t.Helper()
	for _, s := range b.Sections() {
		if !s.Grows {
			continue
		}
		n := len(s.Rows)
		b.AddRow(s.Key)
		require.Len(t, rowsOf(b, s.Key), n+1, s.Key)
		b.DropRow(s.Key, n)
		require.Len(t, rowsOf(b, s.Key), n, s.Key)
		b.DropRow(s.Key, 99)
		require.Len(t, rowsOf(b, s.Key), n, s.Key)
	}
}

func rowsOf(b PolicyBody, section string) []PolicyRow {
	for _, s := range b.Sections() {
		if s.Key == section {
			return s.Rows
		}
	}
	return nil
}

func TestComparePoliciesSaysWhatChanges(t *testing.T) {
	from, to := DefaultStandardPolicy(), DefaultStandardPolicy()
	to.NormalPPM = 15_000
	to.EarlySignalPPM = nil
	to.DropRow("levels", 2)
	var said []string
	for _, c := range ComparePolicies(&from, &to) {
		said = append(said, c.Field.Path+" "+c.From+">"+c.To)
	}
	require.Equal(t, []string{"normal 1.2>1.5", "early_signal 15>", "levels.loose.lowest_grade E>", "levels.loose.multiplier 120>", "levels.loose.longest_months 12>", "levels.loose.deposit 0>"}, said)
}
