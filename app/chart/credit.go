package chart

import (
	"fmt"
	"strings"

	"assay/models"
)

// CreditBar is a credit line in parts of its ceiling: what is used, what is
// reserved behind it and what an order asks for behind both, cut at the
// ceiling.
type CreditBar struct {
	Used, ReservedFrom, Reserved, ThisFrom, This models.Rate
}

// CreditBarOf lays used, reserved and an order side by side. What is below
// zero takes no room.
func CreditBarOf(used, reserved, this, ceiling models.Money) CreditBar {
	at := models.Money(0)
	next := func(m models.Money) (from, width models.Rate) {
		x := min(at, ceiling)
		at += max(m, 0)
		if ceiling >= models.Unbounded {
			return 0, 0
		}
		return part(x, ceiling), part(min(at, ceiling), ceiling) - part(x, ceiling)
	}
	var b CreditBar
	_, b.Used = next(used)
	b.ReservedFrom, b.Reserved = next(reserved)
	b.ThisFrom, b.This = next(this)
	return b
}

// TrendPoint is the end of a month: the limit then, unless there was none to
// draw (an unlimited line), and the exposure.
type TrendPoint struct {
	Label    string // 2026-05
	Limit    models.Money
	HasLimit bool
	Exposure models.Money
}

// LimitTrend is the limit as steps over the exposure as an area.
type LimitTrend struct {
	Points                    []TrendPoint
	Title, Description, First string
	Limit, Exposure, None     string // the words of both lines, and of no limit
	Amount                    func(models.Money) string
}

// The trend's grid, in SVG units.
const (
	trendLeft, trendRight, trendTop, trendFloor = 52.0, 548.0, 20.0, 186.0
	trendWidth, trendHeight                     = 640.0, 216.0
)

// SVG draws the trend.
func (l LimitTrend) SVG() string {
	c := begin("trend", trendWidth, trendHeight, l.Title, l.Description)
	y := l.axis(c)
	area, line, steps := l.paths(y)
	c.path("area", area)
	c.path("alt", line)
	c.path("goldline", steps)
	l.words(c, y)
	return c.end()
}

// axis draws the grid and returns where an amount stands.
func (l LimitTrend) axis(c *canvas) func(models.Money) float64 {
	most, least := models.Money(1), models.Money(0)
	for _, p := range l.Points {
		most, least = max(most, p.Exposure), min(least, p.Exposure)
		if p.HasLimit {
			most = max(most, p.Limit)
		}
	}
	ticks := Ticks(int64(least), int64(most), 4)
	bottom, top := ticks[0], ticks[len(ticks)-1]
	y := func(m models.Money) float64 {
		return trendFloor - (trendFloor-trendTop)*float64(int64(m)-bottom)/float64(top-bottom)
	}
	for _, t := range ticks {
		c.line("grid-l", trendLeft, y(models.Money(t)), trendRight, y(models.Money(t)))
		c.text("rt", trendLeft-6, y(models.Money(t))+4, l.Amount(models.Money(t)))
	}
	return y
}

func (l LimitTrend) step() float64 { return (trendRight - trendLeft) / float64(max(1, len(l.Points))) }

func (l LimitTrend) x(i int) float64 { return trendLeft + (float64(i)+0.5)*l.step() }

// paths are the area under the exposure, its line, and the limit's steps,
// which have gaps where there was no limit to draw.
func (l LimitTrend) paths(y func(models.Money) float64) (area, line, steps string) {
	var curve, stairs strings.Builder
	open := false
	for i, p := range l.Points {
		verb := "L"
		if i == 0 {
			verb = "M"
		}
		fmt.Fprintf(&curve, "%s%.1f %.1f ", verb, l.x(i), y(p.Exposure))
		switch {
		case !p.HasLimit:
			open = false
			continue
		case open:
			fmt.Fprintf(&stairs, "V%.1f", y(p.Limit))
		default:
			fmt.Fprintf(&stairs, "M%.1f %.1f", trendLeft+float64(i)*l.step(), y(p.Limit))
		}
		open = true
		fmt.Fprintf(&stairs, "H%.1f", trendLeft+float64(i+1)*l.step())
	}
	line = strings.TrimSpace(curve.String())
	if n := len(l.Points); n > 0 {
		area = fmt.Sprintf("M%.1f %.1f L%s L%.1f %.1fZ", l.x(0), y(0), line[1:], l.x(n-1), y(0))
	}
	return area, line, stairs.String()
}

// words label both lines at their end, and the months.
func (l LimitTrend) words(c *canvas, y func(models.Money) float64) {
	labels := make([]string, len(l.Points))
	for i, p := range l.Points {
		labels[i] = p.Label
	}
	every := max(1, (len(labels)+5)/6)
	for i := len(labels) - 1; i >= 0; i -= every {
		c.text("mid", l.x(i), trendHeight-6, labels[i])
	}
	if len(l.Points) == 0 {
		return
	}
	last := l.Points[len(l.Points)-1]
	ye := y(last.Exposure)
	if last.HasLimit {
		yl := y(last.Limit)
		if gap := ye - yl; gap >= 0 && gap < 32 {
			yl, ye = yl-16+gap/2, ye+16-gap/2
		} else if gap < 0 && gap > -32 {
			yl, ye = yl+16+gap/2, ye-16-gap/2
		}
		l.end(c, "gold", yl, l.Limit, last.Limit)
	}
	l.end(c, "hi", ye, l.Exposure, last.Exposure)
}

// end labels a line at its end, the value below its name.
func (l LimitTrend) end(c *canvas, class string, y float64, name string, m models.Money) {
	c.text(class, trendRight+8, y, name)
	c.text(class, trendRight+8, y+15, l.Amount(m))
}

// Table is the trend in rows, the latest month first.
func (l LimitTrend) Table() Table {
	t := Table{Head: []string{l.First, l.Limit, l.Exposure}}
	for i := len(l.Points) - 1; i >= 0; i-- {
		p := l.Points[i]
		limit := l.None
		if p.HasLimit {
			limit = l.Amount(p.Limit)
		}
		t.Rows = append(t.Rows, []Cell{{Text: p.Label}, {Text: limit}, {Text: l.Amount(p.Exposure)}})
	}
	return t
}
