package audit

import (
	"testing"

	"github.com/stretchr/testify/require"

	"assay/app/list"
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
		want   list.Details
	}{
		"nested":              {`{"limit":{"kind":"amount","amount":"2890000.00"},"to":""}`, list.Details{{Key: "Amount", Value: "2890000.00"}, {Key: "Kind", Value: "an amount"}}},
		"words of its family": {`{"from":"active"}`, list.Details{{Key: "From", Value: "Active"}}},
		"a level":             {`{"from":"strict"}`, list.Details{{Key: "From", Value: "Strict"}}},
		"a day stays":         {`{"from":"2026-11-25"}`, list.Details{{Key: "From", Value: "2026-11-25"}}},
		"without a word":      {`{"odd_thing":7}`, list.Details{{Key: "odd_thing", Value: "7"}}},
		"a list":              {`[{"Role":"sales"}]`, list.Details{{Key: "1.Role", Value: "sales"}}},
		"nothing":             {`{}`, nil},
		"no JSON":             {`oops`, nil},
	} {
		require.Equal(t, x.want, pairsOf(x.detail, say), name)
	}
}
