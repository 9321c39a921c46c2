package models

import "time"

// SalesSlip is a sale at a store's counter. Paid is what was really paid for
// goods: gross less discounts and less points; freight is beside it and earns
// nothing.
type SalesSlip struct {
	ID            int64
	Number        string
	StoreID       int64
	MemberID      *int64
	PersonID      *int64 // who sold
	SoldOn        Date
	GrossFen      Money
	DiscountFen   Money
	PointsFen     Money // taken off for points
	PointsUsed    int64
	FreightFen    Money
	PaidFen       Money
	RefundedFen   Money
	Payment       string
	Note          string
	SourceKey     string
	RequestSHA256 string `gorm:"column:request_sha256"`
	EnteredBy     string
	EnteredByID   int64
	EnteredAt     time.Time
}

// KeptFen is what is still paid for after refunds.
func (s SalesSlip) KeptFen() Money { return s.PaidFen - s.RefundedFen }

// Earned is the growth and the points that the slip is worth as it stands.
func (s SalesSlip) Earned() int64 { return WholeYuan(s.KeptFen()) }

// Payments are the ways to pay at a counter, in the order a form offers them.
func Payments() []string { return []string{"wechat", "alipay", "card", "cash", "transfer", "other"} }

// SlipLine is a thing sold. Amount is price × quantity less the discount, which
// holds what benefits and coupons took off. LabourFen is how much of a piece's
// price is labour, where somebody said; it is asked for, not kept.
type SlipLine struct {
	ID          int64
	SlipID      int64
	Line        int
	ProductID   *int64
	SKU         string `gorm:"column:sku"`
	Name        string
	Category    string
	Quantity    int
	WeightMg    Weight
	PriceFen    Money
	LabourFen   Money `gorm:"-"`
	DiscountFen Money
	AmountFen   Money
	Returned    int
}

// SlipRefund gives money of a slip back.
type SlipRefund struct {
	ID          int64
	Number      string
	SlipID      int64
	StoreID     int64
	RefundedOn  Date
	AmountFen   Money
	PointsBack  int64 // growth and points that were taken back
	Reason      string
	RequestKey  string
	EnteredBy   string
	EnteredByID int64
	EnteredAt   time.Time
}

// SlipRefundLine is what of a line came back.
type SlipRefundLine struct {
	ID         int64
	RefundID   int64
	SlipLineID int64
	Quantity   int
	AmountFen  Money
}

// Total adds a slip's lines up and takes off what points are worth, with the
// amount of each line. Discounts are per line; nothing is below 0.
func (s *SalesSlip) Total(lines []SlipLine) error {
	s.GrossFen, s.DiscountFen = 0, 0
	for i := range lines {
		l := &lines[i]
		gross, err := l.PriceFen.Times(int64(l.Quantity))
		switch {
		case err != nil || gross > MaxMoney:
			return ErrOverflow
		case l.Quantity <= 0 || l.PriceFen < 0:
			return Invalid("quantity", "error.quantity_positive")
		case l.DiscountFen < 0 || l.DiscountFen > gross:
			return Invalid("discount", "error.discount_above_price")
		}
		l.AmountFen = gross - l.DiscountFen
		s.GrossFen, s.DiscountFen = s.GrossFen+gross, s.DiscountFen+l.DiscountFen
	}
	if s.GrossFen > MaxMoney {
		return ErrOverflow
	}
	if s.PointsFen < 0 || s.PointsFen > s.GrossFen-s.DiscountFen {
		return Invalid("points", "error.points_above_price")
	}
	s.PaidFen = s.GrossFen - s.DiscountFen - s.PointsFen
	return nil
}

// PaidParts is what was really paid for each line: what points took off is
// spread over the lines by their amounts, the last takes the rest.
func (s SalesSlip) PaidParts(lines []SlipLine) []Money {
	weights := make([]int64, len(lines))
	for i, l := range lines {
		weights[i] = int64(l.AmountFen)
	}
	return s.PaidFen.Split(weights)
}

// RefundOf is what coming back of some pieces of a line is worth: their share of
// what was paid for it, of which the last piece takes the rest.
func RefundOf(paid Money, quantity, returnedBefore, back int) Money {
	upTo := func(n int) Money {
		part, err := MulDiv(int64(paid), int64(n), int64(quantity))
		if err != nil {
			return 0
		}
		return Money(part)
	}
	return upTo(returnedBefore+back) - upTo(returnedBefore)
}

// PointsReturned is how many of the points that a slip was paid with come back
// when what was returned of it grows from one amount to another, both by the
// lines' own amounts: a share, of which the last piece takes the rest.
func (s SalesSlip) PointsReturned(before, after Money) int64 {
	upTo := func(returned Money) int64 {
		part, err := MulDiv(s.PointsUsed, int64(returned), int64(s.GrossFen-s.DiscountFen))
		if err != nil {
			return 0
		}
		return part
	}
	return upTo(after) - upTo(before)
}

// ReturnedFen is what came back of a line, by its own amount.
func (l SlipLine) ReturnedFen() Money { return RefundOf(l.AmountFen, l.Quantity, 0, l.Returned) }
