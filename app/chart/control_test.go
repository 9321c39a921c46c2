package chart

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"assay/models"
)

func control() Control {
	c := Control{Texts: ControlTexts{Title: "T", Levels: []string{"strict", "normal", "loose"}}}
	for _, on := range []string{"2026-08-01", "2026-09-01", "2026-10-01"} {
		c.Points = append(c.Points, ControlPoint{On: models.MustDate(on), Label: on[:7], HasRate: true, Sound: true, Rate: 20_000, Low: 12_000, High: 38_000, Band: ControlBand{Lower: 8_000, Upper: 15_000, Norm: 12_000}, Level: 1, Proposed: -1})
	}
	return c
}

func TestTheGridIsRound(t *testing.T) {
	svg := control().SVG()
	for _, tick := range []string{">0.00%<", ">1.00%<", ">2.00%<", ">3.00%<", ">4.00%<"} {
		require.Contains(t, svg, tick)
	}
}

func TestTheStepLineMovesOnTheDayOfAChange(t *testing.T) {
	c := control()
	flat, level := c.steps()
	require.Equal(t, 1, level)
	require.NotContains(t, flat, "V")

	c.Changes = []ControlChange{{On: models.MustDate("2026-10-11"), Level: 0, Label: "2026-10-11: <strict>"}}
	path, level := c.steps()
	require.Equal(t, 0, level, "an approval after the last run")
	require.Equal(t, 1, strings.Count(path, "V"))
	require.Contains(t, c.SVG(), "2026-10-11: &lt;strict&gt;")
	require.Greater(t, c.xOf(c.Changes[0].On), c.x(2))

	c.Changes[0].On = models.MustDate("2026-08-16")
	c.Points[1].Level, c.Points[2].Level = 0, 0
	path, _ = c.steps()
	require.Equal(t, 1, strings.Count(path, "V"), "the runs after it found what it did")
	require.InDelta(t, (c.x(0)+c.x(1))/2, c.xOf(c.Changes[0].On), 4)
}

// A run is judged by the band of its own policy, and drawn with it: a policy of
// today changes no mark of the past.
func TestEachRunHasTheBandOfItsPolicy(t *testing.T) {
	c := control()
	require.Equal(t, 1, strings.Count(c.SVG(), `class="band"`))
	require.NotContains(t, c.SVG(), "pt-hi")
	c.Points[2].Band = ControlBand{Lower: 2_000, Upper: 9_000, Norm: 5_000}
	svg := c.SVG()
	require.Equal(t, 2, strings.Count(svg, `class="band"`))
	require.Equal(t, 1, strings.Count(svg, "pt-hi"), "12,000 is above 9,000, not above 15,000")
	require.Contains(t, svg, " 0.90%<", "the latest is named")
	require.NotContains(t, svg, " 1.50%<")
	rows := c.Table([]string{"", "", "", "", ""}).Rows
	require.Equal(t, []string{"0.20%–0.90%", "0.80%–1.50%"}, []string{rows[0][3].Text, rows[1][3].Text})
}
