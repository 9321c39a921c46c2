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
