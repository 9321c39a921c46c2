package models

import "math/bits"

// OfferReason is why an article is offered to a member.
type OfferReason string

// The reasons, in the order in which a page shows them.
const (
	OfferCare     OfferReason = "care"     // something bought is due for care; nothing is sold
	OfferTogether OfferReason = "together" // others who bought the same bought it, too
	OfferTaste    OfferReason = "taste"    // of the kind and the price that the member buys
)

// Offer is something to offer to a member, with what the reason says: Both of
// From buyers of Because bought it, too; Months since something was bought; or
// how many bought it.
type Offer struct {
	Reason   OfferReason
	Article  string // what it is known by: a code, or a name
	Name     string
	Category string
	Because  string
	Both     int64
	From     int64
	Buyers   int64
	Months   int
	TagFen   Money // the usual price on the tag
	OfferFen Money // what a store may ask at least
}

// OfferPrice is the least that a store may ask for an article with a price on
// its tag: less what the policy takes off, around a birthday its own rate; but
// never below the price of which FloorPPM would be earned at the margin of the
// category, and never above the tag. What is taken off is rounded down to whole
// yuan.
func (p ValuePolicy) OfferPrice(tag Money, category string, birthday bool) (Money, error) {
	rate := p.OfferPPM
	if birthday {
		rate = max(rate, p.BirthdayOfferPPM)
	}
	off, err := tag.At(rate)
	if err != nil {
		return 0, err
	}
	floor, err := p.floorPrice(tag, category)
	if err != nil {
		return 0, err
	}
	off = max(0, min(off, tag-floor))
	return tag - off + off%100, nil
}

// floorPrice is the least price at which FloorPPM of it is earned, rounded up
// to the fen.
func (p ValuePolicy) floorPrice(tag Money, category string) (Money, error) {
	earned, err := MulDiv(int64(tag), int64(p.Margin(category)), int64(One))
	if err != nil {
		return 0, err
	}
	cost, left := int64(tag)-earned, int64(One-p.FloorPPM)
	if left <= 0 {
		return tag, nil
	}
	price, err := MulDiv(cost, int64(One), left)
	if err != nil {
		return 0, err
	}
	if lessProduct(price, left, cost, int64(One)) {
		price++
	}
	return Money(price), nil
}

// lessProduct tells whether a × b < c × d, all at least 0, in 128 bits.
func lessProduct(a, b, c, d int64) bool {
	ah, al := bits.Mul64(uint64(a), uint64(b))
	ch, cl := bits.Mul64(uint64(c), uint64(d))
	return ah < ch || ah == ch && al < cl
}

// CareDue is what of the pieces that somebody bought is due for care on a day:
// the dearest of those that were bought, and last cared for, at least so many
// months ago; 0 months for never. False for nothing.
func CareDue(pieces []OwnedPiece, cared Date, months int, on Date) (OwnedPiece, bool) {
	var due OwnedPiece
	if months <= 0 || cared.AddMonths(months) > on && !cared.IsZero() {
		return due, false
	}
	for _, p := range pieces {
		if p.BoughtOn.AddMonths(months) <= on && p.PriceFen > due.PriceFen {
			due = p
		}
	}
	return due, due.PriceFen > 0
}

// OwnedPiece is an article that a member bought and did not bring back, with
// the last day and the highest price of it.
type OwnedPiece struct {
	Article  string
	Name     string
	Category string
	BoughtOn Date
	PriceFen Money
}
