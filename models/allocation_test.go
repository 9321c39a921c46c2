package models

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func claim(id int64, open Money, due, issued, number string, disputed bool, discount Money) AllocatableItem {
	it := AllocatableItem{OpenItem: OpenItem{ID: id, OpenFen: open, DueOn: MustDate(due), IssuedOn: MustDate(issued), Number: number}, Discount: discount}
	if disputed {
		it.DisputedAt = &time.Time{}
	}
	return it
}

func TestAllocationOrder(t *testing.T) {
	items := []AllocatableItem{
		claim(1, 100, "2026-01-01", "2025-12-01", "A", true, 0),
		claim(2, 100, "2026-02-01", "2025-12-02", "A", false, 0),
		claim(3, 100, "2026-02-01", "2025-12-01", "B", false, 0),
		claim(4, 100, "2026-02-01", "2025-12-01", "A", false, 0),
		claim(5, 100, "2026-01-15", "2026-01-01", "Z", false, 0),
		claim(6, -50, "2026-01-01", "2025-01-01", "A", false, 0),
		claim(8, 100, "2026-02-01", "2025-12-01", "B", false, 0),
	}
	given := slices.Clone(items)
	var order []int64
	for _, p := range PlanAllocation(items, 10_000) {
		require.EqualValues(t, 100, p.Amount)
		order = append(order, p.ItemID)
	}
	require.Equal(t, []int64{5, 4, 3, 8, 2, 1}, order)
	require.Equal(t, given, items, "the caller's items stay as they are")
	require.Empty(t, PlanAllocation(items, 0))
	require.Empty(t, PlanAllocation(items, -5))
}

func TestDiscountOnlyWithFullPayment(t *testing.T) {
	for _, r := range textTable(t, `
		money | amount | discount
		97.99 | 97.99  | 0
		98.00 | 98.00  | 2.00
		98.01 | 98.00  | 2.00
		200   | 98.00  | 2.00`) {
		items := []AllocatableItem{claim(1, 10_000, "2026-01-01", "2026-01-01", "A", false, 200)}
		require.Equal(t, []AllocationPart{{1, r.money("amount"), r.money("discount")}}, PlanAllocation(items, r.money("money")), r.line)
	}
}

func TestEarlyDiscount(t *testing.T) {
	for _, r := range textTable(t, `
		amount | open   | rate | until      | paid       | discount
		100.00 | 100.00 | 2%   | 2026-02-10 | 2026-02-10 | 2.00
		100.00 | 100.00 | 2%   | 2026-02-10 | 2026-02-11 | 0
		100.00 | 99.99  | 2%   | 2026-02-10 | 2026-02-01 | 0
		100.00 | 100.00 | 0    | 2026-02-10 | 2026-02-01 | 0
		100.00 | 100.00 | 2%   |            | 2026-02-01 | 0
		0.25   | 0.25   | 2%   | 2026-02-10 | 2026-02-01 | 0.01`) {
		got := EarlyDiscount(r.money("amount"), r.money("open"), r.rate("rate"), r.date("until"), r.date("paid"))
		require.Equal(t, r.money("discount"), got, r.line)
	}
}

func TestAllocationNeverGivesMoreThanThereIs(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var items []AllocatableItem
		open := map[int64]Money{}
		for i := range rapid.Int64Range(0, 12).Draw(t, "items") {
			fen := Money(rapid.Int64Range(-500, 5000).Draw(t, "open"))
			due := MustDate("2026-01-01").AddDays(rapid.IntRange(0, 5).Draw(t, "due")).String()
			disc := Money(rapid.Int64Range(0, 2).Draw(t, "discount")) * max(0, fen/100)
			items = append(items, claim(i+1, fen, due, "2026-01-01", "N", rapid.Bool().Draw(t, "disputed"), disc))
			open[i+1] = fen
		}
		money := Money(rapid.Int64Range(0, 20_000).Draw(t, "money"))
		plan := PlanAllocation(items, money)
		left := money
		for _, p := range plan {
			require.Positive(t, p.Amount)
			require.LessOrEqual(t, p.Amount+p.Discount, open[p.ItemID])
			open[p.ItemID] -= p.Amount + p.Discount
			left -= p.Amount
		}
		require.GreaterOrEqual(t, left, Money(0))
		for _, rest := range open {
			require.False(t, left > 0 && rest > 0, "money is left and so is a claim")
		}
		require.Equal(t, plan, PlanAllocation(rapid.Permutation(items).Draw(t, "shuffled"), money), "the order of reading changes nothing")
	})
}
