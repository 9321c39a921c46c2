package list

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"assay/app/web"
	"assay/models"
)

// View is a list as its page shows it.
type View struct {
	Spec    *Spec
	Path    string
	Heads   []Head
	Rows    []Row
	Filters []Field
	Chips   []Chip
	Choices []Choice
	Sizes   []Choice
	Views   []Kept
	Actions []Action
	Pager   Pager
	Sums    bool
	Search  string
	Query   string // the list's state, to keep as a view
	Here    string // the same with the place in it, to come back to
	Sheet   string // the same as a spreadsheet, without its format
	Keep    []Pair // what a form of one part must not lose of the rest
	Some    bool   // something narrows the list
	width   int
}

// Head is a column's head.
type Head struct {
	Column
	Href  string // sorts by it, "" when it does not sort
	Aria  string
	Total string // below the list
}

// Row is a row with its cells.
type Row struct {
	ID     int64
	Name   string // of the first cell, for the box that marks the row
	Marked bool
	Seen   any // as what the row is shown, for who acts on it
	Cells  []Cell
}

// Cell is a value with those shown below it.
type Cell struct {
	Column
	Value any
	Href  string
	Below []Cell
}

// Field is a filter with what it stands at.
type Field struct {
	Filter
	Value, From, To string
}

// Chip is a filter that is on, with the query without it.
type Chip struct{ Label, Value, Href string }

// Choice is one of several, on or off.
type Choice struct {
	Key, Label string
	On, Fixed  bool
}

// Pair is a value that a form carries along.
type Pair struct{ Name, Value string }

// Pager is where the page stands.
type Pager struct {
	From, To, Total         int64
	More                    bool // the total is more than could be counted
	First, Prev, Next, Last string
}

// Width is how many columns the table has.
func (v View) Width() int { return v.width }

// view lays the list out.
func (r *request) view(c *web.Ctx, rows []row) View {
	v := View{Spec: r.spec, Path: c.Path(), Search: r.query.Get("q"), Query: r.kept(), Here: r.query.Encode()}
	cols := r.columns(false)
	for _, col := range cols {
		if col.Label != "" && col.Under == "" {
			v.Heads = append(v.Heads, r.head(col))
		}
	}
	for _, one := range rows {
		shown := rowOf(one, cols)
		shown.Marked = slices.Contains(r.marked, fmt.Sprint(one.id))
		v.Rows = append(v.Rows, shown)
	}
	v.width = len(v.Heads)
	for _, a := range r.spec.Actions {
		if c.Actor.Can(a.Need) {
			v.Actions = append(v.Actions, a)
		}
	}
	if len(v.Actions) > 0 {
		v.width++
	}
	r.fields(c, &v)
	for _, col := range r.spec.Columns {
		if col.Label != "" {
			v.Choices = append(v.Choices, Choice{Key: col.Key, Label: col.Label, On: r.shown[col.Key], Fixed: col.Key == r.spec.Columns[0].Key})
		}
	}
	for _, n := range sizes {
		v.Sizes = append(v.Sizes, Choice{Key: fmt.Sprint(n), On: n == r.size})
	}
	for name, x := range r.query {
		if name != "after" && name != "before" && name != "at" && name != "end" && (x[0] != "" || r.against(name)) {
			v.Keep = append(v.Keep, Pair{name, x[0]})
		}
	}
	if !r.spec.NoSheet {
		v.Sheet = c.Path() + "?" + r.with()
	}
	return v
}

func (r *request) head(col Column) Head {
	h := Head{Column: col}
	if !col.Sort {
		return h
	}
	by := col.Key
	if h.Aria = "none"; col.Key == r.sort.Key {
		h.Aria = "ascending"
		if r.desc {
			h.Aria = "descending"
		} else {
			by = "-" + by
		}
	} else if col.Numeric() || col.Kind == Day {
		by = "-" + by
	}
	h.Href = "?" + r.with("sort", by)
	return h
}

func rowOf(one row, cols []Column) Row {
	out := Row{ID: one.id}
	at := map[string]int{}
	for _, col := range cols {
		if col.Key == SeenKey {
			out.Seen = col.shown(one.values)
		}
		if col.Label == "" {
			continue
		}
		cell := Cell{Column: col, Value: col.shown(one.values), Href: link(col.Link, one)}
		if i, ok := at[col.Under]; ok && col.Under != "" {
			if cell.Value == "" {
				continue
			}
			out.Cells[i].Below = append(out.Cells[i].Below, cell)
			continue
		}
		if col.Under != "" {
			continue // what it would stand under is not shown
		}
		at[col.Key] = len(out.Cells)
		out.Cells = append(out.Cells, cell)
	}
	if len(out.Cells) > 0 {
		out.Name = fmt.Sprint(out.Cells[0].Value)
	}
	return out
}

// Labelled tells that the value does not speak for itself on a card.
func (c Cell) Labelled() bool {
	return c.Kind != State && c.Kind != Reasons && c.Kind != Words && c.Kind != Mark && c.Phone != "k-full" && c.Phone != "k-11"
}

// shown is a value as it is read, when the column says how.
func (c Column) shown(v Values) any {
	if c.Show == nil {
		return v[c.Key]
	}
	return c.Show(v)
}

// link fills the places of a pattern; a place without a value leads nowhere.
func link(pattern string, one row) string {
	if pattern == "" {
		return ""
	}
	href := strings.ReplaceAll(pattern, "{id}", fmt.Sprint(one.id))
	for {
		before, rest, found := strings.Cut(href, "{")
		key, after, ended := strings.Cut(rest, "}")
		if !found || !ended {
			return href
		}
		v := fmt.Sprint(one.values[key])
		if v == "" || v == "0" || v == "<nil>" {
			return ""
		}
		href = before + url.PathEscape(v) + after
	}
}

// fields are the filters as they stand, and a chip for each that is on.
func (r *request) fields(c *web.Ctx, v *View) {
	if v.Search != "" {
		v.Chips = append(v.Chips, Chip{Label: c.T("form.search"), Value: v.Search, Href: "?" + r.with("q", "")})
	}
	for _, f := range r.spec.Filters {
		field := Field{Filter: f}
		if f.Kind == Word {
			field.Value = r.value(f)
			for _, o := range f.Options {
				if o.Value != "" && o.Value == field.Value {
					v.Chips = append(v.Chips, Chip{c.T(f.Label), o.name(c), "?" + r.with(f.Key, "")})
				}
			}
		} else {
			field.From, field.To = r.query.Get(f.Key+"_from"), r.query.Get(f.Key+"_to")
			if text, on := r.span(f.Key, field); on {
				v.Chips = append(v.Chips, Chip{c.T(f.Label), text, "?" + r.with(f.Key+"_from", "", f.Key+"_to", "")})
			}
		}
		v.Filters = append(v.Filters, field)
	}
	v.Some = len(v.Chips) > 0
}

// span is what a filter's bounds say, of those that count; on is false when
// none does.
func (r *request) span(key string, f Field) (text string, on bool) {
	from, to, b := "", "", r.bounds[key]
	if b.from != nil {
		from = f.From
	}
	if b.to != nil {
		to = f.To
	}
	return from + "–" + to, from+to != ""
}

func (o Option) name(c *web.Ctx) string {
	if o.Label != "" {
		return c.T(o.Label)
	}
	return o.Text
}

// pager tells where the page stands and where its neighbours are.
func (r *request) pager(rows []row, keys []string, more bool, total int64) Pager {
	p := Pager{Total: total, More: total > counted}
	if p.More {
		p.Total = counted
	}
	n := int64(len(rows))
	if n == 0 {
		return p
	}
	back := r.before != nil || r.last
	if r.last && !p.More {
		r.start = max(total-n, 0)
	}
	if r.before != nil {
		r.start = max(r.start-n, 0)
	}
	p.From, p.To = r.start+1, r.start+n
	first, last := cursor{keys[0], rows[0].id}, cursor{keys[n-1], rows[n-1].id}
	if r.sort.Kind == Day {
		first.Value, last.Value = day(first.Value), day(last.Value)
	}
	if back && more || !back && r.after != nil {
		p.First = "?" + r.with()
		p.Prev = "?" + r.with("before", first.String(), "at", fmt.Sprint(r.start))
	}
	if back && !r.last || !back && more {
		p.Next = "?" + r.with("after", last.String(), "at", fmt.Sprint(r.start+n))
		p.Last = "?" + r.with("end", "1")
	}
	if p.More && (r.last || r.before != nil) {
		p.From, p.To = 0, 0 // how many lie before is not known
	}
	return p
}

// day is a date as the engine compares it, whatever its driver makes of one.
func day(text string) string {
	if _, err := time.Parse(time.DateOnly, text[:min(len(text), 10)]); err == nil {
		return text[:10]
	}
	return text
}

// plain is a cell for a spreadsheet.
func plain(c *web.Ctx, col Column, v Values) any {
	switch x := col.shown(v).(type) {
	case time.Time:
		if x.IsZero() {
			return ""
		}
		if col.Kind == Second {
			return x.In(c.Web.Zone).Format(time.DateTime)
		}
		return x.In(c.Web.Zone).Format("2006-01-02 15:04")
	case string:
		if col.Family == "" {
			return x
		}
		words := strings.Fields(x)
		for i, w := range words {
			words[i] = c.T(col.Family + "." + w)
		}
		return strings.Join(words, ", ")
	case models.Money:
		if x >= models.Unbounded {
			return c.T("limit_kind.unlimited")
		}
		return x
	case Details:
		return x.String()
	case []models.Reason:
		texts := make([]string, len(x))
		for i, r := range x {
			texts[i] = strings.TrimSpace(c.T("rule."+string(r.Rule)) + " " + c.Web.ReasonText(c.Lang(), r))
		}
		return strings.Join(texts, "; ")
	case nil:
		return ""
	default:
		return x
	}
}
