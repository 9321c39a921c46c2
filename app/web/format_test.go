package web

import (
	"testing"

	"github.com/stretchr/testify/require"

	"assay/models"
)

// Totals of the headquarters: ten thousands in Chinese, millions in English,
// two decimals, rounded half away from zero.
func TestTotalsOfTheHeadquarters(t *testing.T) {
	for _, c := range []struct {
		fen                  models.Money
		zh, en, zhBig, enBig string
	}{
		{0, "0.00", "0.00", "0.00 万元", "¥0.00m"},
		{49_99, "0.00", "0.00", "0.00 万元", "¥0.00m"},
		{50_00, "0.01", "0.00", "0.01 万元", "¥0.00m"},
		{186_420_000_00, "18,642.00", "186.42", "18,642.00 万元", "¥186.42m"},
		{-12_345_678_90, "−1,234.57", "−12.35", "−1,234.57 万元", "−¥12.35m"},
		{10_000_000_000_000, "10,000,000.00", "100,000.00", "10,000,000.00 万元", "¥100,000.00m"},
	} {
		require.Equal(t, c.zh, Wan("zh-CN", c.fen))
		require.Equal(t, c.en, Wan("en", c.fen))
		require.Equal(t, c.zhBig, Big("zh-CN", c.fen))
		require.Equal(t, c.enBig, Big("en", c.fen))
	}
	require.Equal(t, "18,642", WanShort("zh-CN", 186_420_000_00))
	require.Equal(t, "18,642.50", WanShort("zh-CN", 186_425_000_00))
}
