package models

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// What may be given where an amount was asked for, beside what holds.
func TestWhatAProposalMayBeGranted(t *testing.T) {
	on := MustDate("2026-06-12")
	for _, r := range textTable(t, `
		why                                | holds   | asked   | given   | error
		all that was asked                 | 1000.00 | 1500.00 | 1500.00 |
		less, above what holds             | 1000.00 | 1500.00 | 1200.00 |
		what holds already                 | 1000.00 | 1500.00 | 1000.00 |
		a fen below what holds             | 1000.00 | 1500.00 | 999.99  | error.limit_below_present
		a fen above what was asked         | 1000.00 | 1500.00 | 1500.01 | error.limit_not_above_asked
		nothing                            | 1000.00 | 1500.00 | 0.00    | error.limit_not_above_asked
		a lowering, lower still            | 1000.00 | 800.00  | 700.00  |
	`) {
		terms := CreditTerms{Limits: []CreditLimit{{Purpose: LimitStanding, Kind: LimitAmount, AmountFen: r.money("holds"), ValidFromOn: on}}}
		err := LimitProposal{Kind: LimitAmount, AmountFen: r.money("asked")}.MayGrant(r.money("given"), terms, on)
		if r.str("error") == "" {
			require.NoError(t, err, r.line)
			continue
		}
		require.ErrorIs(t, err, Invalid("amount", r.str("error")), r.line)
	}
}
