package models

import "time"

// PaidInvoice is money that settled a part of an invoice, or the sum of such
// parts with the same two days.
type PaidInvoice struct {
	IssuedOn  Date
	ValueOn   Date
	AmountFen Money
}

// DaysToPay is the mean of days from invoice to payment, weighted by amount;
// no figure when the amounts do not sum to more than zero.
func DaysToPay(parts []PaidInvoice) (CentiDays, bool) {
	paid := make([]PaidPart, len(parts))
	for i, p := range parts {
		paid[i] = PaidPart{DueOn: p.IssuedOn, ValueOn: p.ValueOn, AmountFen: p.AmountFen}
	}
	return DaysBeyondTerms(paid)
}

// LateItem is a claim with the day on which it was settled, zero while it is
// open.
type LateItem struct {
	DueOn     Date
	SettledOn Date
}

// LongestOverdue is the most days that any of the claims was late on a day
// after from, up to on. A claim settled by from was late on none of them.
func LongestOverdue(items []LateItem, from, on Date) int {
	longest := 0
	for _, i := range items {
		end := on
		if !i.SettledOn.IsZero() {
			end = min(i.SettledOn, on)
		}
		if end > from {
			longest = max(longest, end.DaysSince(i.DueOn))
		}
	}
	return longest
}

// DueDay is what is owed per due day.
type DueDay struct {
	DueOn    Date
	DebitFen Money
}

// NextDue is the first day from on on which something falls due, and what; no
// day when nothing does.
func NextDue(days []DueDay, on Date) (DueDay, bool) {
	var next DueDay
	for _, d := range days {
		if d.DebitFen > 0 && d.DueOn >= on && (next.DueOn.IsZero() || d.DueOn < next.DueOn) {
			next = d
		}
	}
	return next, !next.DueOn.IsZero()
}

// OldestDue is the earliest day before on of which something is still owed,
// and how many days late that is; false when nothing is overdue.
func OldestDue(days []DueDay, on Date) (due Date, late int, ok bool) {
	for _, d := range days {
		if d.DebitFen > 0 && d.DueOn < on && (due.IsZero() || d.DueOn < due) {
			due = d.DueOn
		}
	}
	return due, on.DaysSince(due), !due.IsZero()
}

// Deposits is what was received as deposits and is held on the day, in full.
func Deposits(securities []CreditSecurity, on Date) (sum Money) {
	for _, s := range securities {
		if s.Kind == SecurityDeposit && s.ReleasedAt == nil && s.ValidFromOn <= on {
			sum += s.AmountFen
		}
	}
	return sum
}

// LimitStep is a change of what an agent's standing or temporary limit was to
// what it is; From is what the same purpose had before, kind "" for nothing.
type LimitStep struct {
	LimitLine
	From    Limit
	Expired bool // it ran to its last day, and was not replaced before
}

// LimitSteps pairs each line of the limit journal, the latest first, with the
// one of its purpose that it followed.
func LimitSteps(journal []LimitLine, on Date, zone *time.Location) []LimitStep {
	steps := make([]LimitStep, len(journal))
	for i, l := range journal {
		steps[i].LimitLine, steps[i].Expired = l, RanOut(l.ValidToOn, l.EndedAt, on, zone)
		for _, older := range journal[i+1:] {
			if older.Purpose == l.Purpose {
				steps[i].From = older.Limit()
				break
			}
		}
	}
	return steps
}
