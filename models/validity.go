package models

import "time"

// EndsOn is the last day on which something held that was given up to a day
// (zero: open-ended) and may have been ended before, at an instant; zero while
// it has no end.
func EndsOn(validTo Date, ended *time.Time, zone *time.Location) Date {
	if ended == nil {
		return validTo
	}
	on := DateOf(*ended, zone)
	if validTo.IsZero() || on < validTo {
		return on
	}
	return validTo
}

// RanOut tells whether something given up to a day (zero: open-ended) lasted
// until it and is over: nobody ended it on that day or before.
func RanOut(validTo Date, ended *time.Time, on Date, zone *time.Location) bool {
	return !validTo.IsZero() && validTo < on && (ended == nil || DateOf(*ended, zone) > validTo)
}
