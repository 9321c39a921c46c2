package models

import (
	"fmt"
	"math/big"
)

// CentiDays is a length of time in hundredths of a day, rounded half away
// from zero: 4562 is 45.62 days.
type CentiDays int64

// String is the number of days with two decimals, "45.62".
func (c CentiDays) String() string {
	sign := ""
	if c < 0 {
		sign = "-"
	}
	u := magnitude(int64(c))
	return fmt.Sprintf("%s%d.%02d", sign, u/100, u%100)
}

// TrailingMonths is the span of k whole months that ends on the day. Where
// the day is the end of its month, so is the day before the span begins: six
// months to 30 June begin on 1 January, not on 31 December.
func TrailingMonths(end Date, k int) Period {
	before := end.AddMonths(-k)
	if end == end.MonthEnd() {
		before = before.MonthEnd()
	}
	return Period{From: before + 1, To: end}
}

// DSOBasis is what days sales outstanding are made of (docs/credit-policy.md
// §5): at the end of Sales the balance of open items, net of credit notes,
// without interest and before unallocated receipts, and the part of it that is
// not due; and the credit sales less credit notes of the span. All gross of VAT.
type DSOBasis struct {
	Sales         Period
	ReceivableFen Money
	NotDueFen     Money
	SalesFen      Money
}

// DSOPeriod is the span whose sales and days count for the DSO over k months
// at asOf: the trailing months, or from the first sale if that is later. It is
// false when nothing was sold by asOf.
func DSOPeriod(asOf Date, k int, firstSale Date) (Period, bool) {
	p := TrailingMonths(asOf, k)
	p.From = max(p.From, firstSale)
	return p, !firstSale.IsZero() && firstSale <= asOf
}

// Days is the number of days of the span, both ends included.
func (p Period) Days() int { return p.To.DaysSince(p.From) + 1 }

// Holds tells whether a day lies in the period.
func (p Period) Holds(day Date) bool { return day >= p.From && day <= p.To }

// DSO is receivable ÷ sales × days. It is false, no figure, when the sales
// less credit notes are not positive.
func (b DSOBasis) DSO() (CentiDays, bool) { return b.days(b.ReceivableFen) }

// BestPossible is the DSO if nobody paid late: not due ÷ sales × days. It is
// false when DSO is.
func (b DSOBasis) BestPossible() (CentiDays, bool) { return b.days(b.NotDueFen) }

func (b DSOBasis) days(balance Money) (CentiDays, bool) {
	if b.SalesFen <= 0 || b.Sales.Days() <= 0 {
		return 0, false
	}
	n, err := MulDiv(int64(balance), int64(b.Sales.Days())*100, int64(b.SalesFen))
	return CentiDays(n), err == nil
}

// PaidPart is money that settled a part of an item, or the sum of such parts
// with the same two days. A reversal is a part with a negative amount.
type PaidPart struct {
	DueOn     Date
	ValueOn   Date
	AmountFen Money
}

// DaysBeyondTerms is the mean of days late at payment, weighted by amount.
// Payment before the due date counts as negative days. It is false, no figure,
// when the amounts do not sum to more than zero.
func DaysBeyondTerms(parts []PaidPart) (CentiDays, bool) {
	var weighted, paid, x big.Int
	for _, p := range parts {
		paid.Add(&paid, x.SetInt64(int64(p.AmountFen)))
		x.Mul(&x, big.NewInt(int64(p.ValueOn.DaysSince(p.DueOn))))
		weighted.Add(&weighted, &x)
	}
	if paid.Sign() <= 0 {
		return 0, false
	}
	n := roundedQuotient(weighted.Mul(&weighted, big.NewInt(100)), &paid)
	return CentiDays(n.Int64()), n.IsInt64()
}

// roundedQuotient is a ÷ b rounded half away from zero, for a positive b.
func roundedQuotient(a, b *big.Int) *big.Int {
	twice := new(big.Int).Abs(a)
	twice.Lsh(twice, 1).Add(twice, b)
	q := twice.Quo(twice, new(big.Int).Lsh(b, 1))
	if a.Sign() < 0 {
		q.Neg(q)
	}
	return q
}
