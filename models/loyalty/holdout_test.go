package loyalty

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestHoldingBackHidesWhatCame(t *testing.T) {
	purchases := []Purchase{{0, 100}, {70, 200}, {71, 300}, {100, 400}, {101, 500}, {101, 50}, {130, 600}, {131, 700}}
	h, bought := Hold(purchases, 100, 130)
	require.True(t, bought)
	require.Equal(t, Summary{3, 100, 100, 300}, h.Known)
	require.EqualValues(t, 1000, h.PaidFen)
	require.Equal(t, []Purchase{{-29, 300}, {0, 400}}, h.Before, "as many days as are held back")
	require.Equal(t, []Purchase{{1, 550}, {30, 600}}, h.After)
	_, bought = Hold([]Purchase{{101, 100}}, 100, 130)
	require.False(t, bought, "not a buyer yet at the cut")
}

// Two buyers whose figures can be checked by hand.
func TestMeasuring(t *testing.T) {
	regular, bought := Hold([]Purchase{{0, 1000}, {50, 1000}, {95, 3000}, {103, 1500}, {108, 2500}}, 100, 110)
	require.True(t, bought)
	once, bought := Hold([]Purchase{{20, 5000}}, 100, 110)
	require.True(t, bought)
	m := Measure([]Held{regular, once}, 10, buysOften, spendsWell)

	by := map[Way]Errors{}
	for _, e := range m.Purchases {
		by[e.Way] = e
	}
	last, own, mean, nothing := by[ByLastPeriod], by[ByOwnRate], by[ByMeanRate], by[ByNothing]
	require.Equal(t, Errors{ByLastPeriod, 1, 2, 0.5, math.Sqrt(0.5)}, last)
	require.InDelta(t, 0.2, own.Predicted, 1e-12, "2 in 100 days")
	require.InDelta(t, 2*10*2.0/180, mean.Predicted, 1e-12, "2 in 180 days of both")
	require.Equal(t, 1.0, nothing.MAE)
	expected := buysOften.Expected(regular.Known, 10) + buysOften.Expected(once.Known, 10)
	require.InEpsilon(t, expected, by[ByModel].Predicted, 1e-9)
	require.InDelta(t, 4000, m.Spend[0].Actual, 1e-9)
	require.InDelta(t, 3000, m.Spend[1].Predicted, 1e-9)
	require.InDelta(t, 400, m.Spend[2].Predicted, 1e-9)

	require.Len(t, m.Weeks, 2)
	require.Equal(t, []float64{1, 1}, []float64{m.Weeks[0].Actual, m.Weeks[1].Actual})
	require.InEpsilon(t, expected, m.Weeks[0].Predicted+m.Weeks[1].Predicted, 1e-9)
	require.Greater(t, m.Weeks[0].Predicted, m.Weeks[1].Predicted, "the last week has three days")

	require.Equal(t, []int{1, 0, 1}, []int{m.Groups[0].Buyers, m.Groups[1].Buyers, m.Groups[2].Buyers})
	require.Equal(t, 2.0, m.Groups[2].Actual)
	require.InEpsilon(t, buysOften.Expected(regular.Known, 10), m.Groups[2].Predicted[ByModel], 1e-9)
	require.Empty(t, Measure(nil, 10, buysOften, spendsWell))
}

func TestTheShareOfTheFirst(t *testing.T) {
	spent := []float64{50, 0, 30, 20, 0}
	for _, x := range []struct {
		scores         []float64
		fraction, want float64
	}{
		{[]float64{5, 4, 3, 2, 1}, 0.2, 0.5},
		{[]float64{5, 4, 3, 2, 1}, 0.6, 0.8},
		{[]float64{5, 4, 3, 2, 1}, 0.1, 0.25},
		{[]float64{1, 1, 1, 1, 1}, 0.2, 0.2},
		{[]float64{0, 9, 0, 0, 0}, 0.4, 0.25},
		{[]float64{1, 2, 3, 4, 5}, 1, 1},
	} {
		require.InDelta(t, x.want, topShare(x.scores, spent, x.fraction), 1e-12, "%+v", x)
	}
	require.Zero(t, topShare([]float64{1, 2}, []float64{0, 0}, 0.5))
}
