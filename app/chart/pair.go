package chart

import (
	"fmt"
	"strings"

	"assay/models"
)

// PairPoint is a month with what one course gives and what another would.
type PairPoint struct {
	Label          string // 2026-05
	Base, Proposed models.Money
}

// Pair compares two courses of an amount, month by month, from zero.
type Pair struct {
	ID                 string
	Points             []PairPoint
	Title, Description string
	First              string // the column of months in the data table
	Base, Proposed     string // their names
	Amount             func(models.Money) string
}

// The grid of a pair, in SVG units.
const (
	pairLeft, pairRight, pairTop, pairFloor = 52.0, 372.0, 12.0, 150.0
	pairWidth, pairHeight                   = 380.0, 184.0
)

// SVG draws the two curves, what is in force dashed.
func (p Pair) SVG() string {
	c := begin(p.ID, pairWidth, pairHeight, p.Title, p.Description)
	high := int64(1)
	for _, x := range p.Points {
		high = max(high, int64(x.Base), int64(x.Proposed))
	}
	ticks := Ticks(0, high, 3)
	top := float64(ticks[len(ticks)-1])
	y := func(m models.Money) float64 { return pairFloor - (pairFloor-pairTop)*float64(m)/top }
	for _, t := range ticks {
		c.line("grid-l", pairLeft, y(models.Money(t)), pairRight, y(models.Money(t)))
		c.text("rt", pairLeft-6, y(models.Money(t))+4, p.Amount(models.Money(t)))
	}
	c.path("norm", p.curve(func(x PairPoint) float64 { return y(x.Base) }))
	c.path("line", p.curve(func(x PairPoint) float64 { return y(x.Proposed) }))
	labels := make([]string, len(p.Points))
	for i, x := range p.Points {
		labels[i] = x.Label
	}
	for i, short := range months(labels) {
		if i%6 == 0 {
			c.text("mid", p.x(i), pairHeight-14, short)
		}
	}
	return c.end()
}

func (p Pair) x(i int) float64 {
	return pairLeft + 4 + float64(i)*(pairRight-pairLeft-8)/float64(max(1, len(p.Points)-1))
}

func (p Pair) curve(y func(PairPoint) float64) string {
	var b strings.Builder
	for i, x := range p.Points {
		verb := "L"
		if i == 0 {
			verb = "M"
		}
		fmt.Fprintf(&b, "%s%.1f %.1f ", verb, p.x(i), y(x))
	}
	return strings.TrimSpace(b.String())
}

// Table is the pair in rows, the latest month first.
func (p Pair) Table() Table {
	t := Table{Head: []string{p.First, p.Base, p.Proposed}}
	for i := len(p.Points) - 1; i >= 0; i-- {
		x := p.Points[i]
		t.Rows = append(t.Rows, []Cell{{Text: x.Label}, {Text: p.Amount(x.Base)}, {Text: p.Amount(x.Proposed)}})
	}
	return t
}
