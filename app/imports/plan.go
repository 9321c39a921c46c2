package imports

import (
	"strings"

	"assay/models"
)

// plan is how each row of a file becomes nouns: the map's records, or one made
// from the file's own headings.
type plan struct {
	records  []Record
	nouns    []Noun
	notation notation
	seq      int
	seen     map[string]int // receipts without a reference, by what they say
}

// event is a noun with its place in time: documents post on that day, receipts
// on the day they cleared. Exactly one pointer is set.
type event struct {
	Line    int
	Seq     int
	Noun    Noun
	On      models.Date
	Agent   *agentRow       `json:",omitempty"`
	Product *models.Product `json:",omitempty"`
	Invoice *invoiceRow     `json:",omitempty"`
	Receipt *receiptRow     `json:",omitempty"`
	Fact    *factRow        `json:",omitempty"`
}

// before is the order of loading: by day, claims before the money of that day,
// then as the file has them.
func (e event) before(o event) bool {
	if e.On != o.On {
		return e.On < o.On
	}
	if money, other := e.Noun == Receipts, o.Noun == Receipts; money != other {
		return other
	}
	return e.Seq < o.Seq
}

func newPlan(n Noun, m *Map, header []string) (*plan, error) {
	if formats[n] == nil {
		return nil, models.Invalid("noun", "error.noun_unknown").With("Noun", string(n))
	}
	p := &plan{seen: map[string]int{}}
	var err error
	if p.notation, err = newNotation(m); err != nil {
		return nil, err
	}
	if m == nil {
		r, err := byHeadings(n, header)
		p.records, p.nouns = []Record{r}, []Noun{n}
		return p, err
	}
	p.records = m.records(n)
	if len(p.records) == 0 {
		return nil, models.Invalid("map", "error.map_gives_nothing").With("Noun", string(n))
	}
	for _, r := range p.records {
		p.nouns = append(p.nouns, r.noun(n))
		if err := r.fits(header); err != nil {
			return nil, err
		}
	}
	return p, nil
}

// byHeadings finds the documented fields by their names in either language.
func byHeadings(n Noun, header []string) (Record, error) {
	r := Record{Fields: map[string]Spec{}}
	for _, f := range formats[n] {
		for _, h := range header {
			if _, ok := r.Fields[f.name]; !ok && f.known(h) {
				r.Fields[f.name] = Spec{Column: strings.TrimSpace(h)}
			}
		}
		if _, ok := r.Fields[f.name]; !ok && f.need {
			return r, models.Invalid("file", "error.field_missing").With("Field", f.name)
		}
	}
	return r, nil
}

// fits checks that the file has every column that the record reads.
func (r Record) fits(header []string) error {
	has := map[string]bool{}
	for _, h := range header {
		has[strings.ToLower(strings.TrimSpace(h))] = true
	}
	var want []string
	for _, c := range r.When {
		want = append(want, c.Column)
	}
	for _, s := range r.Fields {
		want = append(want, s.columns()...)
	}
	for _, c := range want {
		if !has[strings.ToLower(c)] {
			return models.Invalid("file", "error.column_missing").With("Column", c)
		}
	}
	return nil
}

// holds tells whether the row meets the condition.
func (c Condition) holds(row *cells) bool {
	text := row.of(c.Column)
	among := func(words []string) bool {
		for _, w := range words {
			if strings.EqualFold(w, text) {
				return true
			}
		}
		return false
	}
	return (c.Set == nil || *c.Set == (text != "")) && (len(c.Is) == 0 || among(c.Is)) && !among(c.Not)
}

// events are what a row gives. A row with one fault gives nothing.
func (p *plan) events(row *cells, today models.Date) ([]event, *fault) {
	var given []event
	var claim models.Date
	for i, rec := range p.records {
		if !rec.applies(row) {
			continue
		}
		r := &reading{plan: p, row: row, rec: rec, noun: p.nouns[i], today: today}
		e := r.event()
		if r.fault != nil {
			return nil, r.fault
		}
		if claim = max(claim, e.On); e.Receipt != nil {
			e.On = claim // money that came before its own row's claim waits for it
		}
		p.seq++
		e.Line, e.Seq, e.Noun = row.line, p.seq, r.noun
		given = append(given, e)
	}
	return given, nil
}

func (r Record) applies(row *cells) bool {
	for _, c := range r.When {
		if !c.holds(row) {
			return false
		}
	}
	return true
}
