package models

import "strconv"

// ruleOfFamily is the reason that a family's hit gives.
var ruleOfFamily = map[RuleFamily]RuleKey{FamilyStatus: RuleAgentStatus, FamilyLicence: RuleLicenceExpired, FamilyLimitExpired: RuleLimitExpired,
	FamilyDaysOverdue: RuleDaysOverdue, FamilyOverdueAmount: RuleOverdueAmount, FamilyBrokenPromise: RuleBrokenPromise, FamilyUsedShare: RuleUsedShare, FamilyOrderAmount: RuleOrderAmount}

// ofCredit tells whether a family concerns only orders that need a limit: who
// pays before or at delivery is stopped by status and licence alone.
func (f RuleFamily) ofCredit() bool { return f != FamilyStatus && f != FamilyLicence }

// policyHits are the reasons that the blocking policy gives for an order.
func (t CreditTerms) policyHits(r CreditRequest, exposure Money) []RuleHit {
	rules := DefaultBlockingPolicy()
	if t.Rules != nil {
		rules = *t.Rules
	}
	facts := t.blockingFacts(r, exposure)
	hits := []RuleHit{}
	for _, h := range rules.Hits(facts, r.On) {
		if !h.Family.ofCredit() || r.Settlement.NeedsLimit() {
			hits = append(hits, RuleHit{ruleOfFamily[h.Family], DecisionOutcome(h.Effect), t.blockingDetail(h.Family, facts, r)})
		}
	}
	return hits
}

// blockingFacts are what the rules look at, after the order.
func (t CreditTerms) blockingFacts(r CreditRequest, exposure Money) BlockingFacts {
	agent, _ := t.Ceilings(r.On, r.Settlement)
	_, source := t.EffectiveLimit(r.On)
	f := BlockingFacts{AgentCode: t.AgentCode, OverdueFen: t.OverdueFen, OrderFen: r.Amount, UsedPPM: UsedShare(exposure+r.Increase, agent),
		LimitExpired: source == SourceExpired, Active: t.Status == AgentActive, LicenceEnded: !t.LicenceUntilOn.IsZero() && t.LicenceUntilOn < r.On, BrokenPromises: t.BrokenPromises}
	if t.Group != nil {
		f.GroupCode = t.Group.Code
	}
	if !t.OverdueSinceOn.IsZero() {
		f.DaysOverdue = max(0, r.On.DaysSince(t.OverdueSinceOn))
	}
	return f
}

// blockingDetail is what a rule found, as people read it.
func (t CreditTerms) blockingDetail(family RuleFamily, f BlockingFacts, r CreditRequest) string {
	switch family {
	case FamilyStatus:
		return string(t.Status)
	case FamilyLicence:
		return t.LicenceUntilOn.String()
	case FamilyDaysOverdue:
		return strconv.Itoa(f.DaysOverdue)
	case FamilyOverdueAmount:
		return f.OverdueFen.String()
	case FamilyBrokenPromise:
		return strconv.Itoa(f.BrokenPromises)
	case FamilyUsedShare:
		return f.UsedPPM.Percent()
	case FamilyOrderAmount:
		return r.Amount.String()
	}
	return ""
}

// Concerning are the rules that an agent of a group, "" for none, can meet.
func (p BlockingPolicy) Concerning(agent, group string) BlockingPolicy {
	own := BlockingPolicy{Rules: []BlockingRule{}}
	for _, r := range p.Rules {
		if r.Scope == SegmentAll || r.Scope == "agent:"+agent || group != "" && r.Scope == "group:"+group {
			own.Rules = append(own.Rules, r)
		}
	}
	return own
}
