package chart

import (
	"fmt"

	"assay/models"
)

// CostRow is what one choice costs, part by part, with the interval of the sum
// left to the table.
type CostRow struct {
	Label string
	Parts []models.Money
}

// Costs compares what choices cost as bars below one another, each made of the
// same parts.
type Costs struct {
	Rows               []CostRow
	Title, Description string
	First              string   // the head of the data table's first column
	Parts              []string // in words
	Amount             func(models.Money) string
}

// The grid, in SVG units.
const (
	costLeft, costRight, costWidth = 150.0, 640.0, 740.0
	costTop, costStep, costBar     = 34.0, 30.0, 18.0
)

func (r CostRow) sum() (sum models.Money) {
	for _, m := range r.Parts {
		sum += max(0, m)
	}
	return sum
}

// SVG draws the bars under a legend, to one scale.
func (s Costs) SVG() string {
	floor := costTop + costStep*float64(len(s.Rows)) - 4
	c := begin("costs", costWidth, floor+8, s.Title, s.Description)
	most := models.Money(1)
	for _, r := range s.Rows {
		most = max(most, r.sum())
	}
	x := costLeft
	for i, name := range s.Parts {
		c.rect(costClass(i), x, 8, 12, 12, name)
		c.text("", x+17, 18, name)
		x += 34 + 13*float64(len([]rune(name)))
	}
	for i, r := range s.Rows {
		y := costTop + costStep*float64(i)
		c.text("rt", costLeft-8, y+14, r.Label)
		x := costLeft
		for k, m := range r.Parts {
			w := (costRight - costLeft) * float64(max(0, m)) / float64(most)
			if w > 0 {
				c.rect(costClass(k), x, y, max(0.5, w-1), costBar, s.Parts[k]+" "+s.Amount(m))
			}
			x += w
		}
		c.text("hi", x+8, y+14, s.Amount(r.sum()))
	}
	return c.end()
}

// costClass is the colour of a part, of those that classes of age have.
func costClass(part int) string { return fmt.Sprintf("a%d", 1+2*part) }

// Table is the bars in rows.
func (s Costs) Table() Table {
	t := Table{Head: append([]string{s.First}, s.Parts...)}
	for _, r := range s.Rows {
		row := []Cell{{Text: r.Label}}
		for _, m := range r.Parts {
			row = append(row, Cell{Text: s.Amount(m)})
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}
