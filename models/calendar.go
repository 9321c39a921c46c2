package models

import "time"

// Holidays are the days off and make-up workdays that the state decrees each
// year; Saturdays and Sundays are off unless made up for.
type Holidays struct {
	Off  map[Date]bool
	Work map[Date]bool
}

// IsBusinessDay tells whether banks work on the day.
func (h Holidays) IsBusinessDay(d Date) bool {
	if h.Work[d] {
		return true
	}
	w := d.Weekday()
	return !h.Off[d] && w != time.Saturday && w != time.Sunday
}

// NextBusinessDay is d itself or the first business day after it.
func (h Holidays) NextBusinessDay(d Date) Date {
	for !h.IsBusinessDay(d) {
		d++
	}
	return d
}
