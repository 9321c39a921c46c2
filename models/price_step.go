package models

// PriceLeap is by how much a metal's price may move at once without anybody
// being asked: more is a slip of the hand more often than of the market.
const PriceLeap Rate = 100_000 // 10 %

// PriceStep is a metal's price before and after somebody sets it.
type PriceStep struct{ From, To Money }

// Change is the step ÷ the price before; zero for a first price.
func (s PriceStep) Change() Rate {
	if s.From <= 0 {
		return 0
	}
	r, err := MulDiv(int64(s.To-s.From), int64(One), int64(s.From))
	if err != nil {
		return Rate(Unbounded)
	}
	return Rate(r)
}

// Leaps tells whether the step is to be confirmed: it is longer than PriceLeap,
// to the fen. A first price leaps from nowhere.
func (s PriceStep) Leaps() bool {
	if s.From <= 0 {
		return false
	}
	least, err := MulDiv(int64(max(s.To-s.From, s.From-s.To)), int64(One), int64(PriceLeap)) // the price from which it were no leap
	return err != nil || Money(least) > s.From
}
