package models

import (
	"encoding/json"
	"strconv"
	"strings"
	"time"
)

// DecisionOutcome is what the credit check says of an order.
type DecisionOutcome string

// An approved order reserves credit; a held one waits for finance; a rejected
// one stays a draft.
const (
	OutcomeApprove DecisionOutcome = "approve"
	OutcomeHold    DecisionOutcome = "hold"
	OutcomeReject  DecisionOutcome = "reject"
)

// RuleKey names a rule of the credit check.
type RuleKey string

// The rules of the check; every one that is hit is kept as a reason. Those of
// the blocking policy come first, in the order of its families.
const (
	RuleAgentStatus        RuleKey = "agent_status"
	RuleImmediateOverdue   RuleKey = "immediate_overdue"
	RuleLicenceExpired     RuleKey = "licence_expired"
	RuleBlocked            RuleKey = "blocked"
	RuleLossNotRecovered   RuleKey = "loss_not_recovered"
	RuleLimitExpired       RuleKey = "limit_expired"
	RuleDaysOverdue        RuleKey = "days_overdue"
	RuleOverdueAmount      RuleKey = "overdue_amount"
	RuleBrokenPromise      RuleKey = "broken_promise"
	RuleUsedShare          RuleKey = "used_share"
	RuleOrderAmount        RuleKey = "order_amount"
	RuleGradeBelowStandard RuleKey = "grade_below_standard"
	RuleDepositShort       RuleKey = "deposit_short"
	RuleOverLimit          RuleKey = "over_limit"
	RuleOverPot            RuleKey = "over_pot"
	RuleForcedHold         RuleKey = "forced_hold"
)

// RuleHit is one reason why an order does not simply pass.
type RuleHit struct {
	Rule    RuleKey         `json:"rule"`
	Outcome DecisionOutcome `json:"outcome"`
	Detail  string          `json:"detail,omitempty"`
}

// WayOutKind is something the agent or finance can do about a refusal.
type WayOutKind string

// The ways out of a shortfall.
const (
	WayPay            WayOutKind = "pay"
	WayReduceOrder    WayOutKind = "reduce_order"
	WayTemporaryLimit WayOutKind = "temporary_limit"
	WayTalkToFinance  WayOutKind = "talk_to_finance"
)

// WayOut is a way out with its amount in fen, where one belongs to it.
type WayOut struct {
	Kind   WayOutKind `json:"kind"`
	Amount Money      `json:"amount"`
}

// CreditRequest is the order that asks: Increase is by how much it would raise
// exposure, on its target state. Forced tells that a person holds the order,
// Overridden what a release let pass for it.
type CreditRequest struct {
	OrderID    int64          `json:"order_id"`
	Amount     Money          `json:"amount"`
	Increase   Money          `json:"increase"`
	Settlement SettlementKind `json:"settlement"`
	On         Date           `json:"on"`
	Forced     bool           `json:"forced,omitempty"`
	Overridden []Override     `json:"overridden,omitempty"`
}

// CreditDecision is the record of one check: what was known, which rules were
// hit, and what follows. Replay computes it again from its own inputs.
type CreditDecision struct {
	Request   CreditRequest   `json:"request"`
	Terms     CreditTerms     `json:"terms"`
	Before    Counters        `json:"before"`
	Pot       *Counters       `json:"pot,omitempty"`
	Limit     Limit           `json:"limit"`
	Source    LimitSource     `json:"source"`
	Exposure  Money           `json:"exposure"`
	Available Money           `json:"available"`
	After     Money           `json:"after"`
	Shortfall Money           `json:"shortfall"`
	Hits      []RuleHit       `json:"hits"`
	Outcome   DecisionOutcome `json:"outcome"`
	WaysOut   []WayOut        `json:"ways_out"`
}

// DecisionRow is a decision as it is stored; Record is the JSON of the
// CreditDecision. AccountVersion is the credit row's version after the check.
type DecisionRow struct {
	ID             int64
	AgentID        int64
	OrderID        int64
	Outcome        DecisionOutcome
	TriggerKind    string
	AmountFen      Money
	AccountVersion int64
	Record         string
	DecidedBy      string
	DecidedAt      time.Time
}

// TableName is credit_decisions.
func (DecisionRow) TableName() string { return "credit_decisions" }

// Decide is the credit check (docs/credit-policy.md §1): pure, deterministic,
// and the same for cart, submit, edit, re-open and replay. pot holds the
// group's counters, nil without a group. Equality passes.
func Decide(t CreditTerms, before Counters, pot *Counters, r CreditRequest) CreditDecision {
	d := CreditDecision{Request: r, Terms: t, Before: before, Pot: pot, Exposure: before.Exposure()}
	d.Limit, d.Source = t.EffectiveLimit(r.On)
	if !r.Settlement.NeedsLimit() {
		d.Limit, d.Source = Limit{Kind: LimitUnlimited}, SourceNotNeeded
	}
	d.Hits = t.ruleHits(r, d.Exposure)
	d.measure()
	d.Outcome = OutcomeApprove
	for _, h := range d.Hits {
		if h.Outcome == OutcomeReject || d.Outcome == OutcomeApprove {
			d.Outcome = h.Outcome
		}
	}
	d.WaysOut = d.waysOut()
	return d
}

// Replay decides again from the record's own inputs.
func (d CreditDecision) Replay() CreditDecision {
	return Decide(d.Terms, d.Before, d.Pot, d.Request)
}

// UnmarshalJSON reads a stored record. Its results may be Unbounded, which is
// more than Money accepts as an input.
func (d *CreditDecision) UnmarshalJSON(b []byte) error {
	type record CreditDecision
	wide := struct {
		*record
		Available result `json:"available"`
		After     result `json:"after"`
	}{record: (*record)(d)}
	if err := json.Unmarshal(b, &wide); err != nil {
		return err
	}
	d.Available, d.After = Money(wide.Available), Money(wide.After)
	return nil
}

// result is computed money of any size, in the form that Money is written.
type result Money

func (r *result) UnmarshalJSON(b []byte) error {
	n, err := strconv.ParseInt(strings.Replace(strings.Trim(string(b), `"`), ".", "", 1), 10, 64)
	*r = result(n)
	return err
}

// measure fills available, after and shortfall and adds the amount rules.
func (d *CreditDecision) measure() {
	agent, potCeiling := d.Terms.Ceilings(d.Request.On, d.Request.Settlement)
	d.Available = agent - d.Exposure
	potAvailable := Unbounded
	if d.Pot != nil {
		potAvailable = potCeiling - d.Pot.Exposure()
	}
	if d.Request.Increase > 0 && d.Available < d.Request.Increase {
		d.Hits = append(d.Hits, RuleHit{Rule: d.Terms.boundBy(d.Request.On), Outcome: OutcomeHold})
	}
	if d.Request.Increase > 0 && potAvailable < d.Request.Increase {
		d.Hits = append(d.Hits, RuleHit{Rule: RuleOverPot, Outcome: OutcomeHold, Detail: d.Terms.Group.Code})
	}
	d.Available = min(d.Available, potAvailable)
	d.After = d.Available - d.Request.Increase
	if d.Request.Increase > 0 {
		d.Shortfall = max(0, -d.After)
	}
	if agent >= Unbounded && (d.Pot == nil || potCeiling >= Unbounded) {
		d.Available, d.After, d.Shortfall = Unbounded, Unbounded, 0
	}
}

// ruleHits are the reasons beside the limit and the pot; exposure is the one
// before the order.
func (t CreditTerms) ruleHits(r CreditRequest, exposure Money) []RuleHit {
	hits := t.policyHits(r, exposure)
	if r.Settlement == SettlementImmediate && t.OverdueImmediateFen > 0 {
		hits = append(hits, RuleHit{RuleImmediateOverdue, OutcomeReject, t.OverdueImmediateFen.String()})
	}
	if r.Settlement != SettlementEarly && t.LossFen > 0 {
		hits = append(hits, RuleHit{RuleLossNotRecovered, OutcomeReject, t.LossFen.String()})
	}
	for _, b := range t.Blocks {
		if r.overrides(RuleBlocked, b.ID) {
			continue
		}
		hits = append(hits, RuleHit{RuleBlocked, OutcomeHold, string(b.Reason)})
	}
	if r.Settlement.NeedsLimit() && t.Grade.WorseThan(t.Standard.LowestGrade) {
		hits = append(hits, RuleHit{RuleGradeBelowStandard, OutcomeHold, string(t.Grade)})
	}
	if r.Forced {
		hits = append(hits, RuleHit{Rule: RuleForcedHold, Outcome: OutcomeHold})
	}
	return r.withoutOverridden(hits)
}

// waysOut says what would let the order through.
func (d *CreditDecision) waysOut() []WayOut {
	ways := []WayOut{}
	if d.Shortfall > 0 {
		ways = append(ways, WayOut{WayPay, d.Shortfall})
		if rest := d.Request.Amount - d.Shortfall; rest > 0 {
			ways = append(ways, WayOut{WayReduceOrder, d.Shortfall})
		}
		ways = append(ways, WayOut{WayTemporaryLimit, d.Shortfall})
	}
	for _, h := range d.Hits {
		if h.Rule != RuleOverLimit && h.Rule != RuleOverPot {
			return append(ways, WayOut{Kind: WayTalkToFinance})
		}
	}
	return ways
}

// OwnPart tells what of the reservations that a decision saw was the order's
// own: an edit of an order that holds credit asks for the difference only. What
// others reserve, and what the order takes now, add up to what they were with
// the increase.
type OwnPart struct{ Others, Before, Now Money }

// Own takes the order's part out of the reservations, by what asked.
func (d CreditDecision) Own(trigger string) OwnPart {
	p := OwnPart{Others: d.Before.ReservedFen, Now: d.Request.Increase}
	if trigger != string(ActionEdit) {
		return p
	}
	p.Before = max(0, min(d.Request.Amount-d.Request.Increase, d.Before.ReservedFen))
	p.Others -= p.Before
	p.Now += p.Before
	return p
}
