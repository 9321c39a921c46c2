package models

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestPriceStep(t *testing.T) {
	for _, r := range textTable(t, `
		from   | to      | percent | leaps
		-------+---------+---------+------
		0      | 968.50  | 0       | no
		900.00 | 900.00  | 0       | no
		900.00 | 990.00  | 10      | no
		900.00 | 990.01  | 10.0011 | yes
		900.00 | 810.00  | -10     | no
		900.00 | 809.99  | -10.0011 | yes
		968.50 | 9685.00 | 900     | yes
		968.50 | 96.85   | -90     | yes
		0.05   | 0.06    | 20      | yes`) {
		from, err := ParseMoney(r.cells["from"])
		require.NoError(t, err)
		to, err := ParseMoney(r.cells["to"])
		require.NoError(t, err)
		s := PriceStep{From: from, To: to}
		require.Equal(t, r.cells["leaps"] == "yes", s.Leaps(), r.line)
		require.Equal(t, r.cells["percent"], s.Change().Percent(), r.line)
	}
}
