package loyalty

import (
	"math"

	"gonum.org/v1/gonum/mathext"
)

// PurchaseFit is a fitted model with what it was fitted to. Errors are the
// standard errors of the parameters, 0 unless the evidence is sound.
type PurchaseFit struct {
	Model         PurchaseModel
	Errors        PurchaseModel
	Evidence      Evidence
	Buyers        int
	Repeat        int // buyers who bought again
	Cells         int // different pasts among them
	LogLikelihood float64
	Evaluations   int // of the likelihood over all cells
}

// FitPurchases finds the parameters under which the cells are most likely.
// ErrNoBuyers, ErrNoRepeat, or ErrSummary for an impossible past.
func FitPurchases(cells []Cell) (PurchaseFit, error) {
	f := PurchaseFit{Cells: len(cells)}
	days := 0.0
	for _, c := range cells {
		if c.past().Validate() != nil || c.Buyers < 0 {
			return f, ErrSummary
		}
		f.Buyers += c.Buyers
		days += c.Age * float64(c.Buyers)
		if c.Frequency > 0 {
			f.Repeat += c.Buyers
		}
	}
	if f.Buyers == 0 {
		return f, ErrNoBuyers
	}
	if f.Repeat == 0 {
		return f, ErrNoRepeat
	}
	scale := days / float64(f.Buyers)
	p := problem{of: scaled(cells, scale, float64(f.Buyers)), buyers: float64(f.Buyers)}
	best := p.maximise([][]float64{{-1, -2, 0, 1}, {0, 0, 0, 0}, {1, 1, -2, 2}})
	f.Model = purchaseModel(best.logs, scale)
	f.Evidence, f.Evaluations = best.evidence(f.Repeat), best.evaluations
	f.LogLikelihood = f.Model.LogLikelihood(cells)
	if f.Evidence == EvidenceSound {
		m, e := f.Model, best.errs
		f.Errors = PurchaseModel{m.R * e[0], m.Alpha * e[1], m.A * e[2], m.B * e[3]}
	}
	return f, nil
}

func purchaseModel(logs []float64, scale float64) PurchaseModel {
	return PurchaseModel{math.Exp(logs[0]), math.Exp(logs[1]) * scale, math.Exp(logs[2]), math.Exp(logs[3])}
}

// scaled is the mean log-likelihood of the logarithms of r, Alpha/scale, a, b.
func scaled(cells []Cell, scale, buyers float64) func(logs, grad []float64) float64 {
	return func(logs, grad []float64) float64 {
		m := purchaseModel(logs, scale)
		ll, g := m.slope(cells)
		for i, theta := range []float64{m.R, m.Alpha, m.A, m.B} {
			grad[i] = g[i] * theta / buyers
		}
		return ll / buyers
	}
}

// slope is the log-likelihood with its derivatives by r, Alpha, a and b.
func (m PurchaseModel) slope(cells []Cell) (ll float64, g [4]float64) {
	x, ofX := -1, 0.0
	var gOfX [4]float64
	for _, c := range cells {
		if c.Frequency != x {
			x, ofX, gOfX = c.Frequency, m.ofFrequency(c.Frequency), m.slopeOfFrequency(c.Frequency)
		}
		l, later := m.logLikelihood(c, ofX)
		n, s := float64(c.Buyers), m.R+float64(x)
		ll += n * l
		g[0] += n * (gOfX[0] - (1-later)*math.Log(m.Alpha+c.Age))
		g[1] += n * (gOfX[1] - s*(1-later)/(m.Alpha+c.Age))
		g[2] += n * gOfX[2]
		g[3] += n * gOfX[3]
		if x > 0 {
			g[0] -= n * later * math.Log(m.Alpha+c.Recency)
			g[1] -= n * later * s / (m.Alpha + c.Recency)
			g[2] += n * later / m.A
			g[3] -= n * later / (m.B + float64(x) - 1)
		}
	}
	return ll, g
}

// slopeOfFrequency is the derivative of ofFrequency.
func (m PurchaseModel) slopeOfFrequency(frequency int) [4]float64 {
	x, psi := float64(frequency), mathext.Digamma
	both := psi(m.A+m.B) - psi(m.A+m.B+x)
	return [4]float64{psi(m.R+x) - psi(m.R) + math.Log(m.Alpha), m.R / m.Alpha, both, both + psi(m.B+x) - psi(m.B)}
}
