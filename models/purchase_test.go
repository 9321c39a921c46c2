package models

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// docPurchases reads the documents down to each row.
func docPurchases(t *testing.T, rows []textRow) {
	var p Purchases
	for _, r := range rows {
		p = append(p, Purchase{IssuedOn: r.date("issued"), PostingOn: r.date("posted"), AmountFen: r.money("amount")})
		on := r.date("on")
		require.Equal(t, r.money("year"), p.Year(on), r)
		require.Equal(t, r.date("first"), p.First(on), r)
		v := CreditHistory{Bought: p}.Values(on)
		require.Equal(t, int64(r.rate("growth %")), v[FactorGrowth], r)
	}
}

func TestGrowthNeedsTwoYears(t *testing.T) {
	on := MustDate("2026-06-30")
	for first, known := range map[string]bool{"2024-07-01": true, "2024-07-02": false} {
		day := MustDate(first)
		v := CreditHistory{Bought: Purchases{{day, day, 100}}}.Values(on)
		_, ok := v[FactorGrowth]
		require.Equal(t, known, ok, first)
	}
	require.Equal(t, Date(0), Purchases{{on, on, -100}, {on + 1, on + 1, 100}}.First(on), "what came back, and tomorrow, begin nothing")
}
