package models

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestOrderPartsAddUp(t *testing.T) {
	gold := "Au"
	ring := Product{SKU: "R", PriceKind: PriceMetal, Metal: &gold, NetWeightMg: 10_000, LabourFen: 300_00, StoneFen: 50_00}
	fixed := Product{SKU: "F", PriceKind: PriceFixed, FixedFen: 1_999_99}
	for name, x := range map[string]struct {
		product  Product
		quantity int64
		rule     PriceRule
		want     OrderParts
	}{
		"metal, labour, stones": {ring, 3, PriceRule{}, OrderParts{Weight: 30_000, Metal: 27_000_00, Labour: 900_00, Stones: 150_00}},
		"a discount":            {ring, 2, PriceRule{Kind: "discount", Discount: 100_000}, OrderParts{Weight: 20_000, Metal: 18_000_00, Labour: 600_00, Stones: 100_00, Discounts: -1_870_00}},
		"a price of its own":    {ring, 2, PriceRule{Kind: "fixed", Fixed: 9_000_00}, OrderParts{Weight: 20_000, Fixed: 18_000_00}},
		"a fixed price":         {fixed, 4, PriceRule{}, OrderParts{Fixed: 7_999_96}},
		"a fixed price, less":   {fixed, 1, PriceRule{Kind: "discount", Discount: 500_000}, OrderParts{Fixed: 999_99}},
	} {
		l, err := x.product.Quote(x.quantity, 900_00, x.rule)
		require.NoError(t, err, name)
		got := PartsOf([]OrderLine{l})
		assert.Equal(t, x.want, got, name)
		assert.Equal(t, l.TotalFen, got.Total(), name)
	}
	assert.Zero(t, PartsOf(nil).Total())
}
