package search

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

const (
	// longestText is how much of what was typed is looked at, in characters.
	longestText = 100
	// mostWords is how many words narrow a search.
	mostWords = 5
)

// Query is what a person typed, as it is looked up.
type Query struct {
	Text   string   // as it was typed, at a bounded length
	Words  []string // every one of them must be found
	Phone  string   // the digits, when it may be a phone number
	Number number
}

// number is a document's number or a part of one. The zero number is none.
type number struct {
	typed  string // as it was typed, without blanks
	series string // "INV" of INV2026-000123
	year   int    // 2026
	count  int64  // 123; -1 without
	digits string // as they were typed: zeros in front count in "000123"
}

var (
	numberShape = regexp.MustCompile(`^([A-Z]{0,4})-?(?:(\d{4})-)?(\d{0,12})$`)
	phoneShape  = regexp.MustCompile(`^[+(]?[\d()\s-]+$`)
)

// Parse reads what a person typed. Signs that no name holds are left out, so
// that nothing typed can be more than a text.
func Parse(text string) Query {
	text = strings.TrimSpace(strings.ToValidUTF8(text, ""))
	chars := []rune(text)
	q := Query{Text: string(chars[:min(len(chars), longestText)])}
	for _, token := range tokens(q.Text) {
		for _, run := range runs(token) {
			if word := cut(run); !slices.Contains(q.Words, word) && len(q.Words) < mostWords {
				q.Words = append(q.Words, word)
			}
		}
	}
	plain := strings.Map(fold, q.Text)
	if n := digits(plain); len(n) >= shortestPhone && phoneShape.MatchString(plain) {
		q.Phone = cut(n)
	}
	q.Number = parseNumber(plain)
	return q
}

// Empty tells that nothing can be looked up.
func (q Query) Empty() bool { return len(q.Words) == 0 }

// parseNumber reads a document's number: "INV2026-000123", "inv 123",
// "2026-123", "SO42" or digits alone; or any code without blanks in it.
func parseNumber(plain string) number {
	typed := strings.ToUpper(strings.Join(strings.Fields(plain), ""))
	n := number{typed: typed, count: -1}
	if typed == "" || len(typed) > 40 || strings.ContainsFunc(typed, func(r rune) bool { return r > unicode.MaxASCII || !isWordy(r) }) {
		return number{}
	}
	m := numberShape.FindStringSubmatch(typed)
	if m == nil {
		return n
	}
	n.series, n.digits = m[1], m[3]
	n.year, _ = strconv.Atoi(m[2])
	if c, err := strconv.ParseInt(m[3], 10, 64); err == nil {
		n.count = c
	}
	return n
}

// prefixes are what a stored number may begin with: as we write it, and as
// another system may have.
func (n number) prefixes(text string) []string {
	if n.typed == "" {
		return nil
	}
	out := []string{n.typed}
	if raw := strings.Join(strings.Fields(text), ""); raw != n.typed && !strings.ContainsFunc(raw, func(r rune) bool { return r > unicode.MaxASCII }) {
		out = append(out, raw)
	}
	return out
}
