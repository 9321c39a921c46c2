package models

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestVerdictOf(t *testing.T) {
	for _, r := range textTable(t, `
		state        | found   | verdict  | stands
		-------------+---------+----------+-------
		draft        | approve | approve  | yes
		draft        | hold    | hold     | yes
		draft        | reject  | reject   | yes
		held         | hold    | hold     | yes
		submitted    | approve | approve  | yes
		submitted    | hold    | released | no
		confirmed    | hold    | released | no
		part_shipped | hold    | released | no
		shipped      | hold    | released | no
		closed       | hold    | released | no
		closed       | approve | approve  | yes
		cancelled    | hold    | ended    | no
		cancelled    | approve | ended    | no`) {
		v := VerdictOf(OrderState(r.cells["state"]), DecisionOutcome(r.cells["found"]))
		require.Equal(t, Verdict(r.cells["verdict"]), v, r.line)
		require.Equal(t, r.cells["stands"] == "yes", v.Stands(), r.line)
	}
}
