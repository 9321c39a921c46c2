package search

import (
	"slices"
	"strings"
	"unicode"

	"assay/app/pinyin"
)

const (
	// longestHan and longest cut terms and typed words alike, in characters: a
	// name differs from every other long before.
	longestHan = 24
	longest    = 64
	// shortestPhone is how many last digits of a number still find it.
	shortestPhone = 4
)

// fold is a character as it is compared: half width, lower case.
func fold(r rune) rune {
	switch {
	case r >= 0xff01 && r <= 0xff5e:
		r -= 0xfee0
	case r == 0x3000:
		return ' '
	}
	return unicode.ToLower(r)
}

// isHan tells a Chinese character from letters.
func isHan(r rune) bool { return unicode.Is(unicode.Han, r) }

const joiners = "-_./@+&'"

func isWordy(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsDigit(r) || isJoiner(r)
}

// tokens are the parts of a text between blanks and punctuation, folded.
func tokens(text string) []string {
	parts := strings.FieldsFunc(strings.Map(fold, text), func(r rune) bool { return !isWordy(r) })
	out := parts[:0]
	for _, p := range parts {
		if p = strings.Trim(p, joiners); p != "" {
			out = append(out, p)
		}
	}
	return out
}

// runs cuts a token where Chinese characters meet others.
func runs(token string) []string {
	var out []string
	from, chars := 0, []rune(token)
	for i := 1; i <= len(chars); i++ {
		if i == len(chars) || isHan(chars[i]) != isHan(chars[i-1]) {
			if run := strings.Trim(string(chars[from:i]), joiners); run != "" {
				out = append(out, run)
			}
			from = i
		}
	}
	return out
}

// cut is a term or a typed word at the length that is compared.
func cut(s string) string {
	chars, most := []rune(s), longest
	if len(chars) > 0 && isHan(chars[0]) {
		most = longestHan
	}
	return string(chars[:min(len(chars), most)])
}

// termSet gathers the terms of one entry.
type termSet map[string]bool

func (t termSet) add(s string) {
	if s = cut(s); s != "" {
		t[s] = true
	}
}

// name adds what a name is found by: every end of it that begins at a
// character, a word, a syllable or an initial, so that any part of the name is
// the beginning of a term.
func (t termSet) name(text string) {
	for _, token := range tokens(text) {
		for _, run := range runs(token) {
			if chars := []rune(run); isHan(chars[0]) {
				for i := range chars {
					t.add(string(chars[i:]))
				}
				continue
			}
			t.word(run)
		}
		t.spelled(token)
	}
}

// word adds a word or code with each of its parts: "hz-a0012" is also found as
// "a0012", "0012", "12" and "hza0012".
func (t termSet) word(run string) {
	t.add(run)
	chars := []rune(run)
	for i := 1; i < len(chars); i++ {
		if isJoiner(chars[i-1]) || unicode.IsDigit(chars[i]) && !unicode.IsDigit(chars[i-1]) {
			t.add(strings.TrimLeft(string(chars[i:]), joiners))
			t.add(strings.TrimLeft(string(chars[i:]), joiners+"0"))
		}
	}
	t.add(joined(run))
}

func isJoiner(r rune) bool { return strings.ContainsRune(joiners, r) }

// joined is a code as it is typed by who leaves out what joins its parts.
func joined(code string) string {
	return strings.Map(func(r rune) rune {
		if isJoiner(r) {
			return -1
		}
		return r
	}, code)
}

// spelled adds how a token with Chinese in it is typed, in full and by
// initials, from each syllable on.
func (t termSet) spelled(token string) {
	full, initials := spell(token)
	if !strings.ContainsFunc(token, isHan) {
		return
	}
	for i := range full {
		t.add(strings.Join(full[i:], ""))
		t.add(strings.Join(initials[i:], ""))
	}
}

// spell gives the syllables of a token and their first letters; other
// characters stand for themselves, a run of them as one.
func spell(token string) (full, initials []string) {
	for _, run := range runs(token) {
		if !isHan([]rune(run)[0]) {
			full, initials = append(full, run), append(initials, run)
			continue
		}
		for _, r := range run {
			if s := pinyin.Syllable(r); s != "" {
				full, initials = append(full, s), append(initials, s[:1])
			}
		}
	}
	return full, initials
}

// phone adds a number's digits and each of its ends that somebody may remember.
func (t termSet) phone(text string) {
	n := digits(text)
	t.add(n)
	for i := 1; i <= len(n)-shortestPhone; i++ {
		t.add(n[i:])
	}
}

func digits(text string) string {
	return strings.Map(func(r rune) rune {
		if r = fold(r); r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, text)
}

// sorted are the terms in their order.
func (t termSet) sorted() []string {
	out := make([]string, 0, len(t))
	for s := range t {
		out = append(out, s)
	}
	slices.Sort(out)
	return out
}
