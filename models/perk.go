package models

import (
	"slices"
	"strings"
)

// PerkKind is what a benefit or a coupon does.
type PerkKind string

// The kinds. The first three take money off a sale, points add to what it
// earns, a service is used in a case, a gift or an invitation is handed over.
const (
	PerkLabour  PerkKind = "labour"  // a rate off the labour of goods
	PerkPercent PerkKind = "percent" // a rate off goods
	PerkMoney   PerkKind = "money"   // an amount off goods
	PerkPoints  PerkKind = "points"  // a rate on top of the points of a sale
	PerkService PerkKind = "service"
	PerkGift    PerkKind = "gift"
)

// PerkKinds lists them in the order they are taken off a sale.
func PerkKinds() []PerkKind {
	return []PerkKind{PerkLabour, PerkPercent, PerkMoney, PerkPoints, PerkService, PerkGift}
}

// TakesOff tells whether the kind lowers a sale.
func (k PerkKind) TakesOff() bool { return k == PerkLabour || k == PerkPercent || k == PerkMoney }

// AtSale tells whether the kind is used with a sale.
func (k PerkKind) AtSale() bool { return k.TakesOff() || k == PerkPoints }

// AnyOf is the category of all goods, and the topic of every service.
const AnyOf = "all"

// Perk is what a tier gives or a coupon is worth: both have the same terms
// (docs/members.md §11). RatePPM is of labour, percent and points, up to CapFen
// where that is not 0; AmountFen of money. MinFen is the least that goods of the
// category cost. One that stands Alone is used beside no other that takes money
// off. CostFen is what a service or a gift costs the store.
type Perk struct {
	Code      string   `json:"code"`
	NameZh    string   `json:"name_zh"`
	NameEn    string   `json:"name_en"`
	Kind      PerkKind `json:"kind"`
	RatePPM   Rate     `json:"rate_ppm,omitempty" gorm:"column:rate_ppm"`
	AmountFen Money    `json:"amount_fen,omitempty"`
	CapFen    Money    `json:"cap_fen,omitempty"`
	MinFen    Money    `json:"min_fen,omitempty"`
	Category  string   `json:"category"`
	Topic     string   `json:"topic"`
	Alone     bool     `json:"alone,omitempty"`
	CostFen   Money    `json:"cost_fen,omitempty"`
}

// Name is the perk's name in a language.
func (p Perk) Name(lang string) string { return NameIn(lang, p.NameZh, p.NameEn) }

// ForGoods tells whether goods of a category count.
func (p Perk) ForGoods(category string) bool { return p.Category == AnyOf || p.Category == category }

// ForService tells whether it pays for a service of a topic.
func (p Perk) ForService(topic string) bool {
	return p.Kind == PerkService && (p.Topic == AnyOf || p.Topic == topic)
}

// PerkReason is why a perk cannot be used; "" where it can.
type PerkReason string

// The reasons, in the order they are looked for.
const (
	PerkFits      PerkReason = ""
	PerkNotYet    PerkReason = "not_yet"
	PerkExpired   PerkReason = "expired"
	PerkUsedUp    PerkReason = "used_up"
	PerkElsewhere PerkReason = "elsewhere" // a service or a gift, at a till
	PerkCategory  PerkReason = "category"
	PerkNoLabour  PerkReason = "no_labour"
	PerkMinimum   PerkReason = "minimum"
	PerkAlone     PerkReason = "alone"
)

// PerkReasons lists them for whoever names them.
func PerkReasons() []PerkReason {
	return []PerkReason{PerkNotYet, PerkExpired, PerkUsedUp, PerkElsewhere, PerkCategory, PerkNoLabour, PerkMinimum, PerkAlone}
}

// HeldPerk is a perk in a member's hand: by the tier, or as a coupon, which has an
// id and is used once. Key is what the counter names it by. PerYear 0 is without
// bound, a zero From or Until open; Used is how often it was used this year.
type HeldPerk struct {
	Perk
	Key       string
	VoucherID int64
	From      Date
	Until     Date
	PerYear   int
	Used      int
}

// Left is how often it may still be used this year, -1 without a bound.
func (o HeldPerk) Left() int {
	if o.PerYear == 0 {
		return -1
	}
	return max(o.PerYear-o.Used, 0)
}

// Open is why it cannot be used on a day at all.
func (o HeldPerk) Open(on Date) PerkReason {
	switch {
	case !o.From.IsZero() && on < o.From:
		return PerkNotYet
	case !o.Until.IsZero() && on > o.Until:
		return PerkExpired
	case o.Left() == 0:
		return PerkUsedUp
	}
	return PerkFits
}

// Fits is why it cannot be used on a day with a sale of some lines, by itself.
func (o HeldPerk) Fits(lines []SlipLine, on Date) PerkReason {
	if reason := o.Open(on); reason != PerkFits {
		return reason
	}
	goods := newTaking(lines)
	switch amount, labour, some := goods.of(o.Perk); {
	case !o.Kind.AtSale():
		return PerkElsewhere
	case !some:
		return PerkCategory
	case o.Kind == PerkLabour && labour == 0:
		return PerkNoLabour
	case amount < o.MinFen:
		return PerkMinimum
	}
	return PerkFits
}

// Beside is why it cannot be used together with others.
func (o HeldPerk) Beside(chosen []HeldPerk) PerkReason {
	for _, c := range chosen {
		if c.Key != o.Key && o.Kind.TakesOff() && c.Kind.TakesOff() && (o.Alone || c.Alone) {
			return PerkAlone
		}
	}
	return PerkFits
}

// PerkEffect is what a chosen perk did: money off, or points on top.
type PerkEffect struct {
	HeldPerk
	OffFen Money
	Points int64
}

// Cost is what a use costs: what it took off, what its points are worth, or
// what the policy says of a thing.
func (e PerkEffect) Cost(points PointsPolicy) (Money, error) {
	switch {
	case e.Kind.TakesOff():
		return e.OffFen, nil
	case e.Kind == PerkPoints:
		return points.Worth(e.Points)
	}
	return e.Perk.CostFen, nil
}

// taking is what is left of each line, and of the labour in it, while perks
// take from them.
type taking struct {
	lines        []SlipLine
	left, labour []int64
}

func newTaking(lines []SlipLine) taking {
	t := taking{lines: lines, left: make([]int64, len(lines)), labour: make([]int64, len(lines))}
	for i, l := range lines {
		t.left[i] = int64(l.PriceFen)*int64(l.Quantity) - int64(l.DiscountFen)
		t.labour[i] = min(int64(l.LabourFen)*int64(l.Quantity), t.left[i])
	}
	return t
}

// of is what is left of the goods that a perk is for and of their labour; some
// tells that there are any.
func (t taking) of(p Perk) (amount, labour Money, some bool) {
	for i, l := range t.lines {
		if p.ForGoods(l.Category) {
			amount, labour, some = amount+Money(t.left[i]), labour+Money(t.labour[i]), true
		}
	}
	return amount, labour, some
}

// take takes a perk off the lines that it is for, by what is left of each: up to
// every line its share so far, so that none gives more than it has.
func (t taking) take(p Perk) (Money, error) {
	amount, labour, _ := t.of(p)
	off, from := p.AmountFen, t.left
	if p.Kind == PerkLabour {
		amount, from = labour, t.labour
	}
	if p.Kind != PerkMoney {
		var err error
		if off, err = amount.At(p.RatePPM); err != nil {
			return 0, err
		}
		if p.CapFen > 0 {
			off = min(off, p.CapFen)
		}
	}
	if off = min(off, amount); off == 0 {
		return 0, nil
	}
	var upTo, done int64
	for i, l := range t.lines {
		if !p.ForGoods(l.Category) {
			continue
		}
		upTo += from[i]
		until, err := MulDiv(int64(off), upTo, int64(amount))
		if err != nil {
			return 0, err
		}
		t.give(i, until-done, p.Kind)
		done = until
	}
	return off, nil
}

// give takes a part off a line.
func (t taking) give(i int, part int64, kind PerkKind) {
	t.lines[i].DiscountFen += Money(part)
	t.left[i] -= part
	if kind == PerkLabour {
		t.labour[i] -= part
	}
	t.labour[i] = min(t.labour[i], t.left[i])
}

// UsePerks takes chosen perks off the lines of a sale: labour first, then rates,
// then amounts, each off what the one before left, and of one kind by its key.
// Refused on field perks, with the reason, where one does not fit. It raises the
// lines' discounts; the slip is totalled before it, which checks the lines, and
// after it.
func UsePerks(lines []SlipLine, chosen []HeldPerk, on Date) ([]PerkEffect, error) {
	inOrder := slices.SortedFunc(slices.Values(chosen), func(a, b HeldPerk) int {
		if d := slices.Index(PerkKinds(), a.Kind) - slices.Index(PerkKinds(), b.Kind); d != 0 {
			return d
		}
		return strings.Compare(a.Key, b.Key)
	})
	for _, o := range inOrder {
		reason := o.Fits(lines, on)
		if reason == PerkFits {
			reason = o.Beside(inOrder)
		}
		if reason != PerkFits {
			return nil, PerkRefused(o.Key, reason)
		}
	}
	t := newTaking(lines)
	effects := make([]PerkEffect, 0, len(inOrder))
	for _, o := range inOrder {
		e := PerkEffect{HeldPerk: o}
		if o.Kind.TakesOff() {
			var err error
			if e.OffFen, err = t.take(o.Perk); err != nil {
				return nil, err
			}
		}
		effects = append(effects, e)
	}
	return effects, nil
}

// PerkRefused is the refusal of a perk that does not fit.
func PerkRefused(key string, reason PerkReason) error {
	return Invalid("perks", "perk_reason."+string(reason)).With("Key", key)
}

// EarnPerks fills in what the effects that add points give on top of what a sale
// earned; less than a point is dropped, once for each.
func EarnPerks(effects []PerkEffect, earned int64) {
	for i := range effects {
		if effects[i].Kind == PerkPoints {
			rate, one := int64(effects[i].RatePPM), int64(One)
			effects[i].Points = earned/one*rate + earned%one*rate/one
		}
	}
}
