// Package chart draws charts as SVG: geometry from attributes, colour and type
// from the style sheet's classes, every label escaped.
package chart

import (
	"fmt"
	"html"
	"strings"

	"assay/models"
)

// ControlPoint is one run of the controller: the realised rate with its
// interval (none when there was no rate) and the level in force after it.
type ControlPoint struct {
	On       models.Date
	Label    string
	HasRate  bool
	Sound    bool // the interval may be compared with the band
	Rate     models.Rate
	Low      models.Rate
	High     models.Rate
	Level    int // row of the lane, strictest first
	Proposed int // row that is proposed, −1 for none
}

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
// band, and the standard as a step line on the same axis.
type Control struct {
	Points             []ControlPoint
	Changes            []ControlChange // the oldest first
	Lower, Upper, Norm models.Rate
	Texts              ControlTexts
}

// The chart's grid, in SVG units.
const (
	left, right, top, floor = 52.0, 752.0, 18.0, 232.0
	laneTop, laneStep       = 258.0, 24.0
)

// SVG draws the chart.
func (c Control) SVG() string {
	var b strings.Builder
	height := laneTop + laneStep*float64(len(c.Texts.Levels)) + 24
	fmt.Fprintf(&b, `<svg viewBox="0 0 860 %.0f" role="img" aria-labelledby="cct ccd"><title id="cct">%s</title><desc id="ccd">%s</desc>`,
		height, html.EscapeString(c.Texts.Title), html.EscapeString(c.Texts.Description))
	top, step := c.scale()
	scale := float64(top)
	c.frame(&b, scale, step)
	c.lanes(&b)
	c.line(&b, scale)
	c.labels(&b, height)
	b.WriteString(`</svg>`)
	return b.String()
}

// scale is the rate at the top of the chart, above everything drawn, and the
// round step of its grid.
func (c Control) scale() (top, step models.Rate) {
	most := max(c.Upper, 1000)
	for _, p := range c.Points {
		if p.HasRate {
			most = max(most, p.Rate, min(p.High, 3*max(c.Upper, p.Rate)))
		}
	}
	step = roundStep(most)
	return (most/step + 1) * step, step
}

// roundStep is 1, 2 or 5 times a power of ten, so that four to ten of them
// hold the rate.
func roundStep(most models.Rate) models.Rate {
	for unit := models.Rate(100); ; unit *= 10 {
		for _, step := range []models.Rate{unit, 2 * unit, 5 * unit} {
			if most/step < 6 {
				return step
			}
		}
	}
}

func (c Control) x(i int) float64 {
	return left + (float64(i)+0.5)*(right-left)/float64(max(1, len(c.Points)))
}

func y(r models.Rate, scale float64) float64 {
	return floor - (floor-top)*min(1, float64(r)/scale)
}

func (c Control) frame(b *strings.Builder, scale float64, step models.Rate) {
	yu, yl, yn := y(c.Upper, scale), y(c.Lower, scale), y(c.Norm, scale)
	fmt.Fprintf(b, `<rect class="band" x="%.0f" y="%.1f" width="%.0f" height="%.1f"/>`, left, yu, right-left, yl-yu)
	for r := models.Rate(0); float64(r) <= scale; r += step {
		fmt.Fprintf(b, `<line class="grid-l" x1="%.0f" x2="%.0f" y1="%.1f" y2="%.1f"/><text class="rt" x="44" y="%.1f">%s</text>`,
			left, right, y(r, scale), y(r, scale), y(r, scale)+4, percent(r))
	}
	fmt.Fprintf(b, `<line class="lim" x1="%.0f" x2="%.0f" y1="%.1f" y2="%.1f"/><line class="lim" x1="%.0f" x2="%.0f" y1="%.1f" y2="%.1f"/><line class="norm" x1="%.0f" x2="%.0f" y1="%.1f" y2="%.1f"/>`,
		left, right, yu, yu, left, right, yl, yl, left, right, yn, yn)
	ys := spread([]float64{yu + 4, yn + 4, yl + 4}, 14)
	fmt.Fprintf(b, `<text x="760" y="%.1f">%s %s</text><text class="ok" x="760" y="%.1f">%s %s</text><text x="760" y="%.1f">%s %s</text>`,
		ys[0], html.EscapeString(c.Texts.Upper), percent(c.Upper), ys[1], html.EscapeString(c.Texts.Norm), percent(c.Norm), ys[2], html.EscapeString(c.Texts.Lower), percent(c.Lower))
}

// spread keeps labels at least gap apart, from the top down.
func spread(ys []float64, gap float64) []float64 {
	for i := 1; i < len(ys); i++ {
		ys[i] = max(ys[i], ys[i-1]+gap)
	}
	return ys
}

func (c Control) lanes(b *strings.Builder) {
	for i, name := range c.Texts.Levels {
		at := laneTop + laneStep*float64(i)
		fmt.Fprintf(b, `<rect class="lane" x="%.0f" y="%.0f" width="%.0f" height="20"/><text class="rt" x="44" y="%.0f">%s</text>`,
			left, at, right-left, at+14, html.EscapeString(name))
	}
	if len(c.Points) == 0 {
		return
	}
	path, now := c.steps()
	fmt.Fprintf(b, `<path class="goldline" d="%s"/>`, path)
	c.marks(b)
	if last := c.Points[len(c.Points)-1]; last.Proposed >= 0 {
		fmt.Fprintf(b, `<path class="goldline dash" d="M%.1f %.0fV%.0fH774"/><text class="gold" x="780" y="%.0f">%s</text>`,
			right, laneY(now), laneY(last.Proposed), laneY(last.Proposed)+4, html.EscapeString(c.Texts.Proposed))
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
func (c Control) marks(b *strings.Builder) {
	for _, ch := range c.Changes {
		if ch.On < c.Points[0].On {
			continue
		}
		x, y := c.xOf(ch.On), laneY(ch.Level)
		fmt.Fprintf(b, `<line class="guide" x1="%.1f" x2="%.1f" y1="%.0f" y2="%.0f"/><path class="pt-change" d="M%.1f %.1fl6 6l-6 6l-6 -6z"><title>%s</title></path>`,
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
func (c Control) line(b *strings.Builder, scale float64) {
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
	case p.Low > c.Upper:
		return fmt.Sprintf(`<path class="pt-hi" d="M%.1f %.1fl6 11h-12z">%s</path>`, x, y-6.5, title)
	case p.High < c.Lower:
		return fmt.Sprintf(`<path class="pt-lo" d="M%.1f %.1fl6 -11h-12z">%s</path>`, x, y+6.5, title)
	}
	return fmt.Sprintf(`<circle class="pt" cx="%.1f" cy="%.1f" r="3">%s</circle>`, x, y, title)
}

func (c Control) labels(b *strings.Builder, height float64) {
	step := max(1, len(c.Points)/8)
	for i, p := range c.Points {
		if i%step == 0 {
			fmt.Fprintf(b, `<text class="mid" x="%.1f" y="%.0f">%s</text>`, c.x(i), height-6, html.EscapeString(p.Label))
		}
	}
}

func percent(r models.Rate) string { return fmt.Sprintf("%d.%02d%%", r/10_000, r%10_000/100) }
