// Package sheet writes tables for spreadsheets, row after row, as CSV or XLSX:
// what an accountant opens must show the amounts as numbers, and never run what
// somebody typed into a name.
package sheet

import (
	"fmt"
	"io"
	"strings"

	"assay/models"
)

// Format is the kind of file.
type Format string

// The formats. CSV is UTF-8 with a mark, so that it opens rightly; XLSX keeps
// each table on a sheet of its own.
const (
	CSV  Format = "csv"
	XLSX Format = "xlsx"
)

// FormatOf reads a format from a query; there is no other than these two.
func FormatOf(text string) (Format, error) {
	switch f := Format(text); f {
	case CSV, XLSX:
		return f, nil
	}
	err := &models.Error{Kind: models.KindMalformed, Field: "format", Message: "error.no_such_format"}
	return "", err.With("Format", text)
}

// ContentType is the media type of the file.
func (f Format) ContentType() string {
	if f == XLSX {
		return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	}
	return "text/csv; charset=utf-8"
}

// Writer takes the rows of one table after the other. Memory does not grow
// with them; the last byte is written by Close.
type Writer struct {
	out book
	row int
}

// book is a file under way. A table without a name is the first of an unnamed
// sheet; head is the row of its names.
type book interface {
	table(name string) error
	write(row int, head bool, cells []any) error
	close() error
}

// New begins a file on w.
func New(w io.Writer, f Format) (*Writer, error) {
	if f == XLSX {
		b, err := newXLSX(w)
		return &Writer{out: b}, err
	}
	b, err := newCSV(w)
	return &Writer{out: b}, err
}

// Table begins a table; its first row is its head. A file of one table needs
// none. Names are cut to what a spreadsheet takes.
func (w *Writer) Table(name string) error {
	w.row = 0
	return w.out.table(name)
}

// Row writes one row. Cells are text, models.Money (in yuan, a number),
// models.Date, models.Rate (a share), models.CentiDays, whole numbers, or nil
// for an empty one.
func (w *Writer) Row(cells ...any) error {
	w.row++
	return w.out.write(w.row, w.row == 1, cells)
}

// Close ends the file; without it nothing is complete.
func (w *Writer) Close() error { return w.out.close() }

// Text keeps a spreadsheet from taking what somebody typed for a formula.
func Text(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		return "'" + s
	}
	return s
}

// plain is a cell as CSV writes it.
func plain(cell any) string {
	switch x := cell.(type) {
	case nil:
		return ""
	case string:
		return Text(x)
	case models.Money:
		return x.String()
	case models.Date:
		return x.String()
	case models.CentiDays:
		return x.String()
	case models.Rate:
		return fmt.Sprintf("%d.%06d", x/models.One, x%models.One)
	case int, int64:
		return fmt.Sprint(x)
	}
	return Text(fmt.Sprint(cell))
}
