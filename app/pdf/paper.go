package pdf

import (
	"assay/models"
)

// Render prints a document. The same document always gives the same bytes. A
// document whose figures disagree is refused.
func Render(doc models.Document) ([]byte, error) {
	d, err := doc.Sheet()
	if err != nil {
		return nil, err
	}
	s, err := newSheet()
	if err != nil {
		return nil, err
	}
	s.addPage()
	y := s.letterhead(d.Seller, d.Title)
	y = s.void(y, d.Void)
	y = s.head(d, y+8)
	y = s.section(y+12, d.Heading, d.Unit)
	y = s.body(d, y)
	if err := s.foot(d, y); err != nil {
		return nil, err
	}
	s.footers(d.Number)
	return render(s, meta{d.Number, d.Title.Zh + " " + d.Number, d.Seller.Name.Zh, d.IssuedOn.Time()})
}

// head draws the facts in two columns and the figures below them.
func (s *sheet) head(d models.Sheet, y float64) float64 {
	middle := left + 265
	a := s.facts(left, y, 255, d.Facts[0])
	b := s.facts(middle, y, right-middle, d.Facts[1])
	return s.figures(max(a, b)+6, d.Figures)
}

func (s *sheet) figures(y float64, list []models.Figure) float64 {
	const height = 36.0
	w := (right - left) / float64(len(list))
	for i, f := range list {
		x := left + float64(i)*w
		if f.Lit {
			s.fill(x, y, w, height, wash)
		}
		if i > 0 {
			s.rule(x, y, x, y+height, 0.75, hairmid)
		}
		s.both(x+7, y+14, style{8.2, regular, label}, f.Name)
		s.text(x+7, y+28, s.fitting(style{10.4, bold, black}, f.Value, w-12), f.Value)
	}
	s.frame(left, y, right-left, height, 0.75, black)
	return y + height
}

// fitting is the style at the largest size, up to its own, at which text fits.
func (s *sheet) fitting(st style, text string, width float64) style {
	if w := s.width(st, text); w > width {
		st.size *= width / w
	}
	return st
}

// body draws the table and returns where the page goes on.
func (s *sheet) body(d models.Sheet, y float64) float64 {
	t := &table{sheet: s, Table: d.Table, y: y, room: bottom, next: func() float64 { return s.running(d) }}
	t.header()
	if d.Table.Opening != nil {
		t.row(d.Table.Opening)
	}
	for _, cells := range d.Table.Rows {
		t.row(cells)
		t.rows++
	}
	if len(d.Table.Rows) == 0 && d.Table.Empty != (models.Label{}) {
		cells := make([]models.Label, len(d.Table.Columns))
		cells[0] = d.Table.Empty
		t.row(cells)
	}
	t.total(d.Table.Total)
	return t.y
}

const (
	sumLine   = 15.0
	wordsLine = 28.0
	gridLine  = 33.0
	ageLine   = 12.0
)

// foot draws what follows the table: sums, the amount in words and the grid
// below it, the slip or the proof at the bottom. All of it stands on one page.
func (s *sheet) foot(d models.Sheet, y float64) error {
	if y+sumsHeight(d)+gridHeight(d)+endHeight(d) > bottom {
		y = s.running(d)
	}
	y = s.sums(d.Sums, y)
	s.inWords(y+8, d.Words)
	s.grid(y+wordsLine, d.Grid)
	return s.end(d)
}

func sumsHeight(d models.Sheet) float64 {
	if len(d.Sums) == 0 {
		return wordsLine
	}
	return 12 + float64(len(d.Sums))*sumLine + wordsLine
}

func gridHeight(d models.Sheet) float64 {
	if len(d.Grid.Figures) == 0 {
		return 0
	}
	height := 22 + float64((len(d.Grid.Figures)+4)/5)*gridLine
	if d.Grid.Aged != nil {
		height += ageLine
	}
	return height
}

// sums draws figures at the right, the last below a rule and above two.
func (s *sheet) sums(list []models.Figure, y float64) float64 {
	if len(list) == 0 {
		return y
	}
	const width = 210.0
	x := right - width
	y += 6
	for _, f := range list {
		st := factText
		if f.Lit {
			st = factStrong
			s.rule(x, y, right, y, 0.75, black)
		}
		end := s.both(x, y+11, style{8.4, st.weight, st.ink}, f.Name)
		s.textRight(right, y+11, s.fitting(st, f.Value, right-end-6), f.Value)
		y += sumLine
	}
	s.rule(x, y+1, right, y+1, 0.75, black)
	s.rule(x, y+3, right, y+3, 0.75, black)
	return y
}

// inWords writes an amount in capitals.
func (s *sheet) inWords(y float64, f models.Fact) {
	x := s.both(left, y+10, factLabel, f.Name)
	s.text(x+8, y+10, s.fitting(factStrong, f.Value, right-x-8), f.Value)
}

// grid draws figures in rows of five below a heading.
func (s *sheet) grid(y float64, g models.Grid) {
	if len(g.Figures) == 0 {
		return
	}
	y = s.section(y, g.Heading, g.Remark)
	if g.Aged != nil {
		s.ageBar(left, y+5, right-left, 7, *g.Aged)
		y += ageLine
	}
	w := (right - left) / 5
	for i, f := range g.Figures {
		x, line := left+float64(i%5)*w, y+5+float64(i/5)*gridLine
		if i%5 == 0 {
			s.rule(left, line, right, line, 0.75, hairmid)
		} else {
			s.rule(x, line, x, line+gridLine, 0.75, hairline)
		}
		st := style{9, bold, black}
		if f.Bad {
			st.ink = cinnabar
		}
		en := style{7.6, regular, hint}
		end := x + w - 7
		if i%5 == 4 {
			end = right
		}
		s.textRight(end, line+12, en, f.Name.En)
		s.textRight(end-s.width(en, f.Name.En)-3, line+12, style{8.2, regular, label}, f.Name.Zh)
		s.textRight(end, line+26, s.fitting(st, f.Value, w-12), f.Value)
	}
	s.rule(left, y+71, right, y+71, 0.75, hairmid)
}
