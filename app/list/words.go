package list

import (
	"slices"
	"strings"

	"gorm.io/gorm"

	"assay/app/db"
)

// mostOwners is up to how many agents, or names, a word is looked up by their
// documents; where more are meant, the newest documents hold enough of them.
const mostOwners = 200

// meant is what a word means: agents of that name, values of the column Named,
// and the rows that it finds, when each of its alternatives has an index and
// they are not too many.
type meant struct {
	owners []any
	names  []any
	rows   []any
	few    bool // rows are all that there are
}

// lookUp finds what each word means.
func (r *request) lookUp(q *gorm.DB) error {
	r.meant = make([]meant, len(r.words))
	for i, w := range r.words {
		m := &r.meant[i]
		if err := r.spec.meaning(q, w, m); err != nil {
			return err
		}
		if err := r.spec.rowsOf(q, w, m); err != nil {
			return err
		}
	}
	return nil
}

func (s *Spec) meaning(q *gorm.DB, word string, m *meant) (err error) {
	if s.Owner != "" {
		cond, args := like(AgentNames, word).cond()
		if m.owners, err = ids(q, "SELECT a.id FROM agents a WHERE "+cond+" LIMIT ?", append(args, mostOwners+1)...); err != nil {
			return err
		}
	}
	if s.Named == "" {
		return nil
	}
	names, err := s.Names(q, word, mostOwners+1)
	for _, n := range names {
		m.names = append(m.names, n)
	}
	return err
}

// rowsOf looks a word's rows up by the indexes of its alternatives. A common
// word is left to the list's own order, in which its first rows are soon found.
func (s *Spec) rowsOf(q *gorm.DB, word string, m *meant) error {
	if !s.indexed() || len(m.owners) > mostOwners || len(m.names) > mostOwners {
		return nil
	}
	for _, a := range s.alternatives(word, *m) {
		found, err := ids(q, "SELECT "+s.ID+" FROM "+s.From+" WHERE "+a.cond+" LIMIT ?", append(slices.Concat(s.Before, a.args), counted+1)...)
		if err != nil {
			return err
		}
		if m.rows = append(m.rows, found...); len(m.rows) > counted {
			m.rows = nil
			return nil
		}
	}
	m.few = true
	return nil
}

// indexed tells that all that a word is looked for in is the list's own table
// and has an index.
func (s *Spec) indexed() bool {
	alias, _, _ := strings.Cut(s.ID, ".")
	for _, expr := range append([]string{s.Owner, s.Named, s.Number}, s.Prefix...) {
		if expr != "" && !strings.HasPrefix(expr, alias+".") {
			return false
		}
	}
	return len(s.Search) == 0
}

func ids(q *gorm.DB, query string, args ...any) (found []any, err error) {
	err = db.EachRow(q, query, func(scan db.Scan) error {
		var id int64
		err := scan(&id)
		found = append(found, id)
		return err
	}, args...)
	return found, err
}

// part is one alternative of a condition.
type part struct {
	cond string
	args []any
}

type parts []part

// cond is any of the alternatives. The constant keeps an engine from gathering
// every row of each by its index when the first few in the list's order do.
func (o parts) cond() (string, []any) {
	cond, args := "1 = 0", []any(nil)
	for _, p := range o {
		cond, args = cond+" OR "+p.cond, append(args, p.args...)
	}
	return "(" + cond + ")", args
}

// like is that one of the expressions holds a word.
func like(exprs []string, word string) (o parts) {
	for _, expr := range exprs {
		o = append(o, part{cond: expr + " LIKE ? ESCAPE '!'", args: []any{db.Like(word)}})
	}
	return o
}

// in is one of several values of a column, or holding the word where they are
// too many.
func in(column string, values []any, word string, many ...string) parts {
	switch n := len(values); {
	case n > mostOwners:
		return like(many, word)
	case n > 0:
		return parts{part{cond: oneOf(column, n), args: values}}
	}
	return nil
}

// longestIn is how long a list may be: MariaDB makes a table of one of 1,000
// values, and then reads every row to look for it there.
const longestIn = 900

// oneOf is that a column is one of n values.
func oneOf(column string, n int) string {
	cond := column + " IN (?" + strings.Repeat(", ?", min(n, longestIn)-1) + ")"
	for n -= longestIn; n > 0; n -= longestIn {
		cond += " OR " + column + " IN (?" + strings.Repeat(", ?", min(n, longestIn)-1) + ")"
	}
	return "(" + cond + ")"
}

// alternatives are the ways in which a row holds a word or belongs to what it
// means.
func (s *Spec) alternatives(word string, m meant) parts {
	o := like(s.Search, word)
	for _, expr := range s.Prefix { // ours are in capitals, taken over ones as they came
		for _, low := range slices.Compact([]string{strings.ToUpper(word), word}) {
			o = append(o, part{cond: expr + " >= ? AND " + expr + " < ?", args: []any{low, low + "\U0010ffff"}})
		}
	}
	if s.Number != "" {
		o = append(o, part{cond: s.Number + " = ?", args: []any{s.IDOf(word)}})
	}
	o = append(o, in(s.Owner, m.owners, word, AgentNames...)...)
	return append(o, in(s.Named, m.names, word, s.Named)...)
}

// finds is the condition that a row is found by a word.
func (s *Spec) finds(word string, m meant) (string, []any) {
	switch {
	case m.few && len(m.rows) == 0:
		return "1 = 0", nil
	case m.few:
		return oneOf(s.ID, len(m.rows)), m.rows
	}
	return s.alternatives(word, m).cond()
}
