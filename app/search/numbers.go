package search

import (
	"fmt"
	"slices"

	"assay/app/db"
	"assay/models"
)

// seriesDigits is how many digits a series counts with.
const seriesDigits = 6

// document is a table whose documents carry numbers of a series.
type document struct{ table, series string }

// exactly are the numbers that what was typed may stand for in full.
func (f *finder) exactly(series string) ([]string, error) {
	n := f.query.Number
	out := n.prefixes(f.query.Text)
	if n.count <= 0 || len(n.digits) > seriesDigits || n.series != "" && n.series != series {
		return out, nil
	}
	if f.years == nil {
		f.years = map[string][]int{}
		var rows []struct {
			Series string
			Year   int
		}
		if err := f.q.Raw("SELECT series, year FROM number_series ORDER BY year DESC").Scan(&rows).Error; err != nil {
			return nil, err
		}
		for _, r := range rows {
			f.years[r.Series] = append(f.years[r.Series], r.Year)
		}
	}
	for _, year := range f.years[series] {
		if n.year == 0 || n.year == year {
			out = append(out, fmt.Sprintf("%s%d-%06d", series, year, n.count))
		}
	}
	return out, nil
}

// numbered finds documents by number: those that it stands for in full, then
// those that begin with it, the latest first.
func (f *finder) numbered(d document, scope models.Scope) ([]int64, error) {
	if f.query.Number.typed == "" {
		return nil, nil
	}
	exact, err := f.exactly(d.series)
	if err != nil {
		return nil, err
	}
	cond, mine := db.Within(scope, "a")
	args := make([]any, 0, len(exact)+len(mine))
	for _, number := range exact {
		args = append(args, number)
	}
	out, err := f.ids("SELECT d.id FROM "+d.table+" d JOIN agents a ON a.id = d.agent_id WHERE d.number IN ("+places(len(exact))+") AND "+cond+
		" ORDER BY d.number DESC", append(args, mine...)...)
	for _, prefix := range f.query.Number.prefixes(f.query.Text) {
		if err != nil || len(out) >= f.most {
			return out, err
		}
		var more []int64
		more, err = f.beginning(d, scope, prefix)
		out = union(out, more)
	}
	return out, err
}

func places(n int) string {
	out := "?"
	for range n - 1 {
		out += ", ?"
	}
	return out
}

// union appends what is not there yet.
func union(ids, more []int64) []int64 {
	for _, id := range more {
		if !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	return ids
}

// beginning finds documents whose number begins with a prefix.
func (f *finder) beginning(d document, scope models.Scope, prefix string) ([]int64, error) {
	const begins = "d.number >= ? AND d.number < ?"
	if scope.All {
		return f.ids("SELECT d.id FROM "+d.table+" d WHERE "+begins+" ORDER BY d.number DESC LIMIT ?", prefix, prefix+above, f.most)
	}
	cond, mine := db.Within(scope, "a")
	latest, err := f.ids("SELECT d.id FROM (SELECT d.id, d.number, d.agent_id FROM "+d.table+" d WHERE "+begins+" ORDER BY d.number DESC LIMIT ?) d"+
		" JOIN agents a ON a.id = d.agent_id WHERE "+cond+" ORDER BY d.number DESC LIMIT ?", append(append([]any{prefix, prefix + above, bound.newest}, mine...), f.most)...)
	if err != nil || len(latest) >= f.most {
		return latest, err
	}
	var n int
	if err := f.q.Raw("SELECT COUNT(*) FROM (SELECT 1 FROM "+d.table+" d WHERE "+begins+" LIMIT ?) n", prefix, prefix+above, bound.newest+1).Scan(&n).Error; err != nil || n <= bound.newest {
		return latest, err
	}
	if len(scope.Regions) == 0 {
		return f.ids("SELECT d.id FROM agents a"+inOrder[f.dialect]+d.table+" d ON d.agent_id = a.id WHERE "+cond+" AND "+begins+
			" ORDER BY d.number DESC LIMIT ?", append(mine, prefix, prefix+above, f.most)...)
	}
	older, err := f.ids("SELECT d.id FROM (SELECT d.id, d.number FROM agents a"+inOrder[f.dialect]+d.table+" d ON d.agent_id = a.id WHERE "+cond+" LIMIT ?) d WHERE "+begins+
		" ORDER BY d.number DESC LIMIT ?", append(append(mine, bound.own), prefix, prefix+above, f.most)...)
	return union(latest, older), err
}
