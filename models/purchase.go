package models

// Purchase is an invoice, gross, or a credit note with a negative amount: of
// the day that it was issued, and known from the day that it was posted.
type Purchase struct {
	IssuedOn  Date
	PostingOn Date
	AmountFen Money
}

// Purchases are what an agent bought and brought back, however it pays.
type Purchases []Purchase

// Year is what was bought less what came back in the twelve months that end on
// the day, as it was known then.
func (p Purchases) Year(on Date) Money { return p.within(TrailingMonths(on, 12), on) }

// First is the day of the first purchase that is known on a day, zero for none.
func (p Purchases) First(on Date) (first Date) {
	for _, x := range p {
		if x.AmountFen > 0 && x.PostingOn <= on && x.IssuedOn <= on && (first.IsZero() || x.IssuedOn < first) {
			first = x.IssuedOn
		}
	}
	return first
}

func (p Purchases) within(span Period, on Date) (sum Money) {
	for _, x := range p {
		if x.IssuedOn >= span.From && x.IssuedOn <= span.To && x.PostingOn <= on {
			sum += x.AmountFen
		}
	}
	return sum
}

// growth is by how much the purchases of the twelve months exceed those of the
// twelve before, which a first purchase within the latter leaves without a
// figure.
func (p Purchases) growth(first, on Date) (part, whole Money) {
	year := TrailingMonths(on, 12)
	before := TrailingMonths(year.From-1, 12)
	if first > before.From {
		return 0, 0
	}
	whole = p.within(before, on)
	return p.within(year, on) - whole, whole
}
