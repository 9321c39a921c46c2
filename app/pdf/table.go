package pdf

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"assay/models"
)

// table draws rows down the page, repeats its header on each page, and
// carries forward: 过次页 at the foot of a page, 承前页 at the head of the next.
type table struct {
	*sheet
	models.Table
	y    float64        // where the next row begins
	room float64        // how far down rows may go
	next func() float64 // begins a page, returns where the table goes on
	rows int            // drawn so far, without the opening
	some bool           // something stands on this page
}

const (
	rowHeight  = 17.4
	lineHeight = 10.8
	cellGap    = 4.5
	maxLines   = 12 // of a cell: a row must fit a page
)

var (
	headText  = style{8.2, regular, label}
	bodyText  = style{8.6, regular, black}
	totalText = style{8.6, bold, black}
	glossText = style{7.8, regular, hint}
)

// points is the width of a column.
func points(c models.Column) float64 { return float64(c.Width) * (right - left) / 1000 }

// header draws the column titles with a rule below.
func (t *table) header() {
	x := left
	for i, c := range t.Columns {
		at := x
		if c.Right {
			at = x + points(c) - t.gapAfter(i) - t.bothWidth(headText, c.Name)
		}
		t.both(at, t.y+11, headText, c.Name)
		x += points(c)
	}
	t.y += 16
	t.rule(left, t.y, right, t.y, 0.75, black)
}

// gapAfter keeps neighbouring cells apart; the last one ends at the margin.
func (t *table) gapAfter(i int) float64 {
	if i == len(t.Columns)-1 {
		return 0
	}
	return cellGap
}

// row draws one row of the body, on a new page when it does not fit here
// together with the row that must follow it (a total or 过次页).
func (t *table) row(cells []models.Label) {
	laid, height := t.lay(cells, bodyText)
	if t.y+height+rowHeight+3 > t.room && t.some {
		t.breakPage()
	}
	t.put(laid, bodyText)
	t.y += height
	t.rule(left, t.y, right, t.y, 0.5, hairline)
	t.some = true
}

func (t *table) breakPage() {
	t.carried(models.Label{Zh: "过次页", En: "Carried forward"})
	t.rule(left, t.y, right, t.y, 0.75, black)
	t.y = t.next()
	t.header()
	t.carried(models.Label{Zh: "承前页", En: "Brought forward"})
	t.rule(left, t.y, right, t.y, 0.5, hairline)
}

func (t *table) carried(name models.Label) {
	cells := t.Carry(t.rows)
	cells[t.LabelAt] = name
	t.fill(left, t.y, right-left, rowHeight, wash)
	laid, height := t.lay(cells, totalText)
	t.put(laid, totalText)
	t.y += height
}

// total draws the last row: a rule above, a double rule below.
func (t *table) total(cells []models.Label) {
	t.rule(left, t.y, right, t.y, 0.75, black)
	laid, height := t.lay(cells, totalText)
	t.put(laid, totalText)
	t.y += height
	t.rule(left, t.y, right, t.y, 0.75, black)
	t.y += 2
	t.rule(left, t.y, right, t.y, 0.75, black)
}

// laidCell is a cell broken into lines.
type laidCell struct {
	lines  []string
	gloss  []string
	inline bool    // the gloss begins on the last line
	width  float64 // with what empty cells lend it
}

// lay breaks the cells to their columns. An empty cell after a text lends it
// its width, so that labels of totals may run on. A figure is never broken.
func (t *table) lay(cells []models.Label, st style) ([]laidCell, float64) {
	laid, most := make([]laidCell, len(cells)), 1
	for i, c := range cells {
		if c == (models.Label{}) {
			continue
		}
		width := points(t.Columns[i]) - t.gapAfter(i)
		for j := i + 1; j < len(cells) && cells[j] == (models.Label{}) && !t.Columns[j].Right; j++ {
			width += points(t.Columns[j])
		}
		l := laidCell{lines: []string{c.Zh}, width: width}
		if !t.Columns[i].Right || c.En != "" {
			l.lines, l.gloss = shortened(t.wrap(st, c.Zh, width), maxLines), shortened(t.wrap(glossText, c.En, width), maxLines)
		}
		if n := len(l.lines); n > 0 && len(l.gloss) == 1 {
			l.inline = t.width(st, l.lines[n-1])+3+t.width(glossText, c.En) <= width
		}
		laid[i] = l
		most = max(most, l.height())
	}
	return laid, rowHeight + float64(most-1)*lineHeight
}

// shortened marks with … that a text goes on.
func shortened(lines []string, most int) []string {
	if len(lines) <= most {
		return lines
	}
	last := strings.TrimRightFunc(lines[most-1], unicode.IsSpace)
	if _, size := utf8.DecodeLastRuneInString(last); most == 1 || len(last) > 4*size {
		last = last[:len(last)-size] // the mark takes the place of a character
	}
	return append(lines[:most-1:most-1], last+"…")
}

func (l laidCell) height() int {
	if l.inline {
		return len(l.lines)
	}
	return len(l.lines) + len(l.gloss)
}

func (t *table) put(laid []laidCell, st style) {
	x := left
	for i, l := range laid {
		width := points(t.Columns[i])
		if t.Columns[i].Right {
			t.putRight(x+width-t.gapAfter(i), l, st)
		} else {
			t.putLeft(x, l, st)
		}
		x += width
	}
}

// putRight writes a figure, in a smaller hand where it is longer than the
// column, and its gloss below it.
func (t *table) putRight(end float64, l laidCell, st style) {
	y := t.y + 11.8
	if l.inline {
		t.textRight(end, y, glossText, l.gloss[0])
		t.textRight(end-t.width(glossText, l.gloss[0])-3, y, st, l.lines[0])
		return
	}
	for _, line := range l.lines {
		t.textRight(end, y, t.fitting(st, line, l.width), line)
		y += lineHeight
	}
	for _, line := range l.gloss {
		t.textRight(end, y, glossText, line)
		y += lineHeight
	}
}

func (t *table) putLeft(x float64, l laidCell, st style) {
	y, end := t.y+11.8, x
	for _, line := range l.lines {
		end = t.text(x, y, st, line)
		y += lineHeight
	}
	if l.inline {
		t.text(end+3, y-lineHeight, glossText, l.gloss[0])
		return
	}
	for _, line := range l.gloss {
		t.text(x, y, glossText, line)
		y += lineHeight
	}
}
