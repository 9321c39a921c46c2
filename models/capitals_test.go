package models

import (
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// The first eight are the examples of the People's Bank's rules for bills.
func TestAmountsInCapitals(t *testing.T) {
	for _, line := range strings.Split(strings.TrimSpace(`
		1409.50            壹仟肆佰零玖元伍角整
		6007.14            陆仟零柒元壹角肆分
		1680.32            壹仟陆佰捌拾元零叁角贰分
		107000.53          壹拾万柒仟元零伍角叁分
		16409.02           壹万陆仟肆佰零玖元零贰分
		325.04             叁佰贰拾伍元零肆分
		1580.00            壹仟伍佰捌拾元整
		58.00              伍拾捌元整
		0.00               零元整
		0.01               壹分
		0.10               壹角整
		0.11               壹角壹分
		1.00               壹元整
		1.01               壹元零壹分
		10.00              壹拾元整
		10.10              壹拾元零壹角整
		11.20              壹拾壹元贰角整
		100.05             壹佰元零伍分
		101.00             壹佰零壹元整
		1000.00            壹仟元整
		1001.00            壹仟零壹元整
		1010.00            壹仟零壹拾元整
		1100.00            壹仟壹佰元整
		10000.00           壹万元整
		10001.00           壹万零壹元整
		10100.00           壹万零壹佰元整
		101000.00          壹拾万壹仟元整
		100100.10          壹拾万零壹佰元零壹角整
		775340.00          柒拾柒万伍仟叁佰肆拾元整
		10000000.00        壹仟万元整
		10002000.00        壹仟万贰仟元整
		100000000.00       壹亿元整
		100000001.00       壹亿零壹元整
		100007000.00       壹亿零柒仟元整
		120000000.00       壹亿贰仟万元整
		1020304050.60      壹拾亿贰仟零叁拾万肆仟零伍拾元零陆角整
		1234500000000.00   壹万贰仟叁佰肆拾伍亿元整
		90071992547409.91  玖拾万零柒佰壹拾玖亿玖仟贰佰伍拾肆万柒仟肆佰零玖元玖角壹分
		-6185.00           负陆仟壹佰捌拾伍元整
		-0.05              负伍分`), "\n") {
		amount, want, _ := strings.Cut(strings.TrimSpace(line), " ")
		m, err := ParseMoney(amount)
		require.NoError(t, err)
		require.Equal(t, strings.TrimSpace(want), m.InWords(), amount)
	}
	require.Equal(t, "负玖亿贰仟贰佰叁拾叁万柒仟贰佰零叁亿", Money(math.MinInt64).InWords()[:len("负玖亿贰仟贰佰叁拾叁万柒仟贰佰零叁亿")])
}

func TestCapitalsAreWellFormed(t *testing.T) {
	seen := map[string]Money{}
	rapid.Check(t, func(t *rapid.T) {
		m := Money(rapid.Int64Range(-int64(MaxMoney), int64(MaxMoney)).Draw(t, "fen"))
		s := m.InWords()
		require.NotContains(t, s, "零零")
		require.NotContains(t, s, "零万")
		require.NotContains(t, s, "零亿")
		require.Equal(t, m < 0, strings.HasPrefix(s, "负"))
		require.Equal(t, m%10 == 0, strings.HasSuffix(s, "整"))
		if other, ok := seen[s]; ok {
			require.Equal(t, other, m, "two amounts share %s", s)
		}
		seen[s] = m
	})
}
