package search

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"assay/app/db"
	"assay/models"
)

// orderDigits is how many digits an order's number is printed with; it is the
// order's id.
const orderDigits = 8

// span is a stretch of order ids.
type span struct{ from, to int64 }

// order is the id that the number stands for in full, 0 when it is none.
func (n number) order() int64 {
	if n.typed == "" || n.series != "" && n.series != "SO" || n.year != 0 {
		return 0
	}
	return max(n.count, 0)
}

// spans are the ids up to top whose number begins with what was typed, the
// latest first: as it is printed, and as it is spoken without zeros in front.
func (n number) spans(top int64) []span {
	var out []span
	switch {
	case n.series == "SO" && n.digits == "" && n.year == 0:
		return []span{{1, math.MaxInt64}}
	case n.order() == 0 && strings.Trim(n.digits, "0") != "", n.digits == "", n.series != "" && n.series != "SO", n.year != 0:
		return nil
	}
	if len(n.digits) < orderDigits {
		size := pow10(orderDigits - len(n.digits))
		out = append(out, span{n.count * size, (n.count+1)*size - 1})
	}
	for size := int64(10); n.digits[0] != '0' && n.count <= top/size; size *= 10 {
		out = append(out, span{n.count * size, (n.count+1)*size - 1})
	}
	out = slices.DeleteFunc(out, func(s span) bool { return s.from > top })
	slices.SortFunc(out, func(a, b span) int { return cmp.Compare(b.from, a.from) })
	return slices.Compact(out)
}

func pow10(n int) int64 {
	out := int64(1)
	for range n {
		out *= 10
	}
	return out
}

// orders finds orders by number: the one that it stands for, then those whose
// number begins with it, the latest first.
func (f *finder) orders(scope models.Scope) ([]int64, error) {
	n := f.query.Number
	if n.order() == 0 && n.spans(math.MaxInt64) == nil {
		return nil, nil
	}
	cond, mine := db.Within(scope, "a")
	out, err := f.ids("SELECT d.id FROM orders d JOIN agents a ON a.id = d.agent_id WHERE d.id = ? AND "+cond, append([]any{n.order()}, mine...)...)
	if err != nil {
		return nil, err
	}
	var top int64
	if err := f.q.Raw("SELECT COALESCE(MAX(id), 0) FROM orders").Scan(&top).Error; err != nil {
		return nil, err
	}
	spans, most := n.spans(top), bound.newest
	if scope.All {
		most = f.most
	}
	ids := int64(0)
	for _, s := range spans {
		more, err := f.ids("SELECT d.id FROM (SELECT d.id, d.agent_id FROM orders d WHERE d.id BETWEEN ? AND ? ORDER BY d.id DESC LIMIT ?) d"+
			" JOIN agents a ON a.id = d.agent_id WHERE "+cond+" ORDER BY d.id DESC LIMIT ?", append(append([]any{s.from, s.to, most}, mine...), f.most)...)
		if out = union(out, more); err != nil || len(out) >= f.most {
			return out, err
		}
		ids += min(s.to, top) - s.from + 1
	}
	if scope.All || ids <= int64(bound.newest) {
		return out, nil
	}
	more, err := f.ordersOf(scope, spans)
	return union(out, more), err
}

// ordersOf looks through the orders of the scope's own agents.
func (f *finder) ordersOf(scope models.Scope, spans []span) ([]int64, error) {
	cond, mine := db.Within(scope, "a")
	for _, s := range spans {
		mine = append(mine, s.from, s.to)
	}
	return f.ids("SELECT d.id FROM (SELECT d.id FROM agents a"+inOrder[f.dialect]+"orders d ON d.agent_id = a.id WHERE "+cond+
		" AND (d.id BETWEEN ? AND ?"+strings.Repeat(" OR d.id BETWEEN ? AND ?", len(spans)-1)+") LIMIT ?) d ORDER BY d.id DESC LIMIT ?", append(mine, bound.own, f.most)...)
}
