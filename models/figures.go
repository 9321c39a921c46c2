package models

import "strings"

// Figures are what a set of agents owed, had reserved and bought, as of a day.
// They add up over agents; SalesFen, credit sales less credit notes of the
// month up to the day, adds up over months too. LimitFen is the sum of limits
// that are amounts; UnlimitedFen is the exposure of those without a bound.
type Figures struct {
	Agents int64
	Ageing
	ReservedFen  Money
	SecuredFen   Money
	LimitFen     Money
	UnlimitedFen Money
	SalesFen     Money
}

// Exposure is open items + reservations − unallocated receipts − secured.
func (f Figures) Exposure() Money {
	return Counters{ReceivableFen: f.Receivable(), ReservedFen: f.ReservedFen, UnallocatedFen: f.Unallocated, SecuredFen: f.SecuredFen}.Exposure()
}

// With is f and g together.
func (f Figures) With(g Figures) Figures {
	return Figures{Agents: f.Agents + g.Agents, Ageing: f.Ageing.Plus(g.Ageing), ReservedFen: f.ReservedFen + g.ReservedFen, SecuredFen: f.SecuredFen + g.SecuredFen,
		LimitFen: f.LimitFen + g.LimitFen, UnlimitedFen: f.UnlimitedFen + g.UnlimitedFen, SalesFen: f.SalesFen + g.SalesFen}
}

// Utilisation is the exposure of those whose limits are amounts ÷ these limits,
// as Utilisation of each of them; no figure where there are none.
func (f Figures) Utilisation() (Rate, bool) {
	return Utilisation(f.Exposure()-f.UnlimitedFen, Limit{Kind: LimitAmount, Amount: f.LimitFen})
}

// Utilisation is an exposure ÷ the limit in force: the agent's own, as it adds
// up over agents. What a group's pot leaves, what was granted for one order and
// what a deposit has to cover bound the next order, not this share. There is no
// figure for a limit that is no amount, or nothing.
func Utilisation(exposure Money, limit Limit) (Rate, bool) {
	if limit.Kind != LimitAmount {
		return 0, false
	}
	return RateOf(exposure, limit.Amount)
}

// OverdueShare is what is overdue ÷ receivable before unallocated receipts; no
// figure when nothing is owed.
func (a Ageing) OverdueShare() (Rate, bool) { return RateOf(a.Overdue(), a.Receivable()) }

// RateOf is a part of a whole, rounded half away from zero; no figure for a
// whole that is not positive, or too small for the part.
func RateOf(part, whole Money) (Rate, bool) {
	if whole <= 0 {
		return 0, false
	}
	n, err := MulDiv(int64(part), int64(One), int64(whole))
	return Rate(n), err == nil
}

// Growth is how much an amount rose over an earlier one, in parts of the
// earlier one; no figure when that is not positive.
func Growth(now, before Money) (Rate, bool) { return RateOf(now-before, before) }

// MonthFigures are the figures at the end of a month.
type MonthFigures struct {
	MonthOn Date
	Figures
}

// DSOOf is what the DSO over k months is made of at the end of months[at]: its
// balances, and the sales of the months of the span. The months are the
// oldest first and whole. It is false when nothing was sold by then.
func DSOOf(months []MonthFigures, at, k int, firstSale Date) (DSOBasis, bool) {
	m := months[at]
	span, ok := DSOPeriod(m.MonthOn, k, firstSale)
	b := DSOBasis{Sales: span, ReceivableFen: m.Receivable(), NotDueFen: m.NotDue}
	for _, x := range months[:at+1] {
		if x.MonthOn >= span.From {
			b.SalesFen += x.SalesFen
		}
	}
	return b, ok
}

// MonthEndsBetween are the ends of the months from the one that holds first to
// the last one that ended before on.
func MonthEndsBetween(first, on Date) []Date {
	var ends []Date
	for end := first.MonthEnd(); !first.IsZero() && end < on; end = (end + 1).MonthEnd() {
		ends = append(ends, end)
	}
	return ends
}

// RegionUnder is the path of the region one level below top that holds the
// path: "/1/4/9/" lies in "/1/4/" under "/1/", and in "/1/" under "", the whole
// company. Top itself stays.
func RegionUnder(path, top string) string {
	if top == "" {
		top = "/"
	}
	rest, below := strings.CutPrefix(path, top)
	name, _, _ := strings.Cut(rest, "/")
	if !below || name == "" {
		return path
	}
	return top + name + "/"
}
