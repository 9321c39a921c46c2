package models

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// A decision repeats an earlier one only when a person would read the same.
func TestADecisionRepeatsAnother(t *testing.T) {
	for _, r := range textTable(t, `
		limit  | overdue | bound | rules | standard | repeats
		100.00 | 80.00   | 50.00 | 1     | 1        | true
		100.00 | 70.00   | 50.00 | 1     | 1        | false
		100.00 | 80.00   | 60.00 | 1     | 1        | false
		100.00 | 80.00   | 50.00 | 2     | 1        | false
		100.00 | 80.00   | 50.00 | 1     | 2        | false
		100.00 | 40.00   | 50.00 | 1     | 1        | false
		10.00  | 80.00   | 50.00 | 1     | 1        | false
		90.00  | 80.00   | 50.00 | 1     | 1        | true`) {
		decide := func(limit, overdue, bound Money, rules, standard int64) CreditDecision {
			terms := creditTerms(limit)
			terms.OverdueFen, terms.OverdueSinceOn, terms.RulesVersion, terms.Standard.PolicyVersion = overdue, today.AddDays(-40), rules, standard
			terms.Rules = &BlockingPolicy{Rules: []BlockingRule{{Family: FamilyOverdueAmount, Effect: EffectHold, Scope: SegmentAll, AmountFen: bound}}}
			return Decide(terms, Counters{}, nil, asks(20_00))
		}
		before := decide(100_00, 80_00, 50_00, 1, 1)
		now := decide(r.money("limit"), r.money("overdue"), r.money("bound"), int64(r.num("rules")), int64(r.num("standard")))
		require.Equal(t, r.str("repeats") == "true", now.Repeats(before), r.line)
	}
}
