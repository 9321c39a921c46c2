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

// The grid, in SVG units: narrow, so that a phone shows it unscaled; each name
// stands above its bar.
const (
	costRight, costWidth = 270.0, 340.0
	costStep, costBar    = 40.0, 16.0
	costKey              = 20.0 // the height of a line of the legend
)

func (r CostRow) sum() (sum models.Money) {
	for _, m := range r.Parts {
		sum += max(0, m)
	}
	return sum
}

// SVG draws the bars under a legend, to one scale.
func (s Costs) SVG() string {
	top := costKey*float64(len(s.Parts)) + 10
	c := begin("costs", costWidth, top+costStep*float64(len(s.Rows)), s.Title, s.Description)
	most := models.Money(1)
	for _, r := range s.Rows {
		most = max(most, r.sum())
	}
	for i, name := range s.Parts {
		y := costKey * float64(i)
		c.rect(costClass(i), 0, y+2, 12, 12, name)
		c.text("", 18, y+12, name)
	}
	for i, r := range s.Rows {
		y, x := top+costStep*float64(i), 0.0
		c.text("", 0, y+11, r.Label)
		for k, m := range r.Parts {
			w := costRight * float64(max(0, m)) / float64(most)
			if w > 0 {
				c.rect(costClass(k), x, y+16, max(0.5, w-1), costBar, s.Parts[k]+" "+s.Amount(m))
			}
			x += w
		}
		c.text("hi", x+6, y+28, s.Amount(r.sum()))
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
