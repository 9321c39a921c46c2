package models

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestRatesAreTakenOverFromHistory(t *testing.T) {
	m := DefaultProvisionMatrix() // 0.5 2 5 10 25 50 100 %
	of := func(parts ...Money) (r [ProvisionClasses]RollToLoss) {
		for i, lost := range parts {
			if lost >= 0 {
				r[i] = RollToLoss{LookedFen: 100_000, LostFen: lost}
			}
		}
		return r
	}
	for name, x := range map[string]struct {
		rolls [ProvisionClasses]RollToLoss
		want  [ProvisionClasses]Rate
	}{
		"nothing was owed":               {of(), m.Rows[0].Rates},
		"measured, to a tenth of a %":    {of(120, 1_049, 2_050, 8_049, 30_000, 40_000, 90_000), [ProvisionClasses]Rate{1_000, 10_000, 21_000, 80_000, 300_000, 400_000, 900_000}},
		"half a step is rounded up":      {of(50, 149), [ProvisionClasses]Rate{1_000, 1_000, 50_000, 100_000, 250_000, 500_000, One}},
		"a fen under half a step is not": {of(49), [ProvisionClasses]Rate{0, 20_000, 50_000, 100_000, 250_000, 500_000, One}},
		"older never costs less":         {of(3_000, 1_000, -1, 500), [ProvisionClasses]Rate{30_000, 30_000, 50_000, 50_000, 250_000, 500_000, One}},
		"a kept rate is raised":          {of(0, 0, 0, 30_000), [ProvisionClasses]Rate{0, 0, 0, 300_000, 300_000, 500_000, One}},
		"all was lost, and more":         {of(110_000), [ProvisionClasses]Rate{One, One, One, One, One, One, One}},
	} {
		got := m.FromHistory([][ProvisionClasses]RollToLoss{x.rolls})
		assert.Equal(t, x.want, got.Rows[0].Rates, name)
		require.NoError(t, got.Validate(), name)
	}
	require.Equal(t, DefaultProvisionMatrix(), m, "the matrix in force is left alone")
}
