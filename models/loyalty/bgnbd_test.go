package loyalty

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mathext"
	"pgregory.net/rapid"
)

// models draws parameters of practice and well beyond.
func models(t *rapid.T) PurchaseModel {
	log := func(name string, low, high float64) float64 {
		return math.Exp(rapid.Float64Range(math.Log(low), math.Log(high)).Draw(t, name))
	}
	return PurchaseModel{log("r", 0.01, 100), log("alpha", 1, 10_000), log("a", 0.001, 100), log("b", 0.001, 100)}
}

func TestTheMeanOfBeta(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := math.Exp(rapid.Float64Range(-9, 9).Draw(t, "a")), math.Exp(rapid.Float64Range(-9, 9).Draw(t, "b"))
		first, second := 0.0, 0.0
		for _, n := range betaNodes(a, b) {
			first += n.weight * n.p
			second += n.weight * n.p * n.p
		}
		mean := a / (a + b)
		if math.Abs(first/mean-1) > 1e-9 || math.Abs(second/(mean*(a+1)/(a+b+1))-1) > 1e-9 {
			t.Fatalf("Beta(%v, %v): %v instead of %v", a, b, first, mean)
		}
	})
}

// The published form with Gauss's hypergeometric function, where that can be
// computed: |z| well below 1 and a not 1.
func TestExpectedAgreesWithThePublishedForm(t *testing.T) {
	for _, r := range textTable(t, `
		r    | alpha | a    | b   | x  | tx  | age | days
		0.25 | 31    | 0.8  | 2.4 | 0  | 0   | 270 | 90
		0.25 | 31    | 0.8  | 2.4 | 2  | 200 | 270 | 90
		0.25 | 31    | 0.8  | 2.4 | 2  | 20  | 270 | 365
		0.8  | 60    | 0.5  | 3   | 7  | 390 | 400 | 30
		3    | 200   | 1.7  | 8   | 12 | 380 | 700 | 400
		0.5  | 10    | 0.9  | 1.2 | 0  | 0   | 0   | 30
	`) {
		m := PurchaseModel{r.num("r"), r.num("alpha"), r.num("a"), r.num("b")}
		x, age, days := r.num("x"), r.num("age"), r.num("days")
		f := mathext.Hypergeo(m.R+x, m.B+x, m.A+m.B+x-1, days/(m.Alpha+age+days))
		want := (m.A + m.B + x - 1) / (m.A - 1) * (1 - math.Pow((m.Alpha+age)/(m.Alpha+age+days), m.R+x)*f)
		s := Summary{Frequency: int(x), Recency: r.num("tx"), Age: age}
		require.InEpsilon(t, want*m.Alive(s), m.Expected(s, days), 1e-9, r.line)
	}
}

func TestMoreRecentIsMoreAlive(t *testing.T) {
	for _, r := range textTable(t, `
		x  | tx  | age | alive
		0  | 0   | 400 | 1.000
		1  | 30  | 400 | 0.185
		1  | 200 | 400 | 0.605
		1  | 390 | 400 | 0.805
		10 | 30  | 400 | 0.000
		10 | 200 | 400 | 0.035
		10 | 390 | 400 | 0.931
	`) {
		got := buysOften.Alive(Summary{Frequency: int(r.num("x")), Recency: r.num("tx"), Age: r.num("age")})
		require.InDelta(t, r.num("alive"), got, 0.0005, r.line)
	}
	rapid.Check(t, func(t *rapid.T) {
		m := models(t)
		s := Summary{Frequency: rapid.IntRange(1, 200).Draw(t, "x"), Age: rapid.Float64Range(10, 4000).Draw(t, "age")}
		s.Recency = s.Age * rapid.Float64Range(0.01, 0.9).Draw(t, "recency")
		later, days := s, rapid.Float64Range(1, 4000).Draw(t, "days")
		later.Recency *= 1.1
		alive, more := m.Alive(s), m.Alive(later)
		if !(alive >= 0 && alive <= more && more <= 1) {
			t.Fatalf("%+v %+v: %v, then %v", m, s, alive, more)
		}
		soon, late := m.Expected(later, days), m.Expected(later, 2*days)
		if !(soon >= m.Expected(s, days)) || !(late >= soon && late <= 2*soon+1e-12) {
			t.Fatalf("%+v %+v: %v in %v days, %v in twice as many", m, later, soon, days, late)
		}
		if most := days * (m.R + float64(s.Frequency)) / (m.Alpha + s.Age); soon > most*(1+1e-9) {
			t.Fatalf("%v purchases, more than %v of one who is never lost", soon, most)
		}
	})
}

// Chances that are even in the mean are where the published form divides by 0.
func TestExpectedIsSmoothWhereAIsOne(t *testing.T) {
	s := Summary{Frequency: 3, Recency: 100, Age: 200}
	m := PurchaseModel{0.8, 60, 1, 3}
	below, above := m, m
	below.A, above.A = 1-1e-7, 1+1e-7
	require.InEpsilon(t, (below.Expected(s, 90)+above.Expected(s, 90))/2, m.Expected(s, 90), 1e-9)
}

func TestSharesAddUp(t *testing.T) {
	sum, mean := 0.0, 0.0
	for x := range 400 {
		sum += buysOften.Share(x, 365)
		mean += float64(x) * buysOften.Share(x, 365)
	}
	require.InDelta(t, 1, sum, 1e-9)
	require.InEpsilon(t, buysOften.ExpectedNew(365), mean, 1e-6, "the mean of the shares is the expectation")
	require.EqualValues(t, 1, buysOften.Share(0, 0))
	require.Zero(t, buysOften.Share(1, 0))
	expected, actual := buysOften.Frequencies([]Cell{{0, 0, 0, 10}, {0, 0, 365, 20}, {1, 5, 365, 20}, {5, 50, 365, 50}}, 4)
	require.Equal(t, []float64{30, 20, 0, 50}, actual)
	require.InDelta(t, 100, expected[0]+expected[1]+expected[2]+expected[3], 1e-9)
	require.InEpsilon(t, 10+90*buysOften.Share(0, 365), expected[0], 1e-9)
}

// A simulated shop does what the formulas say: who is alive, who buys how
// often next, and how often buyers bought in their first year.
func TestTheFormulasSayWhatBuyersDo(t *testing.T) {
	const n, after = 100_000, 120.0
	var alive, next, share [8]comparison
	ahead := newHorizon(buysOften, []float64{after})
	var shares [8]float64
	for x := range shares {
		shares[x] = buysOften.Share(x, 365)
	}
	for _, b := range simulate(buysOften, n, 7, 365, 0, after) {
		s, bought := b.summary()
		group := min(s.Frequency, 7)
		if s.Frequency > 0 { // without a repeat purchase nobody can have been lost
			alive[group].add(buysOften.Alive(s), oneIf(b.alive))
		}
		next[group].add(buysOften.Alive(s)*ahead.ifAlive(s)[0], float64(bought))
		for x := range share {
			share[x].add(shares[x], oneIf(s.Frequency == x))
		}
	}
	for x := range 8 {
		require.True(t, x == 0 || alive[x].agrees(), "alive after %d: %+v", x, alive[x])
		require.True(t, next[x].agrees(), "purchases after %d: %+v", x, next[x])
		require.True(t, share[x].agrees(), "share of %d: %+v", x, share[x])
	}
}

// comparison of predictions with outcomes, buyer by buyer.
type comparison struct {
	n, predicted, actual, squares float64
}

func (c *comparison) add(predicted, actual float64) {
	c.n++
	c.predicted += predicted
	c.actual += actual
	c.squares += (predicted - actual) * (predicted - actual)
}

// agrees within four standard errors of the mean difference.
func (c *comparison) agrees() bool {
	return c.n > 100 && math.Abs(c.predicted-c.actual) < 4*math.Sqrt(c.squares)
}

func oneIf(b bool) float64 {
	if b {
		return 1
	}
	return 0
}
