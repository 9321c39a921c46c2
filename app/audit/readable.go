package audit

import (
	"encoding/json"
	"fmt"
	"sort"
	"strings"

	"assay/app/list"
)

// families are where a fact's value may have a word, by the fact's name.
var families = map[string][]string{
	"kind": {"limit_kind", "purpose", "security", "member_event"}, "purpose": {"purpose", "consent"}, "channel": {"channel"}, "block": {"block"}, "role": {"role"}, "from": {"state", "level"}, "to": {"state", "level"},
	"mode": {"standard_mode"}, "direction": {"standard_direction"}, "level": {"level"}, "scopekind": {"scope"}, "scope": {"scope"},
}

// pairsOf takes a detail apart: nested facts are named with a dot, empty ones
// left out. say finds a word of the catalogue, or gives the key back.
func pairsOf(detail string, say func(string) string) list.Details {
	var v any
	if json.Unmarshal([]byte(detail), &v) != nil {
		return nil
	}
	var out list.Details
	var walk func(key string, v any)
	walk = func(key string, v any) {
		switch x := v.(type) {
		case map[string]any:
			names := make([]string, 0, len(x))
			for name := range x {
				names = append(names, name)
			}
			sort.Strings(names)
			for _, name := range names {
				walk(strings.TrimPrefix(key+"."+name, "."), x[name])
			}
		case []any:
			for i, e := range x {
				walk(strings.TrimPrefix(fmt.Sprintf("%s.%d", key, i+1), "."), e)
			}
		case nil:
		default:
			if text := fmt.Sprint(x); text != "" {
				out = append(out, list.Detail{Key: keyWord(key, say), Value: valueWord(key, text, say)})
			}
		}
	}
	walk("", v)
	return out
}

// keyWord names a fact by its last part; what has no word is shown as it is.
func keyWord(key string, say func(string) string) string {
	last := lastPart(key)
	if word := say("audit_key." + last); word != "audit_key."+last {
		return word
	}
	return key
}

func valueWord(key, value string, say func(string) string) string {
	for _, family := range families[lastPart(key)] {
		if word := say(family + "." + value); word != family+"."+value {
			return word
		}
	}
	return value
}

func lastPart(key string) string {
	return strings.ToLower(key[strings.LastIndex(key, ".")+1:])
}
