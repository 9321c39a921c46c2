package models

import (
	"database/sql/driver"
	"fmt"
	"time"
)

// Date is a calendar day in the business time zone, counted from 0001-01-01
// as day 1. The zero Date means "no date" and is stored as NULL.
type Date int32

const unixDay1 = 719163 // Date of 1970-01-01

// NewDate is the day y-m-d; out-of-range months and days roll over.
func NewDate(y int, m time.Month, d int) Date {
	return Date(time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix()/86400 + unixDay1)
}

// DateOf is the calendar day on which instant t falls in zone.
func DateOf(t time.Time, zone *time.Location) Date {
	y, m, d := t.In(zone).Date()
	return NewDate(y, m, d)
}

// ParseDate reads YYYY-MM-DD; the empty string is the zero Date.
func ParseDate(s string) (Date, error) {
	if s == "" {
		return 0, nil
	}
	t, err := time.Parse(time.DateOnly, s)
	if err != nil || t.Year() < 1900 || t.Year() > 2999 {
		return 0, Invalid("", "error.not_a_date")
	}
	y, m, d := t.Date()
	return NewDate(y, m, d), nil
}

// MustDate is ParseDate for constants; it panics on bad input.
func MustDate(s string) Date {
	d, err := ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

// Time is midnight UTC of the day, for formatting only.
func (d Date) Time() time.Time { return time.Unix(int64(d-unixDay1)*86400, 0).UTC() }

// In is the instant at which the day begins in zone.
func (d Date) In(zone *time.Location) time.Time {
	y, m, day := d.Time().Date()
	return time.Date(y, m, day, 0, 0, 0, 0, zone)
}

// Year is the date's year.
func (d Date) Year() int { return d.Time().Year() }

// Month is the date's month.
func (d Date) Month() time.Month { return d.Time().Month() }

// Day is the day of the month, from 1.
func (d Date) Day() int { return d.Time().Day() }

// Weekday is the day of the week.
func (d Date) Weekday() time.Weekday { return d.Time().Weekday() }

// IsZero tells that no date is set.
func (d Date) IsZero() bool { return d == 0 }

// AddDays moves by n calendar days.
func (d Date) AddDays(n int) Date { return d + Date(n) }

// DaysSince is d − o in days.
func (d Date) DaysSince(o Date) int { return int(d - o) }

// AddMonths moves by n months and keeps the day, or takes the last day of the
// target month where it has no such day: 31 Jan + 1 = 28 or 29 Feb.
func (d Date) AddMonths(n int) Date {
	y, m, day := d.Time().Date()
	first := time.Date(y, m+time.Month(n), 1, 0, 0, 0, 0, time.UTC)
	return NewDate(first.Year(), first.Month(), min(day, DaysInMonth(first.Year(), first.Month())))
}

// MonthStart is the first day of the date's month.
func (d Date) MonthStart() Date { return NewDate(d.Year(), d.Month(), 1) }

// MonthEnd is the last day of the date's month.
func (d Date) MonthEnd() Date {
	return NewDate(d.Year(), d.Month(), DaysInMonth(d.Year(), d.Month()))
}

// DaysInMonth is the length of a month.
func DaysInMonth(y int, m time.Month) int { return time.Date(y, m+1, 0, 0, 0, 0, 0, time.UTC).Day() }

// String is YYYY-MM-DD, or "" for the zero Date.
func (d Date) String() string {
	if d == 0 {
		return ""
	}
	return d.Time().Format(time.DateOnly)
}

// MarshalText and UnmarshalText carry YYYY-MM-DD, also in JSON and forms.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }
func (d *Date) UnmarshalText(b []byte) error {
	v, err := ParseDate(string(b))
	if err == nil {
		*d = v
	}
	return err
}

// Value stores the day as YYYY-MM-DD text, which sorts and compares alike on
// every engine; the zero Date is NULL.
func (d Date) Value() (driver.Value, error) {
	if d == 0 {
		return nil, nil
	}
	return d.String(), nil
}

// Scan reads what either engine returns for a DATE or TEXT column.
func (d *Date) Scan(v any) error {
	switch x := v.(type) {
	case nil:
		*d = 0
		return nil
	case time.Time:
		y, m, day := x.Date()
		*d = NewDate(y, m, day)
		return nil
	case string:
		return d.scanText(x)
	case []byte:
		return d.scanText(string(x))
	}
	return fmt.Errorf("models: cannot read a date from %T", v)
}

func (d *Date) scanText(s string) error {
	if len(s) > 10 {
		s = s[:10]
	}
	return d.UnmarshalText([]byte(s))
}

// MonthsSince is how many whole months have passed since a day, 0 before it.
func (d Date) MonthsSince(o Date) int {
	n := (d.Year()-o.Year())*12 + int(d.Month()) - int(o.Month())
	if n > 0 && o.AddMonths(n) > d {
		n--
	}
	return max(n, 0)
}
