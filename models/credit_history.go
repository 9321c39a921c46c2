package models

// ClaimPart settles a part of a claim, or takes a settlement back with a
// negative amount. It is known from its posting day on; the value day is when
// the money came.
type ClaimPart struct {
	Source    AllocationSource
	PostingOn Date
	ValueOn   Date
	AmountFen Money
}

// Claim is what was sold on credit with one document.
type Claim struct {
	PostingOn Date
	DueOn     Date
	AmountFen Money
	Disputes  []ClaimDispute
	Parts     []ClaimPart
}

// CreditHistory is what a scorecard looks at: the claims of an agent's credit
// sales in the order they were posted (prepaid and immediate sales are none),
// what was bought whatever the settlement, when promises were broken, exposure
// and limit of the day, and outside data.
type CreditHistory struct {
	Claims      []Claim
	Bought      Purchases
	BrokenOn    []Date
	ExposureFen Money
	CeilingFen  Money
	External    map[string]int64
}

// residual is what is left of a claim on a day.
func (c Claim) residual(on Date) Money {
	left := c.AmountFen
	for _, p := range c.Parts {
		if p.PostingOn <= on {
			left -= p.AmountFen
		}
	}
	return left
}

// sum adds up the parts of the sources that were posted by the day.
func (c Claim) sum(on Date, sources ...AllocationSource) (sum Money) {
	for _, p := range c.Parts {
		for _, s := range sources {
			if p.Source == s && p.PostingOn <= on {
				sum += p.AmountFen
			}
		}
	}
	return sum
}

// Values are the factors of a scorecard on a day (docs/credit-policy.md §9).
// What was posted or broken later is not known and does not count.
func (h CreditHistory) Values(on Date) FactorValues {
	v := FactorValues{FactorBrokenPromises: 0, FactorLoss: int64(h.loss(on))}
	year := TrailingMonths(on, 12)
	for _, b := range h.BrokenOn {
		if b >= year.From && b <= on {
			v[FactorBrokenPromises]++
		}
	}
	if n, ok := h.daysBeyondTerms(year); ok {
		v[FactorDaysBeyondTerms] = int64(n)
	}
	set(v, FactorOnTimeShare)(h.onTime(year))
	set(v, FactorDisputes)(h.disputed(year))
	if h.CeilingFen > 0 || h.ExposureFen > 0 {
		v[FactorUtilisation] = int64(UsedShare(h.ExposureFen, h.CeilingFen))
	}
	if first := h.Bought.First(on); !first.IsZero() {
		v[FactorTenure] = int64(on.MonthsSince(first))
		set(v, FactorGrowth)(h.Bought.growth(first, on))
	}
	for name, value := range h.External {
		v[FactorKey(ExternalPrefix+name)] = value
	}
	return v
}

// set keeps part ÷ whole in ppm, rounded half up, as a factor's value; without
// a whole there is none.
func set(v FactorValues, key FactorKey) func(part, whole Money) {
	return func(part, whole Money) {
		if share, err := MulDiv(int64(part), int64(One), int64(whole)); err == nil {
			v[key] = share
		}
	}
}

// loss is what was written off and not recovered.
func (h CreditHistory) loss(on Date) (sum Money) {
	for _, c := range h.Claims {
		sum += c.sum(on, FromWriteOff, FromRecovery)
	}
	return sum
}

// daysBeyondTerms weighs what was paid within the span by its days late, and
// what is overdue at its end by its days so far, so that not paying at all is
// never better than paying late.
func (h CreditHistory) daysBeyondTerms(span Period) (CentiDays, bool) {
	var parts []PaidPart
	for _, c := range h.Claims {
		for _, p := range c.Parts {
			if p.Source == FromReceipt && p.PostingOn >= span.From && p.PostingOn <= span.To {
				parts = append(parts, PaidPart{DueOn: c.DueOn, ValueOn: p.ValueOn, AmountFen: p.AmountFen})
			}
		}
		if left := c.residual(span.To); c.PostingOn <= span.To && c.DueOn < span.To && left > 0 {
			parts = append(parts, PaidPart{DueOn: c.DueOn, ValueOn: span.To, AmountFen: left})
		}
	}
	return DaysBeyondTerms(parts)
}

// onTime is, of the claims that fell due within the span, what was settled by
// its due day, and what there was to settle: the amounts less credit notes.
func (h CreditHistory) onTime(span Period) (part, whole Money) {
	for _, c := range h.Claims {
		if c.DueOn < span.From || c.DueOn >= span.To || c.PostingOn > span.To {
			continue
		}
		whole += c.AmountFen - c.sum(span.To, FromCreditNote)
		for _, p := range c.Parts {
			if (p.Source == FromReceipt || p.Source == FromDiscount) && p.ValueOn <= c.DueOn && p.PostingOn <= span.To {
				part += p.AmountFen
			}
		}
	}
	return part, whole
}

// disputed is what of the claims posted within the span was disputed by its
// end and not withdrawn, and what they sum to: a claim that was disputed with
// good reason says as little for an agent's payment as one that still is.
func (h CreditHistory) disputed(span Period) (part, whole Money) {
	for _, c := range h.Claims {
		if c.PostingOn < span.From || c.PostingOn > span.To {
			continue
		}
		whole += c.AmountFen
		if c.disputedBy(span.To) {
			part += c.AmountFen
		}
	}
	return part, whole
}
