package sheet

import (
	"io"
	"strings"

	"github.com/xuri/excelize/v2"

	"assay/models"
)

// xlsxBook streams each table into a sheet of its own. A spreadsheet knows no
// other number than the floating one: amounts become it here, at the edge, and
// nothing is counted with them.
type xlsxBook struct {
	to     io.Writer
	file   *excelize.File
	sheet  *excelize.StreamWriter
	names  map[string]bool
	styles map[string]int
}

const firstSheet = "Sheet1"

func newXLSX(w io.Writer) (*xlsxBook, error) {
	b := &xlsxBook{to: w, file: excelize.NewFile(), names: map[string]bool{}, styles: map[string]int{}}
	money, days, share, day := "#,##0.00", "0.00", "0.00%", "yyyy-mm-dd"
	for name, style := range map[string]*excelize.Style{
		"head":  {Font: &excelize.Font{Bold: true}, Border: []excelize.Border{{Type: "bottom", Color: "191D23", Style: 1}}},
		"money": {CustomNumFmt: &money}, "days": {CustomNumFmt: &days}, "share": {CustomNumFmt: &share}, "day": {CustomNumFmt: &day},
	} {
		id, err := b.file.NewStyle(style)
		if err != nil {
			return nil, err
		}
		b.styles[name] = id
	}
	return b, nil
}

func (b *xlsxBook) table(name string) error {
	if err := b.flush(); err != nil {
		return err
	}
	name = b.free(name)
	if len(b.names) == 0 {
		if err := b.file.SetSheetName(firstSheet, name); err != nil {
			return err
		}
	} else if _, err := b.file.NewSheet(name); err != nil {
		return err
	}
	b.names[name] = true
	return b.open(name)
}

// open begins to stream a sheet: wide columns, and a head that stays in sight.
func (b *xlsxBook) open(name string) (err error) {
	if b.sheet, err = b.file.NewStreamWriter(name); err != nil {
		return err
	}
	if err = b.sheet.SetColWidth(1, 40, 16); err != nil {
		return err
	}
	return b.sheet.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"})
}

// free is a sheet's name without what spreadsheets refuse, not used before.
func (b *xlsxBook) free(name string) string {
	name = strings.Trim(strings.NewReplacer(":", " ", "\\", " ", "/", " ", "?", " ", "*", " ", "[", " ", "]", " ").Replace(name), "' ")
	runes := []rune(name)
	runes = runes[:min(len(runes), 28)]
	for name = string(runes); name == "" || b.names[name]; {
		name += "_"
	}
	return name
}

func (b *xlsxBook) write(row int, head bool, cells []any) error {
	if b.sheet == nil {
		b.names[firstSheet] = true
		if err := b.open(firstSheet); err != nil {
			return err
		}
	}
	line := make([]any, len(cells))
	for i, c := range cells {
		line[i] = b.cell(c, head)
	}
	at, err := excelize.CoordinatesToCellName(1, row)
	if err != nil {
		return err
	}
	return b.sheet.SetRow(at, line)
}

// cell is a value with the style that shows it.
func (b *xlsxBook) cell(c any, head bool) any {
	if head {
		return excelize.Cell{StyleID: b.styles["head"], Value: plain(c)}
	}
	switch x := c.(type) {
	case models.Money:
		return excelize.Cell{StyleID: b.styles["money"], Value: float64(x) / 100}
	case models.CentiDays:
		return excelize.Cell{StyleID: b.styles["days"], Value: float64(x) / 100}
	case models.Rate:
		return excelize.Cell{StyleID: b.styles["share"], Value: float64(x) / float64(models.One)}
	case models.Date:
		if x.IsZero() {
			return nil
		}
		return excelize.Cell{StyleID: b.styles["day"], Value: x.Time()}
	case string:
		return Text(x)
	}
	return c
}

func (b *xlsxBook) flush() error {
	if b.sheet == nil {
		return nil
	}
	return b.sheet.Flush()
}

func (b *xlsxBook) close() error {
	if err := b.flush(); err != nil {
		return err
	}
	if _, err := b.file.WriteTo(b.to); err != nil {
		return err
	}
	return b.file.Close()
}
