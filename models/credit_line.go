package models

// CreditLine is an agent's line as pages show it. Used is what is owed less
// money and securities, Reserved what orders hold; Used + Reserved is the
// exposure, This an order that asks, and Ceiling − exposure − This is
// Available. Own is what the agent's own limit reaches with what was granted
// on top of it. In a group the pot may leave less: then ByPot is set, Pot is
// what it leaves, and Ceiling is what the agent can reach through it. Stops are
// the reasons for which no order on credit passes now, whatever is Available.
type CreditLine struct {
	Limit     Limit
	Source    LimitSource
	Ceiling   Money
	Used      Money
	Reserved  Money
	This      Money
	Available Money
	Unlimited bool
	ValidToOn Date // of the temporary or standing limit in force
	Own       Money
	ByPot     bool
	Pot       Money
	Stops     []Reason
}

// LineOf is the agent's line on a day, for orders on credit.
func LineOf(t CreditTerms, c Counters, pot *Counters, on Date) CreditLine {
	d := Decide(t, c, pot, CreditRequest{Settlement: SettlementMonths, On: on})
	l := CreditLine{Limit: d.Limit, Source: d.Source, Used: d.Exposure - c.ReservedFen, Reserved: c.ReservedFen, Available: d.Available,
		Unlimited: d.Available >= Unbounded}
	if len(d.Hits) > 0 {
		l.Stops = d.Reasons()
	}
	l.Ceiling = l.Available + d.Exposure
	if l.Unlimited {
		l.Ceiling = Unbounded
	}
	l.shared(t, pot, on)
	switch d.Source {
	case SourceTemporary:
		l.ValidToOn = t.begun(LimitTemporary, on).ValidToOn
	case SourceOwn:
		l.ValidToOn = t.begun(LimitStanding, on).ValidToOn
	}
	return l
}

// shared tells what the agent's own limit reaches, and whether the pot leaves
// less.
func (l *CreditLine) shared(t CreditTerms, pot *Counters, on Date) {
	own, potCeiling := t.Ceilings(on, SettlementMonths)
	l.Own = own
	if pot != nil && potCeiling < Unbounded {
		l.Pot = potCeiling - pot.Exposure()
		l.ByPot = l.Pot < own-l.Used-l.Reserved
	}
}

// Usable is what orders on credit can still take: nothing while a reason stops
// all of them, nor beyond a line that is used up.
func (l CreditLine) Usable() Money {
	if len(l.Stops) > 0 {
		return 0
	}
	return max(0, l.Available)
}

// Utilisation is how much of the agent's own limit is taken up, whatever a pot
// leaves.
func (l CreditLine) Utilisation() (Rate, bool) { return Utilisation(l.Used+l.Reserved, l.Limit) }

// Extra is what one-off grants add to the limit, less securities past their
// date; zero where there is no amount to add to.
func (l CreditLine) Extra() Money {
	if l.Limit.Kind != LimitAmount {
		return 0
	}
	return l.Own - l.Limit.Amount
}

// With is the line with an order on it, of which held is reserved already:
// used, what others reserve, this order and what remains add up to the
// ceiling.
func (l CreditLine) With(order, held Money) CreditLine {
	l.This = order
	l.Reserved -= held
	if !l.Unlimited {
		l.Available += held - order
	}
	return l
}

// AfterTemporary is the line on the day after the temporary limit in force
// ends, if nothing else changed; ok is false while none is in force.
func AfterTemporary(t CreditTerms, c Counters, pot *Counters, on Date) (l CreditLine, ok bool) {
	now := t.begun(LimitTemporary, on)
	if now == nil || !now.Covers(on) || now.ValidToOn.IsZero() {
		return CreditLine{}, false
	}
	return LineOf(t, c, pot, now.ValidToOn.AddDays(1)), true
}
