package models

import (
	"cmp"
	"slices"
)

// KeyShare is the share of all spend that key members bring together: the rule
// that a fifth brings four fifths.
const KeyShare Rate = 800_000

// Pareto tells how spend is spread over buyers: Key members, the fewest who
// together bring KeyShare of the total, all with EdgeFen and more; and what the
// first tenth of buyers brings, the first two tenths, and so on.
type Pareto struct {
	Buyers  int64
	Total   Money
	Key     int64
	KeyFen  Money
	EdgeFen Money
	Tenths  [10]Money
	seen    int64
	fen     Money
}

// Add takes buyers in descending order of spend: so many with so much each, all
// who spent as much at once. Buyers and Total are set before.
func (p *Pareto) Add(spend Money, members int64) error {
	need, err := p.Total.At(KeyShare)
	if err != nil {
		return err
	}
	all, err := spend.Times(members)
	if err != nil {
		return err
	}
	if p.fen < need {
		p.Key, p.KeyFen, p.EdgeFen = p.Key+members, p.KeyFen+all, spend
	}
	for k := range p.Tenths {
		if last := (p.Buyers*int64(k+1) + 9) / 10; p.seen < last {
			p.Tenths[k] += spend * Money(min(members, last-p.seen))
		}
	}
	p.seen, p.fen = p.seen+members, p.fen+all
	return nil
}

// KeyPart is how many of the buyers are key members.
func (p Pareto) KeyPart() Rate { return shareOf(p.Key, p.Buyers) }

// Part is the share of all spend that the first k tenths of buyers bring, k
// from 0 for the first.
func (p Pareto) Part(k int) Rate { return shareOf(int64(p.Tenths[k]), int64(p.Total)) }

// PartOf is how much of a whole a part is, both counts; nothing of nothing.
func PartOf(part, whole int64) Rate { return shareOf(part, whole) }

// shareOf is a part of a whole, nothing of nothing.
func shareOf(part, whole int64) Rate {
	if whole == 0 {
		return 0
	}
	r, err := MulDiv(part, int64(One), whole)
	if err != nil {
		return 0
	}
	return Rate(r)
}

// MemberMonth is a line of what is kept of the members of a region at the end
// of a month: so many with one value of a dimension, and what they spent in the
// twelve months before.
type MemberMonth struct {
	MonthOn   Date
	RegionID  int64
	Dimension MemberDimension
	Value     string
	Members   int64
	YearFen   Money
}

// MemberDimension is by what members are told apart.
type MemberDimension string

// The dimensions.
const (
	ByRegion     MemberDimension = "region"
	ByAge        MemberDimension = "age"
	ByOccupation MemberDimension = "occupation"
	ByIndustry   MemberDimension = "industry"
	ByState      MemberDimension = "state"
	ByTier       MemberDimension = "tier"
)

// MemberDimensions lists them in the order pages show them.
func MemberDimensions() []MemberDimension {
	return []MemberDimension{ByRegion, ByAge, ByOccupation, ByIndustry, ByState, ByTier}
}

// MemberShare is one value of a dimension in two months: its share of the spend
// of all, and how that moved.
type MemberShare struct {
	Value   string
	Members int64
	YearFen Money
	Share   Rate
	Before  Rate
	Known   bool // the month before was kept
}

// Moved is the change of the share since the month before.
func (s MemberShare) Moved() Rate { return s.Share - s.Before }

// ShareMembers sets two months of a dimension beside each other, the greatest
// spend first and of equal ones by value.
func ShareMembers(now, before []MemberMonth, known bool) []MemberShare {
	total := func(rows []MemberMonth) (sum int64) {
		for _, r := range rows {
			sum += int64(r.YearFen)
		}
		return sum
	}
	all, was := total(now), total(before)
	past := make(map[string]Rate, len(before))
	for _, r := range before {
		past[r.Value] = shareOf(int64(r.YearFen), was)
	}
	rows := make([]MemberShare, len(now))
	for i, r := range now {
		rows[i] = MemberShare{r.Value, r.Members, r.YearFen, shareOf(int64(r.YearFen), all), past[r.Value], known}
	}
	slices.SortStableFunc(rows, func(a, b MemberShare) int { return cmp.Compare(b.YearFen, a.YearFen) })
	return rows
}
