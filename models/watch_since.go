package models

// Warns tells whether an agent with these values belongs on the list: its
// points reach the policy's sum and it owes something.
func (p WatchPolicy) Warns(v WatchValues) bool { return v[WatchOpen] > 0 && p.Judge(v).Listed }

// warnedDays is how far back the beginning of a warning is looked for.
const warnedDays = 366

// Since is the first day of the warning that holds on a day without a break, as
// far as a year back. known is a warning that was seen before: the day it began
// and the last day it was judged; zero for none. What was used of the limit on
// a past day is not in the history, so for days before known it gives no points.
func (p WatchPolicy) Since(h CreditHistory, on Date, known Period) Date {
	if !known.To.IsZero() && known.To == on {
		return known.From
	}
	h.ExposureFen, h.CeilingFen = 0, 0
	first := on
	for day := on - 1; day > on-warnedDays; day-- {
		if !known.To.IsZero() && day == known.To {
			return known.From
		}
		if !p.Warns(h.Watch(day)) {
			break
		}
		first = day
	}
	return first
}
