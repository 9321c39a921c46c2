package pdf

import (
	"fmt"
	"math"
	"strings"

	"github.com/boombuler/barcode"
	"github.com/boombuler/barcode/qr"
	"github.com/jung-kurt/gofpdf"

	"assay/models"
)

const (
	qrSize     = 71.0
	slipFixed  = 30.0 // the dashed line, its caption, and the rule below
	noteHeight = 82.0
	maxDues    = 28 // what fits a page below the ageing; the rest is one sum
)

// slipHeight is the room of the slip with its note.
func slipHeight(r models.Remittance) float64 {
	return slipFixed + max(qrSize+28, float64(min(len(r.Dues), maxDues+1)+1)*14+12) + noteHeight
}

// endHeight is the room of the slip, or of the proof where there is no slip.
func endHeight(d models.Sheet) float64 {
	if d.Slip == nil {
		return proofHeight
	}
	return slipHeight(*d.Slip)
}

// end draws the foot of the last page: the slip with its note, or the proof
// beside the note, and the seal.
func (s *sheet) end(d models.Sheet) error {
	x, y, draw := right-38.0, bottom-38.0, s.slip
	if d.Slip == nil {
		x, y, draw = right-qrSize-60, bottom-proofHeight+60, s.proof
	}
	if d.Seal != "" {
		s.seal(x, y, d.Seller.Name.Zh, d.Seal)
	}
	return draw(d)
}

// slip draws the part to cut off and send with the payment, at the foot of
// the page: payee, what falls due when, and the code that proves the paper.
func (s *sheet) slip(d models.Sheet) error {
	r := *d.Slip
	y := bottom - slipHeight(r)
	s.dashes(left, right, y, strong)
	caption := models.Label{Zh: "沿虚线裁开 · 汇款联", En: "Remittance slip"}
	s.fill(left, y-5, s.bothWidth(footText, caption)+6, 10, ink{255, 255, 255})
	s.both(left, y+2.5, footText, caption)
	s.facts(left, y+14, 215, r.Facts())
	s.dues(left+225, y+14, right-qrSize-35-left-225, r)
	s.note(bottom-noteHeight, d.Notes, right-left-95)
	return s.code(d.Verify, y+14)
}

const proofHeight = 126.0

// proof draws the code that proves the paper beside the small print.
func (s *sheet) proof(d models.Sheet) error {
	y, width := bottom-proofHeight+16, right-left-qrSize-40
	if d.Seal != "" {
		width -= 70
	}
	s.note(y, d.Notes, width)
	return s.code(d.Verify, y+6)
}

// code draws what proves the paper: the code in squares and in letters.
func (s *sheet) code(v models.Verification, y float64) error {
	centre := right - qrSize/2 - 8
	if err := s.qr(v.URL, centre-qrSize/2, y); err != nil {
		return err
	}
	s.textCentre(centre, y+qrSize+11, footText, "验真码 Verification")
	s.textCentre(centre, y+qrSize+23, style{7.8, regular, black}, v.Code)
	return nil
}

// note writes the small print below a rule.
func (s *sheet) note(y float64, notes models.Label, width float64) {
	s.rule(left, y, right, y, 0.75, hairmid)
	y += 3
	for _, paragraph := range []string{notes.Zh, notes.En} {
		for _, line := range s.wrap(footText, paragraph, width) {
			s.text(left, y+11, footText, line)
			y += 11
		}
		y += 2
	}
}

// dues draws what falls due on which day, and the sum.
func (s *sheet) dues(x, y, width float64, r models.Remittance) {
	rest := r.Total
	for i, d := range r.Dues {
		if i == maxDues {
			s.due(x, y, width, factText, models.Label{Zh: fmt.Sprintf("其余 %d 项", len(r.Dues)-i), En: "more"}, rest)
			y += 14
			break
		}
		rest -= d.Amount
		st := factText
		if d.Overdue {
			st.ink = cinnabar
		}
		s.due(x, y, width, st, d.Name(), d.Amount)
		y += 14
	}
	y += 3
	s.rule(x, y, x+width, y, 0.75, black)
	s.due(x, y+2, width, factStrong, models.Label{Zh: "合计", En: "Total"}, r.Total)
	s.rule(x, y+17, x+width, y+17, 0.75, black)
	s.rule(x, y+19, x+width, y+19, 0.75, black)
}

// due is one line of what is due.
func (s *sheet) due(x, y, width float64, st style, name models.Label, m models.Money) {
	end := s.both(x, y+10, style{factLabel.size, st.weight, factLabel.ink}, name)
	s.textRight(x+width, y+10, s.fitting(st, m.Yuan(), x+width-end-6), m.Yuan())
}

// qr draws the code of a text as filled runs of modules.
func (s *sheet) qr(text string, x, y float64) error {
	code, err := qr.Encode(text, qr.M, qr.Auto)
	if err != nil {
		return fmt.Errorf("pdf: QR code: %w", err)
	}
	path := modulePath(code, x, pageHeight-y, qrSize/float64(code.Bounds().Dx()))
	s.draw(func(p *gofpdf.Fpdf) { p.RawWriteStr(path) })
	return nil
}

// modulePath is one path over all dark modules, a rectangle per run in a row;
// x and y are the top left corner in the file's own coordinates, y upwards.
func modulePath(code barcode.Barcode, x, y, module float64) string {
	var b strings.Builder
	n := code.Bounds().Dx()
	dark := func(col, row int) bool {
		if col == n {
			return false
		}
		r, _, _, _ := code.At(col, row).RGBA()
		return r == 0
	}
	b.WriteString("q 0.098 0.114 0.137 rg")
	for row := range n {
		for col := 0; col < n; col++ {
			from := col
			for dark(col, row) {
				col++
			}
			if col > from {
				fmt.Fprintf(&b, "\n%.2f %.2f %.2f %.2f re", x+float64(from)*module, y-float64(row+1)*module, float64(col-from)*module, module)
			}
		}
	}
	b.WriteString("\nf Q")
	return b.String()
}

// seal draws the round red stamp: the company around a star, its use below.
func (s *sheet) seal(cx, cy float64, company, use string) {
	st := style{7.2, regular, sealRed}
	name := []rune(s.clean(company))
	step := min(19.3, 236/float64(max(1, len(name)-1)))
	st.size = min(st.size, step*0.4)
	for i, r := range name {
		s.turned(cx, cy+1, 23.5, (float64(i)-float64(len(name)-1)/2)*step, st, string(r))
	}
	s.textCentre(cx, cy+20.5, style{6.6, regular, sealRed}, use)
	s.draw(func(p *gofpdf.Fpdf) {
		p.SetDrawColor(sealRed.r, sealRed.g, sealRed.b)
		p.SetFillColor(sealRed.r, sealRed.g, sealRed.b)
		p.SetLineWidth(1.6)
		p.Circle(cx, cy, 33, "D")
		star := make([]gofpdf.PointType, 10)
		for i := range star {
			radius, angle := 10.5, float64(i)*math.Pi/5
			if i%2 == 1 {
				radius = 4.1
			}
			star[i] = gofpdf.PointType{X: cx + radius*math.Sin(angle), Y: cy - radius*math.Cos(angle)}
		}
		p.Polygon(star, "F")
	})
}

// turned writes one character upright on a circle, degrees clockwise from the
// top.
func (s *sheet) turned(cx, cy, radius, degrees float64, st style, char string) {
	half := s.width(st, char) / 2
	sin, cos := math.Sincos(degrees * math.Pi / 180)
	x, y := cx+radius*sin, cy-radius*cos
	show := s.show(x-half, y, st, char)
	s.draw(func(p *gofpdf.Fpdf) {
		p.SetFont(standIn, weightStyles[st.weight], st.size)
		p.TransformBegin()
		p.TransformRotate(-degrees, x, y)
		p.RawWriteStr(show)
		p.TransformEnd()
	})
}
