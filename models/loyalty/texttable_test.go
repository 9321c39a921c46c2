package loyalty

import (
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// textRow is a line of a text table of numbers; columns are read by name.
type textRow struct {
	t     *testing.T
	line  string
	cells map[string]string
}

func textTable(t *testing.T, text string) (rows []textRow) {
	t.Helper()
	var names []string
	for line := range strings.Lines(strings.TrimSpace(text)) {
		cells := strings.Split(strings.TrimSpace(line), "|")
		for i := range cells {
			cells[i] = strings.TrimSpace(cells[i])
		}
		if names == nil {
			names = cells
			continue
		}
		require.Len(t, cells, len(names), line)
		row := textRow{t, line, map[string]string{}}
		for i, n := range names {
			row.cells[n] = cells[i]
		}
		rows = append(rows, row)
	}
	require.NotEmpty(t, rows)
	return rows
}

func (r textRow) str(name string) string {
	r.t.Helper()
	require.Contains(r.t, r.cells, name)
	return r.cells[name]
}

func (r textRow) num(name string) float64 {
	r.t.Helper()
	v, err := strconv.ParseFloat(r.str(name), 64)
	require.NoError(r.t, err, r.line)
	return v
}
