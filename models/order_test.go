package models

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestOrderStateMachine(t *testing.T) {
	actions := []OrderAction{ActionSubmit, ActionEdit, ActionRelease, ActionReject, ActionConfirm, ActionShip, ActionClose, ActionReopen, ActionCancel, ActionExpire, ActionRecheck}
	seen := map[OrderState]bool{}
	for _, r := range textTable(t, `
		state        | submit | edit | release | reject | confirm | ship | close | reopen | cancel | expire | recheck
		draft        | yes    | yes  |         |        |         |      |       |        | yes    |        |
		held         |        | yes  | yes     | yes    |         |      |       |        | yes    |        | yes
		submitted    |        | yes  |         |        | yes     |      |       |        | yes    | yes    |
		confirmed    |        |      |         |        |         | yes  |       |        | yes    |        |
		part_shipped |        |      |         |        |         | yes  | yes   |        |        |        |
		shipped      |        |      |         |        |         |      | yes   |        |        |        |
		closed       |        |      |         |        |         |      |       | yes    |        |        |
		cancelled    |        |      |         |        |         |      |       | yes    |        |        |`) {
		state := OrderState(r.str("state"))
		seen[state] = true
		for _, a := range actions {
			require.Equal(t, r.str(string(a)) == "yes", state.Allows(a), "%s %s", state, a)
		}
		require.False(t, state.Allows("drop"))
	}
	for _, s := range OrderStates() {
		require.True(t, seen[s], s)
	}
	require.Len(t, OrderStates(), len(seen))
	require.False(t, OrderState("lost").Allows(ActionEdit))
}

func TestWhatRemainsOfAnOrder(t *testing.T) {
	require.EqualValues(t, 60, Order{TotalFen: 100, InvoicedFen: 40}.Remaining())
	require.EqualValues(t, 0, Order{TotalFen: 100, InvoicedFen: 101}.Remaining(), "actual weight may pass the order")
	require.EqualValues(t, 3, OrderLine{Quantity: 5, ShippedQuantity: 2}.Open())
	require.Equal(t, "SO00000042", Order{ID: 42}.Number())
	require.Equal(t, "金戒指/Ring", strings.Join([]string{OrderLine{NameZh: "金戒指", NameEn: "Ring"}.Name("zh"), OrderLine{NameZh: "金戒指", NameEn: "Ring"}.Name("en")}, "/"))
	require.Equal(t, "金戒指", OrderLine{NameZh: "金戒指"}.Name("en"))
}
