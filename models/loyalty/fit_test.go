package loyalty

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/diff/fd"
	"pgregory.net/rapid"
)

// buysOften is a shop whose members come back, in days.
var buysOften = PurchaseModel{R: 0.8, Alpha: 60, A: 0.7, B: 3}

// Twenty shops are simulated and fitted: the truth lies as far from the
// estimates as the standard errors say, no more and no less.
func TestParametersAreRecovered(t *testing.T) {
	sum := [4]float64{}
	const shops = 20
	for seed := range uint64(shops) {
		f, err := FitPurchases(Cells(summaries(simulate(buysOften, 3000, seed, 100, 300, 0))))
		require.NoError(t, err)
		require.Equal(t, EvidenceSound, f.Evidence)
		for i, z := range zScores(f) {
			require.Less(t, math.Abs(z), 4.0, "seed %d, parameter %d: %+v", seed, i, f)
			sum[i] += z * z / shops
		}
	}
	for i, s := range sum {
		require.InDelta(t, 1, s, 0.8, "parameter %d: the mean squared distance in standard errors", i)
	}
}

// zScores are distances from the truth in standard errors, by logarithms: the
// estimates are nearer to normal there.
func zScores(f PurchaseFit) [4]float64 {
	z := func(got, want, err float64) float64 { return math.Log(got/want) / (err / got) }
	m, e, w := f.Model, f.Errors, buysOften
	return [4]float64{z(m.R, w.R, e.R), z(m.Alpha, w.Alpha, e.Alpha), z(m.A, w.A, e.A), z(m.B, w.B, e.B)}
}

func TestSpendParametersAreRecovered(t *testing.T) {
	want := SpendModel{P: 4, Q: 3, V: 200_000}
	for seed := range uint64(6) {
		all := summaries(simulate(buysOften, 6000, seed, 100, 300, 0))
		spends(want, all, seed)
		f, err := FitSpend(all)
		require.NoError(t, err)
		require.Equal(t, EvidenceSound, f.Evidence)
		for i, z := range []float64{math.Log(f.Model.P/want.P) * f.Model.P / f.Errors.P, math.Log((f.Model.Q-1)/(want.Q-1)) * (f.Model.Q - 1) / f.Errors.Q,
			math.Log(f.Model.V/want.V) * f.Model.V / f.Errors.V} {
			require.Less(t, math.Abs(z), 3.5, "seed %d, parameter %d: %+v", seed, i, f)
		}
		require.InEpsilon(t, want.Mean(), f.Model.Mean(), 0.05)
		require.InDelta(t, 0, f.Correlation, 0.06, "spend was drawn without a look at frequency")
	}
}

func TestGradientsAreDerivatives(t *testing.T) {
	all := summaries(simulate(buysOften, 300, 1, 30, 300, 0))
	spends(SpendModel{4, 3, 20_000}, all, 1)
	cells := Cells(all)
	f := SpendFit{}
	paid, err := f.payers(all)
	require.NoError(t, err)
	rapid.Check(t, func(t *rapid.T) {
		for _, of := range []struct {
			f func(logs, grad []float64) float64
			n int
		}{{scaled(cells, 180, 300), 4}, {scaledSpend(paid, 30_000), 3}} {
			logs := rapid.SliceOfN(rapid.Float64Range(-3, 3), of.n, of.n).Draw(t, "logs")
			grad := make([]float64, of.n)
			of.f(logs, grad)
			want := fd.Gradient(nil, func(x []float64) float64 { return of.f(x, make([]float64, of.n)) }, logs, &fd.Settings{Formula: fd.Central})
			for i := range grad {
				if math.Abs(grad[i]-want[i]) > 1e-5*(1+math.Abs(want[i])) {
					t.Fatalf("%v: %v, want %v", logs, grad, want)
				}
			}
		}
	})
}

// The order of members never changes a figure, down to the last bit.
func TestTheOrderOfBuyersDoesNotMatter(t *testing.T) {
	all := summaries(simulate(buysOften, 500, 3, 30, 300, 0))
	spends(SpendModel{4, 3, 20_000}, all, 3)
	mixed := slices.Clone(all)
	rand.New(rand.NewPCG(5, 5)).Shuffle(len(mixed), func(i, j int) { mixed[i], mixed[j] = mixed[j], mixed[i] })
	require.Equal(t, Cells(all), Cells(mixed))
	a, err := FitSpend(all)
	require.NoError(t, err)
	b, err := FitSpend(mixed)
	require.NoError(t, err)
	require.Equal(t, a.Model, b.Model)
}

func TestWhatCannotBeFittedSaysWhy(t *testing.T) {
	once := Summary{Age: 100}
	again := Summary{Frequency: 1, Recency: 50, Age: 100, MeanSpend: 500}
	gift := Summary{Frequency: 1, Recency: 50, Age: 100}
	for _, x := range []struct {
		name             string
		of               []Summary
		purchases, spend error
	}{
		{"nobody", nil, ErrNoBuyers, ErrNoBuyers},
		{"one buyer, once", []Summary{once}, ErrNoRepeat, ErrNoRepeat},
		{"many buyers, once each", slices.Repeat([]Summary{once}, 500), ErrNoRepeat, ErrNoRepeat},
		{"all bought today", []Summary{{}}, ErrNoRepeat, ErrNoRepeat},
		{"one buyer, again", []Summary{again}, nil, nil},
		{"again, but paid nothing", []Summary{gift, gift}, nil, ErrNoSpend},
	} {
		f, err := FitPurchases(Cells(x.of))
		require.ErrorIs(t, err, x.purchases, x.name)
		s, err := FitSpend(x.of)
		require.ErrorIs(t, err, x.spend, x.name)
		if x.purchases == nil {
			require.Equal(t, EvidenceTooFew, f.Evidence, x.name)
			require.Zero(t, f.Errors, x.name)
			require.Positive(t, f.Model.Expected(again, 30), x.name)
		}
		if x.spend == nil {
			require.Equal(t, EvidenceTooFew, s.Evidence, x.name)
		}
	}
}

// Buyers who are all alike say nothing about how buyers differ; what they do
// next is still foreseen.
func TestEqualBuyersLeaveParametersUndetermined(t *testing.T) {
	same := slices.Repeat([]Summary{{Frequency: 4, Recency: 400, Age: 400, MeanSpend: 50_000}}, 200)
	f, err := FitPurchases(Cells(same))
	require.NoError(t, err)
	require.Equal(t, EvidenceUndetermined, f.Evidence)
	require.Zero(t, f.Errors)
	require.InDelta(t, 1, f.Model.Expected(same[0], 100), 0.02, "one purchase in a hundred days, as ever")
	s, err := FitSpend(same)
	require.NoError(t, err)
	require.Equal(t, EvidenceUndetermined, s.Evidence)
	require.InEpsilon(t, 50_000, s.Model.Expected(same[0]), 0.001)
	require.Zero(t, s.Correlation, "what does not vary is not correlated")
}

func TestGiftsAreLeftOutOfTheSpend(t *testing.T) {
	all := summaries(simulate(buysOften, 2000, 4, 100, 300, 0))
	spends(spendsWell, all, 4)
	want, err := FitSpend(all)
	require.NoError(t, err)
	got, err := FitSpend(append(all, Summary{2, 50, 100, 0}, Summary{1, 50, 100, 0}))
	require.NoError(t, err)
	require.Equal(t, 2, got.Unpaid)
	require.Equal(t, want.Model, got.Model)
}

// A currency or a shop ten times dearer changes the scale and nothing else.
func TestTheUnitOfMoneyDoesNotMatter(t *testing.T) {
	all := summaries(simulate(buysOften, 2000, 4, 100, 300, 0))
	spends(spendsWell, all, 4)
	fen, err := FitSpend(all)
	require.NoError(t, err)
	for i := range all {
		all[i].MeanSpend /= 1000
	}
	other, err := FitSpend(all)
	require.NoError(t, err)
	require.InEpsilon(t, fen.Model.P, other.Model.P, 1e-4)
	require.InEpsilon(t, fen.Model.Q, other.Model.Q, 1e-4)
	require.InEpsilon(t, fen.Model.V, other.Model.V*1000, 1e-4)
}

// A million members, each with purchase times of his own to the day, first
// bought within two years.
func BenchmarkFitMillion(b *testing.B) {
	all := byDay(summaries(simulate(buysOften, 1_000_000, 1, 90, 640, 0)))
	spends(spendsWell, all, 1)
	b.ResetTimer()
	for b.Loop() {
		f, err := FitPurchases(Cells(all))
		require.NoError(b, err)
		_, err = FitSpend(all)
		require.NoError(b, err)
		b.ReportMetric(float64(f.Cells), "cells")
		b.ReportMetric(float64(f.Evaluations), "evaluations")
	}
}

// The same million valued over three years.
func BenchmarkValueMillion(b *testing.B) {
	all := byDay(summaries(simulate(buysOften, 1_000_000, 1, 90, 640, 0)))
	spends(spendsWell, all, 1)
	b.ResetTimer()
	for b.Loop() {
		v, err := NewValuer(buysOften, spendsWell, Terms{0.1, 36})
		require.NoError(b, err)
		for _, s := range all {
			_, err := v.Worth(s, 0.3)
			require.NoError(b, err)
		}
	}
}
