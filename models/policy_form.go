package models

import (
	"slices"
	"strconv"
)

// PolicyUnit says what a field holds and how it is typed and shown.
type PolicyUnit string

// The units. Percent has up to four digits after the point, money is yuan.
const (
	UnitPercent PolicyUnit = "percent"
	UnitMoney   PolicyUnit = "money"
	UnitNumber  PolicyUnit = "number"
	UnitDays    PolicyUnit = "days"
	UnitMonths  PolicyUnit = "months"
	UnitPoints  PolicyUnit = "points"
	UnitText    PolicyUnit = "text"
	UnitSegment PolicyUnit = "segment" // a segment, or whom a rule is for
	UnitDate    PolicyUnit = "date"
	UnitFlag    PolicyUnit = "flag"
	UnitChoice  PolicyUnit = "choice"
)

// PolicyLabel is a text of the catalogue, or a name as it is when Key is "".
type PolicyLabel struct{ Key, Name string }

// PolicyField is one value of a body: Path names it in the form, in errors and
// in comparisons. An optional field may be empty, which switches it off.
type PolicyField struct {
	Path     string
	Label    PolicyLabel
	Unit     PolicyUnit
	Optional bool
	Options  []string // of a choice
	Words    string   // where the catalogue names the options: Words.option
	Off      bool     // means nothing beside the other fields of its row
	get      func() string
	set      func(string) error
}

// PolicyRow is a row of a table: its label and a field per column.
type PolicyRow struct {
	Label  PolicyLabel
	Fields []PolicyField
}

// PolicySection is a group of single fields, a table of them, or both. Row
// names what a row of the table is. Grows tells that rows may be added to the
// table and dropped from it.
type PolicySection struct {
	Key     string
	Title   PolicyLabel
	Row     PolicyLabel
	Fields  []PolicyField
	Columns []PolicyLabel
	Rows    []PolicyRow
	Grows   bool
	Drops   bool // the whole section can be dropped
}

// All lists the section's fields, a table's row by row.
func (s PolicySection) All() []PolicyField {
	fields := slices.Clone(s.Fields)
	for _, r := range s.Rows {
		fields = append(fields, r.Fields...)
	}
	return fields
}

// Text is the field's value as it is typed; "" for an optional one that is off.
func (f PolicyField) Text() string { return f.get() }

// Set reads a typed value into the body; the error names the field's path.
func (f PolicyField) Set(text string) error {
	if text == "" && !f.Optional && f.Unit != UnitText && f.Unit != UnitFlag {
		return Invalid(f.Path, "error.value_required")
	}
	return OnField(f.set(text), f.Path)
}

// FieldsOf lists all fields of a body in the order of its form.
func FieldsOf(b PolicyBody) []PolicyField {
	var fields []PolicyField
	for _, s := range b.Sections() {
		fields = append(fields, s.All()...)
	}
	return fields
}

// PolicyChange is a field that differs between two bodies; an empty From or To
// means that the body does not have it.
type PolicyChange struct {
	Field    PolicyField
	Section  string
	Row      PolicyLabel
	From, To string
}

// ComparePolicies lists what differs from one body to another, in the order of
// the form; rows that only the first has come last.
func ComparePolicies(from, to PolicyBody) []PolicyChange {
	var changes []PolicyChange
	before, after := typedIn(from), typedIn(to)
	for _, body := range []PolicyBody{to, from} {
		for _, s := range body.Sections() {
			for _, c := range s.changes() {
				was, had := before[c.Field.Path]
				is, has := after[c.Field.Path]
				c.From, c.To = was, is
				if was != is && (had && body == to || !had && body == to || !has) {
					changes = append(changes, c)
				}
			}
		}
	}
	return changes
}

// changes are the section's fields as rows of a comparison, not yet filled.
func (s PolicySection) changes() (out []PolicyChange) {
	for _, f := range s.Fields {
		out = append(out, PolicyChange{Field: f, Section: s.Key})
	}
	for _, r := range s.Rows {
		for _, f := range r.Fields {
			out = append(out, PolicyChange{Field: f, Section: s.Key, Row: r.Label})
		}
	}
	return out
}

func typedIn(b PolicyBody) map[string]string {
	v := map[string]string{}
	for _, f := range FieldsOf(b) {
		v[f.Path] = f.Text()
	}
	return v
}

// named labels a field or row by its own text of the catalogue.
func named(key string) PolicyLabel { return PolicyLabel{Key: key} }

func rateField(path string, label PolicyLabel, to *Rate) PolicyField {
	return PolicyField{Path: path, Label: label, Unit: UnitPercent, get: func() string { return to.Percent() }, set: func(s string) (err error) {
		*to, err = ParsePercent(s)
		return err
	}}
}

func moneyField(path string, label PolicyLabel, to *Money) PolicyField {
	return PolicyField{Path: path, Label: label, Unit: UnitMoney, get: func() string { return to.String() }, set: func(s string) (err error) {
		*to, err = ParseMoney(s)
		return err
	}}
}

func intField(path string, label PolicyLabel, unit PolicyUnit, to *int) PolicyField {
	return PolicyField{Path: path, Label: label, Unit: unit, get: func() string { return strconv.Itoa(*to) }, set: func(s string) error {
		n, err := strconv.Atoi(s)
		if err != nil || n < -1_000_000 || n > 1_000_000 {
			return Invalid(path, "error.not_a_number")
		}
		*to = n
		return nil
	}}
}

// countField is a whole number of things or yuan, never below 0.
func countField(path string, label PolicyLabel, unit PolicyUnit, to *int64) PolicyField {
	return PolicyField{Path: path, Label: label, Unit: unit, get: func() string { return strconv.FormatInt(*to, 10) }, set: func(s string) error {
		n, err := strconv.ParseInt(s, 10, 64)
		if err != nil || n < 0 || n > int64(MaxMoney) {
			return Invalid(path, "error.not_a_number")
		}
		*to = n
		return nil
	}}
}

func textField(path string, label PolicyLabel, longest int, to *string) PolicyField {
	return PolicyField{Path: path, Label: label, Unit: UnitText, get: func() string { return *to }, set: func(s string) error {
		if err := CheckLengths(Length{Field: path, Value: s, Max: longest}); err != nil {
			return err
		}
		*to = s
		return nil
	}}
}

// segmentField is typed as a key and shown by its name.
func segmentField(path string, label PolicyLabel, longest int, to *string) PolicyField {
	f := textField(path, label, longest, to)
	f.Unit = UnitSegment
	return f
}

func dateField(path string, label PolicyLabel, to *Date) PolicyField {
	f := PolicyField{Path: path, Label: label, Unit: UnitDate, Optional: true, set: func(s string) (err error) {
		*to = 0
		if s != "" {
			*to, err = ParseDate(s)
		}
		return err
	}}
	f.get = func() string {
		if to.IsZero() {
			return ""
		}
		return to.String()
	}
	return f
}

func flagField(path string, label PolicyLabel, to *bool) PolicyField {
	return PolicyField{Path: path, Label: label, Unit: UnitFlag, get: func() string {
		if *to {
			return "on"
		}
		return ""
	}, set: func(s string) error {
		*to = s == "on" || s == "true"
		return nil
	}}
}

func choiceField[T ~string](path string, label PolicyLabel, words string, to *T, options ...T) PolicyField {
	f := PolicyField{Path: path, Label: label, Unit: UnitChoice, Words: words, get: func() string { return string(*to) }}
	for _, o := range options {
		f.Options = append(f.Options, string(o))
	}
	f.set = func(s string) error {
		if !slices.Contains(f.Options, s) {
			return Invalid(path, "error.choice_unknown")
		}
		*to = T(s)
		return nil
	}
	return f
}

// optional makes a field of a pointer: nil is off, and typing a value makes
// one. of binds the field to a value.
func optional[T any](to **T, of func(*T) PolicyField) PolicyField {
	var held T
	if *to != nil {
		held = **to
	}
	f := of(&held)
	get, set := f.get, f.set
	f.Optional = true
	f.get = func() string {
		if *to == nil {
			return ""
		}
		return get()
	}
	f.set = func(s string) error {
		if s == "" {
			*to = nil
			return nil
		}
		if err := set(s); err != nil {
			return err
		}
		value := held
		*to = &value
		return nil
	}
	return f
}
