package models

import (
	"cmp"
	"math"
	"slices"
)

// The loss rate's defaults (docs/credit-policy.md §6): how long an item may
// take to turn out lost, and how many agents with sales an interval needs.
const (
	DefaultLossLagDays = 180
	MinLossAgents      = 30
)

// LossCohort is the span of due dates whose items make the realised loss rate
// at asOf: (asOf − lag − 12 months, asOf − lag]. All of them have had the same
// time to turn out lost.
func LossCohort(asOf Date, lagDays int) Period {
	return TrailingMonths(asOf.AddDays(-lagDays), 12)
}

// LossHorizon is the last posting date of write-offs, recoveries and credit
// notes that count for an item. For items of the cohort it is never after asOf.
func LossHorizon(due Date, lagDays int) Date { return due.AddDays(lagDays) }

// AgentLoss is what one agent brings into the cohort: the principal of its
// items less their credit notes, and what of it was written off less what was
// recovered, both posted by each item's LossHorizon. Interest, prepaid and
// immediate sales are in neither.
type AgentLoss struct {
	AgentID  int64 `json:"agent_id"`
	GrossFen Money `json:"gross"`
	LostFen  Money `json:"lost"`
}

// LossEvidence says what a loss estimate can bear.
type LossEvidence string

// Only a sound estimate may move a standard by itself.
const (
	EvidenceSound         LossEvidence = "sound"
	EvidenceNoSales       LossEvidence = "no_sales"
	EvidenceTooFewAgents  LossEvidence = "too_few_agents"
	EvidenceSingleDefault LossEvidence = "single_default"
)

// LossEstimate is the realised loss rate of a segment with its 90 % interval.
// There is no rate without sales, and no interval below MinLossAgents agents.
type LossEstimate struct {
	Evidence   LossEvidence `json:"evidence"`
	Agents     int          `json:"agents"`
	GrossFen   Money        `json:"gross"`
	LostFen    Money        `json:"lost"`
	RatePPM    Rate         `json:"rate_ppm"`
	LowPPM     Rate         `json:"low_ppm"`
	HighPPM    Rate         `json:"high_ppm"`
	LargestID  int64        `json:"largest_id,omitempty"` // the agent with the largest loss
	LargestFen Money        `json:"largest"`
}

// EstimateLoss is the ratio of sums with the interval of the delete-one-agent
// jackknife. Rows of one agent are added up; an agent counts when its items
// exceed their credit notes. ErrOverflow when the rate does not fit.
func EstimateLoss(rows []AgentLoss) (LossEstimate, error) {
	agents := byAgent(rows)
	e := LossEstimate{Evidence: EvidenceSound}
	for _, a := range agents {
		e.add(a)
	}
	if e.GrossFen <= 0 {
		e.Evidence = EvidenceNoSales
		return e, nil
	}
	rate, err := MulDiv(int64(e.LostFen), int64(One), int64(e.GrossFen))
	if err != nil {
		return e, err
	}
	e.RatePPM = Rate(rate)
	if e.Agents < MinLossAgents {
		e.Evidence = EvidenceTooFewAgents
		return e, nil
	}
	e.LowPPM, e.HighPPM = e.interval(agents)
	if e.LargestFen > e.LostFen-e.LargestFen {
		e.Evidence = EvidenceSingleDefault
	}
	return e, nil
}

func (e *LossEstimate) add(a AgentLoss) {
	e.GrossFen += a.GrossFen
	e.LostFen += a.LostFen
	if a.GrossFen > 0 {
		e.Agents++
	}
	if a.LostFen > e.LargestFen {
		e.LargestID, e.LargestFen = a.AgentID, a.LostFen
	}
}

// byAgent adds up the rows of each agent, in the order of ids, so that the
// order of rows never changes a figure. Credit notes above an agent's items
// take nothing from the others.
func byAgent(rows []AgentLoss) []AgentLoss {
	rows = slices.Clone(rows)
	slices.SortFunc(rows, func(a, b AgentLoss) int { return cmp.Compare(a.AgentID, b.AgentID) })
	var agents []AgentLoss
	for _, r := range rows {
		if n := len(agents); n > 0 && agents[n-1].AgentID == r.AgentID {
			agents[n-1].GrossFen += r.GrossFen
			agents[n-1].LostFen += r.LostFen
			continue
		}
		agents = append(agents, r)
	}
	for i := range agents {
		agents[i].GrossFen = max(0, agents[i].GrossFen)
	}
	return slices.DeleteFunc(agents, func(a AgentLoss) bool { return a.GrossFen == 0 && a.LostFen == 0 })
}

// LossBeyondSales is by how much the credit notes of some agents exceed their
// own items: the sum of the documents is that much below the denominator.
func LossBeyondSales(rows []AgentLoss) (beyond Money) {
	for _, r := range rows {
		beyond += max(0, -r.GrossFen)
	}
	return beyond
}

// interval is the 90 % interval in ppm. Without any loss the jackknife says
// nothing; the upper bound is then the rate of defaulting agents at which none
// among so many would still happen one time in twenty.
func (e LossEstimate) interval(agents []AgentLoss) (low, high Rate) {
	if e.LostFen == 0 && e.LargestFen == 0 {
		return 0, toPPM(1 - math.Pow(0.05, 1/float64(e.Agents)))
	}
	rate := float64(e.LostFen) / float64(e.GrossFen)
	half := studentT95(len(agents)-1) * e.standardError(agents)
	return min(e.RatePPM, toPPM(max(0, rate-half))), max(e.RatePPM, toPPM(rate+half))
}

// standardError is the jackknife's: √((n−1)/n × Σ(θ₍ᵢ₎ − mean θ)²), θ₍ᵢ₎ being
// the ratio without agent i. At least two agents have sales, so no
// denominator is 0.
func (e LossEstimate) standardError(agents []AgentLoss) float64 {
	n := float64(len(agents))
	without := make([]float64, len(agents))
	mean := 0.0
	for i, a := range agents {
		without[i] = float64(e.LostFen-a.LostFen) / float64(e.GrossFen-a.GrossFen)
		mean += without[i] / n
	}
	sum := 0.0
	for _, r := range without {
		sum += (r - mean) * (r - mean)
	}
	return math.Sqrt((n - 1) / n * sum)
}

// studentT95 is the 95 % quantile of Student's t, by the Cornish-Fisher
// expansion around the normal quantile (Abramowitz & Stegun 26.7.5); from 29
// degrees of freedom on it is exact to five digits.
func studentT95(degrees int) float64 {
	const z = 1.6448536269514722
	const z3, z5, z7 = z * z * z, z * z * z * z * z, z * z * z * z * z * z * z
	v := float64(degrees)
	return z + (z3+z)/(4*v) + (5*z5+16*z3+3*z)/(96*v*v) + (3*z7+19*z5+17*z3-15*z)/(384*v*v*v)
}

func toPPM(r float64) Rate {
	return Rate(math.Round(min(r*float64(One), float64(MaxMoney))))
}

// HasInterval tells whether Low and High were computed.
func (e LossEstimate) HasInterval() bool {
	return e.Evidence == EvidenceSound || e.Evidence == EvidenceSingleDefault
}
