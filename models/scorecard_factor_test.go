package models

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Outside data becomes a factor by its field, gets its points row by row, and
// can be dropped again; the ledger's factors cannot.
func TestOutsideDataBecomesAFactor(t *testing.T) {
	c := DefaultScorecard()
	n := len(c.Factors)
	for _, x := range []struct{ name, message string }{{"", "error.fact_name"}, {"Rating", "error.fact_name"}, {"a.b", "error.fact_name"}, {"rating", ""}, {"rating", "error.score_factor_twice"}} {
		err := c.AddFactor(x.name)
		if x.message == "" {
			require.NoError(t, err)
			continue
		}
		var e *Error
		require.ErrorAs(t, err, &e, x.name)
		assert.Equal(t, []string{x.message, "factor_name"}, []string{e.Message, e.Field}, x.name)
	}
	require.NoError(t, c.Validate())
	require.Equal(t, DefaultScorecard().BestScore(), c.BestScore(), "no points before its table says so")
	c.AddRow("external.rating")
	for _, f := range FieldsOf(&c) {
		for path, text := range map[string]string{"factors.external.rating.0.up_to": "5", "factors.external.rating.1.points": "10", "factors.external.rating.missing": "3"} {
			if f.Path == path {
				require.NoError(t, f.Set(text))
			}
		}
	}
	require.NoError(t, c.Validate())
	for _, x := range []struct {
		known  bool
		value  int64
		points int
	}{{false, 0, 3}, {true, 5, 0}, {true, 6, 10}} {
		v := FactorValues{}
		if x.known {
			v["external.rating"] = x.value
		}
		log := c.Rate(v, MustDate("2026-06-30")).Log
		assert.Equal(t, x.points, log[len(log)-1].Points, x)
	}
	for _, key := range []string{"external.other", string(FactorTenure), "rating"} {
		c.DropFactor(key)
		require.Len(t, c.Factors, n+1, key)
	}
	c.DropFactor("external.rating")
	require.Equal(t, DefaultScorecard(), c)
}
