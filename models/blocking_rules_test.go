package models

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

var ruleDay = MustDate("2026-06-15")

// scene is what an agent looks like before a scenario changes it: active, with
// a limit of 1000.00, nothing owed, an order of 100.00 on monthly terms.
type scene struct {
	terms  CreditTerms
	before Counters
	pot    *Counters
	r      CreditRequest
}

func ordinary() *scene {
	return &scene{terms: CreditTerms{AgentCode: "A1", Status: AgentActive, Grade: "B", Standard: StandardTerms{MultiplierPPM: One, LowestGrade: "C"},
		Limits: []CreditLimit{{Purpose: LimitStanding, Kind: LimitAmount, AmountFen: 1000_00}}, Rules: &BlockingPolicy{}},
		r: CreditRequest{Amount: 100_00, Increase: 100_00, Settlement: SettlementMonths, On: ruleDay}}
}

func (s *scene) rules(list ...BlockingRule) *scene {
	s.terms.Rules.Rules = append(s.terms.Rules.Rules, list...)
	return s
}

func (s *scene) group() *scene {
	s.terms.Group = &GroupTerms{Code: "G", Pot: Limit{LimitAmount, 500_00}, MemberLimit: Limit{Kind: LimitInherit}}
	s.pot = &Counters{}
	return s
}

func (s *scene) temporary(from, to string) *scene {
	s.terms.Limits = append(s.terms.Limits, CreditLimit{Purpose: LimitTemporary, Kind: LimitAmount, AmountFen: 2000_00, ValidFromOn: MustDate(from), ValidToOn: MustDate(to)})
	s.r.Amount, s.r.Increase = 1500_00, 1500_00
	return s
}

func (s *scene) late(days int, amount Money) *scene {
	s.terms.OverdueFen, s.terms.OverdueSinceOn = amount, ruleDay.AddDays(-days)
	return s
}

func holds(f RuleFamily, scope string) BlockingRule {
	return BlockingRule{Family: f, Effect: EffectHold, Scope: scope}
}

func lets(f RuleFamily, scope, until string) BlockingRule {
	r := BlockingRule{Family: f, Effect: EffectExclude, Scope: scope}
	if until != "" {
		r.ValidToOn = MustDate(until)
	}
	return r
}

// Every rule under, at and over its bound, and the days on which limits and
// exclusions begin and end.
func TestEachRuleAtItsBound(t *testing.T) {
	days := holds(FamilyDaysOverdue, SegmentAll)
	days.Days = 30
	overdue := holds(FamilyOverdueAmount, SegmentAll)
	overdue.AmountFen, overdue.SharePPM = 50_00, 800_000
	promise := holds(FamilyBrokenPromise, SegmentAll)
	promise.Days = 1
	share := holds(FamilyUsedShare, SegmentAll)
	share.SharePPM = 900_000
	amount := holds(FamilyOrderAmount, SegmentAll)
	amount.AmountFen = 100_00
	mild := holds(FamilyDaysOverdue, "agent:A1")
	mild.Days = 60
	strict := holds(FamilyDaysOverdue, "group:G")
	strict.Days = 10
	used := func(s *scene, owed Money) *scene { s.before.ReceivableFen = owed; return s }
	sized := func(s *scene, fen Money) *scene { s.r.Amount, s.r.Increase = fen, fen; return s }
	immediate := func(s *scene) *scene { s.r.Settlement = SettlementImmediate; return s }
	on := func(s *scene, day string) *scene { s.r.On = MustDate(day); return s }

	for _, x := range []struct {
		name string
		s    *scene
		want string
	}{
		{"nothing", ordinary(), ""},
		{"active", ordinary().rules(holds(FamilyStatus, SegmentAll)), ""},
		{"on hold by the register", change(ordinary().rules(holds(FamilyStatus, SegmentAll)), func(s *scene) { s.terms.Status = AgentSuspended }), "agent_status"},
		{"the licence's last day", change(ordinary().rules(holds(FamilyLicence, SegmentAll)), func(s *scene) { s.terms.LicenceUntilOn = ruleDay }), ""},
		{"the day after", change(ordinary().rules(holds(FamilyLicence, SegmentAll)), func(s *scene) { s.terms.LicenceUntilOn = ruleDay - 1 }), "licence_expired"},
		{"a limit's last day", change(ordinary().rules(holds(FamilyLimitExpired, SegmentAll)), func(s *scene) { s.terms.Limits[0].ValidToOn = ruleDay }), ""},
		{"an expired limit", change(ordinary().rules(holds(FamilyLimitExpired, SegmentAll)), func(s *scene) { s.terms.Limits[0].ValidToOn = ruleDay - 1 }), "limit_expired over_limit"},
		{"29 days late", ordinary().rules(days).late(29, 1), ""},
		{"30 days late", ordinary().rules(days).late(30, 1), ""},
		{"31 days late", ordinary().rules(days).late(31, 1), "days_overdue"},
		{"31 days late, paying at once", immediate(ordinary().rules(days).late(31, 1)), ""},
		{"a disputed item is not overdue", ordinary().rules(days, overdue), ""},
		{"50.00 overdue", used(ordinary().rules(overdue).late(1, 50_00), 750_00), ""},
		{"50.01 overdue", used(ordinary().rules(overdue).late(1, 50_01), 750_00), "overdue_amount"},
		{"50.01 overdue, 80 % used", used(ordinary().rules(overdue).late(1, 50_01), 700_00), ""},
		{"50.01 overdue, a fen more used", used(ordinary().rules(overdue).late(1, 50_01), 700_01), "overdue_amount"},
		{"one promise broken", change(ordinary().rules(promise), func(s *scene) { s.terms.BrokenPromises = 1 }), ""},
		{"two promises broken", change(ordinary().rules(promise), func(s *scene) { s.terms.BrokenPromises = 2 }), "broken_promise"},
		{"90 % used", used(ordinary().rules(share), 800_00), ""},
		{"a fen over 90 %", used(ordinary().rules(share), 800_01), "used_share"},
		{"an order of 100.00", ordinary().rules(amount), ""},
		{"an order of 100.01", sized(ordinary().rules(amount), 100_01), "order_amount"},
		{"the limit to the fen", used(ordinary(), 900_00), ""},
		{"a fen over the limit", used(ordinary(), 900_01), "over_limit"},
		{"the pot to the fen", change(ordinary().group(), func(s *scene) { s.pot.ReceivableFen = 400_00 }), ""},
		{"a fen over the pot", change(ordinary().group(), func(s *scene) { s.pot.ReceivableFen = 400_01 }), "over_pot"},
		{"before a temporary limit", ordinary().temporary("2026-06-16", "2026-06-20"), "over_limit"},
		{"its first day", ordinary().temporary("2026-06-15", "2026-06-20"), ""},
		{"its last day", ordinary().temporary("2026-06-01", "2026-06-15"), ""},
		{"the day after it", ordinary().temporary("2026-06-01", "2026-06-14"), "over_limit"},
		{"a temporary limit over an expired one", change(ordinary().rules(holds(FamilyLimitExpired, SegmentAll)).temporary("2026-06-15", "2026-06-15"), func(s *scene) { s.terms.Limits[0].ValidToOn = ruleDay - 1 }), ""},
		{"an exclusion's last day", ordinary().rules(days, lets(FamilyDaysOverdue, SegmentAll, "2026-06-15")).late(40, 1), ""},
		{"after its midnight", on(ordinary().rules(days, lets(FamilyDaysOverdue, SegmentAll, "2026-06-15")).late(40, 1), "2026-06-16"), "days_overdue"},
		{"an exclusion of another family", used(ordinary().rules(days, share, lets(FamilyUsedShare, SegmentAll, "")).late(40, 1), 850_00), "days_overdue"},
		{"the agent before the group, milder", ordinary().group().rules(days, strict, mild).late(40, 1), ""},
		{"the agent before the group, at its own bound", ordinary().group().rules(days, strict, mild).late(61, 1), "days_overdue"},
		{"the group before all, stricter", ordinary().group().rules(days, strict).late(11, 1), "days_overdue"},
		{"the group is another's", ordinary().rules(days, strict).late(11, 1), ""},
		{"the agent's exclusion over the group's rule", ordinary().group().rules(strict, lets(FamilyDaysOverdue, "agent:A1", "2026-06-15")).late(40, 1), ""},
		{"all reasons at once", used(sized(ordinary().rules(days, overdue, share, amount).late(31, 60_00), 200_00), 900_00), "days_overdue overdue_amount used_share order_amount over_limit"},
	} {
		t.Run(x.name, func(t *testing.T) {
			d := Decide(x.s.terms, x.s.before, x.s.pot, x.s.r)
			require.Equal(t, " "+x.want+" ", ReasonWords(d.Hits))
			require.Equal(t, x.want == "", d.Outcome == OutcomeApprove)
			require.Len(t, d.Reasons(), len(d.Hits))
		})
	}
}

func change(s *scene, how func(*scene)) *scene {
	how(s)
	return s
}

// randomRule is any rule that can be written, with bounds near what the scenes
// have.
func randomRule(r *rand.Rand) BlockingRule {
	families := RuleFamilies()
	x := BlockingRule{Family: families[r.IntN(len(families))], Effect: EffectHold, Scope: []string{SegmentAll, "group:G", "agent:A1", "agent:B9"}[r.IntN(4)],
		Days: r.IntN(60), AmountFen: Money(r.IntN(200_00)), SharePPM: Rate(r.IntN(1_200_000))}
	switch r.IntN(4) {
	case 0:
		x.Effect = EffectReject
	case 1:
		x.ValidToOn = ruleDay.AddDays(r.IntN(3) - 1)
	}
	return x
}

func randomScene(r *rand.Rand) *scene {
	s := ordinary().group().late(r.IntN(60), Money(r.IntN(200_00)))
	s.before.ReceivableFen, s.r.Amount, s.terms.BrokenPromises = Money(r.IntN(900_00)), Money(1+r.IntN(200_00)), r.IntN(4)
	s.r.Increase = s.r.Amount
	if r.IntN(3) == 0 {
		s.terms.LicenceUntilOn = ruleDay.AddDays(r.IntN(3) - 2)
	}
	for range r.IntN(6) {
		s.rules(randomRule(r))
	}
	if r.IntN(2) == 0 {
		x := randomRule(r)
		x.Effect = EffectExclude
		s.rules(x)
	}
	return s
}

func stops(d CreditDecision) bool { return d.Outcome != OutcomeApprove }

// Another blocking rule at a scope that speaks already, or for all where no
// narrower one speaks, stops at least what was stopped; an exclusion never
// stops anything. A rule of a narrower scope may well be milder: that is what
// it is for.
func TestRulesAreMonotone(t *testing.T) {
	for seed := range uint64(4000) {
		r := rand.New(rand.NewPCG(seed, 11))
		s := randomScene(r)
		before := Decide(s.terms, s.before, s.pot, s.r)
		more := s.terms
		rule := randomRule(r)
		more.Rules = &BlockingPolicy{Rules: append(slices.Clone(s.terms.Rules.Rules), rule)}
		after := Decide(more, s.before, s.pot, s.r)
		if stops(before) && !stops(after) {
			require.True(t, speaksNarrower(*s.terms.Rules, rule), "seed %d: %+v let the order through", seed, rule)
		}
		more.Rules = &BlockingPolicy{Rules: append(slices.Clone(s.terms.Rules.Rules), BlockingRule{Family: rule.Family, Effect: EffectExclude, Scope: rule.Scope})}
		after = Decide(more, s.before, s.pot, s.r)
		for _, h := range after.Hits {
			require.Contains(t, before.Hits, h, "seed %d: an exclusion holds for %s", seed, h.Rule)
		}
		s.r.Overridden = before.Overrides(ruleDay)
		for _, h := range Decide(s.terms, s.before, s.pot, s.r).Hits {
			require.True(t, h.Rule.OfAmount() || h.Outcome == OutcomeReject, "seed %d: %s was let pass", seed, h.Rule)
		}
	}
}

// speaksNarrower tells that the rule is of a narrower scope than those that spoke
// for its family before, and so replaces them for the agent.
func speaksNarrower(p BlockingPolicy, rule BlockingRule) bool {
	return rule.Scope != SegmentAll && !slices.ContainsFunc(p.Rules, func(x BlockingRule) bool {
		return x.Family == rule.Family && x.Scope == rule.Scope && x.validOn(ruleDay)
	})
}

// A rule keeps no bound that its family does not use.
func TestTidyEmptiesWhatMeansNothing(t *testing.T) {
	for _, f := range RuleFamilies() {
		for _, e := range []RuleEffect{EffectHold, EffectExclude} {
			p := BlockingPolicy{Rules: []BlockingRule{{Family: f, Effect: e, Scope: SegmentAll, Days: 7, AmountFen: 8, SharePPM: 9}}}
			p.Tidy()
			r := p.Rules[0]
			for name, set := range map[string]bool{"days": r.Days != 0, "amount": r.AmountFen != 0, "share": r.SharePPM != 0} {
				require.Equal(t, slices.Contains(r.Bounds(), name), set, "%s %s %s", f, e, name)
			}
			for _, field := range p.Sections()[0].Rows[0].Fields {
				if slices.Contains([]PolicyUnit{UnitMoney, UnitPercent, UnitNumber}, field.Unit) {
					require.Equal(t, field.Text() == "0" || field.Text() == "0.00", field.Off, "%s %s %s", f, e, field.Path)
				}
			}
		}
	}
}
