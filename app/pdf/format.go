package pdf

import (
	"strconv"
	"strings"

	"assay/models"
)

// amount is 1,234.00 with a true minus.
func amount(m models.Money) string { return withSign(m.String(), "") }

// yuan is ¥1,234.00 or −¥1,234.00.
func yuan(m models.Money) string { return withSign(m.String(), "¥") }

// grams is a weight without its unit.
func grams(w models.Weight) string { return withSign(w.String(), "") }

// pieces is a quantity.
func pieces(n int64) string { return withSign(strconv.FormatInt(n, 10), "") }

// blankZero leaves the cell of a zero empty.
func blankZero(m models.Money) string {
	if m == 0 {
		return ""
	}
	return amount(m)
}

// withSign sets a true minus, the currency and commas between the thousands
// of a plain decimal.
func withSign(plain, currency string) string {
	digits, negative := strings.CutPrefix(plain, "-")
	whole, fraction, _ := strings.Cut(digits, ".")
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if fraction != "" {
		whole += "." + fraction
	}
	if negative {
		return "−" + currency + whole
	}
	return currency + whole
}

// span is a period: 2026-05-01 – 2026-05-31.
func span(from, to models.Date) string { return from.String() + " – " + to.String() }
