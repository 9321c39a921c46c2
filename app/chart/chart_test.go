package chart

import (
	"encoding/xml"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"assay/models"
)

func TestTicksAreRoundAndHoldWhatIsDrawn(t *testing.T) {
	for _, c := range []struct {
		low, high int64
		parts     int
		want      []int64
	}{
		{0, 1286, 4, []int64{0, 500, 1000, 1500}},
		{0, 1, 4, []int64{0, 1, 2}},
		{0, 0, 4, []int64{0, 1}},
		{0, 38_000, 6, []int64{0, 10_000, 20_000, 30_000, 40_000}},
		{34, 39, 4, []int64{34, 36, 38, 40}},
		{-30, 100, 4, []int64{-50, 0, 50, 100, 150}},
		{0, 10_000_000_000_000, 4, []int64{0, 5_000_000_000_000, 10_000_000_000_000, 15_000_000_000_000}},
	} {
		got := Ticks(c.low, c.high, c.parts)
		require.Equal(t, c.want, got, "%d to %d", c.low, c.high)
		require.LessOrEqual(t, got[0], c.low)
		require.Greater(t, got[len(got)-1], c.high)
	}
	for most, want := range map[int64]int64{1_000: 200, 15_000: 5_000, 42_500: 10_000, 60_000: 20_000, 300_000: 100_000} {
		require.Equal(t, want, Step(most, 6), most)
	}
}

func TestHeatRanksByShareOfTheLargest(t *testing.T) {
	for m, want := range map[models.Money]int{3120: 5, 1560: 5, 1559: 4, 780: 4, 779: 3, 390: 3, 389: 2, 156: 2, 155: 1, 1: 1, 0: 0, -5: 0} {
		require.Equal(t, want, HeatClass(m, 3120), m)
	}
	require.Zero(t, HeatClass(0, 0), "an empty table has no colour")
}

// A bar's slices lie side by side without a gap and fill it, whatever the
// amounts.
func TestAnAgeingBarIsFull(t *testing.T) {
	for _, a := range []models.Ageing{
		{NotDue: 3, Late: [models.Buckets]models.Money{1, 1, 1, 1, 1, 1}},
		{NotDue: 10_000_000_000_000, Late: [models.Buckets]models.Money{0, 0, 7, 0, 0, 1}},
		{Late: [models.Buckets]models.Money{0, 0, 0, 0, 0, 5}, Credits: -900, Unallocated: 12},
	} {
		at := models.Rate(0)
		for i, p := range AgeingBar(a) {
			require.Equal(t, i, p.Class)
			require.Equal(t, at, p.From)
			at += p.Width
		}
		require.Equal(t, models.One, at)
	}
	for _, p := range AgeingBar(models.Ageing{Credits: -900}) {
		require.Zero(t, p.Width)
	}
}

func TestACreditBarIsCutAtTheCeiling(t *testing.T) {
	require.Equal(t, CreditBar{Used: 500_000, ReservedFrom: 500_000, Reserved: 250_000, ThisFrom: 750_000, This: 250_000}, CreditBarOf(50, 25, 60, 100))
	require.Equal(t, CreditBar{Used: models.One, ReservedFrom: models.One, ThisFrom: models.One}, CreditBarOf(500, 25, 60, 100))
	require.Equal(t, CreditBar{Reserved: 250_000, ThisFrom: 250_000}, CreditBarOf(-50, 25, 0, 100))
	require.Equal(t, CreditBar{}, CreditBarOf(50, 25, 0, 0))
	require.Equal(t, CreditBar{}, CreditBarOf(50, 25, 0, models.Unbounded))
}

func stack(rows int, m models.Money) AgeingStack {
	s := AgeingStack{Title: "T <1>", Description: "D", First: "month", Amount: func(m models.Money) string { return m.String() },
		Classes: []string{"not due", "1", "2", "3", "4", "5", "6"}}
	for i := range rows {
		a := models.Ageing{NotDue: m, Late: [models.Buckets]models.Money{m / 2, 0, m / 4, 1, 0, m / 8}}
		s.Rows = append(s.Rows, AgeingRow{Label: fmt.Sprintf("2026-%02d", i+1), End: "x & y", Ageing: a, Href: func(class int) string { return fmt.Sprint("/c", class) }})
	}
	return s
}

func trend(points ...TrendPoint) LimitTrend {
	return LimitTrend{Points: points, Title: "T", Description: "D", First: "month", Limit: "limit", Exposure: "used", None: "–", Amount: func(m models.Money) string { return m.String() }}
}

// Every drawing is well-formed, named and described, whatever it is given.
func TestDrawingsAreWellFormed(t *testing.T) {
	days := Days{Title: "T", Description: "D", First: "month", Curve: "12", Extra: "6", Goal: "best", Unit: "days", GoalShort: "best", None: "–"}
	full := days
	for i := range 12 {
		full.Points = append(full.Points, DaysPoint{Label: fmt.Sprintf("2026-%02d", i+1), Days: models.CentiDays(3500 + 40*i), Goal: 3100, Has: i != 4, Extra: "36.1"})
	}
	empty := control()
	empty.Points = nil
	drawings := map[string]string{
		"control": control().SVG(), "control without runs": empty.SVG(),
		"stack": stack(6, 71_234_500).SVG(), "huge stack": stack(6, 10_000_000_000_000).SVG(), "stack of nothing": stack(6, 0).SVG(), "no stack": stack(0, 0).SVG(),
		"trend":       trend(TrendPoint{"2026-05", 100, true, 60}, TrendPoint{"2026-06", 0, false, 80}, TrendPoint{"2026-07", 200, true, -20}).SVG(),
		"empty trend": trend().SVG(), "huge trend": trend(TrendPoint{"2026-05", 10_000_000_000_000, true, 9_999_999_999_999}).SVG(),
		"days": full.SVG(), "no days": days.SVG(),
		"spark": Sparkline([]models.Money{3, 0, -5, 9}, `a "b"`),
	}
	for name, svg := range drawings {
		d := xml.NewDecoder(strings.NewReader(svg))
		for {
			_, err := d.Token()
			if err == io.EOF {
				break
			}
			require.NoError(t, err, name)
		}
		require.NotContains(t, svg, "NaN", name)
		require.NotContains(t, svg, "Inf", name)
		require.NotContains(t, svg, "style=", name)
		if name != "spark" {
			require.Regexp(t, `aria-labelledby="(\w+)-t \w+-d"><title id="\w+-t">.+</title><desc id="\w+-d">`, svg, name)
		}
	}
	require.Contains(t, drawings["stack"], "T &lt;1&gt;")
	require.Contains(t, drawings["stack"], "x &amp; y")
	require.Empty(t, Sparkline([]models.Money{1}, ""))
}

func TestKeyValuesStandInTheLatestBar(t *testing.T) {
	svg := stack(2, 71_234_500).SVG()
	require.Contains(t, svg, `class="mid sm on-a0"`)
	require.Equal(t, 1, strings.Count(svg, ">712345.00<"), "only in the latest bar")
	require.NotContains(t, svg, `class="mid sm on-a4"`, "a sliver has no room")
}

func TestTablesHoldWhatIsDrawn(t *testing.T) {
	table := stack(2, 80_000).Table()
	require.Equal(t, []string{"month", "not due", "1", "2", "3", "4", "5", "6"}, table.Head)
	require.Equal(t, Cell{"2026-02", ""}, table.Rows[0][0], "the latest first")
	require.Equal(t, Cell{"400.00", "/c1"}, table.Rows[0][2])

	table = trend(TrendPoint{"2026-05", 100, true, 60}, TrendPoint{"2026-06", 0, false, 80}).Table()
	require.Equal(t, [][]Cell{{{"2026-06", ""}, {"–", ""}, {"0.80", ""}}, {{"2026-05", ""}, {"1.00", ""}, {"0.60", ""}}}, table.Rows)

	table = control().Table([]string{"m", "r", "i", "b", "l"})
	require.Equal(t, []Cell{{"2026-10", ""}, {"2.00%", ""}, {"1.20%–3.80%", ""}, {"0.80%–1.50%", ""}, {"normal", ""}}, table.Rows[0])
}

func TestMonthsAreShortWithinAYear(t *testing.T) {
	require.Equal(t, []string{"2025-10", "12", "2026-02", "04"}, months([]string{"2025-10", "2025-12", "2026-02", "2026-04"}))
}

func TestTenths(t *testing.T) {
	for v, want := range map[models.CentiDays]string{3840: "38.4", 3845: "38.5", -15: "−0.2", 0: "0.0", 100: "1.0"} {
		require.Equal(t, want, Tenths(v))
	}
}

func TestTheLatestRateIsPrinted(t *testing.T) {
	c := control()
	c.Points[2].Rate, c.Points[2].Low = 31_700, 16_000
	require.Contains(t, c.SVG(), `<text class="bad mid"`)
	require.Contains(t, c.SVG(), ">3.17%<")
}
