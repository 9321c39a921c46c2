package chart

import (
	"fmt"
	"slices"

	"assay/models"
)

// Slice is a part of a bar: its class in the order of ageing (0 is not due),
// and where it begins and how wide it is, in parts of the whole.
type Slice struct {
	Class       int
	Amount      models.Money
	From, Width models.Rate
}

// AgeingClasses is the number of classes: not due and the late buckets.
const AgeingClasses = models.Buckets + 1

// AgeingBar lays an ageing out from not due to the latest bucket, all classes
// with the empty ones. Credits and unallocated money have no place on a bar,
// nor has a class below zero.
func AgeingBar(a models.Ageing) []Slice {
	amounts := append([]models.Money{a.NotDue}, a.Late[:]...)
	var sum, at models.Money
	for _, m := range amounts {
		sum += max(0, m)
	}
	slices := make([]Slice, len(amounts))
	for i, m := range amounts {
		from := part(at, sum)
		at += max(0, m)
		slices[i] = Slice{Class: i, Amount: m, From: from, Width: part(at, sum) - from}
	}
	return slices
}

// part is a share of a sum; of nothing it is nothing.
func part(m, sum models.Money) models.Rate {
	if sum <= 0 {
		return 0
	}
	r, err := models.MulDiv(int64(m), int64(models.One), int64(sum))
	if err != nil {
		return 0
	}
	return models.Rate(r)
}

// AgeingRow is one day of an ageing stack: what stands before and behind its
// bar, and where its classes lead, "" for nowhere.
type AgeingRow struct {
	Label, End string
	Ageing     models.Ageing
	Href       func(class int) string
}

// AgeingStack is the ageing of some days as bars below one another; the last
// one is the present.
type AgeingStack struct {
	Rows               []AgeingRow
	Title, Description string
	First              string   // the head of the data table's first column
	Classes            []string // not due and the late buckets, in words
	Amount             func(models.Money) string
}

// The stack's grid, in SVG units.
const (
	stackLeft, stackRight, stackWidth = 74.0, 588.0, 740.0
	stackTop, stackStep, stackBar     = 14.0, 38.0, 24.0
)

// SVG draws the stack.
func (s AgeingStack) SVG() string {
	floor := stackTop + stackStep*float64(len(s.Rows)) - 4
	c := begin("age", stackWidth, floor+32, s.Title, s.Description)
	top := s.axis(c, floor)
	for i, r := range s.Rows {
		y := stackTop + stackStep*float64(i)
		last := i == len(s.Rows)-1
		label := "rt"
		if last {
			label = "rt hi"
		}
		c.text(label, stackLeft-8, y+17, r.Label)
		c.text("hi", s.bar(c, r, y, top, last)+8, y+17, r.End)
	}
	return c.end()
}

// axis draws the grid and returns the amount at its right edge.
func (s AgeingStack) axis(c *canvas, floor float64) models.Money {
	most := models.Money(1)
	for _, r := range s.Rows {
		most = max(most, barSum(r.Ageing))
	}
	ticks := Ticks(0, int64(most), 4)
	top := ticks[len(ticks)-1]
	for _, t := range ticks {
		x := stackLeft + (stackRight-stackLeft)*float64(t)/float64(top)
		c.line("grid-l", x, 6, x, floor)
		c.text("mid", x, floor+20, s.Amount(models.Money(t)))
	}
	return models.Money(top)
}

func barSum(a models.Ageing) (sum models.Money) {
	for _, p := range AgeingBar(a) {
		sum += max(0, p.Amount)
	}
	return sum
}

// bar draws one row and returns its right end. Values stand in the last bar
// where they fit.
func (s AgeingStack) bar(c *canvas, r AgeingRow, y float64, top models.Money, printed bool) float64 {
	whole := (stackRight - stackLeft) * float64(barSum(r.Ageing)) / float64(top)
	for _, p := range AgeingBar(r.Ageing) {
		if p.Width <= 0 {
			continue
		}
		x, w := stackLeft+whole*float64(p.From)/float64(models.One), whole*float64(p.Width)/float64(models.One)
		words := s.Amount(p.Amount)
		c.rect(fmt.Sprintf("a%d", p.Class), x, y, max(0.5, w-1), stackBar, s.Classes[p.Class]+" "+words)
		if printed && w > 12+6.5*float64(len([]rune(words))) {
			c.text(fmt.Sprintf("mid sm on-a%d", p.Class), x+w/2, y+16, words)
		}
	}
	return stackLeft + whole
}

// Table is the stack in rows.
func (s AgeingStack) Table() Table {
	t := Table{Head: append([]string{s.First}, s.Classes...)}
	for _, r := range slices.Backward(s.Rows) {
		row := []Cell{{Text: r.Label}}
		for _, p := range AgeingBar(r.Ageing) {
			row = append(row, Cell{Text: s.Amount(p.Amount), Href: r.Href(p.Class)})
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}
