package imports

import (
	"errors"
	"math/big"
	"regexp"
	"strings"
	"time"

	"assay/models"
)

// notation is how a file writes dates and figures.
type notation struct {
	layouts []string
	decimal string
	signs   []string
	rates   map[string]models.Rate
}

// usualDates are read when no map says otherwise.
var usualDates = []string{"YYYY-MM-DD", "YYYY/M/D", "YYYY.M.D", "YYYYMMDD", "YYYY年M月D日"}

var layoutOf = strings.NewReplacer("YYYY", "2006", "YY", "06", "MMM", "Jan", "MM", "01", "M", "1", "DD", "02", "D", "2", "hh", "15", "mm", "04", "ss", "05")

func newNotation(m *Map) (notation, error) {
	if m == nil {
		m = &Map{}
	}
	dates := m.Dates
	if len(dates) == 0 {
		dates = usualDates
	}
	n := notation{decimal: m.Decimal, signs: m.Signs}
	for _, d := range dates {
		n.layouts = append(n.layouts, layoutOf.Replace(d))
	}
	var err error
	n.rates, err = m.rates()
	return n, err
}

// rates are the map's, in CNY per unit of a currency.
func (m *Map) rates() (map[string]models.Rate, error) {
	rates := map[string]models.Rate{bookCurrency: models.One, "": models.One}
	for currency, text := range m.Rates {
		r, ok := new(big.Rat).SetString(text)
		if !ok || r.Sign() <= 0 {
			return nil, models.Invalid("rates", "error.map_rate").With("Currency", currency)
		}
		r.Mul(r, new(big.Rat).SetInt64(int64(models.One)))
		if !r.IsInt() || !r.Num().IsInt64() {
			return nil, models.Invalid("rates", "error.map_rate").With("Currency", currency)
		}
		rates[strings.ToUpper(currency)] = models.Rate(r.Num().Int64())
	}
	return rates, nil
}

const bookCurrency = "CNY"

// date reads a day in one of the file's formats; blank is no date.
func (n notation) date(s string) (models.Date, *models.Error) {
	if s == "" {
		return 0, nil
	}
	for _, layout := range n.layouts {
		if t, err := time.Parse(layout, s); err == nil && t.Year() >= 1900 && t.Year() <= 2999 {
			y, m, d := t.Date()
			return models.NewDate(y, m, d), nil
		}
	}
	return 0, models.Invalid("", "error.not_a_date")
}

// grouped is a figure whose thousands are marked the way its country does: a
// comma before two digits is a decimal comma that nobody announced.
var grouped = regexp.MustCompile(`^[^,]*\d{1,3}(,\d{3})+(\.\d*)?[^,]*$`)

// decimalText is a figure with a decimal point and without signs; accountants'
// brackets are a minus.
func (n notation) decimalText(s string) (string, *models.Error) {
	for _, sign := range n.signs {
		s = strings.ReplaceAll(s, sign, "")
	}
	s = strings.TrimSpace(s)
	if n.decimal == "," {
		s = strings.NewReplacer(".", "", "'", "", ",", ".").Replace(s)
	}
	if strings.HasPrefix(s, "(") && strings.HasSuffix(s, ")") {
		s = "-" + s[1:len(s)-1]
	}
	if strings.Contains(s, ",") && !grouped.MatchString(s) {
		return "", models.Invalid("", "error.not_a_number")
	}
	return s, nil
}

// money reads an amount at a rate; blank is zero.
func (n notation) money(s string, rate models.Rate) (models.Money, *models.Error) {
	if s == "" {
		return 0, nil
	}
	t, bad := n.decimalText(s)
	if bad != nil {
		return 0, bad
	}
	m, err := models.ParseMoney(t)
	if err == nil {
		m, err = m.At(rate)
	}
	return m, asFault(err)
}

// asFault is a rule's error as the person's text has it.
func asFault(err error) *models.Error {
	var e *models.Error
	errors.As(err, &e)
	return e
}
