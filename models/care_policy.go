package models

// CarePolicy says how a store's cases are kept: how soon a complaint is answered
// (hours) and solved (days), how long it may be opened again (days), the share
// of a bespoke order that is paid before making begins, how much lighter a thing
// may come back without a question, and after how many months the store is
// reminded of the next care, 0 for never.
type CarePolicy struct {
	ReplyHours   int    `json:"reply_hours"`
	SolveDays    int    `json:"solve_days"`
	ReopenDays   int    `json:"reopen_days"`
	DepositShare Rate   `json:"deposit_share"`
	LossMg       Weight `json:"loss_mg"`
	CareMonths   int    `json:"care_months"`
}

// DefaultCarePolicy is what a new book starts with.
func DefaultCarePolicy() CarePolicy {
	return CarePolicy{ReplyHours: 24, SolveDays: 7, ReopenDays: 30, DepositShare: 300_000, LossMg: 20, CareMonths: 6}
}

// Deposit is what is paid down before making begins, rounded up to a fen.
func (p CarePolicy) Deposit(quote Money) Money {
	share, err := MulDiv(int64(quote), int64(p.DepositShare), int64(One))
	if err != nil {
		return quote
	}
	if exact, err := MulDiv(share, int64(One), int64(p.DepositShare)); p.DepositShare > 0 && (err != nil || exact < int64(quote)) {
		share++
	}
	return min(Money(share), quote)
}

// Validate reports the first field that breaks a rule.
func (p CarePolicy) Validate() error {
	for _, f := range []struct {
		path          string
		value, lo, hi int64
	}{{"reply_hours", int64(p.ReplyHours), 1, 720}, {"solve_days", int64(p.SolveDays), 1, 366}, {"reopen_days", int64(p.ReopenDays), 0, 366}, {"care_months", int64(p.CareMonths), 0, 60},
		{"loss_mg", int64(p.LossMg), 0, 10_000}} {
		if f.value < f.lo || f.value > f.hi {
			return Invalid(f.path, "error.out_of_range").With("From", f.lo).With("To", f.hi)
		}
	}
	if p.DepositShare < 0 || p.DepositShare > One {
		return Invalid("deposit_share", "error.out_of_range").With("From", 0).With("To", 100)
	}
	return nil
}

// Sections are the clocks, and what is made or mended.
func (p *CarePolicy) Sections() []PolicySection {
	loss := (*int64)(&p.LossMg)
	return []PolicySection{
		{Key: "clocks", Title: named("care.clocks"), Fields: []PolicyField{
			intField("reply_hours", named("care.reply_hours"), UnitNumber, &p.ReplyHours), intField("solve_days", named("care.solve_days"), UnitDays, &p.SolveDays),
			intField("reopen_days", named("care.reopen_days"), UnitDays, &p.ReopenDays)}},
		{Key: "workshop", Title: named("care.workshop"), Fields: []PolicyField{
			rateField("deposit_share", named("care.deposit_share"), &p.DepositShare), countField("loss_mg", named("care.loss_mg"), UnitNumber, loss),
			intField("care_months", named("care.care_months"), UnitMonths, &p.CareMonths)}},
	}
}
