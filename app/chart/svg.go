package chart

import (
	"fmt"
	"html"
	"strings"
)

// canvas is a drawing with its title and description.
type canvas struct{ strings.Builder }

// begin opens a drawing; id is unique on a page.
func begin(id string, width, height float64, title, description string) *canvas {
	c := &canvas{}
	fmt.Fprintf(c, `<svg viewBox="0 0 %.0f %.0f" role="img" aria-labelledby="%[3]s-t %[3]s-d"><title id="%[3]s-t">%[4]s</title><desc id="%[3]s-d">%[5]s</desc>`,
		width, height, id, html.EscapeString(title), html.EscapeString(description))
	return c
}

// end is the finished drawing.
func (c *canvas) end() string {
	c.WriteString(`</svg>`)
	return c.String()
}

// text writes words at a place; class is one of the style sheet's.
func (c *canvas) text(class string, x, y float64, words string) {
	fmt.Fprintf(c, `<text class="%s" x="%.1f" y="%.1f">%s</text>`, class, x, y, html.EscapeString(words))
}

func (c *canvas) line(class string, x1, y1, x2, y2 float64) {
	fmt.Fprintf(c, `<line class="%s" x1="%.1f" x2="%.1f" y1="%.1f" y2="%.1f"/>`, class, x1, x2, y1, y2)
}

func (c *canvas) path(class, d string) { fmt.Fprintf(c, `<path class="%s" d="%s"/>`, class, d) }

// rect draws a box; a hint is what a pointer over it tells.
func (c *canvas) rect(class string, x, y, w, h float64, hint string) {
	fmt.Fprintf(c, `<rect class="%s" x="%.1f" y="%.1f" width="%.1f" height="%.1f"><title>%s</title></rect>`, class, x, y, w, h, html.EscapeString(hint))
}

// spread keeps labels at least gap apart, from the top down.
func spread(ys []float64, gap float64) []float64 {
	for i := 1; i < len(ys); i++ {
		ys[i] = max(ys[i], ys[i-1]+gap)
	}
	return ys
}

// Table is what a chart shows as rows, for those who read rather than look. A
// cell may lead to the documents behind its figure.
type Table struct {
	Head []string
	Rows [][]Cell
}

// Cell is a figure in words with where it leads, "" for nowhere.
type Cell struct{ Text, Href string }

// months shortens labels of the form 2026-05 to their month, but for the first
// one and where a year begins.
func months(labels []string) []string {
	out := make([]string, len(labels))
	year := ""
	for i, l := range labels {
		y, m, ok := strings.Cut(l, "-")
		if ok && y == year {
			l = m
		}
		year, out[i] = y, l
	}
	return out
}
