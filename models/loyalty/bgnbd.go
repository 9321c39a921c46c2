package loyalty

import (
	"maps"
	"math"
	"slices"
)

// PurchaseModel is BG/NBD: while alive a buyer buys at random at a rate of his
// own, rates being Gamma(R, Alpha) among buyers; after each purchase he may be
// lost with a chance of his own, chances being Beta(A, B). Alpha is in days.
type PurchaseModel struct {
	R, Alpha, A, B float64
}

// logLikelihood of a past of frequency x, with what depends on x alone given;
// later is the share of the likelihood in which the buyer was lost right after
// the last purchase.
func (m PurchaseModel) logLikelihood(c Cell, ofX float64) (ll, later float64) {
	s := m.R + float64(c.Frequency)
	alive := -s * math.Log(m.Alpha+c.Age)
	if c.Frequency == 0 {
		return ofX + alive, 0
	}
	lost := math.Log(m.A) - math.Log(m.B+float64(c.Frequency)-1) - s*math.Log(m.Alpha+c.Recency)
	top := max(alive, lost)
	sum := top + math.Log1p(math.Exp(min(alive, lost)-top))
	return ofX + sum, math.Exp(lost - sum)
}

// ofFrequency is the part of the log-likelihood that only x enters.
func (m PurchaseModel) ofFrequency(frequency int) float64 {
	x := float64(frequency)
	return lgamma(m.R+x) - lgamma(m.R) + m.R*math.Log(m.Alpha) +
		lgamma(m.A+m.B) - lgamma(m.B) + lgamma(m.B+x) - lgamma(m.A+m.B+x)
}

// LogLikelihood of the buyers of the cells.
func (m PurchaseModel) LogLikelihood(cells []Cell) (sum float64) {
	ofX, x := 0.0, -1
	for _, c := range cells {
		if c.Frequency != x {
			x, ofX = c.Frequency, m.ofFrequency(c.Frequency)
		}
		ll, _ := m.logLikelihood(c, ofX)
		sum += float64(c.Buyers) * ll
	}
	return sum
}

// Alive is the chance that the buyer was not lost. Who never bought again
// counts as alive for certain: the model loses buyers at repeat purchases only.
func (m PurchaseModel) Alive(s Summary) float64 {
	if s.Frequency == 0 {
		return 1
	}
	x := float64(s.Frequency)
	odds := math.Log(m.A) - math.Log(m.B+x-1) + (m.R+x)*math.Log((m.Alpha+s.Age)/(m.Alpha+s.Recency))
	return 1 / (1 + math.Exp(odds))
}

// Expected is how many purchases a buyer of this past is expected to make in
// the days after the look.
func (m PurchaseModel) Expected(s Summary, days float64) float64 {
	return m.Alive(s) * m.ifAlive(s.Frequency, s.Age, days, m.losses(s.Frequency))
}

// ExpectedNew is how many purchases are expected in the days after the first.
func (m PurchaseModel) ExpectedNew(days float64) float64 { return m.Expected(Summary{}, days) }

// losses is what is known of the chance of being lost at a purchase, of a
// buyer alive after so many.
func (m PurchaseModel) losses(frequency int) []node { return betaNodes(m.A, m.B+float64(frequency)) }

// ifAlive is the expected number of purchases of a buyer who is alive: with
// rate λ and chance p known it is (1 − e^(−λpt))/p; λ is averaged over
// Gamma(R+x, Alpha+T) in closed form, p over its nodes. Unlike the usual form
// with 2F1 this has no singularity at A = 1.
func (m PurchaseModel) ifAlive(frequency int, age, days float64, losses []node) (sum float64) {
	s, tau := m.R+float64(frequency), days/(m.Alpha+age)
	for _, n := range losses {
		sum -= n.weight * math.Expm1(-s*math.Log1p(n.p*tau)) / n.p
	}
	return sum
}

// Share is the share of buyers who make exactly so many repeat purchases in
// the days after their first.
func (m PurchaseModel) Share(frequency int, days float64) float64 {
	if days <= 0 {
		return float64(max(0, 1-frequency))
	}
	x, logT := float64(frequency), math.Log(days)-math.Log(m.Alpha+days)
	logA := math.Log(m.Alpha) - math.Log(m.Alpha+days)
	nbd := func(j float64) float64 {
		return math.Exp(lgamma(m.R+j) - lgamma(m.R) - lgamma(j+1) + m.R*logA + j*logT)
	}
	share := math.Exp(lbeta(m.A, m.B+x)-lbeta(m.A, m.B)) * nbd(x)
	if frequency > 0 {
		rest := 1.0
		for j := range frequency {
			rest -= nbd(float64(j))
		}
		share += math.Exp(lbeta(m.A+1, m.B+x-1)-lbeta(m.A, m.B)) * max(0, rest)
	}
	return share
}

// Frequencies are how many of the buyers are expected to have made 0, 1, …
// repeat purchases by now, the last entry being that many or more; beside it
// how many have. It shows how well the model fits.
func (m PurchaseModel) Frequencies(cells []Cell, entries int) (expected, actual []float64) {
	expected, actual = make([]float64, entries), make([]float64, entries)
	ages := map[float64]int{}
	for _, c := range cells {
		actual[min(c.Frequency, entries-1)] += float64(c.Buyers)
		ages[c.Age] += c.Buyers
	}
	for _, age := range slices.Sorted(maps.Keys(ages)) {
		rest := float64(ages[age])
		for x := range entries - 1 {
			n := m.Share(x, age) * float64(ages[age])
			expected[x] += n
			rest -= n
		}
		expected[entries-1] += max(0, rest)
	}
	return expected, actual
}

func lgamma(x float64) float64 {
	v, _ := math.Lgamma(x)
	return v
}

func lbeta(a, b float64) float64 { return lgamma(a) + lgamma(b) - lgamma(a+b) }
