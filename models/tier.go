package models

import "slices"

// TierBasis is what a tier follows from.
type TierBasis string

// Growth that was earned, the value that a member is expected to be, or growth
// with a tier by value below which it does not leave a member.
const (
	TierByGrowth TierBasis = "growth"
	TierByValue  TierBasis = "value"
	TierByBoth   TierBasis = "both"
)

// TierWindow is the span whose growth counts.
type TierWindow string

// The windows. Lifetime has no review and no downgrade; a calendar year, a year
// from the anniversary of joining, and the months before a day have.
const (
	WindowLifetime    TierWindow = "lifetime"
	WindowCalendar    TierWindow = "calendar"
	WindowAnniversary TierWindow = "anniversary"
	WindowRolling     TierWindow = "rolling"
)

// TierLevel is a tier: From is its lower bound, in growth or whole yuan.
// ValueFrom is the expected value in whole yuan that gives the tier beside
// growth, 0 where none does.
type TierLevel struct {
	Code      string `json:"code"`
	NameZh    string `json:"name_zh"`
	NameEn    string `json:"name_en"`
	From      int64  `json:"from"`
	ValueFrom int64  `json:"value_from,omitempty"`
}

// Name is the level's name in a language.
func (l TierLevel) Name(lang string) string { return NameIn(lang, l.NameZh, l.NameEn) }

// TierPolicy says which tiers there are and how a member comes to one
// (docs/members.md §3). Months is the length of a rolling window; GraceMonths
// is how long who falls short keeps the tier after a period's end.
type TierPolicy struct {
	Basis       TierBasis   `json:"basis"`
	Window      TierWindow  `json:"window"`
	Months      int         `json:"months"`
	GraceMonths int         `json:"grace_months"`
	Levels      []TierLevel `json:"levels"`
}

// DefaultTierPolicy is the brand's own: six tiers by growth, for life.
func DefaultTierPolicy() TierPolicy {
	return TierPolicy{Basis: TierByGrowth, Window: WindowLifetime, Months: 12, GraceMonths: 3, Levels: []TierLevel{
		{"S1", "雅金", "Gold", 0, 0}, {"S2", "铂金", "Platinum", 8_001, 0}, {"S3", "彩宝", "Gem", 80_001, 0},
		{"S4", "翡翠", "Jade", 180_001, 0}, {"S5", "钻石", "Diamond", 580_001, 0}, {"S6", "至臻", "Paragon", 980_001, 0}}}
}

// Counted is what counts for the tier of a member with so much growth who is
// expected to be worth so many whole yuan (docs/members.md §3): one of the two,
// or growth raised to the bound of the highest tier that the value gives.
func (p TierPolicy) Counted(growth, yuan int64) int64 {
	switch p.Basis {
	case TierByValue:
		return yuan
	case TierByBoth:
		for _, l := range p.Levels {
			if l.ValueFrom > 0 && yuan >= l.ValueFrom {
				growth = max(growth, l.From)
			}
		}
	}
	return growth
}

// LeastValue is the least expected value, in whole yuan, that may lead beyond
// the tier at a place; false where none does.
func (p TierPolicy) LeastValue(at int) (yuan int64, some bool) {
	for _, l := range p.Levels[min(at+1, len(p.Levels)):] {
		switch {
		case p.Basis == TierByValue:
			return l.From, true
		case p.Basis == TierByBoth && l.ValueFrom > 0:
			return l.ValueFrom, true
		}
	}
	return 0, false
}

// At is the index of the highest tier whose bound a value reaches; the lowest
// where none is.
func (p TierPolicy) At(value int64) int {
	at := 0
	for i, l := range p.Levels {
		if value >= l.From {
			at = i
		}
	}
	return at
}

// Index is the place of a tier, the lowest for a code that the policy no longer
// has.
func (p TierPolicy) Index(code string) int {
	for i, l := range p.Levels {
		if l.Code == code {
			return i
		}
	}
	return 0
}

// Has tells whether there is a tier with a code.
func (p TierPolicy) Has(code string) bool {
	return slices.ContainsFunc(p.Levels, func(l TierLevel) bool { return l.Code == code })
}

// Reviewed tells whether the policy takes tiers back at the end of a period.
func (p TierPolicy) Reviewed() bool { return p.Window != WindowLifetime }

// Span is the window whose growth counts on a day, for who joined on another.
func (p TierPolicy) Span(joined, on Date) Period {
	switch p.Window {
	case WindowCalendar:
		return Period{NewDate(on.Year(), 1, 1), on}
	case WindowAnniversary:
		return Period{anniversary(joined, on), on}
	case WindowRolling:
		return Period{on.AddMonths(-p.Months) + 1, on}
	}
	return Period{joined, on}
}

// PeriodEnd is the last day of the period that holds a day; zero where there is
// none. A rolling window is reviewed when it has moved on by its own length.
func (p TierPolicy) PeriodEnd(joined, on Date) Date {
	switch p.Window {
	case WindowCalendar:
		return NewDate(on.Year(), 12, 31)
	case WindowAnniversary:
		from := anniversary(joined, on)
		return yearly(joined, from.Year()+1) - 1
	case WindowRolling:
		return on.AddMonths(p.Months)
	}
	return 0
}

// anniversary is the last anniversary of a day up to another.
func anniversary(of, on Date) Date {
	day := yearly(of, on.Year())
	if day > on {
		day = yearly(of, on.Year()-1)
	}
	return day
}

// yearly is a day's anniversary in a year; 29 February falls on the 28th where
// there is none.
func yearly(of Date, year int) Date {
	return NewDate(year, of.Month(), min(of.Day(), DaysInMonth(year, of.Month())))
}

// TierState is where a member stands. ReviewOn is the last day of the period,
// zero where the policy has none; GraceOn the last day of grace, zero outside
// of it. Manual is a tier that a person gave, until the end of ManualUntil.
type TierState struct {
	Tier        string
	SinceOn     Date
	ReviewOn    Date
	GraceOn     Date
	Manual      string
	ManualUntil Date
}

// TierCause is why a tier changed.
type TierCause string

// The causes.
const (
	TierJoined    TierCause = "joined"
	TierUpgrade   TierCause = "upgrade"
	TierRefund    TierCause = "refund"
	TierReview    TierCause = "review"
	TierGrace     TierCause = "grace" // fell short, keeps the tier for a while
	TierKept      TierCause = "kept"
	TierByHand    TierCause = "manual"
	TierHandEnded TierCause = "manual_ended"
	TierPolicySet TierCause = "policy" // the policy has other bounds
	TierUnchanged TierCause = ""
)

// Earned is where a value leads on a day: up at once. A tier is taken back only
// by Review, or by a refund.
func (p TierPolicy) Earned(s TierState, value int64, joined, on Date) (TierState, TierCause) {
	if at := p.At(value); at > p.Index(s.Tier) {
		return p.moved(s, at, joined, on), TierUpgrade
	}
	return s, TierUnchanged
}

// Refunded undoes what a refunded sale alone had brought: before is the tier
// that the member had when the sale raised it, "" when it raised none.
func (p TierPolicy) Refunded(s TierState, before string, value int64, joined, on Date) (TierState, TierCause) {
	if before == "" {
		return s, TierUnchanged
	}
	at := max(p.Index(before), p.At(value))
	if at >= p.Index(s.Tier) {
		return s, TierUnchanged
	}
	return p.moved(s, at, joined, on), TierRefund
}

// Review is what the end of a period does: who reaches the tier's bound keeps
// it for another; who falls short keeps it for the grace, and after that goes
// down by one step at most. Nothing happens before the period's end, and under
// a lifetime policy never.
func (p TierPolicy) Review(s TierState, value int64, joined, on Date) (TierState, TierCause) {
	due := s.ReviewOn
	if !s.GraceOn.IsZero() {
		due = s.GraceOn
	}
	if !p.Reviewed() || due.IsZero() || on <= due {
		return s, TierUnchanged
	}
	at := p.Index(s.Tier)
	switch {
	case p.At(value) >= at:
		return p.moved(s, max(p.At(value), at), joined, on), TierKept
	case s.GraceOn.IsZero() && p.GraceMonths > 0:
		s.GraceOn = due.AddMonths(p.GraceMonths)
		return s, TierGrace
	}
	return p.moved(s, at-1, joined, on), TierReview
}

// moved is a state in a tier from a day on, with a period of its own.
func (p TierPolicy) moved(s TierState, at int, joined, on Date) TierState {
	if code := p.Levels[at].Code; code != s.Tier {
		s.Tier, s.SinceOn = code, on
	}
	s.ReviewOn, s.GraceOn = p.PeriodEnd(joined, on), 0
	return s
}

// Join is the state of a new member.
func (p TierPolicy) Join(joined Date) TierState {
	return p.moved(TierState{}, 0, joined, joined)
}

// Shown is the tier that counts on a day: what a person gave while it lasts,
// else what was earned.
func (s TierState) Shown(on Date) string {
	if s.Manual != "" && on <= s.ManualUntil {
		return s.Manual
	}
	return s.Tier
}

// TierProgress is how far a member is. ToNext is what is missing to the next
// tier, 0 on the highest; ToKeep what is missing to keep this one at the end of
// its period, 0 where it is safe.
type TierProgress struct {
	Level  TierLevel
	Next   *TierLevel
	ToNext int64
	ToKeep int64
	KeepBy Date
	Share  Rate // of the way from this bound to the next
}

// Progress is how far a value has come.
func (p TierPolicy) Progress(s TierState, value int64) TierProgress {
	at := p.Index(s.Tier)
	g := TierProgress{Level: p.Levels[at], Share: One}
	if at+1 < len(p.Levels) {
		next := p.Levels[at+1]
		g.Next, g.ToNext = &next, max(next.From-value, 0)
		if share, err := MulDiv(max(value-g.Level.From, 0), int64(One), next.From-g.Level.From); err == nil {
			g.Share = min(Rate(share), One)
		}
	}
	if p.Reviewed() && at > 0 {
		g.ToKeep, g.KeepBy = max(g.Level.From-value, 0), s.ReviewOn
		if !s.GraceOn.IsZero() {
			g.KeepBy = s.GraceOn
		}
	}
	return g
}
