package models

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestAnOverrideLetsItsOwnReasonPassUntilItsDay(t *testing.T) {
	terms := CreditTerms{AgentCode: "A1", Status: AgentActive, Standard: StandardTerms{MultiplierPPM: One}, LicenceUntilOn: MustDate("2026-06-01"),
		Limits: []CreditLimit{{Purpose: LimitStanding, Kind: LimitAmount, AmountFen: 100_00}}, Blocks: []CreditBlock{{ID: 7, Reason: BlockReview}}}
	r := CreditRequest{Amount: 150_00, Increase: 150_00, Settlement: SettlementMonths, On: MustDate("2026-06-12")}
	d := Decide(terms, Counters{}, nil, r)
	require.Equal(t, " licence_expired blocked over_limit ", ReasonWords(d.Hits))
	r.Overridden = d.Overrides(MustDate("2026-06-30"))
	require.Equal(t, []Override{{RuleLicenceExpired, 0, MustDate("2026-06-30")}, {RuleBlocked, 7, MustDate("2026-06-30")}}, r.Overridden, "a shortfall is granted, not let pass")

	for _, x := range []struct {
		name, on, want string
		change         func(t *CreditTerms, r *CreditRequest)
	}{
		{"the last day", "2026-06-30", " over_limit ", nil},
		{"the day after", "2026-07-01", " licence_expired blocked over_limit ", nil},
		{"another block", "2026-06-12", " blocked over_limit ", func(t *CreditTerms, _ *CreditRequest) { t.Blocks = []CreditBlock{{ID: 8, Reason: BlockReview}} }},
		{"a new reason", "2026-06-12", " grade_below_standard over_limit ", func(t *CreditTerms, _ *CreditRequest) { t.Grade, t.Standard.LowestGrade = "D", "C" }},
		{"within the limit", "2026-06-12", "  ", func(_ *CreditTerms, r *CreditRequest) { r.Increase = 100_00 }},
		{"held by hand", "2026-06-12", " forced_hold over_limit ", func(_ *CreditTerms, r *CreditRequest) { r.Forced = true }},
		{"what rejects", "2026-06-12", " licence_expired over_limit ", func(t *CreditTerms, _ *CreditRequest) {
			t.Rules = &BlockingPolicy{Rules: []BlockingRule{{Family: FamilyLicence, Effect: EffectReject, Scope: SegmentAll}}}
		}},
	} {
		t.Run(x.name, func(t *testing.T) {
			terms, r := terms, r
			r.On = MustDate(x.on)
			if x.change != nil {
				x.change(&terms, &r)
			}
			d := Decide(terms, Counters{}, nil, r)
			require.Equal(t, x.want, ReasonWords(d.Hits))
			require.Equal(t, d, d.Replay())
		})
	}
}

// Every reason says what was found, the rule that it broke, and by how much
// limit or pot are short.
func TestReasonsSayWhatStandsBehindThem(t *testing.T) {
	wide := BlockingRule{Family: FamilyDaysOverdue, Effect: EffectHold, Scope: SegmentAll, Days: 10}
	own := BlockingRule{Family: FamilyDaysOverdue, Effect: EffectHold, Scope: "agent:A1", Days: 30}
	harder := BlockingRule{Family: FamilyDaysOverdue, Effect: EffectReject, Scope: "agent:A1", Days: 40}
	terms := CreditTerms{AgentCode: "A1", Status: AgentActive, Standard: StandardTerms{MultiplierPPM: One}, OverdueFen: 1, OverdueSinceOn: MustDate("2026-05-01"),
		Group: &GroupTerms{Code: "G", Pot: Limit{LimitAmount, 120_00}, MemberLimit: Limit{Kind: LimitInherit}}, GradeLimit: Limit{LimitAmount, 100_00},
		Rules: &BlockingPolicy{Rules: []BlockingRule{wide, own, harder}}}
	d := Decide(terms, Counters{ReceivableFen: 10_00}, &Counters{ReceivableFen: 30_00}, CreditRequest{Amount: 95_00, Increase: 95_00, Settlement: SettlementMonths, On: MustDate("2026-06-12")})
	require.Equal(t, []Reason{
		{RuleHit: RuleHit{RuleDaysOverdue, OutcomeHold, "42"}, By: &own},
		{RuleHit: RuleHit{RuleDaysOverdue, OutcomeReject, "42"}, By: &harder},
		{RuleHit: RuleHit{RuleOverLimit, OutcomeHold, ""}, Short: 5_00},
		{RuleHit: RuleHit{RuleOverPot, OutcomeHold, "G"}, Short: 5_00},
	}, d.Reasons())
}
