package models

import "slices"

// creditEvent is a change of what an agent owes or has reserved; asks marks the
// one by which an order asks for credit.
type creditEvent struct {
	on    Date
	order int
	fen   Money
	asks  bool
}

// ownCeiling is the exposure that an agent's own limit let it reach on a day, as
// its journal stood on that day, with what its securities counted for; 0 where
// it had no limit of its own.
func (a ReplayAgent) ownCeiling(day Date) (ceiling Money) {
	t := CreditTerms{}
	for _, l := range a.Limits {
		if l.SetOn <= day && (l.EndedOn.IsZero() || l.EndedOn > day) {
			t.Limits = append(t.Limits, l.CreditLimit)
		}
	}
	if limit, source := t.EffectiveLimit(day); source == SourceTemporary || source == SourceOwn {
		ceiling = limit.Ceiling()
	}
	for _, s := range a.Securities {
		if s.From <= day && (s.To.IsZero() || s.To >= day) {
			ceiling = min(Unbounded, ceiling+s.AmountFen)
		}
	}
	return ceiling
}

// creditEvents are the changes of each agent's debt by day, payments before
// orders of the same day. Orders that never went through are none.
func (h ReplayHistory) creditEvents() [][]creditEvent {
	out := make([][]creditEvent, len(h.Agents))
	for i, o := range h.Orders {
		if len(o.Claims) == 0 && o.Refused {
			continue
		}
		e := append(out[o.Agent], creditEvent{o.On, i, o.AmountFen, true})
		left := o.AmountFen
		for k, c := range o.Claims {
			freed := min(left, c.AmountFen)
			if k == len(o.Claims)-1 {
				freed = left
			}
			left -= freed
			posted := max(c.PostingOn, o.On)
			e = append(e, creditEvent{posted, i, c.AmountFen - freed, false})
			for _, part := range c.Parts {
				e = append(e, creditEvent{max(part.PostingOn, posted), i, -part.AmountFen, false})
			}
		}
		if len(o.Claims) == 0 {
			e = append(e, creditEvent{max(o.EndedOn, o.On), i, -left, false})
		}
		out[o.Agent] = e
	}
	for _, e := range out {
		slices.SortStableFunc(e, func(a, b creditEvent) int {
			if a.on != b.on {
				return int(a.on - b.on)
			}
			return b2n(a.asks) - b2n(b.asks)
		})
	}
	return out
}

func b2n(b bool) int {
	if b {
		return 1
	}
	return 0
}

// reached is what each order's agent owed with the order on it, the highest so
// far: so much it was let have by then.
func (h ReplayHistory) reached() []Money {
	out := make([]Money, len(h.Orders))
	for _, events := range h.creditEvents() {
		var owed, most Money
		for _, e := range events {
			owed += e.fen
			if e.asks {
				most = max(most, owed)
				out[e.order] = most
			}
		}
	}
	return out
}

// lost are the orders of the span that credit would not have carried under a
// policy: those by which more would have been owed than the agent's own limit
// of the day and than it ever was let have by then. Who pays before or at
// delivery needs no limit and loses none.
func (h ReplayHistory) lost(kind SettlementKind, reached []Money) []bool {
	out := make([]bool, len(h.Orders))
	if !kind.NeedsLimit() {
		return out
	}
	for i, events := range h.creditEvents() {
		var owed Money
		for _, e := range events {
			if e.asks && h.Orders[e.order].On >= h.From && owed+e.fen > max(h.Agents[i].ownCeiling(e.on), reached[e.order]) {
				out[e.order] = true
			}
			if !out[e.order] {
				owed += e.fen
			}
		}
	}
	return out
}
