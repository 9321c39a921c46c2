package models

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestAnOrderIsAsItWasSeen(t *testing.T) {
	o := Order{Version: 3, TotalFen: 300}
	for _, r := range textTable(t, `
		seen  | says
		3-300 |
		3-200 |
		2-300 | error.order_differs
		2-200 | error.order_moved
		4-200 | error.order_moved
		2-0   | error.order_differs
		0-1   | error.seen_malformed
		2     | error.seen_malformed
		x-1   | error.seen_malformed
		2--1  | error.seen_malformed`) {
		seen, err := ParseSeenOrder(r.str("seen"))
		if err == nil {
			err = o.IsAs(seen)
		}
		if r.str("says") == "" {
			require.NoError(t, err, r.line)
			continue
		}
		require.Equal(t, r.str("says"), Each(err)[0].Message, r.line)
	}
	require.NoError(t, o.IsAs(), "nothing seen agrees to any")
	again, err := ParseSeenOrder(o.Seen().String())
	require.NoError(t, err)
	require.Equal(t, o.Seen(), again)
}
