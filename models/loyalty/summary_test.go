package loyalty

import (
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// purchasesOf reads "day:fen day:fen".
func purchasesOf(r textRow, column string) (all []Purchase) {
	for _, f := range strings.Fields(r.str(column)) {
		day, fen, _ := strings.Cut(f, ":")
		c := textRow{r.t, r.line, map[string]string{"day": day, "fen": fen}}
		all = append(all, Purchase{int(c.num("day")), int64(c.num("fen"))})
	}
	return all
}

func TestASummaryCountsDays(t *testing.T) {
	for _, r := range textTable(t, `
		purchases                     | on | frequency | recency | age | spend
		10:500                        | 10 | 0         | 0       | 0   | 0
		10:500                        | 40 | 0         | 0       | 30  | 0
		10:500 10:700                 | 40 | 0         | 0       | 30  | 0
		10:500 25:900                 | 40 | 1         | 15      | 30  | 900
		25:900 10:500                 | 40 | 1         | 15      | 30  | 900
		10:500 25:600 25:300 40:100   | 40 | 2         | 30      | 30  | 500
		10:500 25:900 41:100          | 40 | 1         | 15      | 30  | 900
		10:500 25:0                   | 40 | 1         | 15      | 30  | 0
		-5:500 5:100                  | 10 | 1         | 10      | 15  | 100
	`) {
		s, bought := Of(purchasesOf(r, "purchases"), int(r.num("on")))
		require.True(t, bought, r.line)
		require.Equal(t, Summary{int(r.num("frequency")), r.num("recency"), r.num("age"), r.num("spend")}, s, r.line)
		require.NoError(t, s.Validate(), r.line)
	}
	_, bought := Of([]Purchase{{41, 100}}, 40)
	require.False(t, bought, "the first purchase is still to come")
}

func TestImpossiblePastsAreRefused(t *testing.T) {
	for _, s := range []Summary{{1, 0, 10, 0}, {0, 5, 10, 0}, {1, 11, 10, 0}, {-1, 0, 10, 0}, {0, 0, -1, 0}, {0, 0, 10, 5},
		{0, 0, math.NaN(), 0}, {0, 0, math.Inf(1), 0}, {1, math.NaN(), 10, 0}, {1, 5, 10, math.NaN()}} {
		require.ErrorIs(t, s.Validate(), ErrSummary, "%+v", s)
		_, err := FitSpend([]Summary{s})
		require.ErrorIs(t, err, ErrSummary, "%+v", s)
		_, err = someValuer(t).Worth(s, 0.3)
		require.ErrorIs(t, err, ErrSummary, "%+v", s)
	}
	_, err := FitPurchases([]Cell{{1, 11, 10, 1}})
	require.ErrorIs(t, err, ErrSummary)
}

func TestEqualPastsAreOneCell(t *testing.T) {
	require.Equal(t, []Cell{{0, 0, 10, 2}, {1, 5, 10, 2}, {1, 6, 10, 1}},
		Cells([]Summary{{1, 5, 10, 100}, {0, 0, 10, 0}, {1, 6, 10, 0}, {0, 0, 10, 0}, {1, 5, 10, 200}}))
	require.Empty(t, Cells(nil))
}
