package models

// OrderParts is an order's total by what it is paid for. Articles with a fixed
// price, and those an agreement gives a price of its own, are not broken down:
// they are Fixed. Discount is negative or zero.
type OrderParts struct {
	Weight                                  Weight
	Metal, Labour, Stones, Fixed, Discounts Money
}

// Total is what the parts add up to.
func (p OrderParts) Total() Money { return p.Metal + p.Labour + p.Stones + p.Fixed + p.Discounts }

// PartsOf breaks the total of lines down; OrderTotals has proved them in
// range, and the parts add up to it.
func PartsOf(lines []OrderLine) OrderParts {
	var p OrderParts
	for _, l := range lines {
		p.Weight += l.Weight()
		n := Money(l.Quantity)
		if l.Metal == nil || l.UnitFen != l.ListFen && l.DiscountPPM == 0 {
			p.Fixed += l.TotalFen
			continue
		}
		p.Metal += n * (l.ListFen - l.LabourFen - l.StoneFen)
		p.Labour += n * l.LabourFen
		p.Stones += n * l.StoneFen
		p.Discounts += n * (l.UnitFen - l.ListFen)
	}
	return p
}

// Weight is the reference weight of the whole line.
func (l OrderLine) Weight() Weight { return l.NetWeightMg * Weight(l.Quantity) }
