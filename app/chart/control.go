// Package chart draws charts as SVG: geometry from attributes, colour and type
// from the style sheet's classes, every label escaped.
package chart

import (
	"fmt"
	"html"
	"slices"
	"strings"

	"assay/models"
)

// ControlPoint is one run of the controller: the realised rate with its
// interval (none when there was no rate), the band that it was compared with,
// and the level in force after it.
type ControlPoint struct {
	On       models.Date
	Label    string
	HasRate  bool
	Sound    bool // the interval may be compared with the band
	Rate     models.Rate
	Low      models.Rate
	High     models.Rate
	Band     ControlBand
	Level    int // row of the lane, strictest first
	Proposed int // row that is proposed, −1 for none
}

// ControlBand is the band of the policy that a run went by, and its norm.
type ControlBand struct{ Lower, Upper, Norm models.Rate }

// ControlChange is a change of the level: from its day on the row is Level.
type ControlChange struct {
	On    models.Date
	Level int
	Label string
}

// ControlTexts are the words of a control chart in the reader's language.
type ControlTexts struct {
	Title, Description, Upper, Lower, Norm, Proposed string
	Levels                                           []string
}

// Control is a control chart over time: the rate with its interval against the
// band of each run, and the standard as a step line on the same axis.
type Control struct {
	Points  []ControlPoint
	Changes []ControlChange // the oldest first
	Texts   ControlTexts
}

// The chart's grid, in SVG units.
const (
	left, right, top, floor = 52.0, 752.0, 18.0, 232.0
	laneTop, laneStep       = 258.0, 24.0
)

// SVG draws the chart.
func (c Control) SVG() string {
	height := laneTop + laneStep*float64(len(c.Texts.Levels)) + 24
	b := begin("cc", 860, height, c.Texts.Title, c.Texts.Description)
	ticks := c.ticks()
	scale := float64(ticks[len(ticks)-1])
	c.frame(b, scale, ticks)
	c.lanes(b)
	c.line(b, scale)
	c.values(b, scale)
	c.labels(b, height)
	return b.end()
}

// ticks are the rates of the grid, to above everything drawn.
func (c Control) ticks() []int64 {
	most := models.Rate(1000)
	for _, p := range c.Points {
		most = max(most, p.Band.Upper)
		if p.HasRate {
			most = max(most, p.Rate, min(p.High, 3*max(p.Band.Upper, p.Rate)))
		}
	}
	return Ticks(0, int64(most), 6)
}

func (c Control) x(i int) float64 {
	return left + (float64(i)+0.5)*(right-left)/float64(max(1, len(c.Points)))
}

func y(r models.Rate, scale float64) float64 {
	return floor - (floor-top)*min(1, float64(r)/scale)
}

// frame is the grid with the band of each run; the latest is named.
func (c Control) frame(b *canvas, scale float64, ticks []int64) {
	spans := c.bands()
	for _, s := range spans {
		yu, yl := y(s.Upper, scale), y(s.Lower, scale)
		fmt.Fprintf(b, `<rect class="band" x="%.1f" y="%.1f" width="%.1f" height="%.1f"/>`, s.from, yu, s.to-s.from, yl-yu)
	}
	for _, t := range ticks {
		at := y(models.Rate(t), scale)
		b.line("grid-l", left, at, right, at)
		b.text("rt", left-8, at+4, percent(models.Rate(t)))
	}
	for _, s := range spans {
		yu, yl, yn := y(s.Upper, scale), y(s.Lower, scale), y(s.Norm, scale)
		b.line("lim", s.from, yu, s.to, yu)
		b.line("lim", s.from, yl, s.to, yl)
		b.line("norm", s.from, yn, s.to, yn)
	}
	if len(spans) == 0 {
		return
	}
	last := spans[len(spans)-1]
	ys := spread([]float64{y(last.Upper, scale) + 4, y(last.Norm, scale) + 4, y(last.Lower, scale) + 4}, 14)
	b.text("", right+8, ys[0], c.Texts.Upper+" "+percent(last.Upper))
	b.text("ok", right+8, ys[1], c.Texts.Norm+" "+percent(last.Norm))
	b.text("", right+8, ys[2], c.Texts.Lower+" "+percent(last.Lower))
}

// bandSpan is where runs with one band stand.
type bandSpan struct {
	ControlBand
	from, to float64
}

// bands are the bands from left to right; one ends half way to the run that
// was compared with another.
func (c Control) bands() (spans []bandSpan) {
	for i, p := range c.Points {
		if n := len(spans) - 1; n >= 0 && spans[n].ControlBand == p.Band {
			continue
		}
		at := left
		if n := len(spans) - 1; n >= 0 {
			at = (c.x(i-1) + c.x(i)) / 2
			spans[n].to = at
		}
		spans = append(spans, bandSpan{p.Band, at, right})
	}
	return spans
}

func (c Control) lanes(b *canvas) {
	for i, name := range c.Texts.Levels {
		at := laneTop + laneStep*float64(i)
		fmt.Fprintf(b, `<rect class="lane" x="%.0f" y="%.0f" width="%.0f" height="20"/>`, left, at, right-left)
		b.text("rt", left-8, at+14, name)
	}
	if len(c.Points) == 0 {
		return
	}
	path, now := c.steps()
	b.path("goldline", path)
	c.marks(b)
	if last := c.Points[len(c.Points)-1]; last.Proposed >= 0 {
		b.path("goldline dash", fmt.Sprintf("M%.1f %.0fV%.0fH774", right, laneY(now), laneY(last.Proposed)))
		b.text("gold", right+28, laneY(last.Proposed)+4, c.Texts.Proposed)
	}
}

// steps is the step line through the lanes: it moves on the day of a change,
// and at a run that found another level than the changes tell. It returns the
// level it ends at.
func (c Control) steps() (string, int) {
	var path strings.Builder
	level, next := c.Points[0].Level, 0
	fmt.Fprintf(&path, "M%.1f %.0f", left, laneY(level))
	move := func(x float64, to int) {
		if to != level {
			fmt.Fprintf(&path, "H%.1fV%.0f", x, laneY(to))
			level = to
		}
	}
	for i, p := range c.Points {
		for ; next < len(c.Changes) && c.Changes[next].On <= p.On; next++ {
			if i > 0 {
				move(c.xOf(c.Changes[next].On), c.Changes[next].Level)
			}
		}
		move(c.x(i), p.Level)
	}
	for ; next < len(c.Changes); next++ {
		move(c.xOf(c.Changes[next].On), c.Changes[next].Level)
	}
	fmt.Fprintf(&path, "H%.1f", right)
	return path.String(), level
}

// marks show each change of the time shown, with its day.
func (c Control) marks(b *canvas) {
	for _, ch := range c.Changes {
		if ch.On < c.Points[0].On {
			continue
		}
		x, y := c.xOf(ch.On), laneY(ch.Level)
		fmt.Fprintf(b, `<line class="guide dash" x1="%.1f" x2="%.1f" y1="%.0f" y2="%.0f"/><path class="pt-change" d="M%.1f %.1fl6 6l-6 6l-6 -6z"><title>%s</title></path>`,
			x, x, top, y, x, y-6, html.EscapeString(ch.Label))
	}
}

// xOf is where a day stands between the runs; after the last run the axis
// goes on for half a step.
func (c Control) xOf(on models.Date) float64 {
	for i := 1; i < len(c.Points); i++ {
		from, to := c.Points[i-1].On, c.Points[i].On
		if on <= to && to > from {
			return c.x(i-1) + (c.x(i)-c.x(i-1))*float64(max(0, on-from))/float64(to-from)
		}
	}
	last := len(c.Points) - 1
	return c.x(last) + (right-c.x(last))*min(1, float64(max(0, on-c.Points[last].On))/31)
}

func laneY(level int) float64 { return laneTop + laneStep*float64(level) + 10 }

// line draws intervals, the rate and its marks; runs without a rate leave a
// gap.
func (c Control) line(b *canvas, scale float64) {
	var path strings.Builder
	gap := true
	for i, p := range c.Points {
		if !p.HasRate {
			gap = true
			continue
		}
		verb := "L"
		if gap {
			verb = "M"
		}
		gap = false
		fmt.Fprintf(&path, "%s%.1f %.1f ", verb, c.x(i), y(p.Rate, scale))
		if !p.Sound {
			continue
		}
		fmt.Fprintf(b, `<line class="guide" x1="%.1f" x2="%.1f" y1="%.1f" y2="%.1f"/>`, c.x(i), c.x(i), y(p.High, scale), y(p.Low, scale))
	}
	fmt.Fprintf(b, `<path class="line" d="%s"/>`, strings.TrimSpace(path.String()))
	for i, p := range c.Points {
		if p.HasRate {
			b.WriteString(c.mark(c.x(i), y(p.Rate, scale), p))
		}
	}
}

// mark is a triangle for an interval outside the band, else a dot.
func (c Control) mark(x, y float64, p ControlPoint) string {
	title := fmt.Sprintf("<title>%s: %s (%s–%s)</title>", html.EscapeString(p.Label), percent(p.Rate), percent(p.Low), percent(p.High))
	switch {
	case !p.Sound:
		return fmt.Sprintf(`<circle class="pt" cx="%.1f" cy="%.1f" r="3"><title>%s: %s</title></circle>`, x, y, html.EscapeString(p.Label), percent(p.Rate))
	case p.above():
		return fmt.Sprintf(`<path class="pt-hi" d="M%.1f %.1fl6 11h-12z">%s</path>`, x, y-6.5, title)
	case p.below():
		return fmt.Sprintf(`<path class="pt-lo" d="M%.1f %.1fl6 -11h-12z">%s</path>`, x, y+6.5, title)
	}
	return fmt.Sprintf(`<circle class="pt" cx="%.1f" cy="%.1f" r="3">%s</circle>`, x, y, title)
}

// values prints the latest rate and the outermost ones beyond the band.
func (c Control) values(b *canvas, scale float64) {
	last, high, low := -1, -1, -1
	for i, p := range c.Points {
		if !p.HasRate {
			continue
		}
		last = i
		if p.above() && (high < 0 || p.Rate > c.Points[high].Rate) {
			high = i
		}
		if p.below() && (low < 0 || p.Rate < c.Points[low].Rate) {
			low = i
		}
	}
	if high >= 0 && last-high > 1 {
		b.text("bad mid", max(c.x(high), left+24), y(c.Points[high].Rate, scale)-14, percent(c.Points[high].Rate))
	}
	if low >= 0 && last-low > 1 {
		b.text("info mid", max(c.x(low), left+24), y(c.Points[low].Rate, scale)+22, percent(c.Points[low].Rate))
	}
	if last >= 0 {
		class := "hi mid"
		if c.Points[last].above() {
			class = "bad mid"
		}
		b.text(class, c.x(last), y(c.Points[last].Rate, scale)-14, percent(c.Points[last].Rate))
	}
}

// above and below tell whether the interval lies outside the run's own band.
func (p ControlPoint) above() bool { return p.Sound && p.Low > p.Band.Upper }

func (p ControlPoint) below() bool { return p.Sound && p.High < p.Band.Lower }

func (c Control) labels(b *canvas, height float64) {
	step := max(1, len(c.Points)/8)
	var shown []string
	for i := 0; i < len(c.Points); i += step {
		shown = append(shown, c.Points[i].Label)
	}
	for i, words := range months(shown) {
		b.text("mid", c.x(i*step), height-6, words)
	}
}

// Table is the chart in rows, the latest run first; head names its columns:
// month, rate, interval, band, level.
func (c Control) Table(head []string) Table {
	t := Table{Head: head}
	for _, p := range slices.Backward(c.Points) {
		row := []Cell{{Text: p.Label}, {Text: "–"}, {Text: "–"}, {Text: percent(p.Band.Lower) + "–" + percent(p.Band.Upper)}, {}}
		if p.HasRate {
			row[1].Text = percent(p.Rate)
		}
		if p.Sound {
			row[2].Text = percent(p.Low) + "–" + percent(p.High)
		}
		if p.Level < len(c.Texts.Levels) {
			row[4].Text = c.Texts.Levels[p.Level]
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

func percent(r models.Rate) string { return r.Rounded(2) }
