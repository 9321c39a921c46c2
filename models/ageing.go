package models

import "fmt"

// AgeingBounds are the upper bounds of the buckets in days late, inclusive;
// the last bucket is open.
var AgeingBounds = []int{30, 60, 90, 180, 360}

// Buckets is the number of late buckets.
const Buckets = 6

// Ageing is a balance by how late it is. Total is the ledger's: receivable
// less unallocated receipts, always.
type Ageing struct {
	NotDue      Money          `json:"not_due"`
	Late        [Buckets]Money `json:"late"`
	Credits     Money          `json:"credits"`     // negative residuals of credit notes
	Unallocated Money          `json:"unallocated"` // receipts not yet used, positive
}

// BucketOf is the late bucket of an item due on due at asOf, −1 when it is not
// due: days late d = asOf − due; not due is d ≤ 0.
func BucketOf(asOf, due Date) int {
	d := asOf.DaysSince(due)
	if d <= 0 {
		return -1
	}
	for i, bound := range AgeingBounds {
		if d <= bound {
			return i
		}
	}
	return Buckets - 1
}

// BucketStarts are the earliest due days of "not due" and of each late bucket
// but the last, latest first: a due day belongs to the first start that it is
// not before, and to the last bucket when it is before all. It is BucketOf in
// the form that a query can use.
func BucketStarts(asOf Date) []Date {
	starts := []Date{asOf}
	for _, bound := range AgeingBounds {
		starts = append(starts, asOf.AddDays(-bound))
	}
	return starts
}

// Add puts a residual into its bucket. debit are claims, credit the (negative)
// residuals of credit notes.
func (a *Ageing) Add(asOf, due Date, debit, credit Money) {
	a.Credits += credit
	if b := BucketOf(asOf, due); b >= 0 {
		a.Late[b] += debit
		return
	}
	a.NotDue += debit
}

// Plus adds two ageings.
func (a Ageing) Plus(b Ageing) Ageing {
	a.NotDue += b.NotDue
	a.Credits += b.Credits
	a.Unallocated += b.Unallocated
	for i := range a.Late {
		a.Late[i] += b.Late[i]
	}
	return a
}

// Overdue is all that is late.
func (a Ageing) Overdue() Money {
	var sum Money
	for _, m := range a.Late {
		sum += m
	}
	return sum
}

// OverdueOver is what is late by more than the bound, which must be one of
// AgeingBounds.
func (a Ageing) OverdueOver(days int) Money {
	var sum Money
	for i, bound := range AgeingBounds {
		if bound > days {
			sum += a.Late[i]
		}
	}
	return sum + a.Late[Buckets-1]
}

// Receivable is the balance before unallocated receipts.
func (a Ageing) Receivable() Money { return a.NotDue + a.Overdue() + a.Credits }

// Total is not due + buckets + credits − unallocated = the ledger balance.
func (a Ageing) Total() Money { return a.Receivable() - a.Unallocated }

// BucketNames label the late buckets: "1–30", "31–60", …, "> 360".
func BucketNames() []string {
	names := make([]string, 0, Buckets)
	from := 1
	for _, bound := range AgeingBounds {
		names = append(names, fmt.Sprintf("%d–%d", from, bound))
		from = bound + 1
	}
	return append(names, fmt.Sprintf("> %d", from-1))
}
