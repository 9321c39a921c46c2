package imports

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"errors"
	"io"
	"os"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"

	"assay/models"
)

// table is an open file as rows under a heading.
type table struct {
	file   *os.File
	csv    *csv.Reader
	header []string
	index  map[string]int // by heading, lower case
	sha    string
}

// cells is one row; line is where it begins in the file.
type cells struct {
	line   int
	values []string
	index  map[string]int
}

// of is the text under a heading, trimmed; blank when the file has none.
func (c *cells) of(column string) string {
	i, ok := c.index[strings.ToLower(column)]
	if !ok {
		return ""
	}
	return strings.Trim(c.values[i], " \t\u00a0\u3000")
}

// openTable reads the file once for its hash and encoding, then opens it at
// the first row below the heading. Files ending in .gz are unpacked.
func openTable(path string, m *Map) (*table, error) {
	if m == nil {
		m = &Map{}
	}
	sha, valid, err := probe(path)
	if err != nil {
		return nil, err
	}
	f, r, err := unpacked(path)
	if err != nil {
		return nil, err
	}
	t := &table{file: f, sha: sha}
	if m.Encoding == "gb18030" || m.Encoding == "gbk" || m.Encoding == "" && !valid {
		r = simplifiedchinese.GB18030.NewDecoder().Reader(r)
	}
	if err := t.begin(bufio.NewReaderSize(r, 64<<10), m.Delimiter); err != nil {
		t.close()
		return nil, err
	}
	return t, nil
}

// unpacked opens a file, gzip or plain.
func unpacked(path string) (*os.File, io.Reader, error) {
	f, err := os.Open(path)
	if err != nil || !strings.HasSuffix(path, ".gz") {
		return f, f, err
	}
	z, err := gzip.NewReader(bufio.NewReader(f))
	if err != nil {
		f.Close()
		return nil, nil, err
	}
	return f, z, nil
}

// probe hashes the file's text and tells whether it is UTF-8.
func probe(path string) (sha string, valid bool, err error) {
	f, r, err := unpacked(path)
	if err != nil {
		return "", false, err
	}
	defer f.Close()
	h, valid := sha256.New(), true
	buf, kept := make([]byte, 64<<10), 0
	for {
		n, err := r.Read(buf[kept:])
		h.Write(buf[kept : kept+n])
		chunk := buf[:kept+n]
		cut := len(chunk)
		if err == nil {
			cut = wholeRunes(chunk)
		}
		valid = valid && utf8.Valid(chunk[:cut])
		kept = copy(buf, chunk[cut:])
		if err == io.EOF {
			return hex.EncodeToString(h.Sum(nil)), valid, nil
		}
		if err != nil {
			return "", false, err
		}
	}
}

// wholeRunes is how much of b ends with a whole character.
func wholeRunes(b []byte) int {
	for i := 1; i <= min(utf8.UTFMax, len(b)); i++ {
		if utf8.RuneStart(b[len(b)-i]) {
			if utf8.FullRune(b[len(b)-i:]) {
				return len(b)
			}
			return len(b) - i
		}
	}
	return len(b)
}

func (t *table) begin(r *bufio.Reader, delimiter string) error {
	if mark, _ := r.Peek(3); bytes.Equal(mark, []byte("\ufeff")) {
		r.Discard(3) //nolint:errcheck // just peeked
	}
	first, _ := r.Peek(32 << 10)
	if len(first) == 0 {
		return models.Invalid("file", "error.file_empty")
	}
	t.csv = csv.NewReader(r)
	t.csv.FieldsPerRecord, t.csv.Comma = -1, detect(first)
	if delimiter != "" {
		t.csv.Comma, _ = utf8.DecodeRuneInString(delimiter)
	}
	header, err := t.csv.Read()
	if err != nil {
		return models.Invalid("file", "error.file_not_csv")
	}
	t.header, t.index = header, map[string]int{}
	for i, h := range header {
		h = strings.ToLower(strings.TrimSpace(h))
		if _, twice := t.index[h]; twice && h != "" {
			return models.Invalid("file", "error.column_twice").With("Column", h)
		}
		t.index[h] = i
	}
	return nil
}

// detect is the delimiter that the heading holds most often.
func detect(first []byte) rune {
	line, _, _ := bytes.Cut(first, []byte("\n"))
	best, most := ',', 0
	for _, d := range ",;\t" {
		if n := strings.Count(string(line), string(d)); n > most {
			best, most = d, n
		}
	}
	return best
}

// next is the next row that is not blank; nil at the end. A row that is not
// CSV, or has another number of columns, is a fault and the file goes on.
func (t *table) next() (*cells, error) {
	for {
		values, err := t.csv.Read()
		if err == io.EOF {
			return nil, nil
		}
		if parse := (*csv.ParseError)(nil); errors.As(err, &parse) {
			return nil, &fault{line: parse.StartLine, err: models.Invalid("", "error.row_not_csv")}
		}
		if err != nil {
			return nil, err
		}
		if strings.TrimSpace(strings.Join(values, "")) == "" {
			continue
		}
		line, _ := t.csv.FieldPos(0)
		if len(values) != len(t.header) {
			return nil, &fault{line: line, err: models.Invalid("", "error.column_count").With("Want", len(t.header)).With("Got", len(values))}
		}
		return &cells{line: line, values: values, index: t.index}, nil
	}
}

func (t *table) close() { t.file.Close() }
