package imports

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"assay/models"
)

// Map describes a foreign file: its shape, how it writes dates and figures,
// and for each noun which columns give which field. See docs/import.
type Map struct {
	Title     string            `json:"title"`
	Delimiter string            `json:"delimiter"` // "," ";" or "\t"; empty: detected
	Encoding  string            `json:"encoding"`  // "utf-8" or "gb18030"; empty: detected
	Dates     []string          `json:"dates"`     // "D/M/YYYY", tried in turn
	Decimal   string            `json:"decimal"`   // "." or ","
	Signs     []string          `json:"signs"`     // currency signs to drop from amounts
	Rates     map[string]string `json:"rates"`     // CNY for one unit of a currency
	Agents    []Record          `json:"agents"`
	Products  []Record          `json:"products"`
	Invoices  []Record          `json:"invoices"`
	Receipts  []Record          `json:"receipts"`
	Openings  []Record          `json:"openings"`
	Facts     []Record          `json:"facts"`
}

// Record makes one noun of a row, where all its conditions hold. Gives is the
// noun when it is not the one that is imported.
type Record struct {
	Gives  Noun            `json:"gives"`
	When   []Condition     `json:"when"`
	Fields map[string]Spec `json:"fields"`
}

// Condition is a filter on a column's text, without regard to case.
type Condition struct {
	Column string   `json:"column"`
	Set    *bool    `json:"set"` // not blank, or blank
	Is     []string `json:"is"`
	Not    []string `json:"not"`
}

// Spec says where a field comes from; a plain string is a column. Words
// translate a column's text, without regard to case. Code makes a code of a
// name. A date may be moved by Days and by the number in the column Plus, and
// is then not after NotAfter. Else stands in when the text is blank.
type Spec struct {
	Column   string            `json:"column"`
	Value    string            `json:"value"`
	Prefix   string            `json:"prefix"`
	Words    map[string]string `json:"words"`
	Code     bool              `json:"code"`
	Days     int               `json:"days"`
	Plus     string            `json:"plus"`
	NotAfter *Spec             `json:"not_after"`
	Else     *Spec             `json:"else"`
}

// UnmarshalJSON reads a column's name or the long form.
func (s *Spec) UnmarshalJSON(b []byte) error {
	if len(b) > 0 && b[0] == '"' {
		return json.Unmarshal(b, &s.Column)
	}
	type long Spec
	if err := strict(bytes.NewReader(b), (*long)(s)); err != nil {
		return err
	}
	words := make(map[string]string, len(s.Words))
	for k, v := range s.Words {
		words[strings.ToLower(k)] = v
	}
	s.Words = words
	return nil
}

// ReadMap reads a map file. A setting it does not know is an error, so that a
// misspelt one is not ignored.
func ReadMap(r io.Reader) (*Map, error) {
	m := &Map{}
	if err := strict(r, m); err != nil {
		return nil, fmt.Errorf("map: %w", err)
	}
	for _, n := range Nouns() {
		for _, rec := range m.records(n) {
			if err := rec.validate(n); err != nil {
				return nil, err
			}
		}
	}
	if m.Decimal != "" && m.Decimal != "." && m.Decimal != "," {
		return nil, models.Invalid("decimal", "error.map_decimal")
	}
	_, err := m.rates()
	return m, err
}

func strict(r io.Reader, v any) error {
	d := json.NewDecoder(r)
	d.DisallowUnknownFields()
	return d.Decode(v)
}

func (m *Map) records(n Noun) []Record {
	switch n {
	case Agents:
		return m.Agents
	case Products:
		return m.Products
	case Invoices:
		return m.Invoices
	case Receipts:
		return m.Receipts
	case Openings:
		return m.Openings
	case Facts:
		return m.Facts
	}
	return nil
}

// noun is what the record gives in an import of n.
func (r Record) noun(n Noun) Noun {
	if r.Gives != "" {
		return r.Gives
	}
	return n
}

func (r Record) validate(n Noun) error {
	n = r.noun(n)
	if formats[n] == nil {
		return models.Invalid("gives", "error.noun_unknown").With("Noun", string(n))
	}
	for name := range r.Fields {
		if _, ok := fieldOf(n, name); !ok {
			return models.Invalid(name, "error.map_field_unknown").With("Field", name).With("Noun", string(n))
		}
	}
	for _, f := range formats[n] {
		if _, ok := r.Fields[f.name]; f.need && !ok {
			return models.Invalid(f.name, "error.map_field_missing").With("Field", f.name).With("Noun", string(n))
		}
	}
	return nil
}

// columns are all that a spec reads.
func (s Spec) columns() []string {
	var c []string
	for _, name := range []string{s.Column, s.Plus} {
		if name != "" {
			c = append(c, name)
		}
	}
	for _, o := range []*Spec{s.NotAfter, s.Else} {
		if o != nil {
			c = append(c, o.columns()...)
		}
	}
	return c
}
