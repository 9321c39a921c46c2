package models

import "slices"

// day plays one day: what was planned for it, the controller, the reviews, the
// orders that wait, and those that ask.
func (b *replayBook) day(day Date) error {
	b.passed(day)
	if day == day.MonthStart() || day == b.h.From {
		if err := b.steer(day); err != nil {
			return err
		}
	}
	if err := b.review(day); err != nil {
		return err
	}
	b.askAgain(day)
	for b.next < len(b.h.Orders) && b.h.Orders[b.next].On <= day {
		b.ask(b.next, day)
		b.next++
	}
	b.days++
	for i := range b.agents {
		c := &b.agents[i].counters
		b.agents[i].summed += int64(c.ReceivableFen + c.ReservedFen)
	}
	b.summed += int64(b.exposure) / 100
	b.totals.PeakExposureFen = max(b.totals.PeakExposureFen, b.exposure)
	return nil
}

// passed lets happen what was planned up to the day. Before the first day lie
// the years of the opening book.
func (b *replayBook) passed(day Date) {
	if day == b.h.From {
		var days []Date
		for d := range b.events {
			if d < day {
				days = append(days, d)
			}
		}
		slices.Sort(days)
		for _, d := range days {
			b.play(d)
		}
		b.totals.RealisedLossFen, b.month = 0, ReplayMonth{}
		for i := range b.agents {
			b.agents[i].line.LossFen = 0
		}
	}
	b.secure(day)
	b.play(day)
}

// play takes the events of a day; deliveries come before what settles them.
func (b *replayBook) play(day Date) {
	for _, settles := range []bool{false, true} {
		for _, e := range b.events[day] {
			if (e.part != nil) == settles {
				b.happen(e)
			}
		}
	}
	delete(b.events, day)
}

// secure counts the securities that begin or end on the day.
func (b *replayBook) secure(day Date) {
	for i, a := range b.h.Agents {
		for _, s := range a.Securities {
			begins := s.From == day || day == b.h.From && s.From < day && (s.To.IsZero() || s.To >= day)
			if begins {
				b.count(i, Counters{SecuredFen: s.AmountFen})
			}
			if !s.To.IsZero() && s.To+1 == day && s.From <= s.To && s.To >= b.h.From {
				b.count(i, Counters{SecuredFen: -s.AmountFen})
			}
		}
	}
}

// steer runs the controller and applies its move.
func (b *replayBook) steer(day Date) error {
	loss, byGrade := b.losses(day)
	estimate, err := EstimateLoss(loss)
	if err != nil {
		return err
	}
	b.expect(byGrade, estimate)
	o := Steer(b.p.Standard, b.state, StandardEvidence{Loss: estimate, EarlySignal: EarlySignal(b.ageing(day))}, day)
	if o.Move != MoveKeep {
		b.totals.Moves++
		if b.lastMove != "" && b.lastMove != o.Move {
			b.reversed = append(b.reversed, day)
		}
		b.lastMove = o.Move
		b.state = b.state.At(b.p.Standard.Level(o.To))
		b.state.ChangedOn = day
	}
	if b.p.Standard.LevelIndex(b.state.Level) == 0 {
		b.totals.Strict++
	}
	b.month.Month, b.month.Level, b.month.Rule, b.month.Evidence = day, b.state.Level, o.Rule, estimate
	return nil
}

// losses are the agents' sums of the cohort of a day, in all and by grade.
func (b *replayBook) losses(day Date) (all []AgentLoss, byGrade map[Grade][2]Money) {
	lag, byGrade := b.p.Standard.LagDays, map[Grade][2]Money{}
	cohort := LossCohort(day, lag)
	for i := range b.agents {
		a := &b.agents[i]
		row := AgentLoss{AgentID: b.h.Agents[i].ID}
		for _, c := range a.claims {
			if c.kind == SettlementMonths && c.DueOn >= cohort.From && c.DueOn <= cohort.To {
				horizon := LossHorizon(c.DueOn, lag)
				gross, lost := c.AmountFen-c.sum(horizon, FromCreditNote), c.sum(horizon, FromWriteOff, FromRecovery)
				row.GrossFen, row.LostFen = row.GrossFen+gross, row.LostFen+lost
				sum := byGrade[c.grade]
				byGrade[c.grade] = [2]Money{sum[0] + gross, sum[1] + lost}
			}
		}
		if row.GrossFen != 0 || row.LostFen != 0 {
			all = append(all, row)
		}
	}
	return all, byGrade
}

// expect keeps the loss rate that a grade's new sales are expected to have:
// what was lost of the matured sales to agents who had the grade then, or of
// all where there are none. It is an estimate for comparing policies, not a provision.
func (b *replayBook) expect(byGrade map[Grade][2]Money, all LossEstimate) {
	for _, g := range Grades {
		b.rates[g] = all.RatePPM
		if sum := byGrade[g]; sum[0] > 0 {
			if r, err := MulDiv(int64(max(0, sum[1])), int64(One), int64(sum[0])); err == nil {
				b.rates[g] = Rate(r)
			}
		}
	}
}

func (b *replayBook) ageing(day Date) (a Ageing) {
	for i := range b.agents {
		for _, c := range b.agents[i].open {
			a.Add(day, c.DueOn, c.left, 0)
		}
	}
	return a
}

// review scores the agents whose score has run out; at the start of a month
// it proposes limits, and changes those that are due.
func (b *replayBook) review(day Date) error {
	monthly := day == day.MonthStart()
	if monthly {
		b.proposed = append(b.proposed, make([]Money, len(b.agents)))
	}
	for i := range b.agents {
		a := &b.agents[i]
		if day < a.scoreEnds && !monthly {
			continue
		}
		h := b.history(i)
		if day >= a.scoreEnds {
			h.CeilingFen, _ = b.terms(i, day).Ceilings(day, SettlementMonths)
			s := b.p.Scorecard.Rate(h.Values(day), day)
			a.grade, a.scoreEnds = s.Grade, s.ValidToOn
		}
		if monthly {
			if err := b.propose(i, h, day); err != nil {
				return err
			}
		}
	}
	return nil
}

func (b *replayBook) propose(i int, h CreditHistory, day Date) error {
	a, policy, month := &b.agents[i], b.h.Agents[i].Policy, len(b.proposed)-1
	w, err := b.p.Limits.Propose(LimitBasis{PurchasesFen: h.Bought.Year(day), FirstSaleOn: h.Bought.First(day), Settlement: policy.Kind, PeriodMonths: policy.Months,
		DaysToPay: policy.DaysToPay, Grade: a.grade, LowestGrade: b.state.LowestGrade, MultiplierPPM: b.state.MultiplierPPM, On: day})
	b.proposed[month][i] = w.Limit
	if err != nil || b.ref == nil || day < a.limitEnds {
		return err
	}
	a.limitEnds = day.AddMonths(max(1, b.p.Limits.ReviewMonths))
	if there := b.ref.Proposed[month][i]; there > 0 {
		share, err := MulDiv(int64(w.Limit), int64(One), int64(there))
		a.factor = Rate(share)
		return err
	}
	return nil
}

// limits are the lines of an agent's journal in force on a day, times what the
// formula changes.
func (b *replayBook) limits(i int, day Date) (lines []CreditLimit) {
	for _, l := range b.h.Agents[i].Limits {
		if l.SetOn > day || !l.EndedOn.IsZero() && l.EndedOn <= day {
			continue
		}
		line := l.CreditLimit
		if m, err := line.AmountFen.At(b.agents[i].factor); err == nil {
			line.AmountFen = m
		}
		lines = append(lines, line)
	}
	return lines
}

// terms are what the credit check knows of an agent now.
func (b *replayBook) terms(i int, day Date) CreditTerms {
	a, rec := &b.agents[i], &b.h.Agents[i]
	t := CreditTerms{AgentID: rec.ID, AgentCode: rec.Code, Status: AgentActive, Grade: a.grade, GradeLimit: b.p.Grades[a.grade], SecuredFen: a.counters.SecuredFen, LossFen: max(0, a.lossFen),
		Standard: StandardTerms{Level: b.state.Level, LowestGrade: b.state.LowestGrade, MultiplierPPM: b.state.MultiplierPPM, DepositPPM: b.state.DepositPPM}, Rules: &b.rules[i]}
	t.Limits = b.limits(i, day)
	if rec.Pot >= 0 {
		pot := b.h.Pots[rec.Pot]
		t.Group = &GroupTerms{Code: pot.Code, Pot: pot.Pot, MemberLimit: Limit{Kind: LimitInherit}}
	}
	for _, n := range rec.BrokenOn {
		if n <= day && n > day.AddMonths(-12) {
			t.BrokenPromises++
		}
	}
	for _, c := range a.open {
		if c.DueOn < day {
			if c.kind == SettlementImmediate {
				t.OverdueImmediateFen += c.left
			}
			if c.disputedOn(day) {
				continue
			}
			t.OverdueFen += c.left
			if t.OverdueSinceOn.IsZero() || c.DueOn < t.OverdueSinceOn {
				t.OverdueSinceOn = c.DueOn
			}
		}
	}
	return t
}

// decide asks the credit check for an order.
func (b *replayBook) decide(i int, day Date) CreditDecision {
	o := b.h.Orders[i]
	var pot *Counters
	if p := b.h.Agents[o.Agent].Pot; p >= 0 {
		pot = &b.pots[p]
	}
	return Decide(b.terms(o.Agent, day), b.agents[o.Agent].counters, pot,
		CreditRequest{OrderID: o.ID, Amount: o.AmountFen, Increase: o.AmountFen, Settlement: o.Kind, On: day})
}

// released tells whether a grant of the past would let a held order through
// again: it is there by now, and nothing but credit is lacking.
func (o ReplayOrder) released(d CreditDecision, day Date) bool {
	for _, h := range d.Hits {
		if h.Rule != RuleOverLimit && h.Rule != RuleOverPot && h.Rule != RuleDepositShort {
			return false
		}
	}
	return !o.ReleasedOn.IsZero() && o.ReleasedOn <= day
}

// ask lets an order ask for the first time.
func (b *replayBook) ask(i int, day Date) {
	o := b.h.Orders[i]
	b.totals.Orders++
	b.totals.AskedFen += o.AmountFen
	if !o.Refused {
		b.totals.Recorded++
	}
	switch b.decide(i, day).Outcome {
	case OutcomeApprove:
		b.totals.Approved++
		b.agents[o.Agent].line.Approved++
		b.through(i, day)
	case OutcomeHold:
		b.totals.Held++
		b.agents[o.Agent].line.Held++
		b.held = append(b.held, heldOrder{i, int(day)})
	default:
		b.lose(i)
	}
}

// askAgain lets those that wait ask again; after seven days they are lost.
func (b *replayBook) askAgain(day Date) {
	waiting := b.held[:0]
	for _, w := range b.held {
		switch d := b.decide(w.order, day); {
		case d.Outcome == OutcomeApprove || b.h.Orders[w.order].released(d, day):
			b.totals.Through++
			b.through(w.order, day)
		case int(day)-w.since >= ReservationDays:
			b.lose(w.order)
		default:
			waiting = append(waiting, w)
		}
	}
	b.held = waiting
}

func (b *replayBook) through(i int, day Date) {
	o := b.h.Orders[i]
	a := &b.agents[o.Agent]
	b.month.Approved++
	b.totals.SalesFen += o.AmountFen
	b.month.SalesFen += o.AmountFen
	a.line.SalesFen += o.AmountFen
	if o.Kind == SettlementMonths {
		if m, err := o.AmountFen.At(b.rates[a.grade]); err == nil {
			b.totals.ExpectedLossFen += m
		}
	}
	b.accept(i, day)
	b.play(day) // what happened on the very day
}

func (b *replayBook) lose(i int) {
	o := b.h.Orders[i]
	b.month.Lost++
	b.totals.Lost++
	b.totals.LostSalesFen += o.AmountFen
	b.agents[o.Agent].line.Lost++
	b.agents[o.Agent].line.LostSalesFen += o.AmountFen
}

// giveUp loses what still waits on the last day, in its month.
func (b *replayBook) giveUp() {
	for _, w := range b.held {
		b.lose(w.order)
	}
	b.held = nil
}

func (b *replayBook) closeMonth(day Date) {
	b.month.ExposureFen = b.exposure
	b.months = append(b.months, b.month)
	b.month = ReplayMonth{Month: day + 1, Level: b.state.Level}
}

func (b *replayBook) result() (ReplayResult, error) {
	r := ReplayResult{Totals: b.totals, Months: b.months, Proposed: b.proposed}
	r.Totals.Reversals, r.Totals.Oscillated = len(b.reversed), Oscillates(b.reversed)
	if b.days > 0 {
		r.Totals.AverageExposureFen = Money(b.summed / b.days * 100)
	}
	rows, _ := b.losses(b.h.To)
	var err error
	if r.Totals.Loss, err = EstimateLoss(rows); err != nil {
		return r, err
	}
	for i := range b.agents {
		a := &b.agents[i]
		a.line.Grade = a.grade
		a.line.AverageExposureFen = Money(a.summed / max(1, b.days))
		a.line.LimitFen, _ = b.terms(i, b.h.To).Ceilings(b.h.To, SettlementMonths)
		r.Agents = append(r.Agents, a.line)
	}
	return r, nil
}
