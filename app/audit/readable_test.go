package audit

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestDetailsInWords(t *testing.T) {
	words := map[string]string{"audit_key.limit": "Limit", "audit_key.amount": "Amount", "audit_key.kind": "Kind", "limit_kind.amount": "an amount", "audit_key.from": "From",
		"state.active": "Active", "level.strict": "Strict"}
	say := func(key string) string {
		if w, ok := words[key]; ok {
			return w
		}
		return key
	}
	for name, x := range map[string]struct {
		detail string
		want   []pair
	}{
		"nested":              {`{"limit":{"kind":"amount","amount":"2890000.00"},"to":""}`, []pair{{"Amount", "2890000.00"}, {"Kind", "an amount"}}},
		"words of its family": {`{"from":"active"}`, []pair{{"From", "Active"}}},
		"a level":             {`{"from":"strict"}`, []pair{{"From", "Strict"}}},
		"a day stays":         {`{"from":"2026-11-25"}`, []pair{{"From", "2026-11-25"}}},
		"without a word":      {`{"odd_thing":7}`, []pair{{"odd_thing", "7"}}},
		"a list":              {`[{"Role":"sales"}]`, []pair{{"1.Role", "sales"}}},
		"nothing":             {`{}`, nil},
		"no JSON":             {`oops`, nil},
	} {
		require.Equal(t, x.want, pairsOf(x.detail, say), name)
	}
}
