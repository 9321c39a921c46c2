package models

import (
	"encoding/json"
	"math"
	"math/big"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// Half of the last decimal goes up, whoever prints it.
func TestRatesAreRounded(t *testing.T) {
	for _, r := range textTable(t, `
		ppm     | decimals | shown
		25750   | 2        | 2.58%
		25749   | 2        | 2.57%
		-25750  | 2        | −2.58%
		5       | 2        | 0.00%
		50      | 2        | 0.01%
		455000  | 0        | 46%
		999999  | 1        | 100.0%
		0       | 1        | 0.0%
	`) {
		require.Equal(t, r.str("shown"), Rate(r.num("ppm")).Rounded(r.num("decimals")), r.line)
	}
}

func TestParseMoney(t *testing.T) {
	for _, r := range textTable(t, `
		typed             | fen
		0                 | 0
		12                | 1200
		12.                | 1200
		.5                | 50
		1,234.5           | 123450
		1,234,567         | 123456700
		¥ 1，234          | 123400
		− 12              | -1200
		1234 元           | 123400
		¥1 234.50         | 123450
		￥１，２３４．５０  | 123450
		1234.50元          | 123450
		−12               | -1200
		－12.01           | -1201
		+7                | 700
		¥-7               | -700
		1.500             | 150
		90071992547409.91 | 9007199254740991`) {
		m, err := ParseMoney(r.str("typed"))
		require.NoError(t, err, r.line)
		require.EqualValues(t, r.num("fen"), m, r.line)
	}
}

func TestWhatIsNoMoney(t *testing.T) {
	for _, r := range textTable(t, `
		typed              | message
		-                  | error.not_a_number
		.                  | error.not_a_number
		¥                  | error.not_a_number
		abc                | error.not_a_number
		12,34.50           | error.not_a_number
		1,2345             | error.not_a_number
		1234,567           | error.not_a_number
		,123               | error.not_a_number
		1,23               | error.not_a_number
		1,,234             | error.not_a_number
		1,234 567          | error.not_a_number
		1.234,5            | error.too_many_decimals
		12 34              | error.not_a_number
		12345678901234567890  | error.amount_too_large
		-12345678901234567890 | error.amount_too_large
		1234567890123456789x  | error.not_a_number
		1e5                | error.not_a_number
		1.2.3              | error.too_many_decimals
		1.2.               | error.not_a_number
		--5                | error.not_a_number
		+-5                | error.not_a_number
		5-                 | error.not_a_number
		0x10               | error.not_a_number
		١٢                 | error.not_a_number
		0.001              | error.too_many_decimals
		90071992547409.92  | error.amount_too_large
		-90071992547409.92 | error.amount_too_large
		99999999999999999  | error.amount_too_large`) {
		_, err := ParseMoney(r.str("typed"))
		require.ErrorIs(t, err, Invalid("", r.str("message")), r.line)
	}
	_, err := ParseMoney("")
	require.Error(t, err)
}

func TestParseRatesAndWeights(t *testing.T) {
	for _, r := range textTable(t, `
		percent | ppm     | shown
		13%     | 130000  | 13
		2.5     | 25000   | 2.5
		0.0001  | 1       | 0.0001
		-1.25%  | -12500  | -1.25
		100     | 1000000 | 100`) {
		require.EqualValues(t, r.num("ppm"), r.rate("percent"), r.line)
		require.Equal(t, r.str("shown"), r.rate("percent").Percent(), r.line)
	}
	w, err := ParseWeight("5.123 g")
	require.NoError(t, err)
	require.Equal(t, "5.123", w.String())
	require.Equal(t, "5.10", Weight(5100).String())
	_, err = ParseWeight("5.1234")
	require.Error(t, err)
	_, err = ParsePercent("999999999999999")
	require.Error(t, err, "must not wrap around to a negative rate")
}

func TestMulDivRoundsHalfAwayFromZero(t *testing.T) {
	for _, r := range textTable(t, `
		a  | b | c | q
		1  | 1 | 2 | 1
		-1 | 1 | 2 | -1
		1  | 1 | 3 | 0
		2  | 1 | 3 | 1
		5  | 1 | 2 | 3
		-5 | 1 | 2 | -3
		7  | -1 | 2 | -4
		0  | -1 | 2 | 0`) {
		q, err := MulDiv(int64(r.num("a")), int64(r.num("b")), int64(r.num("c")))
		require.NoError(t, err)
		require.EqualValues(t, r.num("q"), q, r.line)
	}
	_, err := MulDiv(math.MaxInt64, 2, 1)
	require.ErrorIs(t, err, ErrOverflow)
	_, err = MulDiv(1, 1, 0)
	require.ErrorIs(t, err, ErrOverflow)
}

func TestMulDivEqualsExactArithmetic(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := rapid.Int64().Draw(t, "a"), rapid.Int64().Draw(t, "b")
		c := rapid.Int64Range(1, math.MaxInt64).Draw(t, "c")
		want := roundedQuotient(new(big.Int).Mul(big.NewInt(a), big.NewInt(b)), big.NewInt(c))
		got, err := MulDiv(a, b, c)
		if err == nil {
			require.Equal(t, want.String(), big.NewInt(got).String())
			return
		}
		require.False(t, want.IsInt64() && want.Int64() != math.MinInt64, "%v fits", want)
	})
}

func TestMoneyFormatsAndParsesBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := Money(rapid.Int64Range(-int64(MaxMoney), int64(MaxMoney)).Draw(t, "fen"))
		back, err := ParseMoney(m.String())
		require.NoError(t, err)
		require.Equal(t, m, back)
		text, err := json.Marshal(m)
		require.NoError(t, err)
		var read Money
		require.NoError(t, json.Unmarshal(text, &read))
		require.Equal(t, m, read)
		r := Rate(rapid.Int64Range(-100*int64(One), 100*int64(One)).Draw(t, "ppm"))
		rate, err := ParsePercent(r.Percent())
		require.NoError(t, err)
		require.Equal(t, r, rate)
		w := Weight(rapid.Int64Range(-1e9, 1e9).Draw(t, "mg"))
		weight, err := ParseWeight(w.String())
		require.NoError(t, err)
		require.Equal(t, w, weight)
	})
}

func TestParsingNeverPanicsAndStaysInBounds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.OneOf(rapid.String(), rapid.StringMatching(`[-+¥ ]{0,3}[0-9,]{0,20}[.．]?[0-9]{0,6}[%g元]?`)).Draw(t, "typed")
		if m, err := ParseMoney(s); err == nil {
			require.LessOrEqual(t, m.Abs(), MaxMoney)
			require.False(t, m > 0 && strings.Contains(s, "-"), "%q lost its sign", s)
		}
		if p, err := ParsePercent(s); err == nil {
			require.False(t, p < 0 && !strings.ContainsAny(s, "-−－"), "%q wrapped around", s)
		}
		_, _ = ParseWeight(s)
	})
}

func TestSplitLosesNoFen(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := Money(rapid.Int64Range(-1e12, 1e12).Draw(t, "fen"))
		weights := rapid.SliceOfN(rapid.Int64Range(0, 1e6), 1, 40).Draw(t, "weights")
		var sum Money
		for i, p := range m.Split(weights) {
			sum += p
			require.False(t, p < 0 && m > 0 || p > 0 && m < 0, "part %s of %s has the other sign", p, m)
			if weights[i] == 0 && weights[len(weights)-1] != 0 {
				require.Zero(t, p)
			}
		}
		require.Equal(t, m, sum)
	})
}

func TestSplit(t *testing.T) {
	for _, c := range []struct {
		m       Money
		weights []int64
		parts   []Money
	}{
		{100, []int64{1, 1, 1}, []Money{33, 33, 34}},
		{200, []int64{1, 1, 1}, []Money{67, 67, 66}},
		{-100, []int64{1, 1, 1}, []Money{-33, -33, -34}},
		{2, []int64{1, 1, 1, 1}, []Money{1, 1, 0, 0}},
		{100, []int64{3, 1, 0}, []Money{75, 25, 0}},
		{7, []int64{0, 0}, []Money{0, 7}},
		{7, nil, []Money{}},
	} {
		require.Equal(t, c.parts, c.m.Split(c.weights))
	}
}

func TestVATIncluded(t *testing.T) {
	for _, r := range textTable(t, `
		gross   | rate | vat
		113.00  | 13%  | 13.00
		100.00  | 13%  | 11.50
		0.01    | 13%  | 0.00
		-113.00 | 13%  | -13.00
		50.00   | 0    | 0.00`) {
		require.Equal(t, r.money("vat"), VATIncluded(r.money("gross"), r.rate("rate")), r.line)
	}
	rapid.Check(t, func(t *rapid.T) {
		gross := Money(rapid.Int64Range(-int64(MaxMoney), int64(MaxMoney)).Draw(t, "gross"))
		rate := Rate(rapid.Int64Range(0, int64(One)).Draw(t, "rate"))
		require.Equal(t, -VATIncluded(gross, rate), VATIncluded(-gross, rate), "a credit note takes back what the invoice charged")
		require.LessOrEqual(t, VATIncluded(gross.Abs(), rate), gross.Abs())
	})
}
