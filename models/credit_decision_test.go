package models

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

var today = MustDate("2026-06-15")

// creditTerms is an active agent with its own limit of the amount in fen.
func creditTerms(limit Money) CreditTerms {
	return CreditTerms{AgentID: 1, AgentCode: "A1", Status: AgentActive, Grade: "B", Standard: StandardTerms{MultiplierPPM: One},
		Limits: []CreditLimit{{Purpose: LimitStanding, Kind: LimitAmount, AmountFen: limit, ValidFromOn: MustDate("2026-01-01")}}}
}

func asks(fen Money) CreditRequest {
	return CreditRequest{OrderID: 9, Amount: fen, Increase: fen, Settlement: SettlementMonths, On: today}
}

func rulesOf(d CreditDecision) []RuleKey {
	keys := []RuleKey{}
	for _, h := range d.Hits {
		keys = append(keys, h.Rule)
	}
	return keys
}

func TestExposureAgainstTheLimit(t *testing.T) {
	for _, r := range textTable(t, `
		limit  | open   | reserved | unallocated | secured | grants | stale | order  | available | short | outcome
		100.00 | 0      | 0        | 0           | 0       | 0      | 0     | 100.00 | 100.00    | 0     | approve
		100.00 | 0      | 0        | 0           | 0       | 0      | 0     | 100.01 | 100.00    | 0.01  | hold
		100.00 | 60.00  | 20.00    | 0           | 0       | 0      | 0     | 20.00  | 20.00     | 0     | approve
		100.00 | 60.00  | 20.00    | 0           | 0       | 0      | 0     | 20.01  | 20.00     | 0.01  | hold
		100.00 | 60.00  | 20.00    | 10.00       | 5.00    | 0      | 0     | 35.00  | 35.00     | 0     | approve
		100.00 | 60.00  | 20.00    | 10.00       | 5.00    | 0      | 0     | 35.01  | 35.00     | 0.01  | hold
		100.00 | 90.00  | 0        | 0           | 0       | 15.00  | 0     | 25.00  | 25.00     | 0     | approve
		100.00 | 90.00  | 0        | 0           | 0       | 15.00  | 0     | 25.01  | 25.00     | 0.01  | hold
		100.00 | 0      | 0        | 0           | 30.00   | 0      | 30.00 | 100.00 | 100.00    | 0     | approve
		100.00 | 0      | 0        | 0           | 30.00   | 0      | 30.00 | 100.01 | 100.00    | 0.01  | hold
		100.00 | -50.00 | 0        | 0           | 0       | 0      | 0     | 150.00 | 150.00    | 0     | approve
		100.00 | 130.00 | 0        | 0           | 0       | 0      | 0     | 0.01   | -30.00    | 30.01 | hold
		100.00 | 130.00 | 0        | 0           | 0       | 0      | 0     | 0      | -30.00    | 0     | approve
		100.00 | 130.00 | 0        | 0           | 0       | 0      | 0     | -5.00  | -30.00    | 0     | approve
		0      | 0      | 0        | 0           | 0       | 0      | 0     | 0.01   | 0         | 0.01  | hold`) {
		terms := creditTerms(r.money("limit"))
		terms.GrantsFen, terms.StaleSecurity = r.money("grants"), r.money("stale")
		before := Counters{r.money("open"), r.money("reserved"), r.money("unallocated"), r.money("secured")}
		d := Decide(terms, before, nil, asks(r.money("order")))
		require.Equal(t, DecisionOutcome(r.str("outcome")), d.Outcome, r.line)
		require.Equal(t, r.money("available"), d.Available, r.line)
		require.Equal(t, r.money("short"), d.Shortfall, r.line)
		require.Equal(t, d.Available-d.Request.Increase, d.After, r.line)
		require.Equal(t, d.Shortfall > 0, len(d.WaysOut) > 0, "ways out where something is short: %s", r.line)
	}
}

func TestThePotOfTheGroupBindsToo(t *testing.T) {
	for _, r := range textTable(t, `
		limit  | pot    | pot used | grants | stale | order | rules               | available
		100.00 | 80.00  | 30.00    | 0      | 0     | 50.00 |                     | 50.00
		100.00 | 80.00  | 30.00    | 0      | 0     | 50.01 | over_pot            | 50.00
		40.00  | 80.00  | 30.00    | 0      | 0     | 40.00 |                     | 40.00
		40.00  | 80.00  | 30.00    | 0      | 0     | 40.01 | over_limit          | 40.00
		40.00  | 80.00  | 60.00    | 0      | 0     | 50.00 | over_limit over_pot | 20.00
		100.00 | 80.00  | 30.00    | 7.00   | 0     | 57.00 |                     | 57.00
		100.00 | 80.00  | 30.00    | 0      | 9.00  | 41.01 | over_pot            | 41.00`) {
		terms := creditTerms(r.money("limit"))
		terms.Group = &GroupTerms{ID: 1, Code: "G", Pot: Limit{LimitAmount, r.money("pot")}, MemberLimit: Limit{Kind: LimitInherit},
			GrantsFen: r.money("grants"), StaleSecurity: r.money("stale")}
		d := Decide(terms, Counters{}, &Counters{ReceivableFen: r.money("pot used")}, asks(r.money("order")))
		got := ""
		for _, k := range rulesOf(d) {
			got += " " + string(k)
		}
		require.Equal(t, r.str("rules"), trim(got), r.line)
		require.Equal(t, r.money("available"), d.Available, r.line)
	}
}

func trim(s string) string {
	if s == "" {
		return s
	}
	return s[1:]
}

func TestEveryRule(t *testing.T) {
	yesterday := today - 1
	for _, c := range []struct {
		name    string
		rule    RuleKey
		outcome DecisionOutcome
		change  func(*CreditTerms, *CreditRequest)
		edge    func(*CreditTerms, *CreditRequest) // the nearest case that passes
	}{
		{"status", RuleAgentStatus, OutcomeReject,
			func(t *CreditTerms, _ *CreditRequest) { t.Status = AgentSuspended }, func(t *CreditTerms, _ *CreditRequest) {}},
		{"immediate overdue", RuleImmediateOverdue, OutcomeReject,
			func(t *CreditTerms, r *CreditRequest) { r.Settlement, t.OverdueImmediateFen = SettlementImmediate, 1 },
			func(t *CreditTerms, r *CreditRequest) { r.Settlement = SettlementImmediate }},
		{"immediate overdue stops no agreed settlement", RuleImmediateOverdue, OutcomeReject,
			func(t *CreditTerms, r *CreditRequest) { r.Settlement, t.OverdueImmediateFen = SettlementImmediate, 1 },
			func(t *CreditTerms, _ *CreditRequest) { t.OverdueImmediateFen = 1 }},
		{"licence", RuleLicenceExpired, OutcomeHold,
			func(t *CreditTerms, _ *CreditRequest) { t.LicenceUntilOn = yesterday },
			func(t *CreditTerms, _ *CreditRequest) { t.LicenceUntilOn = today }},
		{"block", RuleBlocked, OutcomeHold,
			func(t *CreditTerms, _ *CreditRequest) { t.Blocks = []CreditBlock{{Reason: BlockDispute}} }, func(t *CreditTerms, _ *CreditRequest) {}},
		{"grade", RuleGradeBelowStandard, OutcomeHold,
			func(t *CreditTerms, _ *CreditRequest) { t.Standard.LowestGrade = "A" },
			func(t *CreditTerms, _ *CreditRequest) { t.Standard.LowestGrade = "B" }},
		{"no grade", RuleGradeBelowStandard, OutcomeHold,
			func(t *CreditTerms, _ *CreditRequest) { t.Grade, t.Standard.LowestGrade = "", "E" },
			func(t *CreditTerms, _ *CreditRequest) { t.Grade = "" }},
		{"prepaid needs no grade", RuleGradeBelowStandard, OutcomeHold,
			func(t *CreditTerms, _ *CreditRequest) { t.Standard.LowestGrade = "A" },
			func(t *CreditTerms, r *CreditRequest) { t.Standard.LowestGrade, r.Settlement = "A", SettlementEarly }},
	} {
		terms, r := creditTerms(10_000), asks(10_000)
		c.change(&terms, &r)
		d := Decide(terms, Counters{}, nil, r)
		require.Equal(t, c.outcome, d.Outcome, c.name)
		require.Equal(t, []RuleKey{c.rule}, rulesOf(d), c.name)
		require.Equal(t, []WayOut{{Kind: WayTalkToFinance}}, d.WaysOut, c.name)
		terms, r = creditTerms(10_000), asks(10_000)
		c.edge(&terms, &r)
		require.Equal(t, OutcomeApprove, Decide(terms, Counters{}, nil, r).Outcome, c.name)
	}
}

func TestAllReasonsAreKeptAndRejectWins(t *testing.T) {
	terms := creditTerms(100)
	terms.Status, terms.LicenceUntilOn, terms.Standard.LowestGrade = AgentClosed, today-1, "A"
	terms.Limits[0].ValidToOn = today - 1
	terms.Blocks = []CreditBlock{{Reason: BlockReview}, {Reason: BlockOther}}
	d := Decide(terms, Counters{}, nil, asks(200))
	require.Equal(t, []RuleKey{RuleAgentStatus, RuleLicenceExpired, RuleLimitExpired, RuleBlocked, RuleBlocked, RuleGradeBelowStandard, RuleOverLimit}, rulesOf(d))
	require.Equal(t, OutcomeReject, d.Outcome)
	require.Equal(t, []WayOut{{WayPay, 200}, {WayTemporaryLimit, 200}, {Kind: WayTalkToFinance}}, d.WaysOut)
}

func TestWaysOutOfAShortfall(t *testing.T) {
	d := Decide(creditTerms(100), Counters{ReceivableFen: 60}, nil, asks(50))
	require.Equal(t, []WayOut{{WayPay, 10}, {WayReduceOrder, 10}, {WayTemporaryLimit, 10}}, d.WaysOut)
	require.Equal(t, OutcomeApprove, Decide(creditTerms(100), Counters{ReceivableFen: 50}, nil, asks(50)).Outcome, "having paid it")
	require.Equal(t, OutcomeApprove, Decide(creditTerms(100), Counters{ReceivableFen: 60}, nil, asks(40)).Outcome, "having reduced it")
}

func TestEffectiveLimit(t *testing.T) {
	for _, r := range textTable(t, `
		standing | from       | to         | temporary | from2      | to2        | member | multiplier | kind      | amount | source
		amount   | 2026-01-01 |            | -         |            |            | -      | 100%       | amount    | 100.00 | own
		amount   | 2026-01-01 | 2026-06-15 | -         |            |            | -      | 100%       | amount    | 100.00 | own
		amount   | 2026-01-01 | 2026-06-14 | -         |            |            | -      | 100%       | none      | 0      | expired
		amount   | 2026-06-15 |            | -         |            |            | -      | 100%       | amount    | 100.00 | own
		amount   | 2026-06-16 |            | -         |            |            | -      | 100%       | amount    | 30.00  | grade
		amount   | 2026-06-16 |            | -         |            |            | amount | 100%       | amount    | 40.00  | group
		none     | 2026-01-01 |            | -         |            |            | amount | 100%       | none      | 0      | own
		unlimited | 2026-01-01 |           | -         |            |            | amount | 100%       | unlimited | 0      | own
		inherit  | 2026-01-01 |            | -         |            |            | amount | 100%       | amount    | 40.00  | group
		inherit  | 2026-01-01 |            | -         |            |            | none   | 100%       | none      | 0      | group
		inherit  | 2026-01-01 |            | -         |            |            | inherit | 100%      | amount    | 30.00  | grade
		-        |            |            | -         |            |            | -      | 50%        | amount    | 15.00  | grade
		-        |            |            | -         |            |            | amount | 50%        | amount    | 40.00  | group
		amount   | 2026-01-01 |            | 20.00     | 2026-06-15 | 2026-06-15 | -      | 100%       | amount    | 20.00  | temporary
		amount   | 2026-01-01 |            | 20.00     | 2026-06-01 | 2026-06-14 | -      | 100%       | amount    | 100.00 | own
		amount   | 2026-01-01 | 2026-03-31 | 20.00     | 2026-06-01 | 2026-06-30 | -      | 100%       | amount    | 20.00  | temporary
		amount   | 2026-01-01 | 2026-03-31 | 20.00     | 2026-06-16 | 2026-06-30 | -      | 100%       | none      | 0      | expired`) {
		terms := CreditTerms{GradeLimit: Limit{LimitAmount, 3000}, Standard: StandardTerms{MultiplierPPM: r.rate("multiplier")}}
		if kind := LimitKind(r.str("standing")); kind != "-" {
			terms.Limits = append(terms.Limits, CreditLimit{Purpose: LimitStanding, Kind: kind, AmountFen: amountIf(kind, 10_000), ValidFromOn: r.date("from"), ValidToOn: r.date("to")})
		}
		if m := r.money("temporary"); m != 0 {
			terms.Limits = append(terms.Limits, CreditLimit{Purpose: LimitTemporary, Kind: LimitAmount, AmountFen: m, ValidFromOn: r.date("from2"), ValidToOn: r.date("to2")})
		}
		if kind := LimitKind(r.str("member")); kind != "-" {
			terms.Group = &GroupTerms{MemberLimit: Limit{kind, amountIf(kind, 4000)}}
		}
		limit, source := terms.EffectiveLimit(today)
		require.Equal(t, Limit{LimitKind(r.str("kind")), r.money("amount")}, limit, r.line)
		require.Equal(t, LimitSource(r.str("source")), source, r.line)
	}
}

func amountIf(kind LimitKind, m Money) Money {
	if kind == LimitAmount {
		return m
	}
	return 0
}

func TestUnboundedLinesShowNoFigures(t *testing.T) {
	unlimited := creditTerms(0)
	unlimited.Limits[0].Kind = LimitUnlimited
	pot := func(kind LimitKind) *GroupTerms {
		return &GroupTerms{Code: "G", Pot: Limit{Kind: kind, Amount: amountIf(kind, 500)}}
	}
	prepaid := asks(MaxMoney)
	prepaid.Settlement = SettlementEarly
	member := creditTerms(0)
	member.Group = pot(LimitAmount)
	both := unlimited
	both.Group = pot(LimitUnlimited)
	for name, d := range map[string]CreditDecision{
		"unlimited":              Decide(unlimited, Counters{ReceivableFen: 7}, nil, asks(MaxMoney)),
		"prepaid":                Decide(creditTerms(0), Counters{ReceivableFen: 7}, nil, prepaid),
		"prepaid in a group":     Decide(member, Counters{ReceivableFen: 7}, &Counters{ReceivableFen: 900}, prepaid),
		"unlimited, pot as well": Decide(both, Counters{ReceivableFen: 7}, &Counters{ReceivableFen: 900}, asks(MaxMoney)),
	} {
		require.Equal(t, OutcomeApprove, d.Outcome, name)
		require.Equal(t, []Money{Unbounded, Unbounded, 0}, []Money{d.Available, d.After, d.Shortfall}, name)
	}
	both.Group = pot(LimitAmount)
	d := Decide(both, Counters{}, &Counters{ReceivableFen: 400}, asks(101))
	require.Equal(t, []RuleKey{RuleOverPot}, rulesOf(d))
	require.EqualValues(t, 100, d.Available)
}

func TestEligibleSecurity(t *testing.T) {
	ended := time.Unix(0, 0)
	s := CreditSecurity{AmountFen: 10_001, SharePPM: 500_000, ValidFromOn: today, ValidToOn: today + 1}
	for _, c := range []struct {
		on   Date
		want Money
	}{{today - 1, 0}, {today, 5001}, {today + 1, 5001}, {today + 2, 0}} {
		require.Equal(t, c.want, s.Eligible(c.on), c.on.String())
	}
	s.ReleasedAt = &ended
	require.Zero(t, s.Eligible(today))
}

// anyTerms draws terms, counters, pot and request of every kind.
var anyTerms = rapid.Custom(func(t *rapid.T) CreditDecision {
	fen := func(name string) Money { return Money(rapid.Int64Range(0, 100_000).Draw(t, name)) }
	limit := func(name string) Limit {
		kind := rapid.SampledFrom([]LimitKind{LimitInherit, LimitNone, LimitAmount, LimitUnlimited}).Draw(t, name)
		return Limit{kind, amountIf(kind, fen(name))}
	}
	day := func(name string) Date { return today.AddDays(rapid.IntRange(-3, 3).Draw(t, name)) }
	counters := func(name string) Counters { return Counters{fen(name), fen(name), fen(name), fen(name)} }
	terms := CreditTerms{AgentID: 1, Status: rapid.SampledFrom([]AgentStatus{AgentActive, AgentActive, AgentSuspended}).Draw(t, "status"),
		Grade: rapid.SampledFrom(append([]Grade{""}, Grades...)).Draw(t, "grade"), LicenceUntilOn: day("licence"), GradeLimit: limit("grade limit"),
		GrantsFen: fen("grants"), StaleSecurity: fen("stale"), Standard: StandardTerms{Level: "normal", LowestGrade: "C", MultiplierPPM: Rate(rapid.Int64Range(0, 2e6).Draw(t, "multiplier"))}}
	for _, purpose := range []LimitPurpose{LimitStanding, LimitTemporary} {
		if rapid.Bool().Draw(t, string(purpose)) {
			l := limit("own limit")
			terms.Limits = append(terms.Limits, CreditLimit{Purpose: purpose, Kind: l.Kind, AmountFen: l.Amount, ValidFromOn: day("from"), ValidToOn: day("to")})
		}
	}
	if rapid.Bool().Draw(t, "blocked") {
		terms.Blocks = []CreditBlock{{ID: 3, Reason: BlockReview}}
	}
	d := CreditDecision{Terms: terms, Before: counters("agent")}
	if rapid.Bool().Draw(t, "in a group") {
		d.Terms.Group = &GroupTerms{ID: 2, Code: "G", Pot: limit("pot"), MemberLimit: limit("member limit"), GrantsFen: fen("pot grants")}
		pot := counters("pot")
		d.Pot = &pot
	}
	d.Request = CreditRequest{OrderID: 9, Amount: fen("amount"), Increase: Money(rapid.Int64Range(-1000, 100_000).Draw(t, "increase")), On: today,
		Settlement: rapid.SampledFrom([]SettlementKind{SettlementEarly, SettlementImmediate, SettlementMonths}).Draw(t, "settlement")}
	return Decide(d.Terms, d.Before, d.Pot, d.Request)
})

func TestReplayGivesTheSameDecision(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := anyTerms.Draw(t, "decision")
		require.Equal(t, d, d.Replay())
		record, err := json.Marshal(d)
		require.NoError(t, err)
		var read CreditDecision
		require.NoError(t, json.Unmarshal(record, &read), "a stored record can be read")
		require.Equal(t, d, read)
		require.Equal(t, d, read.Replay())
	})
}

func TestDecisionsAgreeWithTheGuard(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := anyTerms.Draw(t, "decision")
		agent, pot := d.Terms.Ceilings(today, d.Request.Settlement)
		fits := d.Before.Exposure()+d.Request.Increase <= agent && (d.Pot == nil || d.Pot.Exposure()+d.Request.Increase <= pot)
		short := false
		for _, k := range rulesOf(d) {
			short = short || k == RuleOverLimit || k == RuleOverPot
		}
		require.Equal(t, !fits && d.Request.Increase > 0, short)
		require.Equal(t, short, d.Shortfall > 0)
		require.Equal(t, len(d.Hits) == 0, d.Outcome == OutcomeApprove)
		if short {
			smaller := d.Request
			smaller.Increase -= d.Shortfall
			again := Decide(d.Terms, d.Before, d.Pot, smaller)
			require.Zero(t, again.Shortfall, "an order smaller by the shortfall is not short")
		}
	})
}

func TestLimitsValidate(t *testing.T) {
	for _, c := range []struct {
		l  Limit
		ok bool
	}{
		{Limit{LimitAmount, 0}, true}, {Limit{LimitAmount, MaxMoney}, true}, {Limit{LimitAmount, MaxMoney + 1}, false}, {Limit{LimitAmount, -1}, false},
		{Limit{LimitNone, 0}, true}, {Limit{LimitNone, 1}, false}, {Limit{LimitUnlimited, 0}, true}, {Limit{"", 0}, false},
	} {
		require.Equal(t, c.ok, c.l.Validate() == nil, "%+v", c.l)
	}
}

// Where the standard asks for a deposit, credit reaches as far as securities
// cover the share, to the fen; a release grants on top of that.
func TestADepositShareBoundsTheDebt(t *testing.T) {
	for _, c := range []struct {
		name                   string
		share                  Rate
		secured, stale, grants Money
		owed, increase         Money
		want                   DecisionOutcome
		rule                   RuleKey
	}{
		{"none asked", 0, 0, 0, 0, 0, 1000_00, OutcomeApprove, ""},
		{"a tenth of the debt", 100_000, 100_00, 0, 0, 0, 1000_00, OutcomeApprove, ""},
		{"and a fen", 100_000, 100_00, 0, 0, 0, 1000_01, OutcomeHold, RuleDepositShort},
		{"with what is owed", 100_000, 100_00, 0, 0, 400_00, 600_00, OutcomeApprove, ""},
		{"with what is owed, and a fen", 100_000, 100_00, 0, 0, 400_00, 600_01, OutcomeHold, RuleDepositShort},
		{"no securities", 100_000, 0, 0, 0, 0, 1, OutcomeHold, RuleDepositShort},
		{"past their date", 100_000, 100_00, 100_00, 0, 0, 1, OutcomeHold, RuleDepositShort},
		{"half of them past their date", 100_000, 100_00, 50_00, 0, 0, 500_00, OutcomeApprove, ""},
		{"granted once", 100_000, 100_00, 0, 50_00, 0, 1050_00, OutcomeApprove, ""},
		{"the whole debt", One, 300_00, 0, 0, 0, 300_00, OutcomeApprove, ""},
		{"the limit binds first", 100_000, 9000_00, 0, 0, 0, 14000_01, OutcomeHold, RuleOverLimit},
	} {
		t.Run(c.name, func(t *testing.T) {
			terms := CreditTerms{Status: AgentActive, Standard: StandardTerms{MultiplierPPM: One, DepositPPM: c.share}, GradeLimit: Limit{LimitAmount, 5000_00},
				SecuredFen: c.secured, StaleSecurity: c.stale, GrantsFen: c.grants}
			d := Decide(terms, Counters{ReceivableFen: c.owed, SecuredFen: c.secured}, nil, CreditRequest{Amount: c.increase, Increase: c.increase, Settlement: SettlementMonths, On: MustDate("2026-06-01")})
			require.Equal(t, c.want, d.Outcome, "%+v", d)
			if c.rule != "" {
				require.Equal(t, c.rule, d.Hits[0].Rule)
			}
			require.Equal(t, d.Outcome, d.Replay().Outcome)
		})
	}
}

func TestTheOrdersOwnPartOfADecision(t *testing.T) {
	for _, r := range textTable(t, `
		trigger | amount | increase | reserved | others | before | now
		submit  | 100    | 100      | 40       | 40     | 0      | 100
		edit    | 100    | 100      | 40       | 40     | 0      | 100
		edit    | 130    | 30       | 140      | 40     | 100    | 130
		edit    | 70     | -30      | 140      | 40     | 100    | 70
		reopen  | 100    | 30       | 40       | 40     | 0      | 30
		edit    | 130    | 30       | 60       | 0      | 60     | 90`) {
		d := CreditDecision{Request: CreditRequest{Amount: r.money("amount"), Increase: r.money("increase")}, Before: Counters{ReservedFen: r.money("reserved")}}
		require.Equal(t, OwnPart{r.money("others"), r.money("before"), r.money("now")}, d.Own(r.str("trigger")), r.line)
	}
}
