package models

import (
	"math"
	"time"
)

// LunarDay is a day of the Chinese calendar without its year: a month from 1 to
// 12 and a day from 1 to 30. Leap is the month that follows the one of the same
// number.
type LunarDay struct {
	Month int
	Day   int
	Leap  bool
}

// The calendar follows its own definition (GB/T 33661-2017): months begin on
// the day of the new moon in the time of UTC+8; the month with the winter
// solstice is the eleventh; between two such months a thirteenth is the leap
// month, which is the first that holds no principal solar term.

// newMoonDay is the day, at UTC+8, of the k-th new moon after that of
// 2000-01-06: mean new moon with the periodic terms of Meeus, Astronomical
// Algorithms, chapter 49.
func newMoonDay(k int) Date { return beijingDay(newMoon(float64(k))) }

func newMoon(k float64) float64 {
	t := k / 1236.85
	rad := math.Pi / 180
	jde := 2451550.09766 + 29.530588861*k + 0.00015437*t*t - 0.000000150*t*t*t + 0.00000000073*t*t*t*t
	e := 1 - 0.002516*t - 0.0000074*t*t
	m := rad * (2.5534 + 29.10535670*k - 0.0000014*t*t - 0.00000011*t*t*t)
	mm := rad * (201.5643 + 385.81693528*k + 0.0107582*t*t + 0.00001238*t*t*t - 0.000000058*t*t*t*t)
	f := rad * (160.7108 + 390.67050284*k - 0.0016118*t*t - 0.00000227*t*t*t + 0.000000011*t*t*t*t)
	om := rad * (124.7746 - 1.56375588*k + 0.0020672*t*t + 0.00000215*t*t*t)
	for _, c := range []struct{ factor, angle float64 }{
		{-0.40720, mm}, {0.17241 * e, m}, {0.01608, 2 * mm}, {0.01039, 2 * f}, {0.00739 * e, mm - m}, {-0.00514 * e, mm + m}, {0.00208 * e * e, 2 * m},
		{-0.00111, mm - 2*f}, {-0.00057, mm + 2*f}, {0.00056 * e, 2*mm + m}, {-0.00042, 3 * mm}, {0.00042 * e, m + 2*f}, {0.00038 * e, m - 2*f},
		{-0.00024 * e, 2*mm - m}, {-0.00017, om}, {-0.00007, mm + 2*m}, {0.00004, 2*mm - 2*f}, {0.00004, 3 * m}, {0.00003, mm + m - 2*f},
		{0.00003, 2*mm + 2*f}, {-0.00003, mm + m + 2*f}, {0.00003, mm - m + 2*f}, {-0.00002, mm - m - 2*f}, {-0.00002, 3*mm + m}, {0.00002, 4 * mm},
	} {
		jde += c.factor * math.Sin(c.angle)
	}
	for _, a := range []struct{ factor, start, rate float64 }{
		{0.000325, 299.77, 0.107408}, {0.000165, 251.88, 0.016321}, {0.000164, 251.83, 26.651886}, {0.000126, 349.42, 36.412478}, {0.000110, 84.66, 18.206239},
		{0.000062, 141.74, 53.303771}, {0.000060, 207.14, 2.453732}, {0.000056, 154.84, 7.306860}, {0.000047, 34.52, 27.261239}, {0.000042, 207.19, 0.121824},
		{0.000040, 291.34, 1.844379}, {0.000037, 161.72, 24.198154}, {0.000035, 239.56, 25.513099}, {0.000023, 331.55, 3.592518},
	} {
		jde += a.factor * math.Sin(rad*(a.start+a.rate*k))
	}
	return jde
}

// sunLongitude is the apparent longitude of the sun in degrees at an ephemeris
// day, to about 0.01 degrees (Meeus, chapter 25).
func sunLongitude(jde float64) float64 {
	t := (jde - 2451545) / 36525
	rad := math.Pi / 180
	m := rad * (357.52911 + 35999.05029*t - 0.0001537*t*t)
	c := (1.914602-0.004817*t-0.000014*t*t)*math.Sin(m) + (0.019993-0.000101*t)*math.Sin(2*m) + 0.000289*math.Sin(3*m)
	l := 280.46646 + 36000.76983*t + 0.0003032*t*t + c - 0.00569 - 0.00478*math.Sin(rad*(125.04-1934.136*t))
	return math.Mod(math.Mod(l, 360)+360, 360)
}

// secondsAhead is how far dynamical time is ahead of universal time: 64 s about
// the year 2000, which moves by less than a minute in a century here.
const secondsAhead = 66.0

// beijingDay is the day at UTC+8 that an ephemeris day falls on.
func beijingDay(jde float64) Date {
	const julianOfDay1 = 1721425.5 // 0001-01-01 00:00
	return Date(math.Floor(jde-secondsAhead/86400+8.0/24-julianOfDay1)) + 1
}

// termAt is the principal solar term, 0 to 11, that the sun has reached when a
// day begins at UTC+8; the winter solstice begins the ninth.
func termAt(d Date) int {
	const julianOfDay1 = 1721425.5
	return int(sunLongitude(float64(d-1)+julianOfDay1-8.0/24+secondsAhead/86400) / 30)
}

// lunarMonth is a month of the calendar with the day that it begins on.
type lunarMonth struct {
	First Date
	Days  int
	Month int
	Leap  bool
}

const winterTerm = 9 // 270 degrees

// solsticeMoon is the number of the new moon that begins the eleventh month of
// the winter of a year.
func solsticeMoon(year int) int {
	k := int(math.Round((float64(year)+0.97-2000)*12.3685)) + 2
	for { // the last that begins before the solstice
		if term := termAt(newMoonDay(k)); term < winterTerm && term > winterTerm-3 {
			return k
		}
		k--
	}
}

// lunarMonths are the months from the eleventh of the winter before a year to
// the one before the next eleventh.
func lunarMonths(year int) []lunarMonth {
	from, to := solsticeMoon(year-1), solsticeMoon(year)
	months := make([]lunarMonth, 0, 13)
	number, leapDone := 11, to-from == 12
	for k := from; k < to; k++ {
		m := lunarMonth{First: newMoonDay(k), Month: number}
		m.Days = newMoonDay(k + 1).DaysSince(m.First)
		if !leapDone && k > from && termAt(m.First) == termAt(m.First.AddDays(m.Days)) {
			leapDone, m.Leap = true, true
			m.Month = months[len(months)-1].Month
		} else {
			number = number%12 + 1
		}
		months = append(months, m)
	}
	return months
}

// Next is the first day from a day on that a lunar birthday is kept on. A leap
// month that a year does not have is kept in the ordinary one, the 30th of a
// short month on the 29th.
func (l LunarDay) Next(from Date) Date {
	for y := from.Year(); ; y++ {
		var found Date
		for _, m := range lunarMonths(y) {
			if m.Month == l.Month && (l.Leap || !m.Leap) { // the leap month follows the ordinary one
				found = m.First.AddDays(min(l.Day, m.Days) - 1)
			}
		}
		if found >= from {
			return found
		}
	}
}

// LunarOf is the lunar day of a date.
func LunarOf(d Date) LunarDay {
	for _, y := range []int{d.Year(), d.Year() + 1} {
		for _, m := range lunarMonths(y) {
			if d >= m.First && d < m.First.AddDays(m.Days) {
				return LunarDay{m.Month, d.DaysSince(m.First) + 1, m.Leap}
			}
		}
	}
	return LunarDay{}
}

// Birthday is a day of the year that a person keeps: of the common calendar or
// the lunar one. The zero Birthday is not known.
type Birthday struct {
	Month int
	Day   int
	Lunar bool
	Leap  bool
}

// Next is the first day from a day on that the birthday is kept on, zero where
// it is not known; 29 February on the 28th where there is none.
func (b Birthday) Next(from Date) Date {
	switch {
	case b.Month == 0:
		return 0
	case b.Lunar:
		return LunarDay{b.Month, b.Day, b.Leap}.Next(from)
	}
	for y := from.Year(); ; y++ {
		if day := NewDate(y, time.Month(b.Month), min(b.Day, DaysInMonth(y, time.Month(b.Month)))); day >= from {
			return day
		}
	}
}

// Validate refuses a day that no year has.
func (b Birthday) Validate() error {
	switch {
	case b.Month == 0 && b.Day == 0:
		return nil
	case b.Month < 1 || b.Month > 12 || b.Day < 1,
		b.Lunar && b.Day > 30, !b.Lunar && b.Day > DaysInMonth(2000, time.Month(b.Month)):
		return Invalid("birthday", "error.not_a_birthday")
	}
	return nil
}
