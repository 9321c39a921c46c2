package loyalty

import "math"

// Terms say how far a valuation looks ahead and what a later yuan is worth:
// what is expected in a month counts 1/(1+Discount)^(its end in years).
type Terms struct {
	Discount float64 // per year, 0.1 is 10 %
	Months   int
}

// The bounds of the terms.
const (
	MaxMonths   = 120
	MaxDiscount = 1.0
)

const daysOfMonth = 365.25 / 12

// Validate is ErrTerms outside the bounds.
func (t Terms) Validate() error {
	if t.Months < 1 || t.Months > MaxMonths || !(t.Discount >= 0 && t.Discount <= MaxDiscount) {
		return ErrTerms
	}
	return nil
}

// Worth is what a member is expected to bring, with its parts: Value is
// Discounted × Spend × Margin in fen, Discounted being Purchases, those of the
// months ahead, each discounted.
type Worth struct {
	Alive      float64
	Purchases  float64
	Discounted float64
	Spend      float64
	Margin     float64
	Value      float64
}

// Valuer values members under one fitted pair of models. It remembers what
// members have in common, so one is made for a run and not shared by
// goroutines.
type Valuer struct {
	purchases PurchaseModel
	spend     SpendModel
	factors   []float64
	ahead     *horizon
	discount  map[Cell]float64
}

// NewValuer is ErrTerms when the terms are out of bounds.
func NewValuer(p PurchaseModel, s SpendModel, t Terms) (*Valuer, error) {
	if err := t.Validate(); err != nil {
		return nil, err
	}
	v := &Valuer{purchases: p, spend: s, ahead: newHorizon(p, equalSteps(t.Months, daysOfMonth)), discount: map[Cell]float64{}}
	for month := range t.Months {
		v.factors = append(v.factors, math.Pow(1+t.Discount, -float64(month+1)/12))
	}
	return v, nil
}

// Worth of a member with this past, on whose purchases so much of a yuan is
// earned. ErrSummary for an impossible past, ErrTerms for a margin that is not
// within ±1.
func (v *Valuer) Worth(s Summary, margin float64) (w Worth, err error) {
	if err := s.Validate(); err != nil {
		return w, err
	}
	if !(math.Abs(margin) <= 1) {
		return w, ErrTerms
	}
	sums := v.ahead.ifAlive(s)
	w = Worth{Alive: v.purchases.Alive(s), Spend: v.spend.Expected(s), Margin: margin}
	w.Purchases = w.Alive * sums[len(sums)-1]
	w.Discounted = w.Alive * v.discounted(s, sums)
	w.Value = w.Discounted * w.Spend * w.Margin
	return w, nil
}

// discounted is the sum over months of their expected purchases.
func (v *Valuer) discounted(s Summary, sums []float64) (sum float64) {
	key := Cell{Frequency: s.Frequency, Age: s.Age}
	if known, ok := v.discount[key]; ok {
		return known
	}
	before := 0.0
	for month, upTo := range sums {
		sum += (upTo - before) * v.factors[month]
		before = upTo
	}
	v.discount[key] = sum
	return sum
}
