package loyalty

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

var spendsWell = SpendModel{P: 4, Q: 3, V: 200_000}

func someValuer(t *testing.T) *Valuer {
	t.Helper()
	v, err := NewValuer(buysOften, spendsWell, Terms{Discount: 0.1, Months: 36})
	require.NoError(t, err)
	return v
}

func TestExpectedSpendIsBetweenOnesOwnAndEverybodys(t *testing.T) {
	require.InDelta(t, 400_000, spendsWell.Mean(), 1e-6)
	for _, r := range textTable(t, `
		frequency | mean    | expected
		0         | 0       | 400000
		1         | 400000  | 400000
		1         | 1000000 | 800000
		10        | 1000000 | 971429
		1         | 0       | 133333
		1000      | 0       | 200
	`) {
		s := Summary{Frequency: int(r.num("frequency")), Recency: r.num("frequency"), Age: 2000, MeanSpend: r.num("mean")}
		require.InDelta(t, r.num("expected"), spendsWell.Expected(s), 0.5, r.line)
	}
}

// The parts of a worked member: 3 repeat purchases, the last 40 days ago.
func TestTheWorthOfAMemberIsItsParts(t *testing.T) {
	s := Summary{Frequency: 3, Recency: 360, Age: 400, MeanSpend: 500_000}
	w, err := someValuer(t).Worth(s, 0.3)
	require.NoError(t, err)
	require.InEpsilon(t, buysOften.Alive(s), w.Alive, 1e-12)
	require.InEpsilon(t, buysOften.Expected(s, 3*365.25), w.Purchases, 1e-9)
	discounted := 0.0
	for month := 1; month <= 36; month++ {
		of := buysOften.Expected(s, float64(month)*daysOfMonth) - buysOften.Expected(s, float64(month-1)*daysOfMonth)
		discounted += of / math.Pow(1.1, float64(month)/12)
	}
	require.InEpsilon(t, discounted, w.Discounted, 1e-9)
	require.InEpsilon(t, spendsWell.Expected(s), w.Spend, 1e-12)
	require.InEpsilon(t, discounted*spendsWell.Expected(s)*0.3, w.Value, 1e-9)
}

func TestATermsBounds(t *testing.T) {
	for _, r := range textTable(t, `
		discount | months | margin | good
		0        | 1      | 0      | yes
		1        | 120    | 1      | yes
		0.1      | 36     | -1     | yes
		-0.01    | 36     | 0.3    | no
		1.01     | 36     | 0.3    | no
		0.1      | 0      | 0.3    | no
		0.1      | 121    | 0.3    | no
		0.1      | 36     | 1.01   | no
		0.1      | 36     | NaN    | no
		NaN      | 36     | 0.3    | no
	`) {
		v, err := NewValuer(buysOften, spendsWell, Terms{r.num("discount"), int(r.num("months"))})
		if err == nil {
			_, err = v.Worth(Summary{Age: 10}, r.num("margin"))
		}
		if r.str("good") == "yes" {
			require.NoError(t, err, r.line)
		} else {
			require.ErrorIs(t, err, ErrTerms, r.line)
		}
	}
}

// Whatever the past: a longer look never takes away, a discount never adds,
// and without one the discounted purchases are the purchases.
func TestDiscountAndHorizon(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := models(t)
		s := Summary{Frequency: rapid.IntRange(0, 50).Draw(t, "x"), Age: rapid.Float64Range(100, 2000).Draw(t, "age")}
		if s.Frequency > 0 {
			s.Recency = s.Age * rapid.Float64Range(0.1, 1).Draw(t, "recency")
		}
		worth := func(discount float64, months int) Worth {
			v, err := NewValuer(m, spendsWell, Terms{discount, months})
			require.NoError(t, err)
			w, err := v.Worth(s, 0.3)
			require.NoError(t, err)
			return w
		}
		months := rapid.IntRange(1, 24).Draw(t, "months")
		plain, less, longer := worth(0, months), worth(0.2, months), worth(0, months+1)
		if math.Abs(plain.Discounted-plain.Purchases) > 1e-9*plain.Purchases || less.Value > plain.Value || longer.Value < plain.Value || plain.Value < 0 {
			t.Fatalf("%+v %+v %+v", plain, less, longer)
		}
	})
}

// What a valuer remembers of one member is not another's.
func TestAValuerKeepsMembersApart(t *testing.T) {
	shared := someValuer(t)
	for _, s := range summaries(simulate(buysOften, 300, 9, 30, 40, 0)) {
		s.Age = math.Ceil(s.Age) // so that many share one
		want, err := someValuer(t).Worth(s, 0.25)
		require.NoError(t, err)
		got, err := shared.Worth(s, 0.25)
		require.NoError(t, err)
		require.Equal(t, want, got)
	}
}
