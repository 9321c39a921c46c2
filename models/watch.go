package models

import "strconv"

// WatchKey names a signal of the watch-list (docs/credit-policy.md §15).
type WatchKey string

// The signals of trouble before it is one.
const (
	WatchOldest      WatchKey = "oldest_overdue"  // days of the oldest overdue claim
	WatchHabit       WatchKey = "late_habit"      // ppm of the claims paid in 12 months, by number, that were more than 30 days late
	WatchWorst       WatchKey = "worst_payment"   // days that the latest payment of the last 90 days was late
	WatchOpen        WatchKey = "open_claims"     // number of claims open
	WatchRise        WatchKey = "payment_rise"    // hundredths of a day by which payment got later
	WatchOverdue     WatchKey = "overdue_share"   // ppm of what is owed
	WatchUtilisation WatchKey = "utilisation"     // ppm of the limit
	WatchPromises    WatchKey = "broken_promises" // in 12 months
)

// WatchSignal gives its points when the value is over the bound, in the
// signal's own unit.
type WatchSignal struct {
	Key    WatchKey `json:"key"`
	Over   int64    `json:"over"`
	Points int      `json:"points"`
}

// WatchPolicy says who is put on the watch-list: whose points reach From.
type WatchPolicy struct {
	Signals []WatchSignal `json:"signals"`
	From    int           `json:"from"`
}

// WatchValues are what the signals look at; one that is missing is not known
// and gives no points.
type WatchValues map[WatchKey]int64

// WatchHit is a signal that gave points.
type WatchHit struct {
	Key    WatchKey `json:"key"`
	Value  int64    `json:"value"`
	Points int      `json:"points"`
}

// WatchResult is whether an agent is on the list, and why.
type WatchResult struct {
	Points int        `json:"points"`
	Listed bool       `json:"listed"`
	Hits   []WatchHit `json:"hits"`
}

// Judge adds up the points of the signals that are over their bounds.
func (p WatchPolicy) Judge(v WatchValues) WatchResult {
	r := WatchResult{}
	for _, s := range p.Signals {
		if value, known := v[s.Key]; known && value > s.Over {
			r.Points += s.Points
			r.Hits = append(r.Hits, WatchHit{s.Key, value, s.Points})
		}
	}
	r.Listed = r.Points >= p.From && p.From > 0
	return r
}

// watchDays is how far back "lately" reaches, and watchMonths what it is
// compared with before that.
// habitDays is how late a payment is that makes a habit.
const (
	watchDays   = 90
	watchMonths = 9
	habitDays   = 30
)

// Watch is what the signals see of a history on a day, as it was known then.
func (h CreditHistory) Watch(on Date) WatchValues {
	v := WatchValues{WatchPromises: h.Values(on)[FactorBrokenPromises]}
	var owed, overdue Money
	for _, c := range h.Claims {
		if left := c.residual(on); c.PostingOn <= on && left > 0 {
			owed += left
			v[WatchOpen]++
			if c.DueOn < on {
				overdue += left
				v[WatchOldest] = max(v[WatchOldest], int64(on.DaysSince(c.DueOn)))
			}
		}
	}
	if share, err := MulDiv(int64(overdue), int64(One), int64(owed)); err == nil {
		v[WatchOverdue] = share
	}
	lately := Period{From: on.AddDays(-watchDays) + 1, To: on}
	before := Period{From: lately.From.AddMonths(-watchMonths), To: lately.From - 1}
	now, ok := h.daysBeyondTerms(lately)
	if was, had := h.daysBeyondTerms(before); ok && had {
		v[WatchRise] = int64(now - was)
	}
	h.payments(v, lately, TrailingMonths(on, 12))
	if h.CeilingFen > 0 || h.ExposureFen > 0 {
		v[WatchUtilisation] = int64(UsedShare(h.ExposureFen, h.CeilingFen))
	}
	return v
}

// payments adds what the payments of late and of the year tell.
func (h CreditHistory) payments(v WatchValues, lately, year Period) {
	paid, late := 0, 0
	for _, c := range h.Claims {
		var last ClaimPart
		for _, p := range c.Parts {
			if p.Source == FromReceipt && p.AmountFen > 0 && p.PostingOn <= year.To && p.PostingOn >= last.PostingOn {
				last = p
			}
		}
		if last.AmountFen == 0 || last.PostingOn < year.From {
			continue
		}
		days := last.ValueOn.DaysSince(c.DueOn)
		paid++
		if days > habitDays {
			late++
		}
		if last.PostingOn >= lately.From {
			v[WatchWorst] = max(v[WatchWorst], int64(days))
		}
	}
	if share, err := MulDiv(int64(late), int64(One), int64(paid)); err == nil {
		v[WatchHabit] = share
	}
}

// Validate reports the first field that breaks a rule.
func (p WatchPolicy) Validate() error {
	best := 0
	for i, s := range p.Signals {
		at := "signals." + string(s.Key) + "."
		switch {
		case p.index(s.Key) != i:
			return Invalid(at+"points", "error.score_factor_twice")
		case s.Over < 0:
			return Invalid(at+"over", "error.out_of_range").With("From", 0).With("To", int64(MaxMoney))
		case s.Points < 0 || s.Points > 100:
			return Invalid(at+"points", "error.out_of_range").With("From", 0).With("To", 100)
		}
		best += s.Points
	}
	if p.From < 1 || p.From > best {
		return Invalid("from", "error.out_of_range").With("From", 1).With("To", best)
	}
	return nil
}

func (p WatchPolicy) index(k WatchKey) int {
	for i, s := range p.Signals {
		if s.Key == k {
			return i
		}
	}
	return -1
}

// Sections are the bound of the list and a row per signal.
func (p *WatchPolicy) Sections() []PolicySection {
	rows := make([]PolicyRow, len(p.Signals))
	for i := range p.Signals {
		s, at := &p.Signals[i], "signals."+string(p.Signals[i].Key)+"."
		rows[i] = PolicyRow{Label: named("watch." + string(s.Key)), Fields: []PolicyField{s.overField(at + "over"), intField(at+"points", named("score.points"), UnitPoints, &s.Points)}}
	}
	return []PolicySection{
		{Key: "list", Title: named("watch.listed"), Fields: []PolicyField{intField("from", named("watch.from"), UnitPoints, &p.From)}},
		{Key: "signals", Title: named("watch.signals"), Row: named("watch.signal"), Columns: []PolicyLabel{named("watch.over"), named("score.points")}, Rows: rows},
	}
}

func (s *WatchSignal) overField(path string) PolicyField {
	label := named("watch.over")
	switch s.Key {
	case WatchOverdue, WatchUtilisation, WatchHabit:
		return rateField(path, label, (*Rate)(&s.Over))
	case WatchRise:
		f := moneyField(path, label, (*Money)(&s.Over)) // hundredths, as fen are
		f.Unit = UnitDays
		return f
	}
	unit := UnitNumber
	if s.Key == WatchOldest || s.Key == WatchWorst {
		unit = UnitDays
	}
	return PolicyField{Path: path, Label: label, Unit: unit, get: func() string { return strconv.FormatInt(s.Over, 10) }, set: func(text string) (err error) {
		if s.Over, err = strconv.ParseInt(text, 10, 64); err != nil {
			return Invalid(path, "error.not_a_number")
		}
		return nil
	}}
}

// DefaultWatchPolicy is what a new book starts with.
func DefaultWatchPolicy() WatchPolicy {
	return WatchPolicy{From: 3, Signals: []WatchSignal{
		{WatchOldest, 10, 3}, {WatchHabit, 100_000, 2}, {WatchOpen, 3, 1}, {WatchPromises, 0, 3}, {WatchUtilisation, 950_000, 1}}}
}
