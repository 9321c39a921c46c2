package models

// CreditLine is an agent's line as pages show it. Used is what is owed less
// money and securities, Reserved what orders hold; Used + Reserved is the
// exposure, and Ceiling − exposure is Available. In a group the pot may leave
// less: then Ceiling is what the agent can reach through it.
type CreditLine struct {
	Limit     Limit
	Source    LimitSource
	Ceiling   Money
	Used      Money
	Reserved  Money
	Available Money
	Unlimited bool
	ValidToOn Date // of the temporary or standing limit in force
}

// LineOf is the agent's line on a day, for orders on credit.
func LineOf(t CreditTerms, c Counters, pot *Counters, on Date) CreditLine {
	d := Decide(t, c, pot, CreditRequest{Settlement: SettlementMonths, On: on})
	l := CreditLine{Limit: d.Limit, Source: d.Source, Used: d.Exposure - c.ReservedFen, Reserved: c.ReservedFen, Available: d.Available,
		Unlimited: d.Available >= Unbounded}
	l.Ceiling = l.Available + d.Exposure
	if l.Unlimited {
		l.Ceiling = Unbounded
	}
	switch d.Source {
	case SourceTemporary:
		l.ValidToOn = t.begun(LimitTemporary, on).ValidToOn
	case SourceOwn:
		l.ValidToOn = t.begun(LimitStanding, on).ValidToOn
	}
	return l
}
