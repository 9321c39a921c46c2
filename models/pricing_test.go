package models

import (
	"math"
	"math/big"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

var gold = "au999"

func ring(mg Weight, wastage Rate) Product {
	return Product{ID: 1, SKU: "RING", PriceKind: PriceMetal, Metal: &gold, NetWeightMg: mg, WastagePPM: wastage, LabourFen: 12_000, StoneFen: 500, VatPPM: 130_000}
}

func TestMetalValue(t *testing.T) {
	for _, r := range textTable(t, `
		mg        | per gram | wastage | value
		5000      | 900.00   | 0       | 4500.00
		5000      | 900.00   | 5%      | 4725.00
		5001      | 900.00   | 0       | 4500.90
		1         | 900.00   | 0       | 0.90
		1         | 5.00     | 0       | 0.01
		1         | 4.99     | 0       | 0.00
		0         | 900.00   | 5%      | 0.00
		400000000 | 900.00   | 5%      | 378000000.00`) {
		got, err := MetalValue(Weight(r.num("mg")), r.money("per gram"), r.rate("wastage"))
		require.NoError(t, err)
		require.Equal(t, r.money("value"), got, r.line)
	}
	_, err := MetalValue(math.MaxInt64, MaxMoney, 0)
	require.ErrorIs(t, err, ErrOverflow)
}

func TestMetalValueIsRoundedOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := rapid.Int64Range(0, 1e9).Draw(t, "mg")
		price := rapid.Int64Range(0, 1e6).Draw(t, "per gram")
		wastage := rapid.Int64Range(0, 5e5).Draw(t, "wastage")
		exact := new(big.Int).Mul(big.NewInt(w), big.NewInt(price))
		exact.Mul(exact, big.NewInt(1_000_000+wastage))
		got, err := MetalValue(Weight(w), Money(price), Rate(wastage))
		require.NoError(t, err)
		require.Equal(t, roundedQuotient(exact, big.NewInt(1e9)).Int64(), int64(got))
	})
}

func TestQuote(t *testing.T) {
	for _, c := range []struct {
		name              string
		rule              PriceRule
		list, unit, total Money
	}{
		{"list price", PriceRule{}, 462_500, 462_500, 1_387_500},
		{"discount rounded per piece", PriceRule{Kind: "discount", Discount: 33_333}, 462_500, 447_083, 1_341_249},
		{"agreed price", PriceRule{Kind: "fixed", Fixed: 450_000}, 462_500, 450_000, 1_350_000},
	} {
		l, err := ring(5000, 0).Quote(3, 90_000, c.rule)
		require.NoError(t, err)
		require.Equal(t, []Money{c.list, c.unit, c.total}, []Money{l.ListFen, l.UnitFen, l.TotalFen}, c.name)
		require.Equal(t, &gold, l.Metal)
		require.EqualValues(t, 90_000, l.PerGramFen)
	}
	fixed := Product{PriceKind: PriceFixed, FixedFen: 99}
	l, err := fixed.Quote(2, 90_000, PriceRule{})
	require.NoError(t, err)
	require.EqualValues(t, 198, l.TotalFen)
	require.Nil(t, l.Metal)
	require.Zero(t, l.PerGramFen)
	_, err = fixed.Quote(math.MaxInt64, 0, PriceRule{})
	require.ErrorIs(t, err, ErrOverflow)
}

func TestShippedTotalFollowsTheScale(t *testing.T) {
	for _, r := range textTable(t, `
		rule     | pieces | weighed mg | total
		list     | 3      | 15000      | 13875.00
		list     | 3      | 15010      | 13884.00
		list     | 3      | 14990      | 13866.00
		list     | 1      | 5001       | 4625.90
		discount | 1      | 5000       | 4532.50
		discount | 1      | 5001       | 4533.38
		agreed   | 3      | 15010      | 13500.00`) {
		rule := map[string]PriceRule{"discount": {Kind: "discount", Discount: 20_000}, "agreed": {Kind: "fixed", Fixed: 450_000}}[r.str("rule")]
		l, err := ring(5000, 0).Quote(3, 90_000, rule)
		require.NoError(t, err)
		got, err := l.ShippedTotal(int64(r.num("pieces")), Weight(r.num("weighed mg")))
		require.NoError(t, err)
		require.Equal(t, r.money("total"), got, r.line)
	}
}

func TestShippingAsOrderedCostsWhatWasOrdered(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := ring(Weight(rapid.Int64Range(1, 1e6).Draw(t, "mg")), Rate(rapid.Int64Range(0, 2e5).Draw(t, "wastage")))
		rule := PriceRule{Kind: rapid.SampledFrom([]string{"", "discount"}).Draw(t, "rule"), Discount: Rate(rapid.Int64Range(0, 5e5).Draw(t, "discount"))}
		n := rapid.Int64Range(1, 100).Draw(t, "pieces")
		l, err := p.Quote(n, Money(rapid.Int64Range(1, 2e5).Draw(t, "per gram")), rule)
		require.NoError(t, err)
		same, err := l.ShippedTotal(n, p.NetWeightMg*Weight(n))
		require.NoError(t, err)
		require.Equal(t, l.TotalFen, same)
		heavier, err := l.ShippedTotal(n, p.NetWeightMg*Weight(n)+1000)
		require.NoError(t, err)
		require.GreaterOrEqual(t, heavier, same-Money(n), "more metal costs more, but for a fen of rounding a piece")
	})
}

func TestOrderTotals(t *testing.T) {
	gross, vat, err := OrderTotals([]OrderLine{{TotalFen: 5650, VatPPM: 130_000}, {TotalFen: 5650, VatPPM: 130_000}, {TotalFen: 1000}})
	require.NoError(t, err)
	require.Equal(t, []Money{12_300, 1_300}, []Money{gross, vat})
	_, _, err = OrderTotals([]OrderLine{{TotalFen: MaxMoney}})
	require.NoError(t, err, "equality passes")
	for _, lines := range [][]OrderLine{
		{{TotalFen: -1}},
		{{TotalFen: MaxMoney}, {TotalFen: 1}},
		{{TotalFen: MaxMoney}, {TotalFen: math.MaxInt64}},
	} {
		_, _, err = OrderTotals(lines)
		require.ErrorIs(t, err, ErrOverflow)
	}
}

func TestVATIsRoundedPerRateAndDocument(t *testing.T) {
	lines := make([]OrderLine, 100)
	for i := range lines {
		lines[i] = OrderLine{TotalFen: 4, VatPPM: 130_000}
	}
	_, vat, err := OrderTotals(lines)
	require.NoError(t, err)
	require.EqualValues(t, 46, vat, "not 100 times the rounded 0")
	_, vat, err = OrderTotals(nil)
	require.NoError(t, err)
	require.Zero(t, vat)
}
