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
	for round := 0; round < 2; round++ {
		for i := 0; i < len(b.events[day]); i++ {
			if e := b.events[day][i]; (e.part != nil) == (round == 1) {
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
		b.state = b.state.At(b.p.level(o.To))
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
				row.GrossFen += c.AmountFen - c.sum(horizon, FromCreditNote)
				row.LostFen += c.sum(horizon, FromWriteOff, FromRecovery)
			}
		}
		if row.GrossFen != 0 || row.LostFen != 0 {
			all = append(all, row)
			sum := byGrade[a.grade]
			byGrade[a.grade] = [2]Money{sum[0] + row.GrossFen, sum[1] + row.LostFen}
		}
	}
	return all, byGrade
}

// expect keeps the loss rate that a grade's new sales are expected to have:
// what its agents lost of what has matured, or all agents' where a grade has
// no sales. It is an estimate for comparing policies, not a provision.
func (b *replayBook) expect(byGrade map[Grade][2]Money, all LossEstimate) {
	for _, g := range append(slices.Clone(Grades), "") {
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

// review scores the agents whose score has run out and proposes limits anew
// where that is due; only an own limit follows the formula.
func (b *replayBook) review(day Date) error {
	for i := range b.agents {
		a := &b.agents[i]
		if day < a.scoreEnds && day < a.limitEnds {
			continue
		}
		h := b.history(i)
		h.CeilingFen, _ = b.terms(i, day).Ceilings(day, SettlementMonths)
		if day >= a.scoreEnds {
			s := b.p.Scorecard.Rate(h.Values(day), day)
			a.grade, a.scoreEnds = s.Grade, s.ValidToOn
		}
		if day >= a.limitEnds {
			a.limitEnds = day.AddMonths(max(1, b.p.Limits.ReviewMonths))
			if err := b.propose(i, h, day); err != nil {
				return err
			}
		}
	}
	return nil
}

func (b *replayBook) propose(i int, h CreditHistory, day Date) error {
	a, policy := &b.agents[i], b.h.Agents[i].Policy
	if a.limit.Kind != LimitAmount {
		return nil
	}
	w, err := b.p.Limits.Propose(LimitBasis{PurchasesFen: h.Bought(TrailingMonths(day, 12)), FirstSaleOn: h.firstSale(), Settlement: policy.Kind, PeriodMonths: policy.Months,
		DaysToPay: policy.DaysToPay, Grade: a.grade, LowestGrade: b.state.LowestGrade, MultiplierPPM: b.state.MultiplierPPM, On: day})
	if err == nil && b.p.Limits.Differs(w.Limit, a.limit.Amount) {
		a.limit.Amount = w.Limit
	}
	return err
}

// terms are what the credit check knows of an agent now.
func (b *replayBook) terms(i int, day Date) CreditTerms {
	a, rec := &b.agents[i], &b.h.Agents[i]
	t := CreditTerms{AgentID: rec.ID, AgentCode: rec.Code, Status: AgentActive, Grade: a.grade, GradeLimit: b.p.Grades[a.grade], SecuredFen: a.counters.SecuredFen, LossFen: max(0, a.lossFen),
		Standard: StandardTerms{Level: b.state.Level, LowestGrade: b.state.LowestGrade, MultiplierPPM: b.state.MultiplierPPM, DepositPPM: b.state.DepositPPM}, Rules: &b.rules[i]}
	if a.limit.Kind != LimitInherit {
		t.Limits = []CreditLimit{{Purpose: LimitStanding, Kind: a.limit.Kind, AmountFen: a.limit.Amount, ValidFromOn: b.h.From}}
	}
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
			t.OverdueFen += c.left
			if c.kind == SettlementImmediate {
				t.OverdueImmediateFen += c.left
			}
			if t.OverdueSinceOn.IsZero() || c.DueOn < t.OverdueSinceOn {
				t.OverdueSinceOn = c.DueOn
			}
		}
	}
	return t
}

// decide asks the credit check for an order.
func (b *replayBook) decide(i int, day Date) DecisionOutcome {
	o := b.h.Orders[i]
	var pot *Counters
	if p := b.h.Agents[o.Agent].Pot; p >= 0 {
		pot = &b.pots[p]
	}
	return Decide(b.terms(o.Agent, day), b.agents[o.Agent].counters, pot,
		CreditRequest{OrderID: o.ID, Amount: o.AmountFen, Increase: o.AmountFen, Settlement: o.Kind, On: day}).Outcome
}

// ask lets an order ask for the first time.
func (b *replayBook) ask(i int, day Date) {
	o := b.h.Orders[i]
	b.totals.Orders++
	b.totals.AskedFen += o.AmountFen
	switch b.decide(i, day) {
	case OutcomeApprove:
		b.totals.Approved++
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
		switch {
		case b.decide(w.order, day) == OutcomeApprove:
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

func (b *replayBook) closeMonth(day Date) {
	b.month.ExposureFen = b.exposure
	b.months = append(b.months, b.month)
	b.month = ReplayMonth{Month: day + 1, Level: b.state.Level}
}

func (b *replayBook) result() (ReplayResult, error) {
	for _, w := range b.held {
		b.lose(w.order)
	}
	b.held = nil
	r := ReplayResult{Totals: b.totals, Months: b.months}
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
		a.line.LimitFen, _ = b.terms(i, b.h.To).Ceilings(b.h.To, SettlementMonths)
		r.Agents = append(r.Agents, a.line)
	}
	return r, nil
}
