package models

import (
	"math/rand/v2"
	"slices"
)

// SettlementEffect is what a settlement policy would have made of an agent's
// own trade: an estimate from its past, no forecast. All but Lost are figured
// over the same orders, those that credit would have carried. Each figure has
// the bounds of its 90 % interval.
type SettlementEffect struct {
	Policy    SettlementPolicy
	Current   int // how many of the agents have it now
	Sales     Estimate
	Lost      Estimate // sales that credit would not have carried
	TiedUp    Estimate
	Financing Estimate
	Discounts Estimate
	Loss      Estimate
}

// Cost is what the policy costs in all: financing, discounts and loss.
func (e SettlementEffect) Cost() Money { return e.Financing.Fen + e.Discounts.Fen + e.Loss.Fen }

// Estimate is an amount with its 90 % interval.
type Estimate struct{ Fen, LowFen, HighFen Money }

// monthTrade sums the deliveries of a month: what was sold and what was lost,
// yuan × days from delivery to payment, and the discounts taken.
type monthTrade struct {
	sold     Money
	lost     Money
	yuanDays int64
	discount Money
}

func (m monthTrade) plus(o monthTrade) monthTrade {
	return monthTrade{m.sold + o.sold, m.lost + o.lost, m.yuanDays + o.yuanDays, m.discount + o.discount}
}

// EstimateConfidence is the part of the results that an interval holds.
const EstimateConfidence Rate = 900_000

// draws is how many resampled years make an interval.
const draws = 200

// CompareSettlement tells what each policy would have done with the recorded
// past of the agents in a history (docs/credit-policy.md §16): deliveries keep
// their days and amounts; due days follow the policy; every part is paid as many
// days beyond terms as it was, not before the delivery. Orders that credit would
// not have carried are left out of all but Lost. Cash tied up is the average
// receivable of a year, financing is that at a rate a year, discounts are taken
// by who pays in time, loss is the loss rate on sales in proportion to how long
// money is out. progress is told the part done in ppm; its error ends it.
func CompareSettlement(h ReplayHistory, policies []SettlementPolicy, financing Rate, loss LossEstimate, progress func(done Rate) error) ([]SettlementEffect, error) {
	now, reached := total(h.months(nil, nil)), h.reached()
	effects := make([]SettlementEffect, len(policies))
	for i, policy := range policies {
		under := h.under(policy)
		months := under.months(&policy, under.lost(policy.Kind, reached))
		e := SettlementEffect{Policy: policy}
		for _, a := range h.Agents {
			e.Current += b2n(a.Policy.Code == policy.Code)
		}
		if err := e.estimate(months, now, h.days(), financing, loss); err != nil {
			return nil, err
		}
		effects[i] = e
		if err := progress(Rate(i+1) * One / Rate(len(policies))); err != nil {
			return nil, err
		}
	}
	return effects, nil
}

// days are those of the span.
func (h ReplayHistory) days() int64 { return int64(max(1, h.To.DaysSince(h.From)+1)) }

// estimate fills the figures from the months under the policy; now is the trade
// as it was.
func (e *SettlementEffect) estimate(months []monthTrade, now monthTrade, days int64, financing Rate, loss LossEstimate) (err error) {
	for _, x := range []struct {
		to *Estimate
		of func(m monthTrade) (int64, error)
	}{
		{&e.Sales, func(m monthTrade) (int64, error) { return int64(m.sold), nil }},
		{&e.Lost, func(m monthTrade) (int64, error) { return int64(m.lost), nil }},
		{&e.TiedUp, func(m monthTrade) (int64, error) { return MulDiv(m.yuanDays, 100, days) }},
		{&e.Financing, func(m monthTrade) (int64, error) { return MulDiv(m.yuanDays*100, int64(financing), 365*int64(One)) }},
		{&e.Discounts, func(m monthTrade) (int64, error) { return int64(m.discount), nil }},
		{&e.Loss, func(m monthTrade) (int64, error) { return now.lossOf(m, loss.RatePPM) }},
	} {
		if *x.to, err = estimateMonths(months, x.of); err != nil {
			return err
		}
	}
	if !loss.HasInterval() {
		return nil
	}
	return e.widen(months, now, loss)
}

// widen takes the bounds of the loss rate into those of the loss: that nothing
// was lost yet does not say that nothing will be.
func (e *SettlementEffect) widen(months []monthTrade, now monthTrade, loss LossEstimate) error {
	low, err := estimateMonths(months, func(m monthTrade) (int64, error) { return now.lossOf(m, loss.LowPPM) })
	if err != nil {
		return err
	}
	high, err := estimateMonths(months, func(m monthTrade) (int64, error) { return now.lossOf(m, loss.HighPPM) })
	e.Loss.LowFen, e.Loss.HighFen = min(e.Loss.LowFen, low.LowFen), max(e.Loss.HighFen, high.HighFen)
	return err
}

// under is the history as it would have been under another policy.
func (h ReplayHistory) under(p SettlementPolicy) ReplayHistory {
	h.Agents = slices.Clone(h.Agents)
	for i := range h.Agents {
		h.Agents[i].Policy = p
	}
	orders := make([]ReplayOrder, len(h.Orders))
	for i, o := range h.Orders {
		o.Claims = slices.Clone(o.Claims)
		if o.On >= h.From {
			o.Kind = p.Kind
			for k := range o.Claims {
				o.Claims[k] = o.Claims[k].under(p, h.Holidays)
			}
		}
		orders[i] = o
	}
	h.Orders = orders
	return h
}

// under moves a claim's due day to a policy's, and what settled it with it.
func (c Claim) under(p SettlementPolicy, off Holidays) Claim {
	due := p.DueDate(c.PostingOn, off)
	moved := c.Parts
	c.Parts = make([]ClaimPart, len(moved))
	for i, part := range moved {
		if part.Source != FromCreditNote {
			late := part.ValueOn - c.DueOn
			part.ValueOn = max(c.PostingOn, due+late)
			part.PostingOn = part.ValueOn
		}
		c.Parts[i] = part
	}
	c.DueOn = due
	return c
}

// lossOf is the loss on what was sold, in proportion to how long money is out
// in the other compared with how long it was.
func (m monthTrade) lossOf(other monthTrade, rate Rate) (int64, error) {
	loss, err := m.sold.At(rate)
	if err != nil || m.yuanDays <= 0 {
		return 0, err
	}
	return MulDiv(int64(loss), other.yuanDays, m.yuanDays)
}

// months are the deliveries of the span, month by month; with a policy, the
// discounts that it would have given. What is not paid is out until the end;
// of an order that is lost, nil for none, the amount alone counts, as lost.
func (h ReplayHistory) months(p *SettlementPolicy, lost []bool) []monthTrade {
	first := h.From.Year()*12 + int(h.From.Month())
	out := make([]monthTrade, h.To.Year()*12+int(h.To.Month())-first+1)
	for i, o := range h.Orders {
		for _, c := range o.Claims {
			if c.PostingOn < h.From || c.PostingOn > h.To {
				continue
			}
			m := &out[c.PostingOn.Year()*12+int(c.PostingOn.Month())-first]
			if lost != nil && lost[i] {
				m.lost += c.AmountFen
			} else {
				*m = m.plus(c.trade(h.To, p))
			}
		}
	}
	return out
}

func (c Claim) trade(until Date, p *SettlementPolicy) monthTrade {
	m, left := monthTrade{sold: c.AmountFen}, c.AmountFen
	if p != nil && p.Kind == SettlementEarly {
		return m // nothing leaves before its money is there
	}
	for _, part := range c.Parts {
		m.yuanDays += int64(part.AmountFen) / 100 * int64(max(0, part.ValueOn-c.PostingOn))
		left -= part.AmountFen
		if p != nil && p.DiscountPPM > 0 && part.Source == FromReceipt && part.ValueOn <= p.DiscountUntil(c.PostingOn) {
			if d, err := part.AmountFen.At(p.DiscountPPM); err == nil {
				m.discount += d
			}
		}
	}
	m.yuanDays += int64(max(0, left)) / 100 * int64(max(0, until-c.PostingOn))
	return m
}

func total(months []monthTrade) (sum monthTrade) {
	for _, m := range months {
		sum = sum.plus(m)
	}
	return sum
}

// estimateMonths is a figure of the months' sum with the 5 % and 95 % points of
// what it is when months are drawn anew with replacement. The draws are the
// same for the same number of months.
func estimateMonths(months []monthTrade, figure func(monthTrade) (int64, error)) (e Estimate, err error) {
	of := func(m monthTrade) Money {
		n, failed := figure(m)
		if failed != nil {
			err = failed
		}
		return Money(n)
	}
	e.Fen = of(total(months))
	if len(months) == 0 {
		return e, err
	}
	r := rand.New(rand.NewPCG(uint64(len(months)), 7))
	found := make([]Money, draws)
	for i := range found {
		var drawn monthTrade
		for range months {
			drawn = drawn.plus(months[r.IntN(len(months))])
		}
		found[i] = of(drawn)
	}
	slices.Sort(found)
	e.LowFen, e.HighFen = min(e.Fen, found[draws/20]), max(e.Fen, found[draws-1-draws/20])
	return e, err
}

// Asked is how many orders of the span there are.
func (h ReplayHistory) Asked() (n int) {
	for _, o := range h.Orders {
		if o.On >= h.From {
			n++
		}
	}
	return n
}

// Losses are the agents' sums of the loss cohort of a day, as they are on
// record.
func (h ReplayHistory) Losses(on Date, lagDays int) []AgentLoss {
	cohort := LossCohort(on, lagDays)
	rows := make([]AgentLoss, len(h.Agents))
	for i, a := range h.Agents {
		rows[i].AgentID = a.ID
	}
	for _, o := range h.Orders {
		for _, c := range o.Claims {
			if o.Kind == SettlementMonths && c.DueOn >= cohort.From && c.DueOn <= cohort.To {
				horizon := LossHorizon(c.DueOn, lagDays)
				rows[o.Agent].GrossFen += c.AmountFen - c.sum(horizon, FromCreditNote)
				rows[o.Agent].LostFen += c.sum(horizon, FromWriteOff, FromRecovery)
			}
		}
	}
	return rows
}
