package imports

import (
	"encoding/csv"
	"errors"
	"os"
	"strconv"

	"assay/app/sheet"
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
// Where a run keeps them, held are those of the step under way.
type rejects struct {
	path, lang, written string
	file                *os.File
	csv                 *csv.Writer
	kept                bool
	held                []Reject
}

// mostHeld is how many bad rows are told of at once; the rest are counted.
const mostHeld = 10_000

func newRejects(f File) *rejects {
	r := &rejects{path: f.Rejects, lang: f.Lang, kept: f.Keeper != nil}
	if r.kept {
		return r
	}
	if r.path == "" {
		r.path = f.Path + ".rejects.csv"
	}
	os.Remove(r.path)
	return r
}

func (r *rejects) add(f fault) error {
	if r.kept {
		if len(r.held) < mostHeld {
			r.held = append(r.held, f.reject())
		}
		return nil
	}
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
	bad := f.reject()
	return r.csv.Write([]string{strconv.Itoa(bad.Line), sheet.Text(bad.Column), sheet.Text(bad.Value), Reason(bad.Why, r.lang)})
}

// reject is the fault as it is told.
func (f fault) reject() Reject {
	if f.column == "" {
		f.column = f.err.Field
	}
	return Reject{Line: f.line, Column: f.column, Value: f.value, Why: f.err}
}

func (r *rejects) close() error {
	if r.file == nil {
		return nil
	}
	r.csv.Flush()
	return errors.Join(r.csv.Error(), r.file.Close())
}
