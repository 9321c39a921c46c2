package web

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	pages "assay/views"
)

func TestBothLanguagesHaveTheSameKeysAndPlaceholders(t *testing.T) {
	texts, err := loadTexts()
	require.NoError(t, err)
	zh, en := texts.Keys("zh-CN"), texts.Keys("en")
	places := regexp.MustCompile(`\{\{\.\w+\}\}`)
	for key, text := range zh {
		other, ok := en[key]
		if assert.True(t, ok, "%s has no English", key) {
			assert.ElementsMatch(t, unique(places.FindAllString(text, -1)), unique(places.FindAllString(other, -1)), key)
		}
	}
	for key := range en {
		assert.Contains(t, zh, key, "%s has no Chinese", key)
	}
}

// Chinese sentences have Chinese punctuation.
func TestChineseHasItsOwnPunctuation(t *testing.T) {
	texts, err := loadTexts()
	require.NoError(t, err)
	half := regexp.MustCompile(`\p{Han}\s*[,:;?!(]|[,:;?!)]\s*\p{Han}`)
	for key, text := range texts.Keys("zh-CN") {
		assert.NotRegexp(t, half, text, key)
	}
}

// English sentences have none of the Chinese, which is as wide as a character.
func TestEnglishHasNoChinesePunctuation(t *testing.T) {
	texts, err := loadTexts()
	require.NoError(t, err)
	wide := regexp.MustCompile(`[\x{3000}-\x{303f}\x{ff00}-\x{ffef}]`)
	for key, text := range texts.Keys("en") {
		assert.NotRegexp(t, wide, text, key)
	}
	require.Regexp(t, wide, "one，two")
}

// What counts has thousands, what names something has none.
func TestCountsOfSentencesHaveThousands(t *testing.T) {
	texts, err := loadTexts()
	require.NoError(t, err)
	require.Equal(t, "1–50 of 12,345", texts.Say("en", "list.range", map[string]any{"From": 1, "To": int64(50), "Total": int64(12_345)}))
	require.Equal(t, "1,234,567 selected", strings.Replace(texts.Say("en", "list.done", map[string]any{"Count": 1_234_567}), "done", "selected", 1))
	require.Equal(t, texts.Say("en", "journal.entry", map[string]any{"ID": int64(12_345)}), strings.Replace(texts.Say("en", "journal.entry", map[string]any{"ID": "N"}), "N", "12345", 1))
}

func unique(in []string) []string {
	seen := map[string]bool{}
	out := []string{}
	for _, s := range in {
		if !seen[s] {
			seen[s] = true
			out = append(out, s)
		}
	}
	return out
}

// Every key that a template or the code names is in the catalogue.
func TestNoTextIsMissing(t *testing.T) {
	texts, err := loadTexts()
	require.NoError(t, err)
	inViews := regexp.MustCompile(`\bt "([a-z0-9_.]+)"`)
	require.NoError(t, fs.WalkDir(pages.Files, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := fs.ReadFile(pages.Files, path)
		for _, m := range inViews.FindAllStringSubmatch(string(b), -1) {
			assert.True(t, texts.Has("en", m[1]), "%s says %q", path, m[1])
		}
		return err
	}))
	inCode := regexp.MustCompile(`(?:"(error\.[a-z0-9_]+)"|c\.T\("([a-z0-9_.]+[a-z0-9_])"|"([a-z_]+\.flash_[a-z_]+[a-z])")`)
	for _, root := range []string{"../../app", "../../models"} {
		require.NoError(t, filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") || strings.Contains(path, "/imports/") {
				return err
			}
			b, err := os.ReadFile(path)
			for _, m := range inCode.FindAllStringSubmatch(string(b), -1) {
				key := m[1] + m[2] + m[3]
				assert.True(t, texts.Has("en", key), "%s says %q", path, key)
			}
			return err
		}))
	}
}

// What a text counts picks its plural, by whatever name; a number that is typed
// or formatted counts as it reads.
func TestOneIsNotMany(t *testing.T) {
	texts, err := loadTexts()
	require.NoError(t, err)
	for _, x := range []struct {
		key, name string
		n         any
		want      string
	}{
		{"rule.days", "Days", "1", "1 day"}, {"rule.days", "Days", "2", "2 days"}, {"agent360.days", "Days", "1.0", "1.0 days"},
		{"policy_unit.months", "Count", "1", "month"}, {"policy_unit.months", "Count", "0.00", "months"}, {"policy_unit.days", "Count", "", "days"},
		{"count.agents", "Count", 1, "1 agent"}, {"count.orders", "Count", 1200, "1,200 orders"}, {"error.too_many_attempts", "Minutes", 1, "Too many attempts, try again in 1 minute"},
	} {
		require.Equal(t, x.want, texts.Say("en", x.key, map[string]any{x.name: x.n}), "%s %v", x.key, x.n)
	}
	require.Equal(t, "1 天", texts.Say("zh-CN", "rule.days", map[string]any{"Days": "1"}))
}
