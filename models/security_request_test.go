package models

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestNobodyDecidesOnTheirOwnSecurity(t *testing.T) {
	clerk, other := Who{ID: 1, Name: "clerk"}, Who{ID: 2, Name: "other"}
	for name, x := range map[string]struct {
		state   SecurityRequestState
		who     Who
		approve bool
		reason  string
		kind    Kind
	}{
		"another approves":                    {SecurityRequested, other, true, "", ""},
		"another turns it down":               {SecurityRequested, other, false, "expired paper", ""},
		"turned down without a reason":        {SecurityRequested, other, false, " ", KindInvalid},
		"one's own":                           {SecurityRequested, clerk, true, "", KindForbidden},
		"one's own, turned down":              {SecurityRequested, clerk, false, "mistake", KindForbidden},
		"approved already":                    {SecurityApproved, other, true, "", KindConflict},
		"turned down already":                 {SecurityRejected, other, true, "", KindConflict},
		"one's own that was decided is still": {SecurityApproved, clerk, true, "", KindForbidden},
	} {
		err := SecurityRequest{RequestedByID: clerk.ID, State: x.state}.MayDecide(x.who, x.approve, x.reason)
		if x.kind == "" {
			assert.NoError(t, err, name)
			continue
		}
		assert.Equal(t, x.kind, KindOf(err), name)
	}
}
