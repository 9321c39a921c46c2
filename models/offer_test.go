package models

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// An offer takes whole yuan off, more around a birthday, and never below the
// price that leaves the floor. Gold earns 12% of its tag here, diamond 40%.
func TestOfferPrices(t *testing.T) {
	for _, row := range textTable(t, `
		tag     | category | offer | birthday | floor | is it | price
		1000.00 | diamond  | 3     | 5        | 8     | no    | 970.00
		1000.00 | diamond  | 3     | 5        | 8     | yes   | 950.00
		1000.00 | diamond  | 3     | 1        | 8     | yes   | 970.00
		1000.00 | gold     | 3     | 5        | 8     | no    | 970.00
		1000.00 | gold     | 3     | 5        | 8     | yes   | 957.00
		1000.00 | gold     | 3     | 5        | 12    | yes   | 1000.00
		1000.00 | gold     | 3     | 5        | 30    | yes   | 1000.00
		1000.00 | gold     | 0     | 0        | 0     | yes   | 1000.00
		1000.00 | gold     | 50    | 0        | 0     | no    | 880.00
		99.00   | diamond  | 3     | 0        | 8     | no    | 97.00
		20.00   | diamond  | 3     | 0        | 8     | no    | 20.00
		0.00    | diamond  | 3     | 0        | 8     | no    | 0.00`) {
		p := DefaultValuePolicy()
		p.OfferPPM, p.BirthdayOfferPPM, p.FloorPPM = Rate(row.num("offer"))*10_000, Rate(row.num("birthday"))*10_000, Rate(row.num("floor"))*10_000
		tag := row.money("tag")
		got, err := p.OfferPrice(tag, row.str("category"), row.str("is it") == "yes")
		require.NoError(t, err)
		require.Equal(t, row.money("price"), got, row.line)
	}
}

// Whatever tag and rates: an offer is no dearer than the tag, and what it
// leaves is the floor at least, unless the tag itself leaves less.
func TestOffersKeepTheFloor(t *testing.T) {
	for tag := Money(1); tag < 90_000_000; tag = tag*3 + 17 {
		for _, floor := range []Rate{0, 1, 79_999, 80_000, 119_999, 120_000, 999_999, One} {
			for _, off := range []Rate{0, 30_000, 999_999, One} {
				p := DefaultValuePolicy()
				p.OfferPPM, p.FloorPPM = off, floor
				for _, category := range Categories {
					price, err := p.OfferPrice(tag, category, false)
					require.NoError(t, err)
					require.LessOrEqual(t, price, tag)
					if price < tag {
						earned, err := MulDiv(int64(tag), int64(p.Margin(category)), int64(One))
						require.NoError(t, err)
						cost := int64(tag) - earned
						require.GreaterOrEqual(t, (int64(price)-cost)*int64(One), int64(price)*int64(floor))
					}
				}
			}
		}
	}
}

// Care is due for the dearest piece that nobody cared for in the months.
func TestCareIsDue(t *testing.T) {
	pieces := []OwnedPiece{{Name: "ring", BoughtOn: MustDate("2025-04-30"), PriceFen: 500}, {Name: "chain", BoughtOn: MustDate("2026-01-10"), PriceFen: 900}, {Name: "gift", BoughtOn: MustDate("2024-01-10")}}
	for _, row := range textTable(t, `
		day        | cared      | months | due   | since
		2026-06-01 |            | 6      | ring  | 13
		2026-07-10 |            | 6      | chain | 6
		2026-07-09 |            | 6      | ring  | 14
		2026-07-10 | 2026-01-11 | 6      |       |
		2026-07-11 | 2026-01-11 | 6      | chain | 6
		2026-07-10 |            | 0      |       |
		2025-10-29 |            | 6      |       |
		2025-10-30 |            | 6      | ring  | 6`) {
		on, cared := MustDate(row.str("day")), Date(0)
		if row.str("cared") != "" {
			cared = MustDate(row.str("cared"))
		}
		got, due := CareDue(pieces, cared, row.num("months"), on)
		require.Equal(t, row.str("due"), got.Name, row.line)
		if require.Equal(t, row.str("due") != "", due); due {
			require.EqualValues(t, row.num("since"), on.MonthsSince(got.BoughtOn), row.line)
		}
	}
}
