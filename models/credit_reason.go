package models

import "reflect"

// Reason is a reason of a decision with what stands behind it: the blocking
// rule that was hit, nil for rules that are none of the policy's, and by how
// much limit or pot are short, 0 for the rest.
type Reason struct {
	RuleHit
	By    *BlockingRule
	Short Money
}

// Reasons are the decision's reasons with what stands behind each, from the
// record's own inputs.
func (d CreditDecision) Reasons() []Reason {
	rules := DefaultBlockingPolicy()
	if d.Terms.Rules != nil {
		rules = *d.Terms.Rules
	}
	found := rules.Hits(d.Terms.blockingFacts(d.Request, d.Exposure), d.Request.On)
	out := make([]Reason, len(d.Hits))
	for i, h := range d.Hits {
		out[i] = Reason{RuleHit: h, Short: d.shortOf(h.Rule)}
		for j, b := range found {
			if ruleOfFamily[b.Family] == h.Rule && DecisionOutcome(b.Effect) == h.Outcome {
				by := rules.Rules[b.Rule]
				out[i].By, found = &by, append(found[:j:j], found[j+1:]...)
				break
			}
		}
	}
	return out
}

// Repeats tells that the decision says what an earlier one of the same order
// says: the outcome, every reason with what was found and its bound, what is
// short, and the versions of the policies that it went by.
func (d CreditDecision) Repeats(before CreditDecision) bool {
	return d.Outcome == before.Outcome && d.Shortfall == before.Shortfall && d.Terms.RulesVersion == before.Terms.RulesVersion &&
		d.Terms.Standard.PolicyVersion == before.Terms.Standard.PolicyVersion && reflect.DeepEqual(d.Reasons(), before.Reasons())
}

// shortOf is by how much the agent's own ceiling or the pot's is short of the
// order.
func (d CreditDecision) shortOf(rule RuleKey) Money {
	agent, pot := d.Terms.Ceilings(d.Request.On, d.Request.Settlement)
	switch {
	case rule == RuleOverLimit || rule == RuleDepositShort:
		return d.Exposure + d.Request.Increase - agent
	case rule == RuleOverPot && d.Pot != nil:
		return d.Pot.Exposure() + d.Request.Increase - pot
	}
	return 0
}
