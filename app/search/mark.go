package search

import (
	"slices"
	"strconv"
	"strings"
	"unicode"

	"assay/app/pinyin"
)

// Part is a piece of a text that was found; a hit is what was typed.
type Part struct {
	Text string
	Hit  bool
}

// Mark cuts a text where a word of the query stands in it, as it is written or
// as it is spelled.
func (q Query) Mark(text string) []Part {
	chars := []rune(text)
	folded := make([]rune, len(chars))
	for i, r := range chars {
		folded[i] = fold(r)
	}
	hit := make([]bool, len(chars))
	for _, w := range q.Words {
		markWord(folded, []rune(w), hit)
	}
	if q.Phone != "" {
		markDigits(folded, q.Phone, hit)
	}
	if q.Number.count > 0 {
		markCount(folded, strconv.FormatInt(q.Number.count, 10), hit)
	}
	var parts []Part
	for i := range chars {
		if i == 0 || hit[i] != hit[i-1] {
			parts = append(parts, Part{Hit: hit[i]})
		}
		parts[len(parts)-1].Text += string(chars[i])
	}
	return parts
}

// in tells whether any word of the query is marked in a text.
func (q Query) in(text string) bool {
	return slices.ContainsFunc(q.Mark(text), func(p Part) bool { return p.Hit })
}

// markWord marks a word wherever it begins a part of the text, else where the
// text is spelled like it.
func markWord(text, word []rune, hit []bool) {
	found := false
	for i := range text {
		if i+len(word) <= len(text) && string(text[i:i+len(word)]) == string(word) && begins(text, i) {
			markAll(hit[i : i+len(word)])
			found = true
		}
	}
	for i := 0; !found && i < len(text); i++ {
		for _, letters := range []int{8, 1} { // in full, then by initials
			if n := spelledBy(text[i:], string(word), letters); n > 0 && begins(text, i) {
				markAll(hit[i : i+n])
				found = true
				break
			}
		}
	}
}

// begins tells whether a word may begin at a place of a text.
func begins(text []rune, i int) bool {
	if i == 0 || isHan(text[i]) || isHan(text[i-1]) {
		return true
	}
	before := text[i-1]
	return !unicode.IsLetter(before) && !unicode.IsDigit(before) || unicode.IsDigit(text[i]) && !unicode.IsDigit(before)
}

// spelledBy is how many characters at the beginning of a text a typed word
// spells, with so many letters of each syllable at most; 0 when it spells
// something else.
func spelledBy(text []rune, word string, letters int) int {
	for i, r := range text {
		part := string(r)
		if isHan(r) {
			part = pinyin.Syllable(r)
			part = part[:min(len(part), letters)]
		}
		switch {
		case part == "" || !isHan(text[0]) && i == 0:
			return 0
		case strings.HasPrefix(part, word):
			return i + 1
		case !strings.HasPrefix(word, part):
			return 0
		}
		word = word[len(part):]
	}
	return 0
}

// markDigits marks the digits of a number, and what stands between them.
func markDigits(text []rune, number string, hit []bool) {
	var at []int
	var all strings.Builder
	for i, r := range text {
		if r >= '0' && r <= '9' {
			at = append(at, i)
			all.WriteRune(r)
		}
	}
	if i := strings.Index(all.String(), number); i >= 0 {
		markAll(hit[at[i] : at[i+len(number)-1]+1])
	}
}

// markCount marks the count at the end of a document's number, behind its zeros.
func markCount(text []rune, count string, hit []bool) {
	at := len(text) - len(count)
	if at <= 0 || string(text[at:]) != count || !unicode.IsLetter(text[0]) {
		return
	}
	for zeros := at; zeros > 0; zeros-- {
		if r := text[zeros-1]; r != '0' {
			if !unicode.IsDigit(r) {
				markAll(hit[at:])
			}
			return
		}
	}
}

func markAll(hit []bool) {
	for i := range hit {
		hit[i] = true
	}
}
