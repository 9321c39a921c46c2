package sheet

import (
	"slices"
	"strings"

	"assay/models"
)

// Heads names the columns of a table by its first row: names says what a heading
// means that people write, any other is taken as it is. Invalid on field file
// when there is no table, or with the given message when a column that is due is
// missing.
func Heads(table [][]string, names map[string]string, missing string, due ...string) (heads []string, err error) {
	if len(table) == 0 {
		return nil, models.Invalid("file", "error.file_unreadable")
	}
	for _, h := range table[0] {
		h = strings.ToLower(strings.TrimSpace(h))
		if name, ok := names[h]; ok {
			h = name
		}
		heads = append(heads, h)
	}
	for _, d := range due {
		if !slices.Contains(heads, d) {
			return nil, models.Invalid("file", missing)
		}
	}
	return heads, nil
}
