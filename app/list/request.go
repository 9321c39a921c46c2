package list

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"assay/models"
)

// sizes are how many rows a page may have; the first unless told.
var sizes = []int{50, 20, 100, 200}

// request is a list as its URL asks for it.
type request struct {
	spec   *Spec
	lang   string
	query  url.Values // what was asked, without what is unknown
	words  []string
	meant  []meant // what each word means
	shown  map[string]bool
	sort   Column
	desc   bool
	size   int
	after  *cursor
	before *cursor
	last   bool
	start  int64 // rows before this page
	bounds map[string]bound
	marked []string // the rows that were marked before
	wrong  []error  // the values that could not be read
}

// bound is a filter's lower and upper value, nil where it has none.
type bound struct{ from, to any }

// cursor is a row's place in the order: the value it is sorted by and its id.
type cursor struct {
	Value string `json:"v"`
	ID    int64  `json:"i"`
}

func (c cursor) String() string {
	b, _ := json.Marshal(c) //nolint:errchkjson // a text and a number
	return base64.RawURLEncoding.EncodeToString(b)
}

// parse reads a query. What it cannot read is left out and told as wrong, all
// of it, so that the page can show both.
func parse(s *Spec, lang string, q url.Values) *request {
	r := &request{spec: s, lang: lang, query: url.Values{}, size: sizes[0], bounds: map[string]bound{}}
	for name, v := range q {
		if len(v) > 0 && known(s, name) {
			r.query.Set(name, v[0])
		}
	}
	r.words = wordsOf(r.query.Get("q"))
	r.shown = s.chosen(r.query.Get("cols"))
	if n, err := strconv.Atoi(r.query.Get("size")); err == nil {
		for _, known := range sizes {
			if n == known {
				r.size = n
			}
		}
	}
	r.marked = strings.Split(q.Get("sel"), ",")
	r.order()
	r.place()
	for _, f := range s.Filters {
		r.read(f)
	}
	return r
}

// What a search may hold: each word costs a look at every agent's names.
const (
	longestSearch = 100
	mostWords     = 5
)

// wordsOf are the words of a search, each once, as many as one may hold.
func wordsOf(text string) (words []string) {
	if runes := []rune(text); len(runes) > longestSearch {
		text = string(runes[:longestSearch])
	}
	for _, w := range strings.Fields(text) {
		if len(words) < mostWords && !slices.Contains(words, w) {
			words = append(words, w)
		}
	}
	return words
}

// known tells that a query value is the list's to read.
func known(s *Spec, name string) bool {
	switch name {
	case "q", "sort", "cols", "size", "after", "before", "end", "at":
		return true
	}
	for _, f := range s.Filters {
		if name == f.Key || f.Kind != Word && (name == f.Key+"_from" || name == f.Key+"_to") {
			return true
		}
	}
	return false
}

func (r *request) order() {
	for _, by := range []string{r.query.Get("sort"), r.spec.Sort} {
		key, desc := strings.CutPrefix(by, "-")
		if c, ok := r.spec.column(key); ok && (c.Sort || by == r.spec.Sort) {
			r.sort, r.desc = c, desc
			return
		}
	}
}

func (r *request) place() {
	r.after, r.before = cursorOf(r.query.Get("after")), cursorOf(r.query.Get("before"))
	r.last = r.query.Get("end") != ""
	if n, err := strconv.ParseInt(r.query.Get("at"), 10, 64); err == nil && n > 0 && (r.after != nil || r.before != nil) {
		r.start = n
	}
}

func cursorOf(text string) *cursor {
	b, err := base64.RawURLEncoding.DecodeString(text)
	var c cursor
	if err != nil || len(b) == 0 || json.Unmarshal(b, &c) != nil {
		return nil
	}
	return &c
}

// value is what a choice stands at: what was asked, else its default.
func (r *request) value(f Filter) string {
	if _, asked := r.query[f.Key]; asked {
		return r.query.Get(f.Key)
	}
	return f.Default
}

func (r *request) read(f Filter) {
	if f.Kind == Word {
		r.choice(f)
		return
	}
	b := bound{r.bound(f, f.Key+"_from"), r.bound(f, f.Key+"_to")}
	if b.from != nil && b.to != nil && number(b.from) > number(b.to) {
		r.wrong = append(r.wrong, models.Invalid(f.Key+"_to", "list.reversed").With("Label", f.Label))
		b = bound{}
	}
	r.bounds[f.Key] = b
}

// choice tells a choice that the filter does not have.
func (r *request) choice(f Filter) {
	v := r.value(f)
	if v == "" || slices.ContainsFunc(f.Options, func(o Option) bool { return o.Value == v }) {
		return
	}
	r.wrong = append(r.wrong, models.Invalid("", "list.no_choice").With("Label", f.Label).With("Value", v))
}

// number is a bound as both kinds compare.
func number(v any) int64 {
	switch x := v.(type) {
	case models.Date:
		return int64(x)
	case models.Money:
		return int64(x)
	}
	return 0
}

func (r *request) bound(f Filter, name string) any {
	text := strings.TrimSpace(r.query.Get(name))
	if text == "" {
		return nil
	}
	var v any
	var err error
	if f.Kind == Day {
		v, err = models.ParseDate(text)
	} else {
		v, err = models.ParseMoney(text)
	}
	if err == nil {
		return v
	}
	said := models.Invalid(name, "list.unreadable").With("Label", f.Label).With("Value", text)
	var why *models.Error
	if errors.As(err, &why) {
		said = said.With("Reason", why.Message)
	}
	r.wrong = append(r.wrong, said)
	return nil
}

// with is the query with some values changed, from the first page; an empty
// value is left out unless the name asks for nothing against a default.
func (r *request) with(pairs ...string) string {
	q := url.Values{}
	for k, v := range r.query {
		if v[0] != "" || r.against(k) {
			q[k] = v
		}
	}
	for _, k := range []string{"after", "before", "end", "at"} {
		q.Del(k)
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		if q.Del(pairs[i]); pairs[i+1] != "" || r.against(pairs[i]) {
			q.Set(pairs[i], pairs[i+1])
		}
	}
	if len(q) == 0 {
		return "q=" // a query all the same: without one the preferred view would open
	}
	return q.Encode()
}

// kept is the query as it may be stored: without words that may name a person.
func (r *request) kept() string {
	if r.spec.Private {
		return r.with("q", "")
	}
	return r.with()
}

// against tells that leaving the name out would choose its default.
func (r *request) against(name string) bool {
	for _, f := range r.spec.Filters {
		if f.Key == name {
			return f.Default != ""
		}
	}
	return false
}
