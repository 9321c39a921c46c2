package models

import (
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// textRow is a line of a text table; columns are read by name.
type textRow struct {
	t     *testing.T
	line  string
	cells map[string]string
}

// textTable reads lines of cells between bars. The first line names the
// columns; empty lines and rules of dashes are skipped.
func textTable(t *testing.T, text string) []textRow {
	t.Helper()
	var names []string
	var rows []textRow
	for _, line := range strings.Split(text, "\n") {
		line = strings.TrimSpace(line)
		if strings.Trim(line, "-+| ") == "" {
			continue
		}
		cells := strings.Split(line, "|")
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
	require.NotEmpty(t, rows, "an empty table")
	return rows
}

func (r textRow) str(name string) string {
	r.t.Helper()
	s, ok := r.cells[name]
	require.True(r.t, ok, "no column %q in %s", name, r.line)
	return s
}

func (r textRow) num(name string) int {
	r.t.Helper()
	n, err := strconv.Atoi(r.str(name))
	require.NoError(r.t, err, r.line)
	return n
}

func (r textRow) date(name string) Date {
	r.t.Helper()
	d, err := ParseDate(r.str(name))
	require.NoError(r.t, err, r.line)
	return d
}

// money reads an amount in yuan; "-" and "" are nothing.
func (r textRow) money(name string) Money {
	r.t.Helper()
	if s := r.str(name); s == "-" || s == "" {
		return 0
	}
	m, err := ParseMoney(r.str(name))
	require.NoError(r.t, err, r.line)
	return m
}

func (r textRow) rate(name string) Rate {
	r.t.Helper()
	p, err := ParsePercent(r.str(name))
	require.NoError(r.t, err, r.line)
	return p
}
