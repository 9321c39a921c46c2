package models

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

var allFields = SegmentFields([]string{"S1", "S2"})

// Whatever a rule says comes back from its text, points, commas and Chinese and
// all.
func TestARuleIsItsText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := SegmentRule{Any: rapid.Bool().Draw(t, "any")}
		for range rapid.IntRange(0, 3).Draw(t, "groups") {
			g := SegmentGroup{Any: rapid.Bool().Draw(t, "any of group")}
			for range rapid.IntRange(0, 3).Draw(t, "conditions") {
				f := rapid.SampledFrom(allFields).Draw(t, "field")
				c := SegmentCondition{Field: f.Key, Op: rapid.SampledFrom(f.Kind.Ops()).Draw(t, "op")}
				if c.Op != OpNever {
					c.Values = rapid.SliceOfN(rapid.StringN(1, 8, 20), 1, 3).Draw(t, "values")
				}
				g.Conditions = append(g.Conditions, c)
			}
			r.Groups = append(r.Groups, g)
		}
		back, err := ParseRule(r.String())
		if err != nil || back.String() != r.String() {
			t.Fatalf("%q came back as %q: %v", r, back, err)
		}
	})
}

func TestWhatARuleMayNotSay(t *testing.T) {
	for rule, want := range map[string]string{
		"all": "", "any|all;tier.in.S1,S2": "", "all|all;last_on.within.30": "", "all|all;last_on.never.": "", "all|any;net_fen.ge.1000.50;sex.out.m": "", "all|all;occupation.in.%E6%95%99%E5%B8%88": "",
		"none": "error.segment_rule", "all|some;tier.in.S1": "error.segment_rule", "all|all;tier": "error.segment_rule", "all|all;password.in.1": "error.segment_rule", "all|all;tier.ge.S1": "error.segment_rule",
		"all|all;tier.in.S9": "error.choice_unknown", "all|all;tier.in.": "error.value_required", "all|all;purchases.ge.-1": "error.not_a_number", "all|all;last_on.from.2026-02-30": "error.not_a_date",
		"all|all;last_on.within.99999": "error.not_a_number", "all|all;occupation.in.%20": "error.value_required", "all|all|all|all|all|all": "error.segment_long", "all|all;birth_month.in.13": "error.choice_unknown"} {
		r, err := ParseRule(rule)
		if err == nil {
			err = r.Validate(allFields)
		}
		if want == "" {
			require.NoError(t, err, rule)
			require.Equal(t, rule, r.String())
			continue
		}
		var e *Error
		require.ErrorAs(t, err, &e, rule)
		require.Equal(t, want, e.Message, rule)
	}
	r, err := ParseRule("all|all;tier.in.S1|all;tier.in.S1;purchases.ge.x")
	require.NoError(t, err)
	var e *Error
	require.ErrorAs(t, r.Validate(allFields), &e)
	require.Equal(t, "groups.1.1", e.Field)
}
