package models

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestAFifthBringsFourFifths(t *testing.T) {
	for _, r := range []struct {
		spends [][2]int64 // yuan, members
		key    int64
		edge   Money
		first  Money
	}{
		{[][2]int64{{80, 1}, {10, 1}, {5, 2}}, 1, 80_00, 80_00},
		{[][2]int64{{79, 1}, {11, 1}, {5, 2}}, 2, 11_00, 79_00},
		{[][2]int64{{10, 10}}, 10, 10_00, 10_00},           // all alike: everybody is at the edge
		{[][2]int64{{100, 2}, {1, 18}}, 2, 100_00, 200_00}, // of twenty, the first tenth is two
		{nil, 0, 0, 0},
	} {
		var p Pareto
		for _, s := range r.spends {
			p.Buyers, p.Total = p.Buyers+s[1], p.Total+Money(s[0]*s[1]*100)
		}
		for _, s := range r.spends {
			require.NoError(t, p.Add(Money(s[0]*100), s[1]))
		}
		require.Equal(t, []any{r.key, r.edge, r.first, p.Total}, []any{p.Key, p.EdgeFen, p.Tenths[0], p.Tenths[9]}, "%v", r.spends)
	}
}
