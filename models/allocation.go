package models

import "slices"

// AllocationPart is what an automatic allocation gives to one item: money and
// the early-payment discount taken with it.
type AllocationPart struct {
	ItemID   int64
	Amount   Money
	Discount Money
}

// AllocatableItem is an open claim as the automatic order sees it. Discount is
// what may be taken off when the item is paid in full in time, else 0.
type AllocatableItem struct {
	OpenItem
	Discount Money
}

// PlanAllocation spreads money over open claims: undisputed first, then by due
// date, invoice date and number (docs/credit-policy.md §4). It never gives an
// item more than its residual nor spends more than the money. The discount is
// taken only when the money settles the whole rest of the item.
func PlanAllocation(items []AllocatableItem, money Money) []AllocationPart {
	order := slices.Clone(items)
	slices.SortFunc(order, compareAllocatable)
	var parts []AllocationPart
	for _, it := range order {
		if money <= 0 {
			break
		}
		if it.OpenFen <= 0 {
			continue
		}
		p := AllocationPart{ItemID: it.ID, Amount: min(it.OpenFen, money)}
		if net := it.OpenFen - it.Discount; it.Discount > 0 && money >= net {
			p.Amount, p.Discount = net, it.Discount
		}
		money -= p.Amount
		parts = append(parts, p)
	}
	return parts
}

func compareAllocatable(a, b AllocatableItem) int {
	if x, y := a.DisputedAt != nil, b.DisputedAt != nil; x != y {
		if x {
			return 1
		}
		return -1
	}
	if a.DueOn != b.DueOn {
		return int(a.DueOn - b.DueOn)
	}
	if a.IssuedOn != b.IssuedOn {
		return int(a.IssuedOn - b.IssuedOn)
	}
	if a.Number != b.Number {
		if a.Number < b.Number {
			return -1
		}
		return 1
	}
	return int(a.ID - b.ID)
}

// EarlyDiscount is the discount on an item paid on a day: the rate of its
// gross amount while nothing of it is paid and the discount days run.
func EarlyDiscount(amount, open Money, rate Rate, until, paid Date) Money {
	if rate == 0 || amount != open || until.IsZero() || paid > until {
		return 0
	}
	d, err := amount.At(rate)
	if err != nil {
		return 0
	}
	return d
}
