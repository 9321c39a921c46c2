package loyalty

import (
	"math"

	"gonum.org/v1/gonum/mathext"
)

// node is a point of a rule that averages over a Beta distribution.
type node struct {
	p, weight float64
}

// The rule works in y = ln(p/(1−p)), where the density of Beta(a, b) is smooth
// on the whole line and falls off exponentially, so that equal steps converge
// faster than any power of the step. Beyond ±flat, p or 1−p is below 1e-26 and
// what is averaged no longer changes: the rest is a geometric series. Terms
// below e^−negligible of the largest are left out.
const (
	flat       = 60.0
	negligible = 42.0
)

// betaNodes are the points and weights that average a function smooth in p
// over Beta(a, b), for any a and b above 0.
func betaNodes(a, b float64) []node {
	step := min(0.25, math.Sqrt(mathext.Zeta(2, a)+mathext.Zeta(2, b))/3)
	middle := min(flat, max(-flat, math.Log(a/b)))
	top := logDensity(a, b, middle)
	nodes := []node{{logistic(middle), 1}}
	for _, side := range []struct{ step, decay float64 }{{-step, a}, {step, b}} {
		for y := middle + side.step; ; y += side.step {
			l := logDensity(a, b, y) - top
			if l < -negligible {
				break
			}
			if math.Abs(y) > flat {
				nodes = append(nodes, node{logistic(y), -math.Exp(l) / math.Expm1(-side.decay*step)})
				break
			}
			nodes = append(nodes, node{logistic(y), math.Exp(l)})
		}
	}
	sum := 0.0
	for _, n := range nodes {
		sum += n.weight
	}
	for i := range nodes {
		nodes[i].weight /= sum
	}
	return nodes
}

// logDensity of ln(p/(1−p)) but for a constant.
func logDensity(a, b, y float64) float64 {
	return -a*softplus(-y) - b*softplus(y)
}

// softplus is ln(1 + e^y).
func softplus(y float64) float64 { return max(y, 0) + math.Log1p(math.Exp(-math.Abs(y))) }

func logistic(y float64) float64 { return math.Exp(-softplus(-y)) }
