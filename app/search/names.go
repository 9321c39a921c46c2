package search

import (
	"slices"
	"strings"

	"assay/app/db"
	"assay/models"
)

// slack is for things that one word finds by several of their terms.
const slack = 3

// above is more than anything that begins with a prefix.
const above = "\U0010FFFF"

const (
	inRange   = "t.kind = ? AND t.term >= ? AND t.term < ?"
	alsoFound = " AND EXISTS (SELECT 1 FROM search_terms x WHERE x.kind = t.kind AND x.ref_id = t.ref_id AND x.term >= ? AND x.term < ?)"
)

// inOrder joins two tables with the left one read first.
var inOrder = map[string]string{"sqlite": " CROSS JOIN ", "mysql": " STRAIGHT_JOIN "}

// named finds the things of a kind that every word finds, inside the scope; a
// free kind is nobody's and has none. The order is that of the first word's
// term, so that what is called exactly so comes first.
func (f *finder) named(kind Kind, words []string, scope models.Scope, free bool) ([]int64, error) {
	if len(words) == 0 {
		return nil, nil
	}
	all := free || scope.All
	rows := 0
	if len(words) > 1 || !all {
		var err error
		if words, rows, err = f.rarestFirst(kind, words); err != nil || rows == 0 {
			return nil, err
		}
	}
	args := []any{string(kind), words[0], words[0] + above}
	others := strings.Repeat(alsoFound, len(words)-1)
	for _, w := range words[1:] {
		args = append(args, w, w+above)
	}
	switch cond, mine := db.Within(scope, "a"); {
	case all && rows <= bound.common:
		return f.ids("SELECT t.ref_id FROM search_terms t WHERE "+inRange+others+" ORDER BY t.term LIMIT ?", append(args, f.most*slack)...)
	case all:
		return f.ids("SELECT t.ref_id FROM (SELECT t.kind, t.ref_id, t.term FROM search_terms t WHERE "+inRange+" ORDER BY t.term LIMIT ?) t WHERE 1 = 1"+others+
			" ORDER BY t.term LIMIT ?", append(slices.Insert(args, 3, any(bound.widest)), f.most*slack)...)
	case rows <= bound.common:
		return f.ids("SELECT t.ref_id FROM search_terms t JOIN agents a ON a.id = t.agent_id WHERE "+inRange+others+" AND "+cond+
			" ORDER BY t.term LIMIT ?", append(append(args, mine...), f.most*slack)...)
	default:
		return f.ids("SELECT t.ref_id FROM agents a"+inOrder[f.dialect]+"search_terms t ON t.agent_id = a.id WHERE "+inRange+others+" AND "+cond+
			" LIMIT ?", append(append(args, mine...), f.most*slack)...)
	}
}

// rarestFirst orders words by how much they find, as far as it matters. No
// rows: one of them finds nothing.
func (f *finder) rarestFirst(kind Kind, words []string) ([]string, int, error) {
	found := make(map[string]int, len(words))
	for _, w := range words {
		var n int
		if err := f.q.Raw("SELECT COUNT(*) FROM (SELECT 1 FROM search_terms t WHERE "+inRange+" LIMIT ?) n", string(kind), w, w+above, bound.common+1).Scan(&n).Error; err != nil || n == 0 {
			return nil, 0, err
		}
		found[w] = n
	}
	sorted := slices.SortedStableFunc(slices.Values(words), func(a, b string) int { return found[a] - found[b] })
	return sorted, found[sorted[0]], nil
}

// ids runs a query for ids and leaves out what came before.
func (f *finder) ids(query string, args ...any) ([]int64, error) {
	var out []int64
	seen := map[int64]bool{}
	err := db.EachRow(f.q, query, func(scan db.Scan) error {
		var id int64
		err := scan(&id)
		if err == nil && !seen[id] {
			seen[id], out = true, append(out, id)
		}
		return err
	}, args...)
	return out, err
}
