package pdf

import "strings"

// Marks that must not begin or end a line (Chinese typesetting, 禁则).
const (
	notFirst = "，。、；：？！）》〉】」』〕〗”’…—～·％‰℃,.;:?!)]}%"
	notLast  = "（《〈【「『〔〖“‘￥¥€№([{$"
)

// wrap breaks text into lines of at most the given width in points. It breaks
// at blanks and around Chinese characters; no line begins with ，。、）》 or
// ends with （《“. A word longer than a line is cut. Every character of the
// text stays, except the blanks at a break.
func (s *sheet) wrap(st style, text string, width float64) []string {
	f := s.faces[st.weight]
	runes := []rune(strings.TrimSpace(s.clean(text)))
	limit := int(width * 1000 / st.size)
	var lines []string
	for len(runes) > 0 {
		end := lineEnd(runes, limit, func(r rune) int { return int(f.advance[f.glyphs[r]]) })
		lines = append(lines, strings.TrimRight(string(runes[:end]), " "))
		for end < len(runes) && runes[end] == ' ' {
			end++
		}
		runes = runes[end:]
	}
	return lines
}

// lineEnd is the number of runes on the first line: at least one, so that
// wrap always ends.
func lineEnd(runes []rune, limit int, advance func(rune) int) int {
	used, last := 0, 0
	for i, r := range runes {
		if i > 0 && mayBreak(runes, i) {
			last = i
		}
		used += advance(r)
		if used <= limit || r == ' ' {
			continue
		}
		if last == 0 {
			return forcedBreak(runes, i)
		}
		return last
	}
	return len(runes)
}

// mayBreak tells whether a line may end before the rune at i > 0.
func mayBreak(runes []rune, i int) bool {
	a, b := runes[i-1], runes[i]
	if b == ' ' || strings.ContainsRune(notFirst, b) {
		return false
	}
	if a != ' ' {
		return (isWide(a) || isWide(b)) && !strings.ContainsRune(notLast, a)
	}
	for i--; i > 0 && runes[i] == ' '; i-- { // the blanks go: what ends the line is before them
	}
	return !strings.ContainsRune(notLast, runes[i])
}

// forcedBreak cuts a word that is longer than the line, before the mark rules
// forbid it where that is possible. A blank inside it stands beside such a mark
// (mayBreak would have taken it else), which a break there would leave bare.
func forcedBreak(runes []rune, at int) int {
	for i := at; i > 0; i-- {
		if runes[i] != ' ' && runes[i-1] != ' ' && !strings.ContainsRune(notFirst, runes[i]) && !strings.ContainsRune(notLast, runes[i-1]) {
			return i
		}
	}
	return max(at, 1)
}

// isWide tells the characters that stand alone: ideographs, kana, and Chinese
// and full-width marks.
func isWide(r rune) bool { return r >= 0x2E80 && r < 0xD800 || r >= 0xF900 && r < 0xFFE7 }
