package models

import "strconv"

// RuleFamily is what a blocking or exclusion rule is about. An exclusion
// cancels the rules of its own family only.
type RuleFamily string

// The families. A used share counts the order that asks.
const (
	FamilyDaysOverdue   RuleFamily = "days_overdue"
	FamilyOverdueAmount RuleFamily = "overdue_amount" // with a used share, both at once
	FamilyLimitExpired  RuleFamily = "limit_expired"
	FamilyOrderAmount   RuleFamily = "order_amount"
	FamilyUsedShare     RuleFamily = "used_share"
	FamilyStatus        RuleFamily = "status"
	FamilyLicence       RuleFamily = "licence"
	FamilyBrokenPromise RuleFamily = "broken_promise"
)

// RuleFamilies lists the families in the order reasons are shown.
func RuleFamilies() []RuleFamily {
	return []RuleFamily{FamilyStatus, FamilyLicence, FamilyLimitExpired, FamilyDaysOverdue, FamilyOverdueAmount, FamilyBrokenPromise, FamilyUsedShare, FamilyOrderAmount}
}

// RuleEffect is whether a rule stops orders or lets them through.
type RuleEffect string

// A blocking rule holds or refuses, an exclusion cancels the family's blocks.
const (
	EffectHold    RuleEffect = "hold"
	EffectReject  RuleEffect = "reject"
	EffectExclude RuleEffect = "exclude"
)

// BlockingRule is one line of the blocking policy. Scope is "all", or
// "group:CODE", or "agent:CODE". The bounds that a family does not use are
// zero; a bound is passed when the fact is greater. Dates are inclusive, zero
// for open ends.
type BlockingRule struct {
	Family      RuleFamily `json:"family"`
	Effect      RuleEffect `json:"effect"`
	Scope       string     `json:"scope"`
	Days        int        `json:"days,omitempty"`
	AmountFen   Money      `json:"amount,omitempty"`
	SharePPM    Rate       `json:"share_ppm,omitempty"`
	ValidFromOn Date       `json:"valid_from,omitempty"`
	ValidToOn   Date       `json:"valid_to,omitempty"`
}

// BlockingPolicy is the list of blocking and exclusion rules.
type BlockingPolicy struct {
	Rules []BlockingRule `json:"rules"`
}

// BlockingFacts are what the rules look at, on the target state of the order.
// Disputed items are not overdue. UsedPPM is exposure after the order in parts
// of the limit; a limit of 0 with exposure counts as above every share.
type BlockingFacts struct {
	AgentCode      string `json:"agent_code"`
	GroupCode      string `json:"group_code"`
	DaysOverdue    int    `json:"days_overdue"`
	OverdueFen     Money  `json:"overdue"`
	UsedPPM        Rate   `json:"used_ppm"`
	OrderFen       Money  `json:"order"`
	LimitExpired   bool   `json:"limit_expired"`
	Active         bool   `json:"active"`
	LicenceEnded   bool   `json:"licence_ended"`
	BrokenPromises int    `json:"broken_promises"`
}

// BlockingHit is a rule that stops an order, by its place in the policy.
type BlockingHit struct {
	Rule   int        `json:"rule"`
	Family RuleFamily `json:"family"`
	Effect RuleEffect `json:"effect"`
}

// Scopes from the most particular to the widest, as they are asked.
func (f BlockingFacts) scopes() []string {
	scopes := []string{"agent:" + f.AgentCode}
	if f.GroupCode != "" {
		scopes = append(scopes, "group:"+f.GroupCode)
	}
	return append(scopes, SegmentAll)
}

// Hits are the rules that stop an order on a day. In each family the most
// particular scope that has any valid rule decides: agent before group before
// all. There, blocking rules come first, and an exclusion cancels them. Every
// rule that is hit is kept as a reason.
func (p BlockingPolicy) Hits(f BlockingFacts, on Date) []BlockingHit {
	var hits []BlockingHit
	for _, family := range RuleFamilies() {
		for _, scope := range f.scopes() {
			found, speaks := p.decide(family, scope, f, on)
			if speaks {
				hits = append(hits, found...)
				break
			}
		}
	}
	return hits
}

// decide asks one family at one scope; speaks is false when the policy says
// nothing there.
func (p BlockingPolicy) decide(family RuleFamily, scope string, f BlockingFacts, on Date) (hits []BlockingHit, speaks bool) {
	excluded := false
	for i, r := range p.Rules {
		if r.Family != family || r.Scope != scope || !r.validOn(on) {
			continue
		}
		speaks = true
		switch {
		case r.Effect == EffectExclude:
			excluded = true
		case r.hit(f):
			hits = append(hits, BlockingHit{i, family, r.Effect})
		}
	}
	if excluded {
		return nil, true
	}
	return hits, speaks
}

// Bounds are the rule's bounds that its family uses: "days", "amount",
// "share". An exclusion has none, it cancels the family whatever is found.
func (r BlockingRule) Bounds() []string {
	if r.Effect == EffectExclude {
		return nil
	}
	switch r.Family {
	case FamilyDaysOverdue, FamilyBrokenPromise:
		return []string{"days"}
	case FamilyOverdueAmount:
		return []string{"amount", "share"}
	case FamilyOrderAmount:
		return []string{"amount"}
	case FamilyUsedShare:
		return []string{"share"}
	}
	return nil
}

// Bounded tells that the rule compares with a bound.
func (r BlockingRule) Bounded() bool { return len(r.Bounds()) > 0 }

func (r BlockingRule) validOn(on Date) bool {
	return on >= r.ValidFromOn && (r.ValidToOn.IsZero() || on <= r.ValidToOn)
}

// hit tells whether the facts pass the rule's bounds; equality does not.
func (r BlockingRule) hit(f BlockingFacts) bool {
	switch r.Family {
	case FamilyDaysOverdue:
		return f.DaysOverdue > r.Days
	case FamilyOverdueAmount:
		return f.OverdueFen > r.AmountFen && f.UsedPPM > r.SharePPM
	case FamilyLimitExpired:
		return f.LimitExpired
	case FamilyOrderAmount:
		return f.OrderFen > r.AmountFen
	case FamilyUsedShare:
		return f.UsedPPM > r.SharePPM
	case FamilyStatus:
		return !f.Active
	case FamilyLicence:
		return f.LicenceEnded
	case FamilyBrokenPromise:
		return f.BrokenPromises > r.Days
	}
	return false
}

// UsedShare is an exposure in parts of a limit: 0 for none, above every share
// when something is owed without a limit, 0 for an unlimited line. Rounded up, so that
// one fen over a bound is over it.
func UsedShare(exposure, ceiling Money) Rate {
	switch {
	case exposure <= 0 || ceiling >= Unbounded:
		return 0
	case ceiling <= 0:
		return Rate(MaxMoney)
	}
	return partUp(exposure, ceiling)
}

// Validate reports the first rule that breaks a rule.
func (p BlockingPolicy) Validate() error {
	for i, r := range p.Rules {
		if err := r.Validate(); err != nil {
			return UnderField("rules."+strconv.Itoa(i)+".", err)
		}
	}
	return nil
}

// Validate reports the first field that breaks a rule.
func (r BlockingRule) Validate() error {
	known := false
	for _, f := range RuleFamilies() {
		known = known || f == r.Family
	}
	switch {
	case !known:
		return Invalid("family", "error.choice_unknown")
	case r.Effect != EffectHold && r.Effect != EffectReject && r.Effect != EffectExclude:
		return Invalid("effect", "error.choice_unknown")
	case !validRuleScope(r.Scope):
		return Invalid("scope", "error.rule_scope_unknown")
	case r.Days < 0 || r.Days > 3650:
		return Invalid("days", "error.out_of_range").With("From", 0).With("To", 3650)
	case r.AmountFen < 0 || r.AmountFen > MaxMoney:
		return Invalid("amount", "error.amount_out_of_range")
	case r.SharePPM < 0 || r.SharePPM > 10*One:
		return Invalid("share", "error.out_of_range").With("From", 0).With("To", 1000)
	case !r.ValidToOn.IsZero() && r.ValidToOn < r.ValidFromOn:
		return Invalid("valid_to", "error.dates_reversed")
	}
	return nil
}

func validRuleScope(s string) bool {
	return s == SegmentAll || len(s) > 6 && len(s) <= 46 && (s[:6] == "agent:" || s[:6] == "group:")
}

// DefaultBlockingPolicy is what a new book starts with: what no company would
// leave out. Rules on overdue money are each company's own.
func DefaultBlockingPolicy() BlockingPolicy {
	return BlockingPolicy{Rules: []BlockingRule{
		{Family: FamilyStatus, Effect: EffectReject, Scope: SegmentAll},
		{Family: FamilyLicence, Effect: EffectHold, Scope: SegmentAll},
		{Family: FamilyLimitExpired, Effect: EffectHold, Scope: SegmentAll},
	}}
}
