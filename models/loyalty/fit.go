package loyalty

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/optimize"
)

// The logarithms of parameters are searched within ±edge, times and amounts
// being measured by their mean, so that the box holds every case of practice.
// An estimate whose logarithm is uncertain by more than vague is undetermined.
const (
	edge  = 9.0
	vague = 1.0
)

// problem is a mean log-likelihood per buyer of parameters by their logarithms;
// of sets grad to its gradient.
type problem struct {
	of     func(logs, grad []float64) float64
	buyers float64
}

// optimum is where the likelihood is largest: the logarithms found, their
// standard errors if the curvature there gives any, and the log-likelihood.
type optimum struct {
	logs, errs    []float64
	logLikelihood float64
	evaluations   int
}

// maximise climbs from every start and takes the highest point. Outside the
// box the function falls off as the square of the distance, which keeps a
// climb without a top from running away.
func (p problem) maximise(starts [][]float64) (best optimum) {
	best.logLikelihood = math.Inf(-1)
	var at, slope []float64
	var height float64
	// value and gradient are asked for one after the other and cost as much as one
	look := func(x []float64) {
		if !slices.Equal(x, at) {
			at = slices.Clone(x)
			height, slope = p.boxed(x)
			best.evaluations++
		}
	}
	down := optimize.Problem{
		Func: func(x []float64) float64 { look(x); return -height },
		Grad: func(grad, x []float64) {
			look(x)
			for i := range slope {
				grad[i] = -slope[i]
			}
		},
	}
	for _, start := range starts {
		// a line search that can get no higher ends in an error and in a result
		found, _ := optimize.Minimize(down, start, &optimize.Settings{GradientThreshold: 1e-9, MajorIterations: 400}, &optimize.BFGS{})
		if found != nil && -found.F > best.logLikelihood {
			best.logs, best.logLikelihood = found.X, -found.F
		}
	}
	best.errs = p.standardErrors(best.logs)
	best.logLikelihood *= p.buyers
	return best
}

// boxed is of with its gradient, and with the slope outside the box.
func (p problem) boxed(x []float64) (height float64, slope []float64) {
	inside := make([]float64, len(x))
	for i, v := range x {
		inside[i] = min(edge, max(-edge, v))
	}
	slope = make([]float64, len(x))
	height = p.of(inside, slope)
	for i, v := range x {
		if beyond := v - inside[i]; beyond != 0 {
			height -= beyond * beyond
			slope[i] = -2 * beyond
		}
	}
	return height, slope
}

// standardErrors are the roots of the inverse of the observed information,
// which is taken by central differences of the gradient. None where the
// information has no inverse, at the edge, or where nothing is pinned down.
func (p problem) standardErrors(logs []float64) []float64 {
	const step = 1e-4
	n := len(logs)
	information := mat.NewSymDense(n, nil)
	up, down, x := make([]float64, n), make([]float64, n), make([]float64, n)
	for i := range logs {
		if math.Abs(logs[i]) > edge-2*step {
			return nil
		}
		copy(x, logs)
		x[i] = logs[i] + step
		p.of(x, up)
		x[i] = logs[i] - step
		p.of(x, down)
		for j := range logs {
			half := p.buyers * (down[j] - up[j]) / (2 * step) / 2
			if i == j {
				half *= 2
			}
			information.SetSym(i, j, information.At(i, j)+half)
		}
	}
	var chol mat.Cholesky
	inverse := mat.NewSymDense(n, nil)
	if !chol.Factorize(information) || chol.InverseTo(inverse) != nil {
		return nil
	}
	errs := make([]float64, n)
	for i := range errs {
		errs[i] = math.Sqrt(inverse.At(i, i))
		if !(errs[i] <= vague) {
			return nil
		}
	}
	return errs
}

// evidence of an optimum found on so many repeat buyers.
func (o optimum) evidence(repeat int) Evidence {
	switch {
	case repeat < MinRepeatBuyers:
		return EvidenceTooFew
	case o.errs == nil:
		return EvidenceUndetermined
	}
	return EvidenceSound
}
