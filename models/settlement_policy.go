package models

import "time"

// HolidayShift says what happens to a due date on a day off.
type HolidayShift string

// A due date stays, or moves to the next business day.
const (
	ShiftNone HolidayShift = "none"
	ShiftNext HolidayShift = "next"
)

// SettlementPolicy is how an agent settles: prepaid, on delivery, or by
// periods of whole months with a cut-off day and days to pay. An issued
// document keeps the dates it was given; a new policy never re-dates it.
type SettlementPolicy struct {
	ID           int64
	Code         string
	NameZh       string
	NameEn       string
	Kind         SettlementKind
	Months       int
	CutoffDay    int
	DaysToPay    int
	DiscountPPM  Rate `gorm:"column:discount_ppm"`
	DiscountDays int
	HolidayShift HolidayShift
	RetiredAt    *time.Time
	Version      int64
}

// Period is a span of days, both ends inclusive.
type Period struct{ From, To Date }

// NamedPolicies are the six policies every book begins with: 30 days to pay
// after the end of the period, cut-off at month end.
func NamedPolicies() []SettlementPolicy {
	p := func(code, zh, en string, kind SettlementKind, months, days int) SettlementPolicy {
		return SettlementPolicy{Code: code, NameZh: zh, NameEn: en, Kind: kind, Months: months, CutoffDay: 31, DaysToPay: days, HolidayShift: ShiftNext, Version: 1}
	}
	return []SettlementPolicy{
		p("early", "预付", "Prepaid", SettlementEarly, 0, 0),
		p("immediate", "即付", "Immediate", SettlementImmediate, 0, 0),
		p("monthly", "月结", "Monthly", SettlementMonths, 1, 30),
		p("quarterly", "季结", "Quarterly", SettlementMonths, 3, 30),
		p("semi-annual", "半年结", "Semi-annual", SettlementMonths, 6, 30),
		p("annual", "年结", "Annual", SettlementMonths, 12, 30),
	}
}

// Name is the policy's name in a language.
func (p SettlementPolicy) Name(lang string) string {
	return NameIn(lang, p.NameZh, p.NameEn)
}

// Validate reports the first field that breaks a rule.
func (p SettlementPolicy) Validate() error {
	periodic := p.Kind == SettlementMonths
	switch {
	case p.Kind != SettlementEarly && p.Kind != SettlementImmediate && !periodic:
		return Invalid("kind", "error.settlement_kind_unknown")
	case p.Code == "":
		return Invalid("code", "error.code_required")
	case periodic && (p.Months < 1 || p.Months > 60):
		return Invalid("months", "error.out_of_range").With("From", 1).With("To", 60)
	case !periodic && p.Months != 0:
		return Invalid("months", "error.out_of_range").With("From", 0).With("To", 0)
	case p.CutoffDay < 1 || p.CutoffDay > 31:
		return Invalid("cutoff_day", "error.out_of_range").With("From", 1).With("To", 31)
	case p.DaysToPay < 0 || p.DaysToPay > 720:
		return Invalid("days_to_pay", "error.out_of_range").With("From", 0).With("To", 720)
	case p.DiscountPPM < 0 || p.DiscountPPM > One/2:
		return Invalid("discount", "error.out_of_range").With("From", 0).With("To", 50)
	case p.DiscountDays < 0 || p.DiscountDays > p.DaysToPay || p.DiscountPPM > 0 && !periodic:
		return Invalid("discount_days", "error.discount_days")
	case p.HolidayShift != ShiftNone && p.HolidayShift != ShiftNext:
		return Invalid("holiday_shift", "error.holiday_shift_unknown")
	}
	return nil
}

// PeriodOf is the settlement period that holds a delivery. Periods of k months
// are counted from January and end on the cut-off day, inclusive; the last day
// of the month stands in where a month has no such day. A day settled early
// or immediately is its own period.
func (p SettlementPolicy) PeriodOf(delivery Date) Period {
	if p.Kind != SettlementMonths {
		return Period{delivery, delivery}
	}
	end := p.cutoff(delivery.Year()-1, 12)
	for end < delivery {
		end = p.next(end)
	}
	return Period{From: p.previous(end) + 1, To: end}
}

// next is the cut-off after one; previous the one before. Cut-offs fall in
// months k, 2k, … counted from January of year 0, so that a number of months
// that does not divide the year still tiles the calendar.
func (p SettlementPolicy) next(end Date) Date     { return p.cutoffAt(monthIndex(end)/p.Months + 1) }
func (p SettlementPolicy) previous(end Date) Date { return p.cutoffAt(monthIndex(end)/p.Months - 1) }

// monthIndex counts months so that December of year 0 is 12: period n ends in
// month n × k.
func monthIndex(d Date) int { return d.Year()*12 + int(d.Month()) }

func (p SettlementPolicy) cutoffAt(n int) Date {
	m := n*p.Months - 1
	return dayIn(m/12, time.Month(m%12+1), p.CutoffDay)
}

// cutoff is the last cut-off in or before a month.
func (p SettlementPolicy) cutoff(year, month int) Date {
	return p.cutoffAt((year*12 + month) / p.Months)
}

func dayIn(y int, m time.Month, day int) Date { return NewDate(y, m, min(day, DaysInMonth(y, m))) }

// BillDate is the end of the period that holds the delivery: when the days to
// pay begin.
func (p SettlementPolicy) BillDate(delivery Date) Date { return p.PeriodOf(delivery).To }

// DueDate is the bill date plus the days to pay, moved off holidays where the
// policy says so. Holidays never move the bill date.
func (p SettlementPolicy) DueDate(delivery Date, h Holidays) Date {
	due := p.BillDate(delivery).AddDays(p.DaysToPay)
	if p.HolidayShift == ShiftNext {
		return h.NextBusinessDay(due)
	}
	return due
}

// DiscountUntil is the last day on which the early-payment discount may be
// taken; zero without one.
func (p SettlementPolicy) DiscountUntil(delivery Date) Date {
	if p.DiscountPPM == 0 {
		return 0
	}
	return p.BillDate(delivery).AddDays(p.DiscountDays)
}

// DuePreview is what a policy does to one delivery.
type DuePreview struct {
	Delivery      Date `json:"delivery"`
	Bill          Date `json:"bill"`
	Due           Date `json:"due"`
	DiscountUntil Date `json:"discount_until"`
	DaysOfCredit  int  `json:"days_of_credit"`
}

// Preview shows the dates for a delivery on each of the next n days.
func (p SettlementPolicy) Preview(from Date, n int, h Holidays) []DuePreview {
	rows := make([]DuePreview, n)
	for i := range rows {
		d := from.AddDays(i)
		due := p.DueDate(d, h)
		rows[i] = DuePreview{d, p.BillDate(d), due, p.DiscountUntil(d), due.DaysSince(d)}
	}
	return rows
}

// SettlementTerm puts an agent under a policy from a day on. A new policy
// starts with the next period.
type SettlementTerm struct {
	ID          int64
	AgentID     int64
	PolicyID    int64
	EffectiveOn Date
	Reason      string
	SetBy       string
	SetAt       time.Time
}
