package chart

import (
	"fmt"
	"strings"

	"assay/models"
)

// DaysPoint is a month of a curve in days; Has tells whether there was a
// figure.
type DaysPoint struct {
	Label       string // 2026-05
	Days, Goal  models.CentiDays
	Has         bool
	Href, Extra string // where the month leads, and a further figure of the data table
}

// Days is a curve in days with the goal that it is measured by.
type Days struct {
	Points                    []DaysPoint
	Title, Description, First string
	Curve, Goal, Extra        string // the columns of the data table
	GoalShort, Unit, None     string
}

// The curve's grid, in SVG units: drawn narrow, it needs no scrolling.
const (
	daysLeft, daysRight, daysTop, daysFloor = 34.0, 318.0, 14.0, 216.0
	daysWidth, daysHeight                   = 400.0, 256.0
)

// SVG draws the curve.
func (d Days) SVG() string {
	c := begin("days", daysWidth, daysHeight, d.Title, d.Description)
	y := d.axis(c)
	c.path("norm", d.curve(func(p DaysPoint) float64 { return y(p.Goal) }))
	c.path("line", d.curve(func(p DaysPoint) float64 { return y(p.Days) }))
	d.words(c, y)
	return c.end()
}

// axis spans what is drawn; the curve begins where it must not begin at zero to
// be seen.
func (d Days) axis(c *canvas) func(models.CentiDays) float64 {
	low, high, some := int64(0), int64(100), false
	for _, p := range d.Points {
		if !p.Has {
			continue
		}
		if !some {
			low, high, some = int64(min(p.Days, p.Goal)), int64(max(p.Days, p.Goal)), true
		}
		low, high = min(low, int64(min(p.Days, p.Goal))), max(high, int64(max(p.Days, p.Goal)))
	}
	ticks := Ticks(low/100, high/100, 4)
	bottom, top := float64(ticks[0]), float64(ticks[len(ticks)-1])
	y := func(v models.CentiDays) float64 {
		return daysFloor - (daysFloor-daysTop)*(float64(v)/100-bottom)/(top-bottom)
	}
	for _, t := range ticks {
		at := y(models.CentiDays(t * 100))
		c.line("grid-l", daysLeft, at, daysRight, at)
		c.text("rt", daysLeft-6, at+4, fmt.Sprint(t))
	}
	return y
}

func (d Days) x(i int) float64 {
	return daysLeft + 6 + float64(i)*(daysRight-daysLeft-12)/float64(max(1, len(d.Points)-1))
}

// curve joins the months that have a figure; the others leave a gap.
func (d Days) curve(y func(DaysPoint) float64) string {
	var b strings.Builder
	verb := "M"
	for i, p := range d.Points {
		if !p.Has {
			verb = "M"
			continue
		}
		fmt.Fprintf(&b, "%s%.1f %.1f ", verb, d.x(i), y(p))
		verb = "L"
	}
	return strings.TrimSpace(b.String())
}

func (d Days) words(c *canvas, y func(models.CentiDays) float64) {
	labels := make([]string, len(d.Points))
	for i, p := range d.Points {
		labels[i] = p.Label
	}
	short := months(labels)
	for i := len(short) - 1; i >= 0; i -= 3 {
		c.text("mid", d.x(i), daysHeight-16, short[i])
	}
	n := len(d.Points) - 1
	if n < 0 || !d.Points[n].Has {
		return
	}
	last := d.Points[n]
	fmt.Fprintf(c, `<circle class="pt-last" cx="%.1f" cy="%.1f" r="4"/>`, d.x(n), y(last.Days))
	yd, yg := y(last.Days)+4, y(last.Goal)+4
	if gap := yg - yd; gap > -16 && gap < 16 {
		yg = yd + 16
	}
	c.text("hi", daysRight+6, yd, Tenths(last.Days)+" "+d.Unit)
	c.text("ok", daysRight+6, yg, d.GoalShort+" "+Tenths(last.Goal))
}

// Tenths is a length of time in days with one decimal and a true minus.
func Tenths(v models.CentiDays) string {
	n, err := models.MulDiv(int64(v), 1, 10)
	if err != nil {
		return v.String()
	}
	return strings.Replace(strings.TrimSuffix(models.CentiDays(n*10).String(), "0"), "-", "−", 1)
}

// Table is the curve in rows, the latest month first.
func (d Days) Table() Table {
	t := Table{Head: []string{d.First, d.Curve, d.Extra, d.Goal}}
	for i := len(d.Points) - 1; i >= 0; i-- {
		p := d.Points[i]
		row := []Cell{{Text: p.Label, Href: p.Href}, {Text: d.None}, {Text: d.None}, {Text: d.None}}
		if p.Has {
			row[1].Text, row[2].Text, row[3].Text = Tenths(p.Days), p.Extra, Tenths(p.Goal)
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}
