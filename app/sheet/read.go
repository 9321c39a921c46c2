package sheet

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"

	"assay/models"
)

// zipMark begins every XLSX file, and no text.
var zipMark = []byte("PK\x03\x04")

// mostUnpacked is how large a spreadsheet may become when it is unpacked.
const mostUnpacked = 32 << 20

// Read is the first table of a file that somebody uploads: XLSX, or CSV in UTF-8
// or GB18030. It is invalid on field file when it is neither, or longer than
// so many rows.
func Read(content []byte, most int) ([][]string, error) {
	rows, err := read(content, most)
	switch {
	case err != nil:
		return nil, models.Invalid("file", "error.file_unreadable")
	case len(rows) > most:
		return nil, models.Invalid("file", "error.file_too_long").With("Max", most)
	}
	return rows, nil
}

func read(content []byte, most int) ([][]string, error) {
	if bytes.HasPrefix(content, zipMark) {
		return readXLSX(content, most)
	}
	content = bytes.TrimPrefix(content, []byte("\ufeff"))
	var in io.Reader = bytes.NewReader(content)
	if !utf8.Valid(content) {
		in = simplifiedchinese.GB18030.NewDecoder().Reader(in)
	}
	r := csv.NewReader(in)
	r.FieldsPerRecord = -1
	var rows [][]string
	for len(rows) <= most {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		rows = append(rows, row)
	}
	return rows, nil
}

func readXLSX(content []byte, most int) (rows [][]string, err error) {
	f, err := excelize.OpenReader(bytes.NewReader(content), excelize.Options{UnzipSizeLimit: mostUnpacked, UnzipXMLSizeLimit: mostUnpacked})
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	names := f.GetSheetList()
	if len(names) == 0 {
		return nil, errors.New("sheet: a book without a sheet")
	}
	in, err := f.Rows(names[0])
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, in.Close()) }()
	for in.Next() && len(rows) <= most {
		row, err := in.Columns()
		if err != nil {
			return nil, err
		}
		rows = append(rows, row)
	}
	return rows, in.Error()
}
