package imports

import (
	"encoding/csv"
	"errors"
	"os"
	"strconv"
	"strings"

	"assay/models"
)

// fault is why a row cannot be loaded, and where it is at fault.
type fault struct {
	line   int
	column string
	value  string
	err    *models.Error
}

func (f *fault) Error() string { return "line " + strconv.Itoa(f.line) + ": " + f.err.Error() }

// rejects is the file of bad rows. It appears with the first one; one left by
// an earlier run goes at once, so that it cannot be taken for this run's.
type rejects struct {
	path, lang, written string
	file                *os.File
	csv                 *csv.Writer
}

func newRejects(f File) *rejects {
	r := &rejects{path: f.Rejects, lang: f.Lang}
	if r.path == "" {
		r.path = f.Path + ".rejects.csv"
	}
	os.Remove(r.path)
	return r
}

func (r *rejects) add(f fault) error {
	if r.file == nil {
		file, err := os.Create(r.path)
		if err != nil {
			return err
		}
		r.file, r.csv, r.written = file, csv.NewWriter(file), r.path
		file.WriteString("\ufeff") //nolint:errcheck // a failing disk shows at the flush
		if err := r.csv.Write([]string{"line", "column", "value", "reason"}); err != nil {
			return err
		}
	}
	column := f.column
	if column == "" {
		column = f.err.Field
	}
	return r.csv.Write([]string{strconv.Itoa(f.line), inert(column), inert(f.value), Reason(f.err, r.lang)})
}

func (r *rejects) close() error {
	if r.file == nil {
		return nil
	}
	r.csv.Flush()
	return errors.Join(r.csv.Error(), r.file.Close())
}

// inert keeps a spreadsheet from running a cell as a formula.
func inert(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		return "'" + s
	}
	return s
}
