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

// slip draws the part to cut off and send with the payment, at the foot of
// the page: payee, what falls due when, and the code that proves the paper.
func (s *sheet) slip(r models.Remittance, v models.Verification, note string) error {
	y := bottom - slipHeight(r)
	s.dashes(left, right, y, strong)
	caption := "沿虚线裁开 · 汇款联"
	s.fill(left, y-5, s.width(footText, caption+" Remittance slip")+12, 10, ink{255, 255, 255})
	s.both(left, y+2.5, footText, caption, "Remittance slip")
	s.facts(left, y+14, 215, []fact{
		{"收款户名", "Payee", r.Payee, false}, {"开户行", "Bank", r.Bank, false},
		{"账号", "Account", r.Account, false}, {"附言", "Reference", r.Reference, true},
	})
	s.dues(left+225, y+14, right-qrSize-35-left-225, r)
	centre := right - qrSize/2 - 8
	s.textCentre(centre, y+qrSize+25, footText, "验真码 Verification")
	s.textCentre(centre, y+qrSize+37, style{7.8, regular, black}, v.Code)
	s.note(bottom-noteHeight, note)
	return s.qr(v.URL, centre-qrSize/2, y+14)
}

// note writes the small print below a rule, beside the place of the seal.
func (s *sheet) note(y float64, text string) {
	s.rule(left, y, right, y, 0.75, hairmid)
	y += 3
	for paragraph := range strings.Lines(text) {
		for _, line := range s.wrap(footText, paragraph, right-left-95) {
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
			s.both(x, y+10, factLabel, fmt.Sprintf("其余 %d 项", len(r.Dues)-i), "more")
			s.textRight(x+width, y+10, factText, yuan(rest))
			y += 14
			break
		}
		rest -= d.Amount
		zh, en, st := "到期", "due", factText
		if d.Overdue {
			zh, en, st.ink = "已逾期", "overdue", cinnabar
		}
		s.both(x, y+10, factLabel, d.On.String()+" "+zh, en)
		s.textRight(x+width, y+10, st, yuan(d.Amount))
		y += 14
	}
	y += 3
	s.rule(x, y, x+width, y, 0.75, black)
	s.both(x, y+12, factStrong, "合计", "Total")
	s.textRight(x+width, y+12, factStrong, yuan(r.Total))
	s.rule(x, y+17, x+width, y+17, 0.75, black)
	s.rule(x, y+19, x+width, y+19, 0.75, black)
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
