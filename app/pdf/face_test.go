package pdf

import (
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"assay/public/fonts"
)

func sheetFor(t require.TestingT) *sheet {
	s, err := newSheet()
	require.NoError(t, err)
	s.addPage()
	return s
}

// alphabetOfTheHouse is what public/fonts promises to print.
func alphabetOfTheHouse(t *testing.T) []rune {
	b, err := os.ReadFile("../../public/fonts/characters.txt")
	require.NoError(t, err)
	return []rune(string(b))
}

func TestFontsPrintWhatTheyPromise(t *testing.T) {
	f, err := faces()
	require.NoError(t, err)
	chars := alphabetOfTheHouse(t)
	require.Greater(t, len(chars), 8000)
	for w, face := range f {
		for _, r := range chars {
			require.True(t, face.has(r), "%s lacks %c", face.name, r)
		}
		for _, r := range "喆镕珺玥翀堃犇㛃龘¥€№①⑳✓‰㎡−–—〓，。（）《》“”" {
			require.True(t, face.has(r), "%s lacks %c", face.name, r)
		}
		require.NotContains(t, face.tables, "fpgm", "hinting is cut away")
		require.LessOrEqual(t, len([][]byte{fonts.Regular, fonts.Bold}[w]), 2_500_000)
	}
	require.Contains(t, fonts.Licence, "SIL OPEN FONT LICENSE")
}

// Every glyph survives the cut, and a reader gets the same characters back.
func TestEveryCharacterCanBeReadBack(t *testing.T) {
	s := sheetFor(t)
	chars := alphabetOfTheHouse(t)
	y := 20.0
	for from := 0; from < len(chars); from += 60 {
		if y += 8; y > 800 {
			s.addPage()
			y = 20
		}
		s.text(20, y, style{6, weight(from / 60 % 2), black}, string(chars[from:min(from+60, len(chars))]))
	}
	b, err := render(s, meta{number: "all"})
	require.NoError(t, err)
	text := strings.Join(textOf(t, b), "")
	for _, r := range chars {
		if r > ' ' && r != 0xa0 && r != 0xad && r != 0x3000 && r != 0x2028 && (r < 0x2010 || r > 0x2011) {
			require.True(t, strings.ContainsRune(text, r), "%c (U+%04X) is lost", r, r)
		}
	}
}

func TestCutKeepsTheOutlines(t *testing.T) {
	f, err := faces()
	require.NoError(t, err)
	runes := []rune("龘a中Ä①")
	cut := f[regular].cut(runes)
	tables := map[string][]byte{}
	for i := range int(u16(cut, 4)) {
		d := cut[12+16*i:]
		tables[string(d[:4])] = cut[u32(d, 8) : u32(d, 8)+u32(d, 12)]
		require.Equal(t, u32(d, 4), checksum(tables[string(d[:4])]))
	}
	for i, r := range runes {
		g := f[regular].glyphs[r]
		require.Equal(t, f[regular].advance[g], u16(tables["hmtx"], 4*(i+1)))
		want := f[regular].outline(g)
		at := u32(tables["loca"], 4*(i+1))
		if want[0]&0x80 == 0 {
			require.Equal(t, want, tables["glyf"][at:int(at)+len(want)], string(r))
		}
	}
	require.Equal(t, len(tables["loca"])/4-1, int(u16(tables["maxp"], 4)))
	require.Less(t, len(cut), 4096)
}

func TestLinesBreakAsChineseDoes(t *testing.T) {
	s := sheetFor(t)
	st := style{10, regular, black}
	for text, want := range map[string]string{ // four characters a line
		"甲乙丙丁戊己":           "甲乙丙丁|戊己",
		"甲乙丙丁，戊己":          "甲乙丙|丁，戊己",
		"甲乙丙（丁戊）":          "甲乙丙|（丁戊）",
		"甲乙丙《丁》。":          "甲乙丙|《丁》。",
		"甲 abc 乙":          "甲 abc|乙",
		"abcdefghijklmnop": "abcdefg|hijklmn|op",
		"  ":               "",
		"":                 "",
		"，，，，，，":           "，，，，|，，",
		"/“甲乙 ，":           "/“甲|乙 ，",
	} {
		require.Equal(t, want, strings.Join(s.wrap(st, text, 40), "|"), text)
	}
}

func TestWrapLosesNothing(t *testing.T) {
	alphabet := []rune("甲乙丙丁金银珠宝，。、；：？！（）《》“”·—… abcXYZ0123456789.,;()[]$¥%-/")
	rapid.Check(t, func(t *rapid.T) {
		s := sheetFor(t)
		st := style{9, weight(rapid.IntRange(0, 1).Draw(t, "weight")), black}
		text := string(rapid.SliceOfN(rapid.SampledFrom(alphabet), 0, 120).Draw(t, "text"))
		width := rapid.Float64Range(30, 200).Draw(t, "width")
		lines := s.wrap(st, text, width)
		require.Equal(t, strings.ReplaceAll(text, " ", ""), strings.ReplaceAll(strings.Join(lines, ""), " ", ""))
		for i, line := range lines {
			require.NotEmpty(t, line)
			require.LessOrEqual(t, s.width(st, line), width+0.01, line)
			r := []rune(line)
			if i == 0 || forced(lines[i-1], line) {
				continue
			}
			require.NotContains(t, notFirst, string(r[0]), "line %d of %q", i, lines)
			prev := []rune(lines[i-1])
			require.NotContains(t, notLast, string(prev[len(prev)-1]), "line %d of %q", i-1, lines)
		}
	})
}

// forced tells a break that no rule could keep: the line before has no place
// to break.
func forced(before, line string) bool {
	runes := append([]rune(before), []rune(line)[0])
	prior := runes[0]
	for i := 1; i < len(runes)-1; i++ {
		if runes[i] == ' ' { // a break at blanks is a break between what stands around them
			continue
		}
		if !strings.ContainsRune(notFirst, runes[i]) && !strings.ContainsRune(notLast, prior) {
			return false
		}
		prior = runes[i]
	}
	return true
}
