package pdf

import (
	"fmt"

	"github.com/jung-kurt/gofpdf"

	"assay/models"
)

var (
	titleText   = style{16, bold, black}
	subText     = style{9, regular, label}
	sellerText  = style{8.6, regular, label}
	factLabel   = style{8.4, regular, label}
	factText    = style{8.6, regular, black}
	factStrong  = style{8.6, bold, black}
	sectionText = style{9.8, bold, black}
	footText    = style{7.8, regular, hint}
)

// brand is the mark and the word, as path operators in the pixels of the
// design: the y axis points down.
const (
	brandStone = `q 0.72 0 0 -0.72 %.2f %.2f cm 0.106 0.125 0.149 rg 0.831 0.675 0.345 RG 1.2 w
7 1 m 21 1 l 27 7 l 27 21 l 21 27 l 7 27 l 1 21 l 1 7 l h B
1 J 0.886 0.741 0.42 RG 3.4 w 8 20.5 m 20 7.5 l S
0.659 0.51 0.184 RG 1.8 w 14.5 21.5 m 21.5 14 l S Q`
	brandWord = `q 0.53 0 0 -0.53 %.2f %.2f cm 0.098 0.114 0.137 RG 1.9 w 1 j
1 19.5 m 8.5 1 l 16 19.5 l S
33 4.6 m 31.8 2.3 30 1.2 27.8 1.2 c 24.8 1.2 22.9 2.9 22.9 5.4 c 22.9 8.2 25.3 9.1 27.8 9.8 c 30.5 10.6 33.1 11.6 33.1 14.8 c 33.1 17.5 30.9 19.2 27.8 19.2 c 25.2 19.2 23.2 17.9 22.3 15.7 c S
51 4.6 m 49.8 2.3 48 1.2 45.8 1.2 c 42.8 1.2 40.9 2.9 40.9 5.4 c 40.9 8.2 43.3 9.1 45.8 9.8 c 48.5 10.6 51.1 11.6 51.1 14.8 c 51.1 17.5 48.9 19.2 45.8 19.2 c 43.2 19.2 41.2 17.9 40.3 15.7 c S
57.5 19.5 m 65 1 l 72.5 19.5 l 60.5 13.5 m 69.5 13.5 l S
76.5 1 m 83.5 11 l 90.5 1 l 83.5 11 m 83.5 19.5 l S
0.831 0.675 0.345 RG 4 13.5 m 13 13.5 l S Q`
)

// letterhead draws the head of a first page and returns where the page goes
// on.
func (s *sheet) letterhead(seller models.Party, zh, en string) float64 {
	s.draw(func(p *gofpdf.Fpdf) {
		p.RawWriteStr(fmt.Sprintf(brandStone, left, pageHeight-top-2))
		p.RawWriteStr(fmt.Sprintf(brandWord, left+27, pageHeight-top-0.5))
	})
	s.text(left+27, top+21, sellerText, seller.Name.Zh)
	s.textRight(right, top+13, titleText, zh)
	s.textRight(right, top+26, subText, en)
	s.rule(left, top+37, right, top+37, 1.5, black)
	return top + 37
}

// running draws the head of a following page and returns where it goes on.
func (s *sheet) running(title, number, buyer string) float64 {
	s.addPage()
	end := s.text(left, top+8, style{9, bold, black}, title)
	end = s.text(end+6, top+8, factText, number)
	if lines := s.wrap(factLabel, buyer, right-end-30); len(lines) > 0 {
		s.textRight(right, top+8, factLabel, lines[0])
	}
	s.rule(left, top+14, right, top+14, 1, black)
	return top + 20
}

// fact is a labelled value.
type fact struct {
	zh, en, value string
	strong        bool
}

// facts draws labelled values one below the other, values aligned and broken
// to the width, empty ones left out. It returns the bottom.
func (s *sheet) facts(x, y, width float64, list []fact) float64 {
	indent := 0.0
	for _, f := range list {
		if f.value != "" {
			indent = max(indent, s.width(factLabel, f.zh)+factLabel.size*0.25+s.width(style{factLabel.size * 0.92, regular, hint}, f.en))
		}
	}
	indent += 7
	for _, f := range list {
		if f.value == "" {
			continue
		}
		s.both(x, y+10, factLabel, f.zh, f.en)
		st := factText
		if f.strong {
			st = factStrong
		}
		for _, line := range s.wrap(st, f.value, width-indent) {
			s.text(x+indent, y+10, st, line)
			y += 14
		}
	}
	return y
}

// section draws the heading of a part, with a remark behind it.
func (s *sheet) section(y float64, zh, en, remark string) float64 {
	x := s.both(left, y+10, sectionText, zh, en)
	s.text(x+5, y+10, glossText, remark)
	return y + 14
}

// footers writes the document's number and "page n / N" on every page.
func (s *sheet) footers(number string) {
	for i := range s.pages {
		s.on = i
		s.text(left, pageHeight-24, footText, number)
		s.textRight(right, pageHeight-24, footText, fmt.Sprintf("第 %d 页，共 %d 页  Page %d / %d", i+1, len(s.pages), i+1, len(s.pages)))
	}
}
