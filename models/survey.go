package models

import "time"

// Survey is a question to a member how it was. It is answered once, by link, on
// the member's own page or at the counter.
type Survey struct {
	ID         int64
	MemberID   int64
	StoreID    int64
	Occasion   SurveyOccasion
	SubjectID  *int64  // the slip or the case
	TokenHash  *string // of the link; nil for one that was answered at the counter
	AskedOn    Date
	ExpiresOn  Date
	AnsweredAt *time.Time
	Channel    string // how it was answered
	CSAT       int    `gorm:"column:csat"` // 1 to 5
	NPS        int    `gorm:"column:nps"`  // 0 to 10
	Comment    string
	EventID    *int64 // the reminder that a bad answer gave the store
	HandledAt  *time.Time
	HandledBy  string
	Handling   string
	RequestKey string
	AskedBy    string
	AskedByID  int64
	AskedAt    time.Time
}

// SurveyOccasion is what a survey asks about.
type SurveyOccasion string

// The occasions.
const (
	SurveyOfSale SurveyOccasion = "sale"
	SurveyOfCase SurveyOccasion = "case"
	SurveyAtAll  SurveyOccasion = "visit"
)

// SurveyOccasions lists them in the order a form offers them.
func SurveyOccasions() []SurveyOccasion {
	return []SurveyOccasion{SurveyAtAll, SurveyOfSale, SurveyOfCase}
}

// Answer is what a member said: satisfaction from 1 to 5, and how likely they
// recommend the brand, from 0 to 10.
type Answer struct {
	CSAT    int
	NPS     int
	Comment string
}

// Validate reports the first field that breaks a rule.
func (a Answer) Validate() error {
	switch {
	case a.CSAT < 1 || a.CSAT > 5:
		return Invalid("csat", "error.out_of_range").With("From", 1).With("To", 5)
	case a.NPS < 0 || a.NPS > 10:
		return Invalid("nps", "error.out_of_range").With("From", 0).With("To", 10)
	}
	return CheckLengths(Length{"comment", a.Comment, 1000})
}

// MemberLink is a link to a member's own page. Only a hash of it is kept.
type MemberLink struct {
	ID        int64
	MemberID  int64
	TokenHash string
	ExpiresOn Date
	MadeBy    string
	MadeByID  int64
	MadeAt    time.Time
	RevokedAt *time.Time
	OpenedAt  *time.Time
	Opens     int64
}

// Satisfaction adds up answers. Promoters say 9 or 10, detractors 6 or less;
// satisfied are those who say 4 or 5.
type Satisfaction struct {
	Asked      int64
	Answered   int64
	Satisfied  int64
	Promoters  int64
	Detractors int64
}

// Add counts one answer.
func (s *Satisfaction) Add(a Answer) {
	s.Answered++
	if a.CSAT >= 4 {
		s.Satisfied++
	}
	if a.NPS >= 9 {
		s.Promoters++
	}
	if a.NPS <= 6 {
		s.Detractors++
	}
}

// NPS is the share of promoters less that of detractors, from -100 to 100,
// rounded half away from zero; 0 without answers.
func (s Satisfaction) NPS() int64 { return over(100*(s.Promoters-s.Detractors), s.Answered) }

// CSAT is the share of the satisfied; 0 without answers.
func (s Satisfaction) CSAT() Rate { return Rate(over(int64(One)*s.Satisfied, s.Answered)) }

// Response is the share of those asked who answered; 0 when nobody was asked.
func (s Satisfaction) Response() Rate { return Rate(over(int64(One)*s.Answered, s.Asked)) }

// over is part ÷ whole, rounded half away from zero; 0 of nothing.
func over(part, whole int64) int64 {
	n, err := MulDiv(part, 1, whole)
	if err != nil {
		return 0
	}
	return n
}

// LoyaltyZone is how a member stands to the brand.
type LoyaltyZone string

// The zones, the worst first; none without an answer.
const (
	ZoneUnknown      LoyaltyZone = ""
	ZoneHostile      LoyaltyZone = "hostile"
	ZoneIndifferent  LoyaltyZone = "indifferent"
	ZoneAffectionate LoyaltyZone = "affectionate"
	ZoneLoyal        LoyaltyZone = "loyal"
)

// LoyaltyZones lists them, the worst first.
func LoyaltyZones() []LoyaltyZone {
	return []LoyaltyZone{ZoneHostile, ZoneIndifferent, ZoneAffectionate, ZoneLoyal}
}

// ZonePolicy says which zone an answer and loyalty make (docs/members.md §7).
// Loyalty is the mean of repurchase, purchases within Months over Purchases and
// at most the whole, and recommendation, the NPS answer over 10; the zone is that
// of the mean of satisfaction and loyalty between the bounds. Answers of at most
// BadCSAT or BadNPS are told to the store. A link lives LinkDays, a survey AskDays.
type ZonePolicy struct {
	Indifferent  Rate `json:"indifferent"`
	Affectionate Rate `json:"affectionate"`
	Loyal        Rate `json:"loyal"`
	Months       int  `json:"months"`
	Purchases    int  `json:"purchases"`
	BadCSAT      int  `json:"bad_csat"`
	BadNPS       int  `json:"bad_nps"`
	AskDays      int  `json:"ask_days"`
	LinkDays     int  `json:"link_days"`
}

// DefaultZonePolicy is what a new book starts with.
func DefaultZonePolicy() ZonePolicy {
	return ZonePolicy{Indifferent: 250_000, Affectionate: 500_000, Loyal: 750_000, Months: 24, Purchases: 4, BadCSAT: 2, BadNPS: 4, AskDays: 30, LinkDays: 365}
}

// Loyalty is the share that purchases and recommendation make.
func (p ZonePolicy) Loyalty(purchases int64, nps int) Rate {
	again := Rate(over(int64(One)*min(purchases, int64(p.Purchases)), int64(p.Purchases)))
	return Rate(over(int64(again)+int64(One)*int64(nps)/10, 2))
}

// Zone is where an answer of a member with so many purchases puts them.
func (p ZonePolicy) Zone(a Answer, purchases int64) LoyaltyZone {
	satisfied := Rate(over(int64(One)*int64(a.CSAT-1), 4))
	switch at := Rate(over(int64(satisfied)+int64(p.Loyalty(purchases, a.NPS)), 2)); {
	case at < p.Indifferent:
		return ZoneHostile
	case at < p.Affectionate:
		return ZoneIndifferent
	case at < p.Loyal:
		return ZoneAffectionate
	}
	return ZoneLoyal
}

// Bad tells that the store should speak with who answered so.
func (p ZonePolicy) Bad(a Answer) bool { return a.CSAT <= p.BadCSAT || a.NPS <= p.BadNPS }

// Validate reports the first field that breaks a rule.
func (p ZonePolicy) Validate() error {
	for _, f := range []struct {
		path          string
		value, lo, hi int
	}{{"months", p.Months, 1, 120}, {"purchases", p.Purchases, 1, 100}, {"bad_csat", p.BadCSAT, 0, 4}, {"bad_nps", p.BadNPS, -1, 9}, {"ask_days", p.AskDays, 1, 366}, {"link_days", p.LinkDays, 1, 3660}} {
		if f.value < f.lo || f.value > f.hi {
			return Invalid(f.path, "error.out_of_range").With("From", f.lo).With("To", f.hi)
		}
	}
	switch {
	case p.Indifferent < 0 || p.Loyal > One:
		return Invalid("indifferent", "error.out_of_range").With("From", 0).With("To", 100)
	case p.Affectionate <= p.Indifferent:
		return Invalid("affectionate", "error.zone_order")
	case p.Loyal <= p.Affectionate:
		return Invalid("loyal", "error.zone_order")
	}
	return nil
}

// Sections are the bounds, and what is asked.
func (p *ZonePolicy) Sections() []PolicySection {
	return []PolicySection{
		{Key: "zones", Title: named("zone.bounds"), Fields: []PolicyField{
			rateField("indifferent", named("zone.indifferent_from"), &p.Indifferent), rateField("affectionate", named("zone.affectionate_from"), &p.Affectionate), rateField("loyal", named("zone.loyal_from"), &p.Loyal),
			intField("months", named("zone.months"), UnitMonths, &p.Months), intField("purchases", named("zone.purchases"), UnitNumber, &p.Purchases)}},
		{Key: "surveys", Title: named("zone.surveys"), Fields: []PolicyField{
			intField("bad_csat", named("zone.bad_csat"), UnitNumber, &p.BadCSAT), intField("bad_nps", named("zone.bad_nps"), UnitNumber, &p.BadNPS),
			intField("ask_days", named("zone.ask_days"), UnitDays, &p.AskDays), intField("link_days", named("zone.link_days"), UnitDays, &p.LinkDays)}},
	}
}
