package chart

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"assay/models"
)

// Bars are to one scale, nothing is drawn for nothing, and names stay text.
func TestCostsAreDrawnToOneScale(t *testing.T) {
	s := Costs{Title: "T <1>", Description: "D", First: "policy", Parts: []string{"financing", "loss"}, Amount: func(m models.Money) string { return m.String() },
		Rows: []CostRow{{"month & more", []models.Money{300_00, 100_00}}, {"early", []models.Money{0, 0}}, {"half", []models.Money{100_00, 100_00}}}}
	svg := s.SVG()
	require.Contains(t, svg, "T &lt;1&gt;")
	require.Contains(t, svg, "month &amp; more")
	require.Contains(t, svg, `x="0.0" y="66.0" width="201.5"`, "three quarters of the longest")
	require.Contains(t, svg, `x="0.0" y="146.0" width="66.5"`)
	require.Equal(t, 2+4, strings.Count(svg, "<rect"), "the legend, and bars that are something")
	require.Equal(t, "400.00", svg[strings.Index(svg, "400.00"):][:6])
	table := s.Table()
	require.Equal(t, []string{"policy", "financing", "loss"}, table.Head)
	require.Len(t, table.Rows, 3)
	require.Equal(t, "100.00", table.Rows[0][2].Text)
}
