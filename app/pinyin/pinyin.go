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
	for _, r := range name {
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

// Max is how many letters a spelled name may have in the register and the
// catalogue.
const Max = 400

// Fits tells whether a name's spelling has its place.
func Fits(name string) bool {
	full, _ := Of(name)
	return len(full) <= Max
}
