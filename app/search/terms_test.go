package search

import (
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"assay/models"
)

// Every part of a name, however it is typed, begins a term of it.
func TestANameIsFoundByEveryPart(t *testing.T) {
	for name, c := range map[string]struct{ found, missed string }{
		"瑞和珠宝":        {"瑞 瑞和 和珠 珠宝 宝 ruihe ruihezhubao hezhu zhubao bao rhzb hzb rh zb", "瑞珠 uihe hb"},
		"K金 Ring 18K": {"k k金 金 kj kjin jin ring rin 18k", "ing 8k k18"},
		"HZ-A0012":    {"hz hz-a0012 a0012 0012 12 hza0012 ＨＺ－Ａ", "z 2"},
		"ＡＢＣ店":        {"abc abc店 店 dian d abcd abcdian", "bc"},
		"买买提·艾力":      {"买买提 艾力 maimaiti aili al", "提艾"},
		"O'Neil & Co": {"o'neil oneil neil co", "eil"},
		"Łódź Ōsaka":  {"łódź ōsaka", "odz"},
		"🙂金🙂":         {"金 jin", "🙂"},
		"%_!\x00\x1b": {"", "% _ !"},
		"李小龙 (店长)":    {"李小龙 李 小龙 xiaolong lxl 店长", "龙店"},
	} {
		terms := termSet{}
		terms.name(name)
		for _, typed := range strings.Fields(c.found) {
			assert.True(t, finds(terms.sorted(), typed), "%s is found by %s: %v", name, typed, terms.sorted())
		}
		for _, typed := range strings.Fields(c.missed) {
			assert.False(t, finds(terms.sorted(), typed), "%s is not found by %s: %v", name, typed, terms.sorted())
		}
	}
}

// finds tells whether every word of a query begins a term.
func finds(terms []string, typed string) bool {
	q := Parse(typed)
	for _, w := range q.Words {
		hit := false
		for _, term := range terms {
			hit = hit || strings.HasPrefix(term, w)
		}
		if !hit {
			return false
		}
	}
	return len(q.Words) > 0
}

func TestAPhoneIsFoundByItsEnd(t *testing.T) {
	e := OfContact(models.AgentContact{ID: 1, AgentID: 2, Name: "王", Phone: "+86 138-0571 8823"})
	for _, typed := range []string{"8613805718823", "13805718823", "8823", "5718823", "1380571"} {
		assert.True(t, finds(e.Terms, typed), typed)
	}
	assert.False(t, finds(e.Terms, "823"), "three digits are in every phone")
	assert.Empty(t, OfContact(models.AgentContact{ID: 1}).Terms)
}

func TestWhatWasTypedIsBounded(t *testing.T) {
	for typed, words := range map[string][]string{
		"":                             nil,
		" \t\n":                        nil,
		"%":                            nil,
		"🙂":                            nil,
		"\x00\x1b[31m'; DROP":          {"31m", "drop"},
		"瑞和zb":                         {"瑞和", "zb"},
		"瑞和 瑞和":                        {"瑞和"},
		"a b c d e f g":                {"a", "b", "c", "d", "e"},
		"d-rg-3001":                    {"d-rg-3001"},
		"\xff\xfe金":                    {"金"},
		strings.Repeat("金", 400):       {strings.Repeat("金", longestHan)},
		strings.Repeat("a", 400) + "金": {strings.Repeat("a", longest)},
	} {
		q := Parse(typed)
		assert.Equal(t, words, q.Words, "%q", typed)
		assert.LessOrEqual(t, len([]rune(q.Text)), longestText)
		assert.Equal(t, len(words) == 0, q.Empty())
	}
	assert.Equal(t, "13805718823", Parse("138 0571-8823").Phone)
	assert.Empty(t, Parse("INV2026-000123").Phone)
	assert.Empty(t, Parse("123").Phone)
}

func TestANumberIsReadAsItIsWritten(t *testing.T) {
	for typed, want := range map[string]number{
		"INV2026-000123": {"INV2026-000123", "INV", 2026, 123, "000123"},
		"inv 123":        {"INV123", "INV", 0, 123, "123"},
		"2026-123":       {"2026-123", "", 2026, 123, "123"},
		"ｓｏ42":           {"SO42", "SO", 0, 42, "42"},
		"so":             {"SO", "SO", 0, -1, ""},
		"000123":         {"000123", "", 0, 123, "000123"},
		"B/2024-17x":     {typed: "B/2024-17X", count: -1},
		"瑞和":             {},
		"12%":            {},
		"12345678901234": {typed: "12345678901234", count: -1},
	} {
		assert.Equal(t, want, Parse(typed).Number, typed)
	}
}

func TestAnOrderIsFoundByTheBeginningOfItsNumber(t *testing.T) {
	for typed, want := range map[string][]span{
		"so":         {{1, math.MaxInt64}},
		"so12":       {{1200, 1299}, {120, 129}},
		"12":         {{1200, 1299}, {120, 129}},
		"SO00000042": nil,
		"SO0000":     {{0, 9999}},
		"SO000012":   {{1200, 1299}},
		"inv12":      nil,
		"2026-12":    nil,
		"金":          nil,
	} {
		assert.Equal(t, want, Parse(typed).Number.spans(2000), typed)
	}
	require.EqualValues(t, 42, Parse("SO00000042").Number.order())
	require.Zero(t, Parse("INV42").Number.order())
}
