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
func (s *sheet) letterhead(seller models.Party, title models.Label) float64 {
	s.draw(func(p *gofpdf.Fpdf) {
		p.RawWriteStr(fmt.Sprintf(brandStone, left, pageHeight-top-2))
		p.RawWriteStr(fmt.Sprintf(brandWord, left+27, pageHeight-top-0.5))
	})
	end := s.text(left+27, top+21, sellerText, seller.Name.Zh)
	s.text(end+4, top+21, footText, seller.Name.En)
	s.textRight(right, top+13, titleText, title.Zh)
	s.textRight(right, top+26, subText, title.En)
	y := top + 37
	for _, line := range s.wrap(footText, seller.Details(), right-left-27-130) {
		s.text(left+27, y-4, footText, line)
		y += 9
	}
	s.rule(left, y, right, y, 1.5, black)
	return y
}

// void tells across the head that the document was taken back.
func (s *sheet) void(y float64, f models.Fact) float64 {
	if f.Value == "" {
		return y
	}
	st := style{11, bold, cinnabar}
	x := left + 10
	width := s.bothWidth(st, f.Name) + 12
	lines := shortened(s.wrap(factText, f.Value+" "+f.Gloss, right-x-width-10), 4)
	height := 12 + float64(max(1, len(lines)))*12
	y += 8
	s.fill(left, y, right-left, height, blush)
	s.frame(left, y, right-left, height, 1.2, cinnabar)
	s.both(x, y+16, st, f.Name)
	for i, line := range lines {
		s.text(x+width, y+15.5+float64(i)*12, factText, line)
	}
	return y + height
}

// running draws the head of a following page and returns where it goes on.
func (s *sheet) running(d models.Sheet) float64 {
	s.addPage()
	end := s.text(left, top+8, style{9, bold, black}, d.Title.Zh)
	end = s.text(end+6, top+8, factText, d.Number)
	if d.Void.Value != "" {
		end = s.both(end+8, top+8, style{9, bold, cinnabar}, d.Void.Name)
	}
	if lines := s.wrap(factLabel, d.Buyer.Name.Zh, right-end-30); len(lines) > 0 {
		s.textRight(right, top+8, factLabel, shortened(lines, 1)[0])
	}
	s.rule(left, top+14, right, top+14, 1, black)
	return top + 20
}

const mostFactLines = 24 // of one value: the longest note that an order may have

// facts draws labelled values one below the other, values aligned and broken
// to the width. It returns the bottom.
func (s *sheet) facts(x, y, width float64, list []models.Fact) float64 {
	indent := 0.0
	for _, f := range list {
		indent = max(indent, s.bothWidth(factLabel, f.Name))
	}
	indent += 7
	for _, f := range list {
		s.both(x, y+10, factLabel, f.Name)
		st := factText
		if f.Strong {
			st = factStrong
		}
		for _, line := range shortened(s.wrap(st, f.Value, width-indent), mostFactLines) {
			s.text(x+indent, y+10, st, line)
			y += 14
		}
		for _, line := range shortened(s.wrap(factText, f.Gloss, width-indent), mostFactLines) {
			s.text(x+indent, y+10, factText, line)
			y += 14
		}
	}
	return y
}

// section draws the heading of a part, with a remark behind it.
func (s *sheet) section(y float64, heading models.Label, remark string) float64 {
	x := s.both(left, y+10, sectionText, heading)
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
