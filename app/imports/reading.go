package imports

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"assay/models"
)

// reading takes one row's fields, one after the other, and keeps the first
// fault; after it everything reads as blank.
type reading struct {
	plan  *plan
	row   *cells
	rec   Record
	noun  Noun
	today models.Date
	fault *fault
}

// fail keeps the first fault, on a field.
func (r *reading) fail(name string, e *models.Error) {
	if r.fault != nil || e == nil {
		return
	}
	s := r.rec.Fields[name]
	column := s.Column
	if column == "" {
		column = name
	}
	r.fault = &fault{line: r.row.line, column: column, value: r.row.of(s.Column), err: e}
}

// raw is the text that a spec gives.
func (r *reading) raw(s Spec) string {
	v := s.Value
	if s.Column != "" {
		v = r.row.of(s.Column)
	}
	if w, ok := s.Words[strings.ToLower(v)]; ok {
		v = w
	}
	if v == "" && s.Else != nil {
		return r.raw(*s.Else)
	}
	if s.Code {
		v = codeOf(v)
	}
	if v != "" {
		v = s.Prefix + v
	}
	return v
}

// codeOf makes a code of a name: capitals, digits and other letters stay, the
// rest becomes single dashes.
func codeOf(name string) string {
	clean := strings.Map(func(c rune) rune {
		if unicode.IsLetter(c) || unicode.IsDigit(c) {
			return unicode.ToUpper(c)
		}
		return ' '
	}, name)
	return strings.Join(strings.Fields(clean), "-")
}

// text is a field of at most so many characters.
func (r *reading) text(name string, most int) string {
	v := r.raw(r.rec.Fields[name])
	f, _ := fieldOf(r.noun, name)
	switch {
	case v == "" && f.need:
		r.fail(name, models.Invalid(name, "error.value_required"))
	case utf8.RuneCountInString(v) > most:
		r.fail(name, models.Invalid(name, "error.value_too_long").With("Max", most))
	case !utf8.ValidString(v) || strings.ContainsFunc(v, unicode.IsControl):
		r.fail(name, models.Invalid(name, "error.row_not_csv"))
	}
	return v
}

// date is a day; a field that every row needs must not be blank.
func (r *reading) date(name string) models.Date {
	d, bad := r.day(r.rec.Fields[name])
	if f, _ := fieldOf(r.noun, name); bad == nil && d.IsZero() && f.need {
		bad = models.Invalid(name, "error.value_required")
	}
	r.fail(name, bad)
	return d
}

func (r *reading) day(s Spec) (models.Date, *models.Error) {
	text := s.Value
	if s.Column != "" {
		text = r.row.of(s.Column)
	}
	if w, ok := s.Words[strings.ToLower(text)]; ok {
		text = w
	}
	if text == "" && s.Else != nil {
		return r.day(*s.Else)
	}
	d, bad := r.plan.notation.date(text)
	if bad != nil || d.IsZero() {
		return 0, bad
	}
	if d, bad = r.moved(d, s); bad != nil || s.NotAfter == nil {
		return d, bad
	}
	if latest, bad := r.day(*s.NotAfter); bad != nil || !latest.IsZero() && latest < d {
		return latest, bad
	}
	return d, nil
}

var wholeNumber = regexp.MustCompile(`\d+`)

// moved is the day moved by the spec's days and by the number in a column,
// which may stand among words: "Net 30".
func (r *reading) moved(d models.Date, s Spec) (models.Date, *models.Error) {
	d = d.AddDays(s.Days)
	if s.Plus == "" {
		return d, nil
	}
	n, err := strconv.Atoi(wholeNumber.FindString(r.row.of(s.Plus)))
	if err != nil || n > 3660 {
		return 0, models.Invalid("", "error.not_a_number")
	}
	return d.AddDays(n), nil
}

// money is an amount in CNY, at the row's rate.
func (r *reading) money(name string) models.Money {
	text := r.raw(r.rec.Fields[name])
	if f, _ := fieldOf(r.noun, name); text == "" && f.need {
		r.fail(name, models.Invalid(name, "error.value_required"))
		return 0
	}
	m, bad := r.plan.notation.money(text, r.rate())
	r.fail(name, bad)
	return m
}

// fileMoney is an amount in the file's own currency, where sums are exact.
func (r *reading) fileMoney(name string) models.Money {
	m, bad := r.plan.notation.money(r.raw(r.rec.Fields[name]), models.One)
	r.fail(name, bad)
	return m
}

// rate is CNY for one unit of the row's currency.
func (r *reading) rate() models.Rate {
	currency := strings.ToUpper(r.raw(r.rec.Fields["currency"]))
	rate, ok := r.plan.notation.rates[currency]
	if !ok {
		r.fail("currency", models.Invalid("currency", "error.currency_without_rate").With("Currency", currency))
		return models.One
	}
	return rate
}

// percent is a rate; blank gives the other value.
func (r *reading) percent(name string, blank models.Rate) models.Rate {
	text := r.raw(r.rec.Fields[name])
	if text == "" {
		return blank
	}
	t, bad := r.plan.notation.decimalText(text)
	if bad != nil {
		r.fail(name, bad)
		return blank
	}
	p, err := models.ParsePercent(t)
	r.fail(name, asFault(err))
	if p < 0 || p > models.One {
		r.fail(name, models.Invalid(name, "error.rate_range"))
	}
	return p
}
