// Package pinyin spells Chinese names the way people type them, so that lists
// find and sort agents and articles by it.
package pinyin

import (
	"strings"

	"github.com/mozillazg/go-pinyin"
)

// Of is how a Chinese name is typed: in full and by initials, lower case, for
// search and sorting. Other letters stay.
func Of(name string) (full, initials string) {
	args := pinyin.NewArgs()
	var f, i strings.Builder
	letters := []rune(name)
	for at, r := range letters {
		if py := inWord(letters, at); py != "" {
			f.WriteString(py)
			i.WriteByte(py[0])
			continue
		}
		if py := pinyin.SinglePinyin(r, args); len(py) > 0 && py[0] != "" {
			f.WriteString(py[0])
			i.WriteByte(py[0][0])
			continue
		}
		if r > ' ' && r < 0x250 {
			f.WriteRune(r)
			i.WriteRune(r)
		}
	}
	return strings.ToLower(f.String()), strings.ToLower(i.String())
}

// words are those of trade and place in which a character is read otherwise
// than alone.
var words = map[string][]string{
	"金行": {"jin", "hang"}, "银行": {"yin", "hang"}, "宝行": {"bao", "hang"}, "饰行": {"shi", "hang"}, "玉行": {"yu", "hang"}, "石行": {"shi", "hang"}, "表行": {"biao", "hang"},
	"商行": {"shang", "hang"}, "行业": {"hang", "ye"}, "重庆": {"chong", "qing"}, "长沙": {"chang", "sha"}, "长春": {"chang", "chun"}, "长安": {"chang", "an"}, "长江": {"chang", "jiang"},
	"厦门": {"xia", "men"}, "音乐": {"yin", "yue"}, "成都": {"cheng", "du"}, "六安": {"lu", "an"},
}

// inWord is how the character at a place is read as a part of a word, "" when
// it is in none of them.
func inWord(name []rune, at int) string {
	for k := max(0, at-1); k <= at && k+1 < len(name); k++ {
		if spelled := words[string(name[k:k+2])]; spelled != nil {
			return spelled[at-k]
		}
	}
	return ""
}

// Max is how many letters a spelled name may have in the register and the
// catalogue.
const Max = 400

// Fits tells whether a name's spelling has its place.
func Fits(name string) bool {
	full, _ := Of(name)
	return len(full) <= Max
}
