package chart

import (
	"fmt"
	"html"
	"strings"

	"assay/models"
)

// Sparkline is the course of an amount in the space of a word, from zero to
// its largest value; title says it in words. Less than two values draw nothing.
func Sparkline(values []models.Money, title string) string {
	if len(values) < 2 {
		return ""
	}
	top := models.Money(1)
	for _, v := range values {
		top = max(top, v)
	}
	const width, height, rim = 96.0, 24.0, 3.0
	at := func(i int) (x, y float64) {
		return rim + float64(i)*(width-2*rim)/float64(len(values)-1), height - rim - (height-2*rim)*float64(max(0, values[i]))/float64(top)
	}
	var b, points strings.Builder
	for i := range values {
		x, y := at(i)
		fmt.Fprintf(&points, "%.1f,%.1f ", x, y)
	}
	x, y := at(len(values) - 1)
	fmt.Fprintf(&b, `<svg class="spark" viewBox="0 0 %.0f %.0f" role="img" aria-label="%s"><polyline class="l" points="%s"/><circle class="e" cx="%.1f" cy="%.1f" r="2.5"/></svg>`,
		width, height, html.EscapeString(title), strings.TrimSpace(points.String()), x, y)
	return b.String()
}
