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
	if free {
		scope = models.Scope{All: true}
	}
	rows := 0
	if len(words) > 1 || !scope.All {
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
	cond, mine := db.Within(scope, "a")
	fromAgents := rows > bound.common && !scope.All
	if fromAgents && len(words) > 1 {
		var err error
		if fromAgents, err = f.few(scope); err != nil {
			return nil, err
		}
	}
	switch {
	case fromAgents:
		return f.ids("SELECT t.ref_id FROM agents a"+inOrder[f.dialect]+"search_terms t ON t.agent_id = a.id WHERE "+inRange+others+" AND "+cond+
			" LIMIT ?", append(append(args, mine...), f.most*slack)...)
	case rows > bound.common:
		return f.inParts(scope, others, args, rows)
	case scope.All:
		return f.ids("SELECT t.ref_id FROM search_terms t WHERE "+inRange+others+" ORDER BY t.term LIMIT ?", append(args, f.most*slack)...)
	default:
		return f.ids("SELECT t.ref_id FROM search_terms t JOIN agents a ON a.id = t.agent_id WHERE "+inRange+others+" AND "+cond+
			" ORDER BY t.term LIMIT ?", append(append(args, mine...), f.most*slack)...)
	}
}

// inParts looks through the rows of a common word a part at a time, until
// enough of them have the other words too.
func (f *finder) inParts(scope models.Scope, others string, args []any, rows int) ([]int64, error) {
	cond, mine := db.Within(scope, "a")
	var out []int64
	for at := 0; at < min(rows, bound.widest) && len(out) < f.most; at += bound.common {
		part := append(slices.Insert(slices.Clone(args), 3, any(bound.common), any(at)), mine...)
		query := "SELECT t.ref_id FROM (SELECT t.kind, t.ref_id, t.term, t.agent_id FROM search_terms t WHERE " + inRange + " ORDER BY t.term LIMIT ? OFFSET ?) t"
		if !scope.All {
			query += " JOIN agents a ON a.id = t.agent_id"
		}
		more, err := f.ids(query+" WHERE 1 = 1"+others+" AND "+cond+" ORDER BY t.term LIMIT ?", append(part, f.most*slack)...)
		if err != nil {
			return nil, err
		}
		out = union(out, more)
	}
	return out, nil
}

// few tells whether a scope holds so few agents that each may be asked.
func (f *finder) few(scope models.Scope) (bool, error) {
	cond, mine := db.Within(scope, "a")
	var n int
	err := f.q.Raw("SELECT COUNT(*) FROM (SELECT 1 FROM agents a WHERE "+cond+" LIMIT ?) n", append(mine, bound.few+1)...).Scan(&n).Error
	return n <= bound.few, err
}

// rarestFirst orders words by how much they find, as far as it matters. No
// rows: one of them finds nothing. Only when all of them are common is it
// counted how common.
func (f *finder) rarestFirst(kind Kind, words []string) ([]string, int, error) {
	sorted, rows, err := f.counted(kind, words, bound.common)
	if rows > bound.common && len(words) > 1 {
		return f.counted(kind, words, bound.widest)
	}
	return sorted, rows, err
}

// counted orders words by how many rows they find, most at most, and returns
// that of the first.
func (f *finder) counted(kind Kind, words []string, most int) ([]string, int, error) {
	found := make(map[string]int, len(words))
	for _, w := range words {
		var n int
		if err := f.q.Raw("SELECT COUNT(*) FROM (SELECT 1 FROM search_terms t WHERE "+inRange+" LIMIT ?) n", string(kind), w, w+above, most+1).Scan(&n).Error; err != nil || n == 0 {
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
