package models

import "strings"

var (
	capitalDigits = [...]string{"零", "壹", "贰", "叁", "肆", "伍", "陆", "柒", "捌", "玖"}
	capitalPlaces = [...]string{"仟", "佰", "拾", ""}
)

// InWords is the amount in Chinese capitals as bills and vouchers carry it
// (人民币大写), by the rules of the People's Bank for filling in bills: one 零
// for any run of zeros between figures, 元零 before 角 when the yuan end in 0
// and before 分 when there are no 角, and 整 to close a figure that ends in 元
// or 角. A negative amount begins with 负.
func (m Money) InWords() string {
	u := magnitude(int64(m))
	yuan, jiao, fen := u/100, u/10%10, u%10
	var b strings.Builder
	if m < 0 {
		b.WriteString("负")
	}
	if yuan > 0 || u == 0 {
		b.WriteString(capitalWhole(yuan) + "元")
	}
	if yuan > 0 && (jiao > 0 && yuan%10 == 0 || jiao == 0 && fen > 0) {
		b.WriteString("零")
	}
	if jiao > 0 {
		b.WriteString(capitalDigits[jiao] + "角")
	}
	if fen > 0 {
		b.WriteString(capitalDigits[fen] + "分")
		return b.String()
	}
	return b.String() + "整"
}

// capitalWhole spells a whole number. 亿 and 万 nest: 1,2345,0000,0000 is
// 壹万贰仟叁佰肆拾伍亿.
func capitalWhole(n uint64) string {
	switch {
	case n == 0:
		return capitalDigits[0]
	case n >= 1_0000_0000:
		return capitalJoin(n, 1_0000_0000, "亿")
	case n >= 1_0000:
		return capitalJoin(n, 1_0000, "万")
	}
	return capitalGroup(n)
}

func capitalJoin(n, unit uint64, name string) string {
	s, rest := capitalWhole(n/unit)+name, n%unit
	if rest == 0 {
		return s
	}
	if rest < unit/10 {
		s += capitalDigits[0]
	}
	return s + capitalWhole(rest)
}

// capitalGroup spells 1 to 9999.
func capitalGroup(n uint64) string {
	s, gap := "", false
	for i, unit := range [...]uint64{1000, 100, 10, 1} {
		d := n / unit % 10
		if d == 0 {
			gap = s != ""
			continue
		}
		if gap {
			s += capitalDigits[0]
			gap = false
		}
		s += capitalDigits[d] + capitalPlaces[i]
	}
	return s
}
