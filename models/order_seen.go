package models

import (
	"strconv"
	"strings"
)

// SeenOrder is an order as it stood on the page of somebody who decides on it:
// its version, and its total to tell what became of it. The zero SeenOrder
// agrees to any.
type SeenOrder struct {
	Version int64
	Total   Money
}

// Seen is the order as a page shows it now.
func (o Order) Seen() SeenOrder { return SeenOrder{o.Version, o.TotalFen} }

// String is how a form carries it, "3-123400".
func (s SeenOrder) String() string {
	return strconv.FormatInt(s.Version, 10) + "-" + strconv.FormatInt(int64(s.Total), 10)
}

// ParseSeenOrder reads what String wrote; nothing is the zero SeenOrder.
func ParseSeenOrder(text string) (s SeenOrder, err error) {
	if text == "" {
		return s, nil
	}
	version, total, _ := strings.Cut(text, "-")
	v, badVersion := strconv.ParseInt(version, 10, 64)
	t, badTotal := strconv.ParseInt(total, 10, 64)
	if badVersion != nil || badTotal != nil || v < 1 || t < 0 {
		return s, Invalid("seen", "error.seen_malformed")
	}
	return SeenOrder{v, Money(t)}, nil
}

// IsAs is a conflict when the order is not as it was seen any more; it names
// both totals where they tell the difference.
func (o Order) IsAs(seen ...SeenOrder) error {
	for _, s := range seen {
		switch {
		case s.Version == 0 || s.Version == o.Version:
		case s.Total == 0 || s.Total == o.TotalFen:
			return Conflict("error.order_differs").With("Now", o.TotalFen)
		default:
			return Conflict("error.order_moved").With("Was", s.Total).With("Now", o.TotalFen)
		}
	}
	return nil
}
