package models

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestCreditLineAddsUp(t *testing.T) {
	on := MustDate("2026-06-12")
	terms := CreditTerms{Status: AgentActive, Standard: StandardTerms{MultiplierPPM: One}, Limits: []CreditLimit{
		{Purpose: LimitStanding, Kind: LimitAmount, AmountFen: 2_500_000_00, ValidToOn: MustDate("2027-01-31")},
		{Purpose: LimitTemporary, Kind: LimitAmount, AmountFen: 3_000_000_00, ValidFromOn: MustDate("2026-06-01"), ValidToOn: MustDate("2026-06-30")}}}
	c := Counters{ReceivableFen: 1_700_000_00, ReservedFen: 386_450_00, UnallocatedFen: 15_680_00}
	l := LineOf(terms, c, nil, on)
	assert.Equal(t, CreditLine{Limit: Limit{LimitAmount, 3_000_000_00}, Source: SourceTemporary, Ceiling: 3_000_000_00, Used: 1_684_320_00,
		Reserved: 386_450_00, Available: 929_230_00, ValidToOn: MustDate("2026-06-30"), Own: 3_000_000_00}, l)
	assert.Equal(t, l.Ceiling, l.Used+l.Reserved+l.Available)

	l = LineOf(terms, c, nil, MustDate("2026-07-01"))
	assert.Equal(t, SourceOwn, l.Source)
	assert.EqualValues(t, 429_230_00, l.Available)

	terms.Group = &GroupTerms{Pot: Limit{LimitAmount, 4_000_000_00}}
	l = LineOf(terms, c, &Counters{ReceivableFen: 3_900_000_00}, on)
	assert.EqualValues(t, 100_000_00, l.Available, "the pot leaves less than the agent's own limit")
	assert.Equal(t, l.Ceiling, l.Used+l.Reserved+l.Available)

	terms.Limits, terms.Group = []CreditLimit{{Purpose: LimitStanding, Kind: LimitUnlimited}}, nil
	assert.True(t, LineOf(terms, c, nil, on).Unlimited)
}

func TestCreditLineWithAnOrder(t *testing.T) {
	on := MustDate("2026-06-12")
	terms := CreditTerms{Status: AgentActive, Standard: StandardTerms{MultiplierPPM: One}, GrantsFen: 50_000_00,
		Limits: []CreditLimit{{Purpose: LimitStanding, Kind: LimitAmount, AmountFen: 1_000_000_00}}}
	l := LineOf(terms, Counters{ReceivableFen: 600_000_00, ReservedFen: 100_000_00}, nil, on)
	assert.EqualValues(t, 50_000_00, l.Extra(), "a one-off grant stands on top of the limit")
	for name, x := range map[string]struct{ order, held, reserved, available Money }{
		"a new order":                 {200_000_00, 0, 100_000_00, 150_000_00},
		"an order that is too large":  {400_000_00, 0, 100_000_00, -50_000_00},
		"a change of what it holds":   {120_000_00, 80_000_00, 20_000_00, 310_000_00},
		"nothing in the cart":         {0, 0, 100_000_00, 350_000_00},
		"to the fen":                  {350_000_00, 0, 100_000_00, 0},
		"a fen more than there is":    {350_000_01, 0, 100_000_00, -1},
		"a change that takes nothing": {80_000_00, 80_000_00, 20_000_00, 350_000_00},
	} {
		w := l.With(x.order, x.held)
		assert.Equal(t, x.reserved, w.Reserved, name)
		assert.Equal(t, x.available, w.Available, name)
		assert.Equal(t, w.Ceiling, w.Used+w.Reserved+w.This+w.Available, name)
	}
}

func TestCreditLineSaysThatThePotLimits(t *testing.T) {
	on := MustDate("2026-06-12")
	terms := CreditTerms{Status: AgentActive, Standard: StandardTerms{MultiplierPPM: One},
		Limits: []CreditLimit{{Purpose: LimitStanding, Kind: LimitAmount, AmountFen: 1_000_000_00}}}
	c := Counters{ReceivableFen: 300_000_00}
	for name, x := range map[string]struct {
		pot          Limit
		owed         Money
		byPot        bool
		left, avail  Money
		unlimitedOwn bool
	}{
		"the pot leaves less":             {Limit{LimitAmount, 2_000_000_00}, 1_500_000_00, true, 500_000_00, 500_000_00, false},
		"the pot leaves as much":          {Limit{LimitAmount, 2_000_000_00}, 1_300_000_00, false, 700_000_00, 700_000_00, false},
		"the pot leaves more":             {Limit{LimitAmount, 2_000_000_00}, 300_000_00, false, 1_700_000_00, 700_000_00, false},
		"the pot is overdrawn":            {Limit{LimitAmount, 2_000_000_00}, 2_100_000_00, true, -100_000_00, -100_000_00, false},
		"no limit but the pot's":          {Limit{LimitAmount, 2_000_000_00}, 300_000_00, true, 1_700_000_00, 1_700_000_00, true},
		"a pot without bound is no bound": {Limit{Kind: LimitUnlimited}, 900_000_00, false, 0, 700_000_00, false},
	} {
		terms := terms
		terms.Group = &GroupTerms{Pot: x.pot}
		if x.unlimitedOwn {
			terms.Limits = []CreditLimit{{Purpose: LimitStanding, Kind: LimitUnlimited}}
		}
		l := LineOf(terms, c, &Counters{ReceivableFen: x.owed}, on)
		assert.Equal(t, x.byPot, l.ByPot, name)
		assert.Equal(t, x.left, l.Pot, name)
		assert.Equal(t, x.avail, l.Available, name)
		assert.Equal(t, l.Ceiling, l.Used+l.Reserved+l.Available, name)
	}
}

func TestAfterTheTemporaryLimit(t *testing.T) {
	on := MustDate("2026-06-12")
	standing := CreditLimit{Purpose: LimitStanding, Kind: LimitAmount, AmountFen: 2_500_000_00}
	temporary := CreditLimit{Purpose: LimitTemporary, Kind: LimitAmount, AmountFen: 3_000_000_00, ValidFromOn: on, ValidToOn: MustDate("2026-06-30")}
	c := Counters{ReceivableFen: 2_070_770_00}
	for name, x := range map[string]struct {
		limits []CreditLimit
		on     Date
		ok     bool
		avail  Money
		source LimitSource
	}{
		"none":                         {[]CreditLimit{standing}, on, false, 0, ""},
		"in force":                     {[]CreditLimit{standing, temporary}, on, true, 429_230_00, SourceOwn},
		"on its last day":              {[]CreditLimit{standing, temporary}, temporary.ValidToOn, true, 429_230_00, SourceOwn},
		"over":                         {[]CreditLimit{standing, temporary}, MustDate("2026-07-01"), false, 0, ""},
		"not begun":                    {[]CreditLimit{standing, temporary}, MustDate("2026-06-11"), false, 0, ""},
		"back to the grade's, nothing": {[]CreditLimit{temporary}, on, true, -2_070_770_00, SourceGrade},
	} {
		l, ok := AfterTemporary(CreditTerms{Status: AgentActive, Standard: StandardTerms{MultiplierPPM: One}, Limits: x.limits}, c, nil, x.on)
		assert.Equal(t, x.ok, ok, name)
		assert.Equal(t, x.avail, l.Available, name)
		assert.Equal(t, x.source, l.Source, name)
	}
}

func TestWhatStopsCreditLeavesNothingUsable(t *testing.T) {
	on := MustDate("2026-06-12")
	rules := DefaultBlockingPolicy()
	for name, x := range map[string]struct {
		terms  func(*CreditTerms)
		owed   Money
		usable Money
		rule   RuleKey // "" for none
	}{
		"nothing in the way":           {func(*CreditTerms) {}, 300_000_00, 700_000_00, ""},
		"over the limit":               {func(*CreditTerms) {}, 1_000_000_01, 0, ""},
		"a write-off is not recovered": {func(t *CreditTerms) { t.LossFen = 1 }, 300_000_00, 0, RuleLossNotRecovered},
		"a block":                      {func(t *CreditTerms) { t.Blocks = []CreditBlock{{ID: 1, Reason: BlockReview}} }, 300_000_00, 0, RuleBlocked},
		"not active":                   {func(t *CreditTerms) { t.Status = AgentSuspended }, 300_000_00, 0, RuleAgentStatus},
		"a grade under the standard":   {func(t *CreditTerms) { t.Grade, t.Standard.LowestGrade = "D", "B" }, 300_000_00, 0, RuleGradeBelowStandard},
		"no limit, and stopped": {func(t *CreditTerms) {
			t.Limits[0] = CreditLimit{Purpose: LimitStanding, Kind: LimitUnlimited}
			t.LossFen = 1
		}, 0, 0, RuleLossNotRecovered},
	} {
		terms := CreditTerms{Status: AgentActive, Standard: StandardTerms{MultiplierPPM: One}, Rules: &rules,
			Limits: []CreditLimit{{Purpose: LimitStanding, Kind: LimitAmount, AmountFen: 1_000_000_00}}}
		x.terms(&terms)
		l := LineOf(terms, Counters{ReceivableFen: x.owed}, nil, on)
		assert.Equal(t, x.usable, l.Usable(), name)
		if x.rule == "" {
			assert.Empty(t, l.Stops, name)
			continue
		}
		if assert.Len(t, l.Stops, 1, name) {
			assert.Equal(t, x.rule, l.Stops[0].Rule, name)
		}
		assert.Zero(t, l.With(100, 0).Usable(), name)
	}
}

func TestSecurityBeyondTheDebt(t *testing.T) {
	for name, x := range map[string]struct {
		c                Counters
		exposure, beyond Money
	}{
		"less than the debt":             {Counters{ReceivableFen: 100, SecuredFen: 60}, 40, 0},
		"as much as the debt":            {Counters{ReceivableFen: 60, ReservedFen: 40, SecuredFen: 100}, 0, 0},
		"a fen more":                     {Counters{ReceivableFen: 60, ReservedFen: 40, SecuredFen: 101}, -1, 1},
		"nothing is owed":                {Counters{SecuredFen: 100}, -100, 100},
		"money beyond the debt is none":  {Counters{ReceivableFen: 60, UnallocatedFen: 100, SecuredFen: 30}, -70, 30},
		"no security, paid in advance":   {Counters{UnallocatedFen: 100}, -100, 0},
		"a credit note beyond the debt":  {Counters{ReceivableFen: -20, SecuredFen: 30}, -50, 30},
		"nothing at all and no security": {Counters{}, 0, 0},
	} {
		assert.Equal(t, x.exposure, x.c.Exposure(), name)
		assert.Equal(t, x.beyond, x.c.BeyondDebt(), name)
	}
	// no limit, a deposit: orders pass up to the deposit, to the fen
	on := MustDate("2026-06-12")
	l := LineOf(CreditTerms{Status: AgentActive, Standard: StandardTerms{MultiplierPPM: One}, Limits: []CreditLimit{{Purpose: LimitStanding, Kind: LimitNone}}},
		Counters{SecuredFen: 100_00}, nil, on)
	assert.EqualValues(t, 100_00, l.Available)
}

func TestALimitIsWarnedOf(t *testing.T) {
	deposit := CreditTerms{SecuredFen: 100, Standard: StandardTerms{DepositPPM: 500_000}} // carries a debt of 200, an exposure of 100
	for name, x := range map[string]struct {
		t               CreditTerms
		limit, exposure Money
		want            LimitWarning
	}{
		"above the exposure":           {CreditTerms{}, 100, 99, LimitWarning{}},
		"as high as the exposure":      {CreditTerms{}, 100, 100, LimitWarning{}},
		"a fen below":                  {CreditTerms{}, 99, 100, LimitWarning{Below: true}},
		"as much as securities carry":  {deposit, 100, 0, LimitWarning{}},
		"a fen more":                   {deposit, 101, 0, LimitWarning{Uncovered: true}},
		"no security where one is due": {CreditTerms{Standard: StandardTerms{DepositPPM: 500_000}}, 1, 2, LimitWarning{Below: true, Uncovered: true}},
	} {
		got := x.t.WarnOf(x.limit, x.exposure)
		assert.Equal(t, x.want, got, name)
		assert.Equal(t, x.want != LimitWarning{}, got.Any(), name)
	}
}
