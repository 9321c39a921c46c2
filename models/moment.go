package models

import "time"

// Moment is an instant together with the business date it falls on. Verbs
// take it once from the clock and pass it down.
type Moment struct {
	At time.Time
	On Date
}

// MomentOf cuts t to milliseconds, as both engines store it, in UTC.
func MomentOf(t time.Time, zone *time.Location) Moment {
	return Moment{At: t.UTC().Truncate(time.Millisecond), On: DateOf(t, zone)}
}
