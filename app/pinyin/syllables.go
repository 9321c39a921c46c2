package pinyin

import (
	"strings"

	"github.com/mozillazg/go-pinyin"
)

// Syllable is how one Chinese character is typed, lower case; "" for a
// character without a reading.
func Syllable(r rune) string {
	if py := pinyin.SinglePinyin(r, pinyin.NewArgs()); len(py) > 0 {
		return strings.ToLower(py[0])
	}
	return ""
}
