package sheet

import (
	"encoding/csv"
	"io"
)

// csvBook writes all tables below one another, with an empty line and the name
// between them.
type csvBook struct {
	w     *csv.Writer
	begun bool
}

func newCSV(w io.Writer) (*csvBook, error) {
	_, err := io.WriteString(w, "\ufeff")
	return &csvBook{w: csv.NewWriter(w)}, err
}

func (b *csvBook) table(name string) error {
	if b.begun {
		if err := b.w.Write([]string{""}); err != nil {
			return err
		}
	}
	b.begun = true
	return b.w.Write([]string{Text(name)})
}

func (b *csvBook) write(_ int, _ bool, cells []any) error {
	b.begun = true
	line := make([]string, len(cells))
	for i, c := range cells {
		line[i] = plain(c)
	}
	return b.w.Write(line)
}

func (b *csvBook) close() error {
	b.w.Flush()
	return b.w.Error()
}
