package models

import (
	"math/big"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestTrailingMonths(t *testing.T) {
	for _, r := range textTable(t, `
		end        | months | from       | days
		2026-06-30 | 6      | 2026-01-01 | 181
		2026-06-30 | 12     | 2025-07-01 | 365
		2026-02-28 | 1      | 2026-02-01 | 28
		2028-02-29 | 12     | 2027-03-01 | 366
		2029-02-28 | 12     | 2028-03-01 | 365
		2026-06-15 | 6      | 2025-12-16 | 182
		2026-03-30 | 1      | 2026-03-01 | 30
		2026-03-31 | 1      | 2026-03-01 | 31`) {
		p := TrailingMonths(r.date("end"), r.num("months"))
		require.Equal(t, Period{r.date("from"), r.date("end")}, p, r.line)
		require.Equal(t, r.num("days"), p.Days(), r.line)
	}
}

func TestDSO(t *testing.T) {
	for _, r := range textTable(t, `
		as of      | months | first sale | receivable | not due | sales   | days | dso    | best
		2026-06-30 | 6      | 2020-01-01 | 450.00     | 300.00  | 1810.00 | 181  | 45.00  | 30.00
		2026-06-30 | 12     | 2020-01-01 | 450.00     | 300.00  | 3650.00 | 365  | 45.00  | 30.00
		2026-06-30 | 6      | 2026-06-01 | 100.00     | 100.00  | 300.00  | 30   | 10.00  | 10.00
		2026-06-30 | 6      | 2026-06-30 | 100.00     | 100.00  | 100.00  | 1    | 1.00   | 1.00
		2026-06-30 | 6      | 2020-01-01 | 0          | 0       | 100.00  | 181  | 0.00   | 0.00
		2026-06-30 | 6      | 2020-01-01 | -1.00      | 0       | 181.00  | 181  | -1.00  | 0.00
		2026-06-30 | 6      | 2020-01-01 | 1.00       | 0.01    | 3.00    | 181  | 60.33  | 0.60
		2026-06-30 | 6      | 2020-01-01 | 100.00     | 0       | 0       | 181  | none   | none
		2026-06-30 | 6      | 2020-01-01 | 100.00     | 0       | -5.00   | 181  | none   | none
		2026-06-30 | 6      |            | 100.00     | 0       | 100.00  | none | none   | none
		2026-06-30 | 6      | 2026-07-01 | 100.00     | 0       | 100.00  | none | none   | none`) {
		p, sold := DSOPeriod(r.date("as of"), r.num("months"), r.date("first sale"))
		if !sold {
			require.Equal(t, "none", r.str("days"), r.line)
			continue
		}
		require.Equal(t, r.num("days"), p.Days(), r.line)
		b := DSOBasis{Sales: p, ReceivableFen: r.money("receivable"), NotDueFen: r.money("not due"), SalesFen: r.money("sales")}
		require.Equal(t, r.str("dso"), figure(b.DSO()), r.line)
		require.Equal(t, r.str("best"), figure(b.BestPossible()), r.line)
	}
}

func figure(c CentiDays, known bool) string {
	if !known {
		return "none"
	}
	return c.String()
}

func TestDaysBeyondTerms(t *testing.T) {
	due := MustDate("2026-03-31")
	part := func(days int, fen Money) PaidPart { return PaidPart{due, due.AddDays(days), fen} }
	for _, c := range []struct {
		want  string
		parts []PaidPart
	}{
		{"none", nil},
		{"0.00", []PaidPart{part(0, 100)}},
		{"10.00", []PaidPart{part(10, 1)}},
		{"-5.00", []PaidPart{part(-5, 1)}},
		{"15.00", []PaidPart{part(20, 300), part(0, 100)}},
		{"6.67", []PaidPart{part(10, 200), part(0, 100)}},
		{"-0.33", []PaidPart{part(-1, 100), part(0, 200)}},
		{"20.00", []PaidPart{part(20, 100), part(3, 100), part(3, -100)}},
		{"none", []PaidPart{part(20, 100), part(20, -100)}},
		{"365.00", []PaidPart{part(365, MaxMoney), part(365, MaxMoney), part(365, MaxMoney)}},
	} {
		require.Equal(t, c.want, figure(DaysBeyondTerms(c.parts)))
	}
}

func TestDSOEqualsExactArithmetic(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := DSOBasis{Sales: Period{today.AddDays(-rapid.IntRange(0, 365).Draw(t, "days")), today}, SalesFen: Money(rapid.Int64Range(1, int64(MaxMoney)).Draw(t, "sales"))}
		b.ReceivableFen = Money(rapid.Int64Range(-1e12, int64(b.SalesFen)).Draw(t, "receivable"))
		b.NotDueFen = min(b.ReceivableFen, Money(rapid.Int64Range(0, 1e12).Draw(t, "not due")))
		dso, known := b.DSO()
		exact := new(big.Int).Mul(big.NewInt(int64(b.ReceivableFen)), big.NewInt(int64(b.Sales.Days())*100))
		want := roundedQuotient(exact, big.NewInt(int64(b.SalesFen)))
		require.Equal(t, want.IsInt64(), known)
		if known {
			require.Equal(t, want.Int64(), int64(dso))
			best, _ := b.BestPossible()
			require.LessOrEqual(t, best, dso)
		}
	})
}

func TestDaysBeyondTermsLiesBetweenItsParts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var parts []PaidPart
		low, high := 9999, -9999
		for range rapid.IntRange(1, 20).Draw(t, "parts") {
			late := rapid.IntRange(-60, 700).Draw(t, "late")
			low, high = min(low, late), max(high, late)
			due := anyDay.Draw(t, "due")
			parts = append(parts, PaidPart{due, due.AddDays(late), Money(rapid.Int64Range(1, int64(MaxMoney)).Draw(t, "fen"))})
		}
		mean, known := DaysBeyondTerms(parts)
		require.True(t, known)
		require.GreaterOrEqual(t, mean, CentiDays(low*100))
		require.LessOrEqual(t, mean, CentiDays(high*100))
	})
}
