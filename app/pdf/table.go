package pdf

// column is one column of a table. Its left edge follows from the widths
// before it.
type column struct {
	zh, en string
	width  float64
	right  bool
}

// cell is a text with an optional English gloss, which goes on the same line
// where it fits and on a new one where it does not.
type cell struct{ text, gloss string }

// table draws rows down the page, repeats its header on each page, and
// carries forward: 过次页 at the foot of a page, 承前页 at the head of the next.
type table struct {
	*sheet
	columns []column
	y       float64               // where the next row begins
	room    float64               // how far down rows may go
	next    func() float64        // begins a page, returns where the table goes on
	carry   func(rows int) []cell // the figures after so many rows, without their label
	labelAt int                   // the column of 过次页 and 承前页
	rows    int
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

// header draws the column titles with a rule below.
func (t *table) header() {
	x := left
	for i, c := range t.columns {
		if c.right {
			end := x + c.width - t.gapAfter(i)
			start := end - t.width(headText, c.zh) - headText.size*0.25 - t.width(style{headText.size * 0.92, regular, hint}, c.en)
			t.both(start, t.y+11, headText, c.zh, c.en)
		} else {
			t.both(x, t.y+11, headText, c.zh, c.en)
		}
		x += c.width
	}
	t.y += 16
	t.rule(left, t.y, right, t.y, 0.75, black)
}

// gapAfter keeps neighbouring cells apart; the last one ends at the margin.
func (t *table) gapAfter(i int) float64 {
	if i == len(t.columns)-1 {
		return 0
	}
	return cellGap
}

// row draws one row of the body, on a new page when it does not fit here
// together with the row that must follow it (a total or 过次页).
func (t *table) row(cells []cell) {
	laid, height := t.lay(cells, bodyText)
	if t.y+height+rowHeight+3 > t.room && t.rows > 0 {
		t.breakPage()
	}
	t.put(laid, bodyText)
	t.y += height
	t.rule(left, t.y, right, t.y, 0.5, hairline)
	t.rows++
}

func (t *table) breakPage() {
	t.carried("过次页", "Carried forward")
	t.rule(left, t.y, right, t.y, 0.75, black)
	t.y = t.next()
	t.header()
	t.carried("承前页", "Brought forward")
	t.rule(left, t.y, right, t.y, 0.5, hairline)
}

func (t *table) carried(zh, en string) {
	cells := t.carry(t.rows)
	cells[t.labelAt] = cell{zh, en}
	t.fill(left, t.y, right-left, rowHeight, wash)
	laid, height := t.lay(cells, totalText)
	t.put(laid, totalText)
	t.y += height
}

// total draws the last row: a rule above, a double rule below.
func (t *table) total(cells []cell) {
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
	inline bool // the gloss begins on the last line
}

// lay breaks the cells to their columns. An empty cell after a text lends it
// its width, so that labels of totals may run on.
func (t *table) lay(cells []cell, st style) ([]laidCell, float64) {
	laid, most := make([]laidCell, len(cells)), 1
	for i, c := range cells {
		if c.text == "" && c.gloss == "" {
			continue
		}
		width := t.columns[i].width - t.gapAfter(i)
		for j := i + 1; j < len(cells) && cells[j] == (cell{}) && !t.columns[i].right; j++ {
			width += t.columns[j].width
		}
		l := laidCell{lines: shortened(t.wrap(st, c.text, width)), gloss: shortened(t.wrap(glossText, c.gloss, width))}
		if n := len(l.lines); n > 0 && len(l.gloss) == 1 {
			l.inline = t.width(st, l.lines[n-1])+3+t.width(glossText, c.gloss) <= width
		}
		laid[i] = l
		most = max(most, l.height())
	}
	return laid, rowHeight + float64(most-1)*lineHeight
}

// shortened marks with … that a text goes on.
func shortened(lines []string) []string {
	if len(lines) <= maxLines {
		return lines
	}
	return append(lines[:maxLines-1:maxLines-1], "…")
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
		y, end := t.y+11.8, x
		for _, line := range l.lines {
			if t.columns[i].right {
				t.textRight(x+t.columns[i].width-t.gapAfter(i), y, st, line)
			} else {
				end = t.text(x, y, st, line)
			}
			y += lineHeight
		}
		switch {
		case l.inline:
			t.text(end+3, y-lineHeight, glossText, l.gloss[0])
		default:
			for _, line := range l.gloss {
				t.text(x, y, glossText, line)
				y += lineHeight
			}
		}
		x += t.columns[i].width
	}
}
