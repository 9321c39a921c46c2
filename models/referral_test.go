package models

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestWhoMayHaveBroughtWhom(t *testing.T) {
	for _, r := range textTable(t, `
		own | line    | refused
		1   | 2       |
		1   | 2 3 4   |
		1   | 1       | error.referral_itself
		1   | 2 1     | error.referral_circle
		1   | 2 3 1 5 | error.referral_circle
		1 7 | 2 7     | error.referral_circle
		1 7 | 7       | error.referral_itself
		1   |         |`) {
		ids := func(name string) (out []int64) {
			for _, word := range strings.Fields(r.str(name)) {
				out = append(out, int64(textRow{t, r.line, map[string]string{"n": word}}.num("n")))
			}
			return out
		}
		err := CheckReferrer(ids("own"), ids("line"))
		if r.str("refused") == "" {
			require.NoError(t, err, r.line)
			continue
		}
		var e *Error
		require.ErrorAs(t, err, &e, r.line)
		require.Equal(t, []string{"brought_by", r.str("refused")}, []string{e.Field, e.Message}, r.line)
	}
}

func TestRelationsAreToSomebody(t *testing.T) {
	require.NoError(t, CheckRelation("", false))
	require.NoError(t, CheckRelation(RelationFamily, true))
	require.Error(t, CheckRelation(RelationFamily, false))
	require.Error(t, CheckRelation("neighbour", true))
}

func TestWholeMonths(t *testing.T) {
	for _, r := range textTable(t, `
		from       | to         | months
		2026-01-15 | 2026-01-15 | 0
		2026-01-15 | 2026-02-14 | 0
		2026-01-15 | 2026-02-15 | 1
		2026-01-31 | 2026-02-28 | 1
		2026-12-31 | 2027-12-30 | 11
		2026-02-15 | 2026-01-15 | 0`) {
		require.Equal(t, r.num("months"), r.date("to").MonthsSince(r.date("from")), r.line)
	}
}

// What was stored before referrals had terms means what it meant then.
func TestAnOlderValuePolicyCountsReferralsAlwaysAndInFull(t *testing.T) {
	b, err := DecodePolicy(PolicyValue, `{"dormant_days":365,"lost_days":730,"horizon_months":12,"discount_ppm":80000,"attribution_ppm":200000,"min_repeat":200,"margins":[]}`)
	require.NoError(t, err)
	require.NoError(t, b.Validate())
	p := b.(*ValuePolicy)
	require.EqualValues(t, 200_000, p.Attribution(MustDate("2001-01-01"), MustDate("2026-06-01")))
	require.Equal(t, 9, p.ReferralNorm)
}

func TestCreditsAreRoundedOncePerShare(t *testing.T) {
	c := Credits{}
	for range 3 {
		c.Add(200_000, 1) // a fifth of a fen each, of all three more than half
	}
	sum, err := c.Sum()
	require.NoError(t, err)
	require.EqualValues(t, 1, sum)
	require.EqualValues(t, 2*One/9, ReferralReach{Direct: 1, All: 2, Norm: 9}.Share())
}
