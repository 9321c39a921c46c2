// Package loyalty estimates what a member will still be worth: how often and
// for how much a buyer of a given past is expected to buy again. Two published
// models are fitted to the purchases of a brand or region by maximum
// likelihood, BG/NBD for when (Fader, Hardie and Lee 2005) and Gamma-Gamma for
// how much (Fader and Hardie 2013); docs/clv.md has formulas and measurements.
package loyalty

import (
	"cmp"
	"errors"
	"math"
	"slices"
)

// Why nothing can be estimated. What can be estimated but not trusted is an
// Evidence instead.
var (
	ErrNoBuyers = errors.New("loyalty: nobody has bought")
	ErrNoRepeat = errors.New("loyalty: nobody has bought again")
	ErrNoSpend  = errors.New("loyalty: nobody has paid anything at a repeat purchase")
	ErrSummary  = errors.New("loyalty: a buyer's summary contradicts itself")
	ErrTerms    = errors.New("loyalty: the terms of a valuation are out of bounds")
)

// Purchase is what was paid on a day; days are numbered from any origin.
// Returned goods are for the caller to take out.
type Purchase struct {
	Day int
	Fen int64
}

// Summary is all that the models need of a buyer. Frequency counts the days
// with a purchase after the first such day, Recency is days from the first to
// the last of them, Age days from the first to the day of the look; without a
// repeat purchase Recency and MeanSpend are 0. MeanSpend is the mean of the
// repeat days, in fen.
type Summary struct {
	Frequency int
	Recency   float64
	Age       float64
	MeanSpend float64
}

// Of sums up a buyer's purchases up to and including the day of the look, in
// any order; several purchases on a day are one. False when there is none.
func Of(purchases []Purchase, asOf int) (s Summary, bought bool) {
	spent := map[int]int64{}
	first, last := math.MaxInt, math.MinInt
	for _, p := range purchases {
		if p.Day <= asOf {
			spent[p.Day] += p.Fen
			first, last = min(first, p.Day), max(last, p.Day)
		}
	}
	if len(spent) == 0 {
		return Summary{}, false
	}
	s = Summary{Frequency: len(spent) - 1, Recency: float64(last - first), Age: float64(asOf - first)}
	if s.Frequency > 0 {
		total := int64(0)
		for day, fen := range spent {
			if day != first {
				total += fen
			}
		}
		s.MeanSpend = float64(total) / float64(s.Frequency)
	}
	return s, true
}

// Validate is ErrSummary for what no purchases add up to.
func (s Summary) Validate() error {
	repeats := s.Frequency > 0 && s.Recency > 0
	none := s.Frequency == 0 && s.Recency == 0 && s.MeanSpend == 0
	if !repeats && !none || !(s.Recency <= s.Age) || math.IsInf(s.Age, 0) || math.IsNaN(s.MeanSpend) || math.IsInf(s.MeanSpend, 0) {
		return ErrSummary
	}
	return nil
}

// Cell is how many buyers share a past as far as the times of purchases go.
// The likelihood is summed over cells, so its cost grows with the different
// pasts and not with the members; a cell can come from a GROUP BY.
type Cell struct {
	Frequency int
	Recency   float64
	Age       float64
	Buyers    int
}

// Cells groups summaries, ordered by frequency, age and recency: the same
// buyers in any order give the same sums to the last bit.
func Cells(summaries []Summary) []Cell {
	cells := make([]Cell, len(summaries))
	for i, s := range summaries {
		cells[i] = Cell{s.Frequency, s.Recency, s.Age, 1}
	}
	slices.SortFunc(cells, func(a, b Cell) int {
		return cmp.Or(a.Frequency-b.Frequency, cmp.Compare(a.Age, b.Age), cmp.Compare(a.Recency, b.Recency))
	})
	n := 0
	for _, c := range cells {
		if n > 0 && cells[n-1].past() == c.past() {
			cells[n-1].Buyers++
			continue
		}
		cells[n] = c
		n++
	}
	return slices.Clone(cells[:n])
}

func (c Cell) past() Summary { return Summary{Frequency: c.Frequency, Recency: c.Recency, Age: c.Age} }

// Evidence says what an estimate can bear.
type Evidence string

// Only a sound estimate has standard errors. Too few is fewer repeat buyers
// than MinRepeatBuyers; undetermined, that other parameters would fit nearly
// as well, as when all buyers behave alike.
const (
	EvidenceSound        Evidence = "sound"
	EvidenceTooFew       Evidence = "too_few"
	EvidenceUndetermined Evidence = "undetermined"
)

// MinRepeatBuyers is how many buyers must have bought again before four
// parameters are believed.
const MinRepeatBuyers = 30

func bySpend(a, b Summary) int {
	return cmp.Or(a.Frequency-b.Frequency, cmp.Compare(a.MeanSpend, b.MeanSpend))
}
