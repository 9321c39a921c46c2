package models

import (
	"strings"
	"time"
)

// Member is an end customer, one person across the brand. The phone is stored
// sealed, beside a keyed hash that finds it and its last four digits; a member
// that was erased or merged into another has neither.
type Member struct {
	ID           int64
	PublicID     string
	Number       string
	Name         string
	Sex          string // f, m or "" for not told
	PhoneSealed  *string
	PhoneHash    *string
	PhoneTail    string
	BirthMonth   int
	BirthDay     int
	BirthLunar   bool
	BirthLeap    bool
	BirthYear    int // 0 for not told
	RegionID     int64
	StoreID      int64 // where the member enrolled
	AdviserID    *int64
	BroughtByID  *int64
	Source       string
	Occupation   string
	Industry     string
	Education    string
	IncomeBand   string
	Address      string
	Sizes        string
	Likes        string
	Note         string
	JoinedOn     Date
	ConfirmedOn  Date
	MergedIntoID *int64
	ErasedAt     *time.Time
	EnteredBy    string
	EnteredByID  int64
	EnteredAt    time.Time
	Version      int64
}

// Birthday is the day that the member keeps.
func (m Member) Birthday() Birthday {
	return Birthday{Month: m.BirthMonth, Day: m.BirthDay, Lunar: m.BirthLunar, Leap: m.BirthLeap}
}

// MemberSources are where members come from, in the order a form offers them.
func MemberSources() []string {
	return []string{"counter", "referral", "event", "online", "media", "import"}
}

// ParsePhone reads a phone number as people type it: digits, with an optional
// country prefix, spaces and hyphens. Of a Chinese mobile number the eleven
// digits are left, of any other the prefix stays.
func ParsePhone(text string) (string, error) {
	digits := strings.Map(func(r rune) rune {
		switch {
		case r >= '0' && r <= '9' || r == '+':
			return r
		case r >= '０' && r <= '９':
			return r - '０' + '0'
		case r == '＋':
			return '+'
		case r == ' ' || r == '-' || r == '(' || r == ')' || r == '\u00a0' || r == '　':
			return -1
		}
		return 'x'
	}, strings.TrimSpace(text))
	if strings.HasPrefix(digits, "00") {
		digits = "+" + digits[2:]
	}
	digits = strings.TrimPrefix(digits, "+86")
	plain := strings.TrimPrefix(digits, "+")
	switch {
	case strings.ContainsAny(plain, "x+") || plain == "":
		return "", Invalid("phone", "error.not_a_phone")
	case digits == plain && len(plain) == 11 && plain[0] == '1':
		return plain, nil
	case digits != plain && len(plain) >= 7 && len(plain) <= 15:
		return digits, nil
	}
	return "", Invalid("phone", "error.not_a_phone")
}

// MaskPhone shows the first three and the last four digits.
func MaskPhone(phone string) string {
	if len(phone) < 9 {
		return "****"
	}
	return phone[:3] + strings.Repeat("*", len(phone)-7) + phone[len(phone)-4:]
}

// MaskName shows the family name of a Chinese name, the first letter of any
// other: what a duplicate search may tell of a stranger.
func MaskName(name string) string {
	for i, r := range name {
		if i == 0 {
			return string(r) + "**"
		}
	}
	return "**"
}

// Completeness is how much of the profile that matters is filled in.
func (m Member) Completeness() Rate {
	filled, all := int64(0), int64(0)
	for _, has := range []bool{m.Sex != "", m.BirthMonth != 0, m.BirthYear != 0, m.Occupation != "", m.Industry != "", m.IncomeBand != "", m.Address != "", m.Sizes != "", m.Likes != "", m.AdviserID != nil} {
		all++
		if has {
			filled++
		}
	}
	share, err := MulDiv(filled, int64(One), all)
	if err != nil {
		return 0
	}
	return Rate(share)
}

// ConsentPurpose is what a member agreed to.
type ConsentPurpose string

// The purposes, each asked for by itself.
const (
	ConsentMarketing ConsentPurpose = "marketing"
	ConsentBirthday  ConsentPurpose = "birthday"
	ConsentSharing   ConsentPurpose = "sharing" // with other stores of the brand and the headquarters
)

// ConsentPurposes lists them in the order pages show them.
func ConsentPurposes() []ConsentPurpose {
	return []ConsentPurpose{ConsentMarketing, ConsentBirthday, ConsentSharing}
}

// MemberConsent is a consent with the text that was agreed to; it ends when it
// is withdrawn.
type MemberConsent struct {
	ID          int64
	MemberID    int64
	Purpose     ConsentPurpose
	Channel     string
	TextVersion string
	GivenOn     Date
	GivenBy     string
	GivenAt     time.Time
	StoreID     *int64
	WithdrawnAt *time.Time
	WithdrawnBy string
}

// MemberEventKind is what happened between a member and a store.
type MemberEventKind string

// The kinds. A reminder has a day that it is due on.
const (
	EventVisit     MemberEventKind = "visit"
	EventCall      MemberEventKind = "call"
	EventEnquiry   MemberEventKind = "enquiry"
	EventComplaint MemberEventKind = "complaint"
	EventReview    MemberEventKind = "review"
	EventIdea      MemberEventKind = "suggestion"
	EventReminder  MemberEventKind = "reminder"
)

// MemberEventKinds lists them in the order a form offers them.
func MemberEventKinds() []MemberEventKind {
	return []MemberEventKind{EventVisit, EventCall, EventEnquiry, EventComplaint, EventReview, EventIdea, EventReminder}
}

// MemberEvent is a line of a member's log.
type MemberEvent struct {
	ID          int64
	MemberID    int64
	StoreID     int64
	Kind        MemberEventKind
	HappenedOn  Date
	Note        string
	DueOn       Date
	DoneAt      *time.Time
	EnteredBy   string
	EnteredByID int64
	EnteredAt   time.Time
}
