package models

import (
	"database/sql/driver"
	"fmt"
	"math"
	"math/bits"
	"strings"
)

// Money is an amount in fen, the minor unit of the one book currency (CNY).
// Debits and claims are positive, credits negative.
type Money int64

// MaxMoney bounds every amount a person may enter: sums of a million such
// amounts still fit an int64, and the value is exact in JSON numbers.
const MaxMoney Money = 1<<53 - 1

// Rate is a ratio in parts per million: 130000 is 13 %.
type Rate int64

// One is the rate 1.
const One Rate = 1_000_000

// Weight is a mass in milligrams.
type Weight int64

// Abs is the amount without its sign.
func (m Money) Abs() Money {
	if m < 0 {
		return -m
	}
	return m
}

// Times is m × n. ErrOverflow when the product does not fit.
func (m Money) Times(n int64) (Money, error) {
	p, err := MulDiv(int64(m), n, 1)
	return Money(p), err
}

// At is m × r, rounded half away from zero to the fen.
func (m Money) At(r Rate) (Money, error) {
	p, err := MulDiv(int64(m), int64(r), int64(One))
	return Money(p), err
}

// MulDiv is a × b ÷ c rounded half away from zero, with the product held in
// 128 bits. c must be positive; ErrOverflow when the quotient does not fit.
func MulDiv(a, b, c int64) (int64, error) {
	if c <= 0 {
		return 0, ErrOverflow
	}
	negative := (a < 0) != (b < 0)
	hi, lo := bits.Mul64(magnitude(a), magnitude(b))
	lo, carry := bits.Add64(lo, uint64(c)/2, 0)
	hi += carry
	if hi >= uint64(c) {
		return 0, ErrOverflow
	}
	// Half up is floor((x + c/2) / c); for an odd c no exact half exists.
	q, _ := bits.Div64(hi, lo, uint64(c))
	if q > math.MaxInt64 {
		return 0, ErrOverflow
	}
	if negative {
		return -int64(q), nil
	}
	return int64(q), nil
}

// partUp is part ÷ whole in ppm rounded up, for two positive amounts, so that a
// share is over a bound exactly when this rate is. A share that does not fit
// is MaxMoney.
func partUp(part, whole Money) Rate {
	hi, lo := bits.Mul64(uint64(part), uint64(One))
	lo, carry := bits.Add64(lo, uint64(whole)-1, 0)
	hi += carry
	if hi >= uint64(whole) {
		return Rate(MaxMoney)
	}
	q, _ := bits.Div64(hi, lo, uint64(whole))
	return Rate(min(q, uint64(MaxMoney)))
}

func magnitude(n int64) uint64 {
	if n < 0 {
		return uint64(-(n + 1)) + 1
	}
	return uint64(n)
}

// VATIncluded is the tax inside a gross amount: gross − round(gross ÷ (1 + rate)).
func VATIncluded(gross Money, rate Rate) Money {
	net, err := MulDiv(int64(gross), int64(One), int64(One+rate))
	if err != nil {
		return 0
	}
	return gross - Money(net)
}

// Split divides m in the proportion of weights, none negative; every part is
// rounded half away from zero but takes no more than is left, and the last
// part with a weight takes the remainder: the parts always sum to m and none
// has the other sign. All weights zero: the last part takes everything.
func (m Money) Split(weights []int64) []Money {
	parts := make([]Money, len(weights))
	var total int64
	last := len(weights) - 1
	for i, w := range weights {
		total += w
		if w != 0 {
			last = i
		}
	}
	if len(weights) == 0 {
		return parts
	}
	rest := m
	for i, w := range weights {
		if i == last || total == 0 {
			continue
		}
		p, err := MulDiv(int64(m), w, total)
		if err != nil {
			continue
		}
		parts[i] = nearerZero(Money(p), rest)
		rest -= parts[i]
	}
	parts[last] = rest
	return parts
}

// nearerZero is the smaller of two amounts of one sign.
func nearerZero(a, b Money) Money {
	if a.Abs() < b.Abs() {
		return a
	}
	return b
}

// String is the plain decimal form, "-1234.56": what the API and CSV carry.
func (m Money) String() string {
	sign := ""
	if m < 0 {
		sign = "-"
	}
	u := magnitude(int64(m))
	return fmt.Sprintf("%s%d.%02d", sign, u/100, u%100)
}

// Grouped is the amount for eyes: "1,234,567.89", with a true minus.
func (m Money) Grouped() string {
	digits, negative := strings.CutPrefix(m.String(), "-")
	for i := len(digits) - len(".00") - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	if negative {
		return "−" + digits
	}
	return digits
}

// Yuan is Grouped with the sign of the currency: "¥1,234.00", "−¥5.00".
func (m Money) Yuan() string {
	if digits, negative := strings.CutPrefix(m.Grouped(), "−"); negative {
		return "−¥" + digits
	}
	return "¥" + m.Grouped()
}

// MarshalJSON writes a decimal string, so that no reader makes a float of it.
func (m Money) MarshalJSON() ([]byte, error) { return []byte(`"` + m.String() + `"`), nil }

// UnmarshalJSON reads what MarshalJSON writes, and whole or decimal numbers.
func (m *Money) UnmarshalJSON(b []byte) error {
	v, err := ParseMoney(strings.Trim(string(b), `"`))
	if err == nil {
		*m = v
	}
	return err
}

// Value stores the amount as a 64-bit integer.
func (m Money) Value() (driver.Value, error) { return int64(m), nil }

// ParseMoney reads what people type or paste: "1,234.5", "¥1 234.50",
// "−12", full-width digits. More than two decimals, or an amount beyond
// MaxMoney, is an error of kind invalid.
func ParseMoney(s string) (Money, error) {
	n, err := parseDecimal(s, 2)
	if err != nil {
		return 0, err
	}
	if n > int64(MaxMoney) || n < -int64(MaxMoney) {
		return 0, Invalid("", "error.amount_too_large")
	}
	return Money(n), nil
}

// ParseWeight reads grams with up to three decimals.
func ParseWeight(s string) (Weight, error) {
	n, err := parseDecimal(strings.TrimSuffix(strings.TrimSpace(s), "g"), 3)
	return Weight(n), err
}

// ParsePercent reads "2.5" or "2.5%" as a rate, with up to four decimals.
func ParsePercent(s string) (Rate, error) {
	n, err := parseDecimal(strings.TrimSuffix(strings.TrimSpace(s), "%"), 4)
	return Rate(n), err
}

// String is the weight in grams with at least two decimals.
func (w Weight) String() string {
	sign := ""
	if w < 0 {
		sign = "-"
	}
	u := magnitude(int64(w))
	s := fmt.Sprintf("%s%d.%03d", sign, u/1000, u%1000)
	return strings.TrimSuffix(s, "0")
}

// Percent is the rate in per cent without trailing zeros, "2.5".
func (r Rate) Percent() string {
	sign := ""
	if r < 0 {
		sign = "-"
	}
	u := magnitude(int64(r))
	s := fmt.Sprintf("%s%d.%04d", sign, u/10_000, u%10_000)
	return strings.TrimSuffix(strings.TrimRight(s, "0"), ".")
}

// Rounded is the rate in per cent with so many decimals, rounded half away from
// zero, as pages, charts and papers print it: "2.58%".
func (r Rate) Rounded(decimals int) string {
	scale := int64(1)
	for range decimals {
		scale *= 10
	}
	n, err := MulDiv(int64(r), scale, 10_000)
	if err != nil {
		return "–"
	}
	sign := ""
	if n < 0 {
		sign, n = "−", -n
	}
	if decimals == 0 {
		return fmt.Sprintf("%s%d%%", sign, n)
	}
	return fmt.Sprintf("%s%d.%0*d%%", sign, n/scale, decimals, n%scale)
}

var decimalNoise = strings.NewReplacer(
	"，", ",", "\u00a0", " ", "\u3000", " ", "¥", "", "￥", "", "CNY", "", "元", "",
	"−", "-", "－", "-", "．", ".", "０", "0", "１", "1", "２", "2", "３", "3", "４", "4",
	"５", "5", "６", "6", "７", "7", "８", "8", "９", "9", "＋", "+",
)

// ungroup takes the separators out of a whole number; ok is false when they do
// not stand before every three digits from the right, or are not all alike.
func ungroup(whole string) (digits string, ok bool) {
	separator := ","
	if strings.Contains(whole, " ") {
		separator = " "
	}
	groups := strings.Split(whole, separator)
	for i, g := range groups {
		if i > 0 && len(g) != 3 || i == 0 && len(groups) > 1 && (g == "" || len(g) > 3) {
			return "", false
		}
	}
	return strings.Join(groups, ""), true
}

// parseDecimal reads a decimal with at most the given number of places into
// units of the last place.
func parseDecimal(s string, places int) (int64, error) {
	bad := Invalid("", "error.not_a_number")
	t := strings.TrimSpace(decimalNoise.Replace(s))
	negative := strings.HasPrefix(t, "-")
	if negative || strings.HasPrefix(t, "+") {
		t = strings.TrimSpace(t[1:])
	}
	whole, frac, _ := strings.Cut(t, ".")
	whole, grouped := ungroup(whole)
	switch {
	case whole == "" && frac == "" || !grouped:
		return 0, bad
	case len(whole)+places > 18 && strings.Trim(whole+frac, "0123456789") == "": // 10^18 fits 64 bits
		return 0, ErrOverflow
	case len(whole)+places > 18:
		return 0, bad
	}
	if len(frac) > places {
		if strings.Trim(frac[places:], "0") != "" {
			return 0, Invalid("", "error.too_many_decimals")
		}
		frac = frac[:places]
	}
	var n int64
	for _, r := range whole + frac + strings.Repeat("0", places-len(frac)) {
		if r < '0' || r > '9' {
			return 0, bad
		}
		n = n*10 + int64(r-'0')
	}
	if negative {
		n = -n
	}
	return n, nil
}
