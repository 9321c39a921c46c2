package models

import (
	"slices"
	"strings"
)

// MemberFacts is what is known of a member in one row: counted from the slips,
// the accounts and the profile, for pages that ask about many members at once.
// A purchase is a slip of which something that was paid is kept; several on a
// day are one buy day.
type MemberFacts struct {
	MemberID   int64 `gorm:"primaryKey"`
	StoreID    int64
	RegionID   int64
	Tier       string
	Growth     int64
	Points     int64
	AgeBand    string
	Sex        string
	BirthMonth int // of this year's birthday in the solar calendar, 0 for not told
	Occupation string
	Industry   string
	Source     string
	JoinedOn   Date
	Marketing  bool
	Greeting   bool
	Sharing    bool

	FirstOn       Date
	BeforeOn      Date // the buy day before the last
	LastOn        Date
	Purchases     int64
	BuyDays       int64
	NetFen        Money
	RepeatFen     Money // of the buy days after the first
	YearPurchases int64 // of the twelve months up to AsOfOn
	YearFen       Money
	Returns       int64
	BasketFen     Money
	Favourite     string // the category with the most spend
	Categories    CategorySet
	MarginPPM     Rate // what of a yuan is earned on the member's own mix

	R int
	F int
	M int

	State      MemberState
	BroughtBy  int64 `gorm:"column:brought_by_id"` // 0 for nobody
	Brought    int64
	BroughtFen Money

	FitID       int64 // the fit that the value comes from, 0 for none
	AlivePPM    Rate
	ExpectedPPM Rate // purchases ahead, in millionths
	SpendFen    Money
	OwnFen      Money
	ReferralFen Money
	ClvFen      Money
	AsOfOn      Date
}

// TableName is member_facts.
func (MemberFacts) TableName() string { return "member_facts" }

// MemberState is how lately a member bought.
type MemberState string

// The states, by the days of ValuePolicy.
const (
	MemberActive  MemberState = "active"
	MemberDormant MemberState = "dormant"
	MemberLost    MemberState = "lost"
)

// MemberStates lists them in the order pages show them.
func MemberStates() []MemberState { return []MemberState{MemberActive, MemberDormant, MemberLost} }

// AgeBands are the bands that years of birth fall into, the youngest first.
func AgeBands() []string { return []string{"to_24", "to_34", "to_44", "to_54", "above_54"} }

// AgeBand is the band of somebody born in a year, by the age that is reached in
// the year of a day; "" for a year that was not told.
func AgeBand(born int, on Date) string {
	if born == 0 {
		return ""
	}
	age := on.Year() - born
	bands := AgeBands()
	for i, most := range []int{24, 34, 44, 54} {
		if age <= most {
			return bands[i]
		}
	}
	return bands[len(bands)-1]
}

// MonthKept is the month in which a birthday is kept in the year of a day, 0
// where there is none in it.
func (b Birthday) MonthKept(on Date) int {
	day := b.Next(NewDate(on.Year(), 1, 1))
	if day.IsZero() || day.Year() != on.Year() {
		return 0
	}
	return int(day.Month())
}

// CategorySet are categories of articles, a bit for each in their order.
type CategorySet int64

// With is the set with one more; an unknown category adds nothing.
func (s CategorySet) With(category string) CategorySet { return s | CategoryBit(category) }

// Has tells whether a category is in the set.
func (s CategorySet) Has(category string) bool { return s&CategoryBit(category) != 0 }

// List names the categories of the set in their order.
func (s CategorySet) List() (out []string) {
	for _, c := range Categories {
		if s.Has(c) {
			out = append(out, c)
		}
	}
	return out
}

// String is the list, a space between.
func (s CategorySet) String() string { return strings.Join(s.List(), " ") }

// CategoryBit is a set with one category, empty for an unknown one.
func CategoryBit(category string) CategorySet {
	at := slices.Index(Categories, category)
	if at < 0 {
		return 0
	}
	return 1 << at
}

// Basket is what a purchase brought on average, rounded to the fen; nothing
// without a purchase.
func Basket(net Money, purchases int64) Money {
	if purchases <= 0 {
		return 0
	}
	fen, err := MulDiv(int64(net), 1, purchases)
	if err != nil {
		return 0
	}
	return Money(fen)
}

// Cuts divide the buyers of a night into five by one figure: a value that is
// above the first has the score 2, above all four 5. Equal values have equal
// scores, so that no order decides (docs/members.md §8).
type Cuts [4]int64

// Score is 1 to 5.
func (c Cuts) Score(value int64) int {
	score := 1
	for _, cut := range c {
		if value > cut {
			score++
		}
	}
	return score
}

// CutPlaces are the places, from 0, of the four cuts among n values in
// ascending order: a value has the score k+1 when at least k fifths of all
// values are below it.
func CutPlaces(n int64) (places [4]int64) {
	for k := range places {
		places[k] = (int64(k+1)*n+4)/5 - 1
	}
	return places
}

// RFMCuts are the cuts of recency (days since day 0), frequency (purchases) and
// money (fen).
type RFMCuts struct{ R, F, M Cuts }

// Put scores a member; nobody has a score before the first night, nor has who
// never bought.
func (f *MemberFacts) Put(c RFMCuts) {
	f.R, f.F, f.M = 0, 0, 0
	if f.Purchases > 0 && c != (RFMCuts{}) {
		f.R, f.F, f.M = c.R.Score(int64(f.LastOn)), c.F.Score(f.Purchases), c.M.Score(int64(f.NetFen))
	}
}

// Expected is how many purchases are expected, to two digits after the point.
func (f MemberFacts) Expected() string { return Money(f.ExpectedPPM / 10_000).String() }
