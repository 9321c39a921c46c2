package models

import (
	"encoding/json"
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// agentsOf are n agents with sales and, from the first on, the losses.
func agentsOf(n int, gross Money, losses ...Money) []AgentLoss {
	rows := make([]AgentLoss, n)
	for i := range rows {
		rows[i] = AgentLoss{AgentID: int64(i + 1), GrossFen: gross}
		if i < len(losses) {
			rows[i].LostFen = losses[i]
		}
	}
	return rows
}

func estimate(t require.TestingT, rows []AgentLoss) LossEstimate {
	e, err := EstimateLoss(rows)
	require.NoError(t, err)
	return e
}

func TestLossCohort(t *testing.T) {
	for _, r := range textTable(t, `
		as of      | lag | from       | to
		2026-06-30 | 180 | 2025-01-02 | 2026-01-01
		2026-06-29 | 180 | 2025-01-01 | 2025-12-31
		2026-06-30 | 0   | 2025-07-01 | 2026-06-30
		2028-08-27 | 180 | 2027-03-01 | 2028-02-29`) {
		c := LossCohort(r.date("as of"), r.num("lag"))
		require.Equal(t, Period{r.date("from"), r.date("to")}, c, r.line)
		require.Equal(t, r.date("as of"), LossHorizon(c.To, r.num("lag")), "the last item has just had its time")
	}
}

func TestLossEvidence(t *testing.T) {
	for _, c := range []struct {
		name     string
		rows     []AgentLoss
		evidence LossEvidence
		agents   int
		rate     Rate
	}{
		{"nothing", nil, EvidenceNoSales, 0, 0},
		{"all credited", agentsOf(40, 0), EvidenceNoSales, 0, 0},
		{"29 agents", agentsOf(29, 1000, 10, 10, 10), EvidenceTooFewAgents, 29, 1034},
		{"30 agents", agentsOf(30, 1000, 10, 10, 10), EvidenceSound, 30, 1000},
		{"an agent without sales is none", append(agentsOf(29, 1000), AgentLoss{AgentID: 99}), EvidenceTooFewAgents, 29, 0},
		{"credit notes above its items make none", append(agentsOf(29, 1000), AgentLoss{AgentID: 99, GrossFen: -5000}), EvidenceTooFewAgents, 29, 0},
		{"one agent in two rows is one", append(agentsOf(29, 1000), AgentLoss{AgentID: 1, GrossFen: 1000}), EvidenceTooFewAgents, 29, 0},
		{"no loss", agentsOf(30, 1000), EvidenceSound, 30, 0},
		{"one default", agentsOf(30, 1000, 600), EvidenceSingleDefault, 30, 20_000},
		{"just above half", agentsOf(30, 1000, 301, 300), EvidenceSingleDefault, 30, 20_033},
		{"half is not above half", agentsOf(30, 1000, 300, 300), EvidenceSound, 30, 20_000},
	} {
		e := estimate(t, c.rows)
		require.Equal(t, c.evidence, e.Evidence, c.name)
		require.Equal(t, c.agents, e.Agents, c.name)
		require.Equal(t, c.rate, e.RatePPM, c.name)
		if c.evidence == EvidenceNoSales || c.evidence == EvidenceTooFewAgents {
			require.Zero(t, e.HighPPM, c.name)
		}
	}
	e := estimate(t, agentsOf(30, 1000, 0, 700, 20))
	require.EqualValues(t, 2, e.LargestID)
	require.EqualValues(t, 700, e.LargestFen)
	_, err := EstimateLoss([]AgentLoss{{1, 1, MaxMoney}})
	require.ErrorIs(t, err, ErrOverflow)
}

func TestNoLossHasAnUpperBound(t *testing.T) {
	for _, r := range textTable(t, `
		agents | high ppm
		30     | 95034
		59     | 49508
		60     | 48703
		100    | 29513
		3000   | 998`) {
		e := estimate(t, agentsOf(r.num("agents"), 1000))
		require.Zero(t, e.LowPPM)
		require.EqualValues(t, r.num("high ppm"), e.HighPPM, r.line)
	}
}

func TestStudentT(t *testing.T) {
	for degrees, want := range map[int]float64{29: 1.699127, 30: 1.697261, 40: 1.683851, 60: 1.670649, 120: 1.657651, 1_000_000: 1.644855} {
		require.InDelta(t, want, studentT95(degrees), 1e-5, "%d degrees", degrees)
	}
}

// With equal sales the jackknife is the standard error of the mean loss.
func TestJackknifeOfEqualSales(t *testing.T) {
	losses := []Money{90, 40, 0, 70, 10, 30, 60}
	const n, gross = 36, 1000
	rows := agentsOf(n, gross, losses...)
	mean, sum := 0.0, 0.0
	for _, r := range rows {
		mean += float64(r.LostFen) / n
	}
	for _, r := range rows {
		sum += (float64(r.LostFen) - mean) * (float64(r.LostFen) - mean)
	}
	half := studentT95(n-1) * math.Sqrt(sum/(n-1)/n) / gross
	e := estimate(t, rows)
	require.EqualValues(t, 8333, e.RatePPM)
	require.EqualValues(t, math.Round((mean/gross-half)*1e6), e.LowPPM)
	require.EqualValues(t, math.Round((mean/gross+half)*1e6), e.HighPPM)
}

var anyAgents = rapid.Custom(func(t *rapid.T) []AgentLoss {
	rows := make([]AgentLoss, rapid.IntRange(MinLossAgents, 60).Draw(t, "agents"))
	for i := range rows {
		gross := rapid.Int64Range(1, 1e9).Draw(t, "gross")
		rows[i] = AgentLoss{int64(i + 1), Money(gross), Money(max(0, rapid.Int64Range(-gross, gross).Draw(t, "lost")))}
	}
	return rows
})

func TestIntervalsHoldTheRate(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rows := anyAgents.Draw(t, "rows")
		e := estimate(t, rows)
		require.LessOrEqual(t, Rate(0), e.LowPPM)
		require.LessOrEqual(t, e.LowPPM, e.RatePPM)
		require.LessOrEqual(t, e.RatePPM, e.HighPPM)
		require.Equal(t, e, estimate(t, rapid.Permutation(rows).Draw(t, "shuffled")), "the order of rows changes nothing")
		more := make([]AgentLoss, len(rows))
		for i, r := range rows {
			more[i] = AgentLoss{r.AgentID, 7 * r.GrossFen, 7 * r.LostFen}
		}
		s := estimate(t, more)
		require.Equal(t, e.RatePPM, s.RatePPM)
		require.InDelta(t, int(e.LowPPM), int(s.LowPPM), 1)
		require.InDelta(t, int(e.HighPPM), int(s.HighPPM), 1)
		text, err := json.Marshal(e)
		require.NoError(t, err)
		var read LossEstimate
		require.NoError(t, json.Unmarshal(text, &read))
		require.Equal(t, e, read)
	})
}

func TestSameRateEverywhereHasNoWidth(t *testing.T) {
	var rows []AgentLoss
	for i := range int64(30) {
		rows = append(rows, AgentLoss{i, Money(1000 * (i + 1)), Money(20 * (i + 1))})
	}
	e := estimate(t, rows)
	require.Equal(t, []Rate{20_000, 20_000, 20_000}, []Rate{e.LowPPM, e.RatePPM, e.HighPPM})
}

func TestLossBeyondSales(t *testing.T) {
	rows := []AgentLoss{{AgentID: 1, GrossFen: 100_00}, {AgentID: 2, GrossFen: -30_00}, {AgentID: 3, GrossFen: 50_00}}
	require.EqualValues(t, 30_00, LossBeyondSales(rows))
	e, err := EstimateLoss(rows)
	require.NoError(t, err)
	require.EqualValues(t, 120_00+LossBeyondSales(rows), e.GrossFen, "the documents' sum and what is left out of it")
}
