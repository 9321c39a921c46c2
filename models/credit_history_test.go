package models

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
)

// claimsOf reads claims with at most two parts.
func claimsOf(t *testing.T, text string) (claims []Claim) {
	for _, r := range textTable(t, text) {
		c := Claim{PostingOn: r.date("posted"), DueOn: r.date("due"), AmountFen: r.money("amount")}
		if r.str("disputed") != "" {
			c.Disputes = []ClaimDispute{{OpenedOn: r.date("disputed")}}
		}
		if r.str("paid on") != "" {
			c.Parts = append(c.Parts, ClaimPart{AllocationSource(r.str("by")), r.date("paid on"), r.date("paid on"), r.money("paid")})
		}
		claims = append(claims, c)
	}
	return claims
}

var historyOn = MustDate("2026-06-30")

// The factors on 30 June 2026 of an agent with four claims: one paid on its
// last day, one 10 days late, one overdue for 20 days, one not due.
func TestTheFactorsOfAHistory(t *testing.T) {
	h := CreditHistory{CeilingFen: 1000_00, ExposureFen: 600_00, BrokenOn: []Date{MustDate("2025-06-30"), MustDate("2025-07-01"), MustDate("2026-07-01")},
		External: map[string]int64{"capital": 5},
		Claims: claimsOf(t, `
			posted     | due        | amount  | disputed   | by          | paid on    | paid
			2024-03-01 | 2024-03-31 | 1000.00 |            | receipt     | 2024-03-31 | 1000.00
			2025-05-01 | 2025-05-31 | 500.00  |            | write_off   | 2025-12-01 | 120.00
			2025-05-02 | 2025-06-29 | 100.00  |            | receipt     | 2025-06-29 | 100.00
			2025-11-01 | 2025-11-30 | 400.00  | 2025-12-24 | receipt     | 2025-11-30 | 400.00
			2026-02-01 | 2026-02-28 | 300.00  |            | receipt     | 2026-03-10 | 300.00
			2026-05-11 | 2026-06-10 | 100.00  | 2026-07-01 |             |            |
			2026-06-01 | 2026-06-30 | 200.00  |            | credit_note | 2026-06-20 | 50.00
			2026-07-01 | 2026-07-30 | 900.00  |            |             |            |`)}
	for _, c := range h.Claims {
		h.Bought = append(h.Bought, Purchase{c.PostingOn, c.PostingOn, c.AmountFen})
	}
	h.Bought = append(h.Bought, Purchase{MustDate("2026-06-20"), MustDate("2026-06-20"), -50_00})
	require.Equal(t, FactorValues{
		FactorDaysBeyondTerms: 13_144, // 400 on the day, 300 ten days late, 100 overdue for 20, and 380 of the old claim for 395
		FactorBrokenPromises:  1, FactorLoss: 120_00, FactorTenure: 27, FactorUtilisation: 600_000,
		FactorOnTimeShare:  500_000, // 400 of 800 that fell due since 1 July 2025; what falls due today may still come
		FactorDisputes:     400_000, // 400 of 1000
		FactorGrowth:       583_333, // 950 after 600
		"external.capital": 5,
	}, h.Values(historyOn))
}

func TestWhatIsNotKnownIsMissing(t *testing.T) {
	require.Equal(t, FactorValues{FactorBrokenPromises: 0, FactorLoss: 0}, CreditHistory{}.Values(historyOn))
	h := CreditHistory{CeilingFen: 1, Claims: []Claim{{PostingOn: historyOn, DueOn: historyOn + 30, AmountFen: 100}}, Bought: Purchases{{historyOn, historyOn, 100}}}
	require.Equal(t, FactorValues{FactorBrokenPromises: 0, FactorLoss: 0, FactorTenure: 0, FactorDisputes: 0, FactorUtilisation: 0}, h.Values(historyOn))
}

// What is posted after a day changes nothing of that day.
func TestFactorsDoNotLookAhead(t *testing.T) {
	for seed := range uint64(300) {
		r := rand.New(rand.NewPCG(seed, 3))
		var known, all CreditHistory
		posted := historyOn.AddMonths(-30)
		for range 40 {
			posted += Date(r.IntN(30))
			c := Claim{PostingOn: posted, DueOn: posted + Date(r.IntN(60)), AmountFen: Money(1 + r.IntN(10_000))}
			k := c
			for range r.IntN(3) {
				p := ClaimPart{[]AllocationSource{FromReceipt, FromCreditNote, FromWriteOff}[r.IntN(3)], c.DueOn + Date(r.IntN(90)-20), c.DueOn + Date(r.IntN(90)-30), Money(r.IntN(3000))}
				c.Parts = append(c.Parts, p)
				if p.PostingOn <= historyOn {
					k.Parts = append(k.Parts, p)
				}
			}
			bought := Purchase{posted, posted, c.AmountFen}
			all.Claims, all.Bought = append(all.Claims, c), append(all.Bought, bought)
			if posted <= historyOn {
				known.Claims, known.Bought = append(known.Claims, k), append(known.Bought, bought)
			}
		}
		require.Equal(t, known.Values(historyOn), all.Values(historyOn), seed)
	}
}
