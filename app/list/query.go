package list

import (
	"database/sql"
	"slices"
	"strconv"
	"time"

	"gorm.io/gorm"

	"assay/app/db"
	"assay/models"
)

// counted is how far rows are counted; a longer list is told as more than that.
const counted = 10_000

// row is a row's values by column.
type row struct {
	id     int64
	values Values
}

// condition is the WHERE of a list, without the place in its order.
func (r *request) condition(scope models.Scope) (string, []any) {
	s := r.spec
	cond, args := "1 = 1", []any(nil)
	add := func(sql string, values ...any) { cond, args = cond+" AND "+sql, append(args, values...) }
	args = append(args, s.Before...)
	if s.Agents != "" {
		within, values := db.Within(scope, s.Agents)
		add(within, values...)
	}
	if s.Where != "" {
		add(s.Where, s.Args...)
	}
	for _, f := range s.Filters {
		if f.Kind != Word {
			b := r.bounds[f.Key]
			if b.from != nil {
				add(f.Expr+" >= ?", append(slices.Clone(f.Args), f.begin(b.from))...)
			}
			if upTo, v := f.end(b.to); v != nil {
				add(f.Expr+upTo, append(slices.Clone(f.Args), v)...)
			}
			continue
		}
		for _, o := range f.Options {
			switch {
			case o.Value == "" || o.Value != r.value(f):
			case o.Cond != "":
				add(o.Cond, o.Args...)
			default:
				add(f.Expr+" = ?", append(slices.Clone(f.Args), o.Value)...)
			}
		}
	}
	for i, w := range r.words {
		found, values := s.finds(w, r.meant[i])
		add(found, values...)
	}
	return cond, args
}

// begin is a lower bound as it is compared: of an instant, where its day begins.
func (f Filter) begin(v any) any {
	if day, ok := v.(models.Date); ok && f.Zone != nil {
		return day.In(f.Zone).UTC()
	}
	return v
}

// end is an upper bound and how it is compared: of an instant, less than where
// the next day begins.
func (f Filter) end(v any) (string, any) {
	if day, ok := v.(models.Date); ok && f.Zone != nil {
		return " < ?", day.AddDays(1).In(f.Zone).UTC()
	}
	return " <= ?", v
}

// by is what the list is sorted by, with the values of its places.
func (r *request) by() (string, []any) {
	if r.sort.By != "" {
		return r.sort.By, nil
	}
	return r.sort.expr(r.lang), r.sort.Args
}

// byID tells that the list is sorted by its ids.
func (r *request) byID() bool {
	by, _ := r.by()
	return by == r.spec.ID
}

// columns are what a page or a sheet needs: those shown, and those that links
// are made of.
func (r *request) columns(all bool) (cols []Column) {
	for _, c := range r.spec.Columns {
		if all || c.Label == "" || r.shown[c.Key] {
			cols = append(cols, c)
		}
	}
	return cols
}

// selection is the SELECT list of the columns with the values of its places.
func (r *request) selection(cols []Column) (string, []any) {
	by, args := r.by()
	list := r.spec.ID + ", " + by + " AS sorted_by"
	args = slices.Clone(args)
	for _, c := range cols {
		list += ", " + c.expr(r.lang)
		args = append(args, c.Args...)
	}
	return list, args
}

// page reads one page of rows, in the list's order, and whether more lie
// behind it in the direction it was read in.
func (r *request) page(q *gorm.DB, scope models.Scope, cols []Column) (rows []row, keys []string, more bool, err error) {
	cond, args := r.condition(scope)
	back := r.before != nil || r.last
	at := r.after
	if r.before != nil {
		at = r.before
	}
	if at != nil {
		place, values := r.beyond(*at, back)
		cond, args = cond+" AND "+place, append(args, values...)
	}
	found, err := r.find(q, scope, cond+r.ordered(back), args)
	if err != nil {
		return nil, nil, false, err
	}
	rows, keys, err = r.columnsOf(q, cols, found)
	if more = len(rows) > r.size; more {
		rows, keys = rows[:r.size], keys[:r.size]
	}
	if back {
		for i, j := 0, len(rows)-1; i < j; i, j = i+1, j-1 {
			rows[i], rows[j], keys[i], keys[j] = rows[j], rows[i], keys[j], keys[i]
		}
	}
	return rows, keys, more, err
}

// find reads the ids of a page, and no column of the list besides, so that an
// engine may go along an index alone until it has found them.
func (r *request) find(q *gorm.DB, scope models.Scope, rest string, args []any) (found []any, err error) {
	by, values := r.by()
	query := r.choose(q, scope) + r.spec.ID + ", " + by + " AS sorted_by FROM " + r.spec.From + " WHERE " + rest + " LIMIT ?"
	err = db.EachRow(q, query, func(scan db.Scan) error {
		var id int64
		var at sql.RawBytes
		err := scan(&id, &at)
		found = append(found, id)
		return err
	}, append(slices.Concat(values, args), r.size+1)...)
	return found, err
}

// choose begins a SELECT of the list's tables. Where its own rows are known, or
// nobody's are left out, MariaDB is kept from beginning with the agents, for
// whom it would read and sort every document.
func (r *request) choose(q *gorm.DB, scope models.Scope) string {
	if q.Name() == "mysql" && (scope.All || slices.ContainsFunc(r.meant, func(m meant) bool { return m.few })) {
		return "SELECT STRAIGHT_JOIN "
	}
	return "SELECT "
}

// columnsOf reads the columns of the rows that were found, in the same order.
func (r *request) columnsOf(q *gorm.DB, cols []Column, found []any) (rows []row, keys []string, err error) {
	if len(found) == 0 {
		return nil, nil, nil
	}
	what, values := r.selection(cols)
	read, by, err := r.rows(q, cols, "SELECT "+what+" FROM "+r.spec.From+" WHERE "+oneOf(r.spec.ID, len(found)), slices.Concat(values, r.spec.Before, found))
	at := make(map[any]int, len(read))
	for i, one := range read {
		at[one.id] = i
	}
	for _, id := range found {
		if i, ok := at[id]; ok {
			rows, keys = append(rows, read[i]), append(keys, by[i])
		}
	}
	return rows, keys, err
}

func (r *request) ordered(back bool) string {
	way := " ASC"
	if r.desc != back {
		way = " DESC"
	}
	if r.byID() {
		return " ORDER BY " + r.spec.ID + way
	}
	return " ORDER BY sorted_by" + way + ", " + r.spec.ID + way
}

// beyond is the condition that a row lies after the cursor, or before it.
func (r *request) beyond(c cursor, back bool) (string, []any) {
	sign, from := " > ", " >= "
	if r.desc != back {
		sign, from = " < ", " <= "
	}
	if r.byID() {
		return r.spec.ID + sign + "?", []any{c.ID}
	}
	by, args := r.by()
	v := r.sortValue(c.Value)
	// the first bound alone lets an index begin at the cursor
	return by + from + "? AND (" + by + sign + "? OR " + r.spec.ID + sign + "?)", slices.Concat(args, []any{v}, args, []any{v, c.ID})
}

// sortValue is a cursor's value as the engine compares it.
func (r *request) sortValue(text string) any {
	if r.sort.Numeric() && r.sort.By == "" {
		n, err := strconv.ParseInt(text, 10, 64)
		if err == nil {
			return n
		}
	}
	return text
}

// rows runs a query of the list's columns.
func (r *request) rows(q *gorm.DB, cols []Column, query string, args []any) (out []row, keys []string, err error) {
	err = db.EachRow(q, query, func(scan db.Scan) error {
		one, key, err := scanRow(scan, cols)
		out, keys = append(out, one), append(keys, key)
		return err
	}, args...)
	return out, keys, err
}

func scanRow(scan db.Scan, cols []Column) (row, string, error) {
	one, key := row{values: Values{}}, sql.NullString{}
	into := []any{&one.id, &key}
	for _, c := range cols {
		into = append(into, c.target())
	}
	if err := scan(into...); err != nil {
		return one, "", err
	}
	for i, c := range cols {
		one.values[c.Key] = value(into[i+2])
	}
	return one, key.String, nil
}

// target is what a value is read into.
func (c Column) target() any {
	kind := c.Kind
	if c.Raw != "" {
		kind = c.Raw
	}
	switch kind {
	case Money:
		return new(models.Money)
	case Weight:
		return new(models.Weight)
	case Rate:
		return new(models.Rate)
	case Number:
		return new(int64)
	case Day:
		return new(models.Date)
	case Time, Second:
		return new(sql.NullTime)
	}
	return new(sql.NullString)
}

func value(p any) any {
	switch x := p.(type) {
	case *models.Money:
		return *x
	case *models.Weight:
		return *x
	case *models.Rate:
		return *x
	case *int64:
		return *x
	case *models.Date:
		return *x
	case *sql.NullTime:
		if !x.Valid {
			return time.Time{}
		}
		return x.Time
	case *sql.NullString:
		return x.String
	}
	return nil
}

// each hands every row that the filters leave to a function, in the list's
// order.
func (r *request) each(q *gorm.DB, scope models.Scope, cols []Column, do func(row) error) error {
	what, values := r.selection(cols)
	cond, args := r.condition(scope)
	query := "SELECT " + what + " FROM " + r.spec.From + " WHERE " + cond + r.ordered(false)
	return db.EachRow(q, query, func(scan db.Scan) error {
		one, _, err := scanRow(scan, cols)
		if err != nil {
			return err
		}
		return do(one)
	}, append(values, args...)...)
}

// totals counts the rows and adds up what the list adds up, as far as counted.
// What is unlimited is in no sum.
func (r *request) totals(q *gorm.DB, scope models.Scope) (n int64, sums map[string]models.Money, err error) {
	cond, args := r.condition(scope)
	inner, outer := r.choose(q, scope)+r.spec.ID, "SELECT COUNT(*)"
	var added []Column
	var bounds, values []any
	for _, c := range r.columns(false) {
		if c.Sum {
			added, values = append(added, c), append(values, c.Args...)
			inner += ", " + c.expr(r.lang) + " AS sum_" + c.Key
			outer += ", COALESCE(SUM(CASE WHEN sum_" + c.Key + " < ? THEN sum_" + c.Key + " ELSE 0 END), 0)"
			bounds = append(bounds, models.Unbounded)
		}
	}
	into := make([]any, len(added)+1)
	into[0] = &n
	for i := range added {
		into[i+1] = new(models.Money)
	}
	query := outer + " FROM (" + inner + " FROM " + r.spec.From + " WHERE " + cond + " LIMIT ?) counted_rows"
	err = db.EachRow(q, query, func(scan db.Scan) error { return scan(into...) }, append(slices.Concat(bounds, values, args), counted+1)...)
	sums = map[string]models.Money{}
	for i, c := range added {
		sums[c.Key] = value(into[i+1]).(models.Money) //nolint:errcheck,forcetypeassert // a target of money above
	}
	return n, sums, err
}
