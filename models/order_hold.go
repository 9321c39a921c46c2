package models

import (
	"slices"
	"strings"
	"time"
)

// OrderHold is what a held order waits for. Reasons are the rules of its last
// check, a space around each. The Seen fields are the versions of the credit
// row, its terms and its group that the check knew, and its day: while they
// stand, nothing has changed that could let the order through. A forced hold
// is a person's and waits for a person.
type OrderHold struct {
	OrderID       int64 `gorm:"primaryKey"`
	AgentID       int64
	Reasons       string
	ShortfallFen  Money
	HeldAt        time.Time
	PricesUntilOn Date
	SeenVersion   int64
	SeenTerms     int64
	SeenGroup     int64
	SeenOn        Date
	ForcedReason  string
	ForcedBy      string
	ForcedByID    int64
	ForcedAt      *time.Time
}

// Forced tells that a person holds the order.
func (h OrderHold) Forced() bool { return h.ForcedAt != nil }

// ReasonWords are the rules that a decision gives as reasons, as OrderHold
// keeps them.
func ReasonWords(hits []RuleHit) string {
	var words []string
	for _, h := range hits {
		if w := string(h.Rule); !slices.Contains(words, w) {
			words = append(words, w)
		}
	}
	return " " + strings.Join(words, " ") + " "
}

// OrderOverride is a reason that a release let pass for one order, until a
// day, inclusive. A block is overridden by its id: another one is a new reason.
type OrderOverride struct {
	ID      int64
	OrderID int64
	Rule    RuleKey
	BlockID int64
	Reason  string
	SetBy   string
	SetByID int64
	SetAt   time.Time
	UntilOn Date
	EndedAt *time.Time
}

// Override is the override as the credit check honours it.
func (o OrderOverride) Override() Override { return Override{o.Rule, o.BlockID, o.UntilOn} }

// Override is a reason to hold that is let pass until a day, inclusive.
type Override struct {
	Rule    RuleKey `json:"rule"`
	BlockID int64   `json:"block,omitempty"`
	UntilOn Date    `json:"until"`
}

// overrides tells whether a reason to hold was let pass for the order; block
// is 0 for every rule but RuleBlocked.
func (r CreditRequest) overrides(rule RuleKey, block int64) bool {
	return slices.ContainsFunc(r.Overridden, func(o Override) bool {
		return o.Rule == rule && o.BlockID == block && r.On <= o.UntilOn
	})
}

// withoutOverridden drops the reasons to hold that were let pass. A reason to
// reject stays, whatever was overridden.
func (r CreditRequest) withoutOverridden(hits []RuleHit) []RuleHit {
	return slices.DeleteFunc(hits, func(h RuleHit) bool { return h.Outcome == OutcomeHold && r.overrides(h.Rule, 0) })
}

// Overrides are what a release of the held order lets pass until a day: every
// reason beside the shortfall, which a grant covers, and the hold by hand,
// which the release itself ends.
func (d CreditDecision) Overrides(until Date) []Override {
	var out []Override
	for _, h := range d.Hits {
		o := Override{Rule: h.Rule, UntilOn: until}
		if h.Outcome != OutcomeHold || h.Rule.OfAmount() || h.Rule == RuleForcedHold || h.Rule == RuleBlocked || slices.Contains(out, o) {
			continue
		}
		out = append(out, o)
	}
	for _, b := range d.Terms.Blocks {
		if !d.Request.overrides(RuleBlocked, b.ID) {
			out = append(out, Override{RuleBlocked, b.ID, until})
		}
	}
	return out
}

// OfAmount tells whether the rule is a shortfall of limit, deposit or pot.
func (k RuleKey) OfAmount() bool {
	return k == RuleOverLimit || k == RuleOverPot || k == RuleDepositShort
}

// Rules lists the rules of the check in the order pages show them.
func Rules() []RuleKey {
	return []RuleKey{RuleForcedHold, RuleOverLimit, RuleOverPot, RuleDepositShort, RuleDaysOverdue, RuleOverdueAmount, RuleBrokenPromise, RuleUsedShare,
		RuleOrderAmount, RuleLimitExpired, RuleLicenceExpired, RuleBlocked, RuleGradeBelowStandard, RuleAgentStatus, RuleImmediateOverdue, RuleLossNotRecovered}
}
