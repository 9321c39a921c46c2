package loyalty

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/mathext"
	"gonum.org/v1/gonum/stat"
)

// SpendModel is Gamma-Gamma: what a buyer pays at a purchase is Gamma(P, ν), ν
// being Gamma(Q, V) among buyers, and has nothing to do with how often he
// buys. V is in fen. Q is above 1, else buyers would have no mean spend.
type SpendModel struct {
	P, Q, V float64
}

// Mean is what a buyer of whom nothing is known is expected to pay at a
// purchase, in fen.
func (m SpendModel) Mean() float64 { return m.P * m.V / (m.Q - 1) }

// Expected is what a buyer of this past is expected to pay at a purchase, in
// fen: between his own mean and everybody's, nearer to his own the more often
// he bought again.
func (m SpendModel) Expected(s Summary) float64 {
	if s.Frequency == 0 {
		return m.Mean()
	}
	x := float64(s.Frequency)
	return m.P * (m.V + x*s.MeanSpend) / (m.P*x + m.Q - 1)
}

// SpendFit is a fitted model with what it was fitted to. Errors are standard
// errors, 0 unless the evidence is sound. Correlation is that of frequency and
// mean spend, which the model takes to be none: where it is not near 0, the
// value of frequent buyers comes out wrong.
type SpendFit struct {
	Model         SpendModel
	Errors        SpendModel
	Evidence      Evidence
	Buyers        int // those who paid something at repeat purchases
	Unpaid        int // repeat buyers left out because they paid nothing
	Correlation   float64
	LogLikelihood float64
}

// FitSpend finds the parameters under which the mean spends of the repeat
// buyers are most likely. ErrNoBuyers, ErrNoRepeat, ErrNoSpend or ErrSummary.
func FitSpend(summaries []Summary) (f SpendFit, err error) {
	paid, err := f.payers(summaries)
	if err != nil {
		return f, err
	}
	scale := 0.0
	xs, zs := make([]float64, len(paid)), make([]float64, len(paid))
	for i, s := range paid {
		xs[i], zs[i] = float64(s.Frequency), s.MeanSpend
		scale += s.MeanSpend / float64(len(paid))
	}
	if c := stat.Correlation(xs, zs, nil); !math.IsNaN(c) {
		f.Correlation = c
	}
	p := problem{of: scaledSpend(paid, scale), buyers: float64(len(paid))}
	best := p.maximise([][]float64{{1, 1, 1}, {0, 0, 0}, {2, 0, -1}})
	f.Model = spendModel(best.logs, scale)
	f.Evidence = best.evidence(len(paid))
	f.LogLikelihood, _ = f.Model.slope(paid)
	if f.Evidence == EvidenceSound {
		m, e := f.Model, best.errs
		f.Errors = SpendModel{m.P * e[0], (m.Q - 1) * e[1], m.V * e[2]}
	}
	return f, nil
}

// payers are the repeat buyers who paid something, ordered as they are summed.
func (f *SpendFit) payers(summaries []Summary) (paid []Summary, err error) {
	repeat := 0
	for _, s := range summaries {
		if s.Validate() != nil {
			return nil, ErrSummary
		}
		if s.Frequency > 0 {
			repeat++
		}
		if s.MeanSpend > 0 {
			paid = append(paid, s)
		}
	}
	f.Buyers, f.Unpaid = len(paid), repeat-len(paid)
	switch {
	case len(summaries) == 0:
		return nil, ErrNoBuyers
	case repeat == 0:
		return nil, ErrNoRepeat
	case len(paid) == 0:
		return nil, ErrNoSpend
	}
	slices.SortFunc(paid, bySpend)
	return paid, nil
}

// spendModel of the logarithms of p, q − 1 and v/scale.
func spendModel(logs []float64, scale float64) SpendModel {
	return SpendModel{math.Exp(logs[0]), 1 + math.Exp(logs[1]), math.Exp(logs[2]) * scale}
}

func scaledSpend(paid []Summary, scale float64) func(logs, grad []float64) float64 {
	n := float64(len(paid))
	return func(logs, grad []float64) float64 {
		m := spendModel(logs, scale)
		ll, g := m.slope(paid)
		for i, by := range []float64{m.P, m.Q - 1, m.V} {
			grad[i] = g[i] * by / n
		}
		return ll / n
	}
}

// slope is the log-likelihood with its derivatives by p, q and v.
func (m SpendModel) slope(paid []Summary) (ll float64, g [3]float64) {
	psi := mathext.Digamma
	frequency, ofX := 0, 0.0
	var gOfX [2]float64
	for _, s := range paid {
		x, z := float64(s.Frequency), s.MeanSpend
		if s.Frequency != frequency {
			frequency = s.Frequency
			ofX = m.Q*math.Log(m.V) - lbeta(m.P*x, m.Q)
			both := psi(m.P*x + m.Q)
			gOfX = [2]float64{x * (both - psi(m.P*x)), both - psi(m.Q) + math.Log(m.V)}
		}
		sum := math.Log(m.V + x*z)
		log := math.Log(x * z)
		ll += ofX + m.P*x*log - math.Log(z) - (m.P*x+m.Q)*sum
		g[0] += gOfX[0] + x*(log-sum)
		g[1] += gOfX[1] - sum
		g[2] += m.Q/m.V - (m.P*x+m.Q)/(m.V+x*z)
	}
	return ll, g
}
