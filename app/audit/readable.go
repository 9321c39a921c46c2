package audit

import (
	"encoding/json"
	"fmt"
	"slices"
	"sort"
	"strings"

	"gorm.io/gorm"

	"assay/app/web"
)

// pair is one fact of an entry's detail.
type pair struct{ Key, Value string }

// families are where a fact's value may have a word, by the fact's name.
var families = map[string][]string{
	"kind": {"limit_kind", "purpose", "security"}, "purpose": {"purpose"}, "block": {"block"}, "role": {"role"}, "from": {"state", "level"}, "to": {"state", "level"},
	"mode": {"standard_mode"}, "direction": {"standard_direction"}, "level": {"level"}, "scopekind": {"scope"}, "scope": {"scope"},
}

// pairsOf takes a detail apart: nested facts are named with a dot, empty ones
// left out. say finds a word of the catalogue, or gives the key back.
func pairsOf(detail string, say func(string) string) []pair {
	var v any
	if json.Unmarshal([]byte(detail), &v) != nil {
		return nil
	}
	var out []pair
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
				out = append(out, pair{keyWord(key, say), valueWord(key, text, say)})
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

// subjectNames are the queries that name what an entry is about by its id, in
// the reader's language; kinds that are not here carry their name themselves.
func subjectNames(lang string) map[string]string {
	name := "name_zh"
	if lang == "en" {
		name = "COALESCE(NULLIF(name_en, ''), name_zh)"
	}
	return map[string]string{
		"agent":        "SELECT id, code, " + name + " AS name FROM agents WHERE id IN ?",
		"user":         "SELECT id, login AS code, name FROM users WHERE id IN ?",
		"credit_group": "SELECT id, code, " + name + " AS name FROM credit_groups WHERE id IN ?",
		"write_off":    "SELECT w.id, i.number AS code, '' AS name FROM write_offs w JOIN open_items i ON i.id = w.item_id WHERE w.id IN ?",
	}
}

// named is a subject as a person calls it.
type named struct {
	ID   int64
	Code string
	Name string
}

// names finds what the entries are about, by kind and id.
func names(q *gorm.DB, lang string, entries []Entry) (map[string]named, error) {
	found := map[string]named{}
	for kind, query := range subjectNames(lang) {
		var ids []int64
		for _, e := range entries {
			if e.SubjectKind == kind && e.SubjectID != 0 && !slices.Contains(ids, e.SubjectID) {
				ids = append(ids, e.SubjectID)
			}
		}
		if len(ids) == 0 {
			continue
		}
		var rows []named
		if err := q.Raw(query, ids).Scan(&rows).Error; err != nil {
			return nil, err
		}
		for _, r := range rows {
			found[fmt.Sprintf("%s %d", kind, r.ID)] = r
		}
	}
	return found, nil
}

// lineOf is an entry in the reader's words.
func lineOf(c *web.Ctx, e Entry, known map[string]named) line {
	l := line{Entry: e, Noun: e.SubjectKind}
	if key := "audit_action." + e.Action; c.T(key) != key {
		l.Label = c.T(key)
	}
	if key := "audit_noun." + e.SubjectKind; c.T(key) != key {
		l.Noun = c.T(key)
	}
	if l.Subject == "" && e.SubjectID != 0 {
		l.Subject = fmt.Sprint(e.SubjectID)
	}
	if n, ok := known[fmt.Sprintf("%s %d", e.SubjectKind, e.SubjectID)]; ok {
		l.Subject, l.Name = n.Code, n.Name
	}
	say := func(key string) string { return c.T(key) }
	if e.Detail != "{}" {
		l.Pairs = pairsOf(e.Detail, say)
	}
	return l
}
