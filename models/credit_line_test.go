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
		Reserved: 386_450_00, Available: 929_230_00, ValidToOn: MustDate("2026-06-30")}, l)
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
