package models

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestTheZoneIsThatOfSatisfactionAndLoyalty(t *testing.T) {
	p := DefaultZonePolicy()
	for _, r := range textTable(t, `
csat | nps | purchases | loyalty | zone
1    | 0   | 0         | 0       | hostile
1    | 10  | 0         | 500000  | indifferent
1    | 9   | 0         | 450000  | hostile
3    | 5   | 0         | 250000  | indifferent
3    | 5   | 2         | 500000  | affectionate
3    | 4   | 2         | 450000  | indifferent
5    | 10  | 0         | 500000  | loyal
5    | 9   | 0         | 450000  | affectionate
4    | 10  | 2         | 750000  | loyal
4    | 10  | 1         | 625000  | affectionate
5    | 10  | 99        | 1000000 | loyal
`) {
		a := Answer{CSAT: r.num("csat"), NPS: r.num("nps")}
		require.EqualValues(t, r.num("loyalty"), p.Loyalty(int64(r.num("purchases")), a.NPS), r.line)
		require.Equal(t, r.str("zone"), string(p.Zone(a, int64(r.num("purchases")))), r.line)
	}
}

func TestSatisfactionAddsUp(t *testing.T) {
	var s Satisfaction
	require.Zero(t, s.NPS())
	require.Zero(t, s.CSAT())
	s.Asked = 8
	for _, a := range []Answer{{5, 10, ""}, {4, 9, ""}, {3, 8, ""}, {2, 7, ""}, {1, 6, ""}, {1, 0, ""}} {
		s.Add(a)
	}
	require.Equal(t, Satisfaction{Asked: 8, Answered: 6, Satisfied: 2, Promoters: 2, Detractors: 2}, s)
	require.EqualValues(t, 0, s.NPS())
	require.EqualValues(t, 333_333, s.CSAT())
	require.EqualValues(t, 750_000, s.Response())
	s.Add(Answer{1, 0, ""})
	require.EqualValues(t, -14, s.NPS())
}
