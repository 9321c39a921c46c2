package pdf

import (
	"encoding/binary"
	"fmt"
	"strings"

	"github.com/jung-kurt/gofpdf"

	"assay/models"
)

// ink is a colour.
type ink struct{ r, g, b int }

// operands is the colour as the file writes it.
func (c ink) operands() string {
	return fmt.Sprintf("%.3f %.3f %.3f", float64(c.r)/255, float64(c.g)/255, float64(c.b)/255)
}

// The colours of the house on paper.
var (
	black    = ink{0x19, 0x1d, 0x23}
	label    = ink{0x47, 0x4c, 0x54}
	hint     = ink{0x5f, 0x62, 0x67}
	hairline = ink{0xde, 0xd6, 0xc5}
	hairmid  = ink{0xc8, 0xbe, 0xa9}
	strong   = ink{0x85, 0x7c, 0x69}
	wash     = ink{0xf4, 0xf0, 0xe6}
	cinnabar = ink{0xa3, 0x27, 0x1a}
	blush    = ink{0xf9, 0xe2, 0xdb}
	sealRed  = ink{0xc1, 0x4e, 0x43}
)

// style is how a piece of text looks.
type style struct {
	size   float64
	weight weight
	ink    ink
}

// getaMark (〓) stands for a character the face cannot print.
const getaMark = '〓'

// sheet records what a document draws, page by page, before gofpdf sees any
// of it: only then are the characters in use and the number of pages known.
// Coordinates are points from the top left; text stands on its baseline.
type sheet struct {
	faces   [2]*face
	used    [2]*alphabet
	missing map[rune]struct{}
	pages   [][]func(*gofpdf.Fpdf)
	on      int // the page drawn on
}

func newSheet() (*sheet, error) {
	f, err := faces()
	return &sheet{faces: f, used: [2]*alphabet{newAlphabet(), newAlphabet()}, missing: map[rune]struct{}{}, on: -1}, err
}

// alphabet numbers the characters of one weight from 1, in the order of
// their first use.
type alphabet struct {
	runes []rune
	codes map[rune]uint16
}

func newAlphabet() *alphabet { return &alphabet{codes: map[rune]uint16{}} }

func (a *alphabet) code(r rune) uint16 {
	c, ok := a.codes[r]
	if !ok {
		a.runes = append(a.runes, r)
		c = uint16(len(a.runes))
		a.codes[r] = c
	}
	return c
}

// addPage begins a page.
func (s *sheet) addPage() {
	s.pages = append(s.pages, nil)
	s.on = len(s.pages) - 1
}

func (s *sheet) draw(op func(*gofpdf.Fpdf)) { s.pages[s.on] = append(s.pages[s.on], op) }

// clean makes text printable: line breaks and controls become blanks, what
// has no glyph becomes 〓 and is reported.
func (s *sheet) clean(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case s.faces[regular].has(r):
			return r
		case r < ' ' || r == 0x7f || r == 0x2028 || r == 0x2029:
			return ' '
		case r == 0xFEFF || r >= 0x200B && r <= 0x200F || r >= 0x202A && r <= 0x202E || r >= 0x2066 && r <= 0x2069 || r >= 0xFE00 && r <= 0xFE0F:
			return -1 // invisible: joiners, marks of direction, variation selectors
		}
		s.missing[r] = struct{}{}
		return getaMark
	}, text)
}

// width is the length of text in points.
func (s *sheet) width(st style, text string) float64 {
	return float64(s.faces[st.weight].width(s.clean(text))) * st.size / 1000
}

// text writes from x and returns where it ends.
func (s *sheet) text(x, y float64, st style, text string) float64 {
	text = s.clean(text)
	if text == "" {
		return x
	}
	show := s.show(x, y, st, text)
	s.draw(func(p *gofpdf.Fpdf) {
		p.SetFont(standIn, weightStyles[st.weight], st.size)
		p.RawWriteStr(show)
	})
	return x + float64(s.faces[st.weight].width(text))*st.size/1000
}

// show is the operators that write cleaned text in the font that is set: its
// characters by their codes, in the file's own coordinates.
func (s *sheet) show(x, y float64, st style, text string) string {
	var codes []byte
	for _, r := range text {
		codes = binary.BigEndian.AppendUint16(codes, s.used[st.weight].code(r))
	}
	return fmt.Sprintf("q %s rg BT %.2f %.2f Td <%X> Tj ET Q", st.ink.operands(), x, pageHeight-y, codes)
}

// textRight writes so that the text ends at x.
func (s *sheet) textRight(x, y float64, st style, text string) {
	s.text(x-s.width(st, text), y, st, text)
}

// textCentre writes around x.
func (s *sheet) textCentre(x, y float64, st style, text string) {
	s.text(x-s.width(st, text)/2, y, st, text)
}

// both writes a Chinese label with its English one, smaller and grey, and
// returns where it ends.
func (s *sheet) both(x, y float64, st style, l models.Label) float64 {
	x = s.text(x, y, st, l.Zh)
	if l.En == "" {
		return x
	}
	return s.text(x+st.size*0.25, y, style{st.size * 0.92, regular, hint}, l.En)
}

// bothWidth is the room that both takes.
func (s *sheet) bothWidth(st style, l models.Label) float64 {
	w := s.width(st, l.Zh)
	if l.En == "" {
		return w
	}
	return w + st.size*0.25 + s.width(style{st.size * 0.92, regular, hint}, l.En)
}

// rule draws a line.
func (s *sheet) rule(x1, y1, x2, y2, thick float64, c ink) {
	s.draw(func(p *gofpdf.Fpdf) {
		p.SetDrawColor(c.r, c.g, c.b)
		p.SetLineWidth(thick)
		p.Line(x1, y1, x2, y2)
	})
}

// dashes draws a dashed line.
func (s *sheet) dashes(x1, x2, y float64, c ink) {
	s.draw(func(p *gofpdf.Fpdf) {
		p.SetDrawColor(c.r, c.g, c.b)
		p.SetLineWidth(0.75)
		p.SetDashPattern([]float64{3, 2}, 0)
		p.Line(x1, y, x2, y)
		p.SetDashPattern(nil, 0)
	})
}

// frame draws the outline of a rectangle, fill its inside.
func (s *sheet) frame(x, y, w, h, thick float64, c ink) {
	s.draw(func(p *gofpdf.Fpdf) {
		p.SetDrawColor(c.r, c.g, c.b)
		p.SetLineWidth(thick)
		p.Rect(x, y, w, h, "D")
	})
}

func (s *sheet) fill(x, y, w, h float64, c ink) {
	s.draw(func(p *gofpdf.Fpdf) {
		p.SetFillColor(c.r, c.g, c.b)
		p.Rect(x, y, w, h, "F")
	})
}
