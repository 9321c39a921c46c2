package models

import "slices"

// replayClaim is a claim that the replay lets happen; left is what is open of
// it now, grade the one that its agent had when the order went through, "" in
// the years before the replay.
type replayClaim struct {
	Claim
	agent int
	grade Grade
	kind  SettlementKind
	left  Money
}

// replayAgent is an agent as the replay knows it now.
type replayAgent struct {
	counters  Counters
	factor    Rate // of own limits: what the formula gives here to what it gives in the reference
	grade     Grade
	claims    []*replayClaim // all, by posting day as far as they were delivered
	open      []*replayClaim
	bought    Purchases
	lossFen   Money
	scoreEnds Date
	limitEnds Date
	line      ReplayLine
	summed    int64 // exposure of each day, for the average
}

// replayEvent is what happens on a later day: an order gives up credit, a claim
// is delivered, a part of one is settled, or something is bought.
type replayEvent struct {
	agent    int
	reserved Money
	claim    *replayClaim // delivered with the event, unless part is set
	part     *ClaimPart
	bought   *Purchase
}

// heldOrder waits for credit.
type heldOrder struct{ order, since int }

// replayBook is the state of a replay.
type replayBook struct {
	h        ReplayHistory
	p        ReplayPolicy
	agents   []replayAgent
	pots     []Counters
	rules    []BlockingPolicy // per agent, what concerns it
	events   map[Date][]replayEvent
	next     int // the order that asks next
	held     []heldOrder
	state    StandardState
	lastMove StandardMove
	reversed []Date // days on which the standard moved against its last move
	ref      *ReplayResult
	proposed [][]Money
	rates    map[Grade]Rate // expected loss, of what has matured by now
	totals   ReplayTotals
	month    ReplayMonth
	months   []ReplayMonth
	exposure Money
	summed   int64 // exposure of each day, in yuan, for the average
	days     int64
}

func newReplayBook(h ReplayHistory, p ReplayPolicy, reference *ReplayResult) *replayBook {
	b := &replayBook{h: h, p: p, ref: reference, agents: make([]replayAgent, len(h.Agents)), pots: make([]Counters, len(h.Pots)), rules: make([]BlockingPolicy, len(h.Agents)),
		events: map[Date][]replayEvent{}, rates: map[Grade]Rate{}, totals: ReplayTotals{Agents: len(h.Agents)}}
	for i, a := range h.Agents {
		group := ""
		if a.Pot >= 0 {
			group = h.Pots[a.Pot].Code
		}
		b.rules[i] = p.Blocking.Concerning(a.Code, group)
		b.agents[i] = replayAgent{factor: One, line: ReplayLine{ID: a.ID, Code: a.Code, Region: a.Region}, limitEnds: h.From.AddMonths(1 + i%max(1, p.Limits.ReviewMonths)).MonthStart()}
	}
	for b.next < len(h.Orders) && h.Orders[b.next].On < h.From {
		if !h.Orders[b.next].Refused {
			b.accept(b.next, h.Orders[b.next].On)
		}
		b.next++
	}
	b.state = StandardState{Segment: SegmentAll, Level: p.Standard.Start}.At(p.Standard.Level(p.Standard.Start))
	return b
}

// accept lets an order go through: it reserves credit now, and what followed
// follows. Events of days that are past happen at once, in the order of days.
func (b *replayBook) accept(i int, on Date) {
	o := b.h.Orders[i]
	b.reserve(o.Agent, o.AmountFen)
	claims, bought := o.Claims, o.Bought
	if len(claims) == 0 && o.Refused {
		claims, bought = []Claim{b.impute(o, on)}, Purchases{{IssuedOn: on, PostingOn: on, AmountFen: o.AmountFen}}
	}
	b.buy(o.Agent, bought, on)
	left := o.AmountFen
	for k, c := range claims {
		freed := min(left, c.AmountFen)
		if k == len(claims)-1 {
			freed = left
		}
		left -= freed
		b.deliver(o, c, freed, on)
	}
	if len(claims) == 0 {
		b.at(max(o.EndedOn, on), replayEvent{agent: o.Agent, reserved: -left})
	}
}

// buy plans what an order brings to be bought and brought back, with the days
// between them also when it went through later than recorded.
func (b *replayBook) buy(agent int, bought Purchases, on Date) {
	late := Date(0)
	if len(bought) > 0 {
		late = max(0, on-bought[0].PostingOn)
	}
	for _, p := range bought {
		p.IssuedOn, p.PostingOn = p.IssuedOn+late, p.PostingOn+late
		b.at(max(p.PostingOn, on), replayEvent{agent: agent, bought: &p})
	}
}

// deliver plans a delivery and what settles it. A claim keeps the days between
// order, delivery and due day when its order went through later than recorded.
func (b *replayBook) deliver(o ReplayOrder, c Claim, freed Money, on Date) {
	late := Date(0)
	if on > c.PostingOn {
		late = on - c.PostingOn
	}
	live := &replayClaim{Claim: c, agent: o.Agent, grade: b.agents[o.Agent].grade, kind: o.Kind, left: c.AmountFen}
	live.PostingOn, live.DueOn = c.PostingOn+late, c.DueOn+late
	live.Parts = slices.Clone(c.Parts)
	b.at(live.PostingOn, replayEvent{agent: o.Agent, reserved: -freed, claim: live})
	for k := range live.Parts {
		live.Parts[k].PostingOn += late
		live.Parts[k].ValueOn += late
		b.at(max(live.Parts[k].PostingOn, live.PostingOn), replayEvent{agent: o.Agent, claim: live, part: &live.Parts[k]})
	}
}

// impute is what an order that was refused in the past would have been: due
// as its agent settles, paid as late as it paid on average.
func (b *replayBook) impute(o ReplayOrder, on Date) Claim {
	due := b.h.Agents[o.Agent].Policy.DueDate(on, b.h.Holidays)
	paid := due
	if late, ok := b.history(o.Agent).daysBeyondTerms(TrailingMonths(on, 12)); ok {
		paid = max(on, due.AddDays(int(late)/100))
	}
	b.totals.Imputed++
	b.totals.ImputedFen += o.AmountFen
	return Claim{PostingOn: on, DueOn: due, AmountFen: o.AmountFen, Parts: []ClaimPart{{Source: FromReceipt, PostingOn: paid, ValueOn: paid, AmountFen: o.AmountFen}}}
}

// at plans an event; before the first day it happens at its turn there.
func (b *replayBook) at(day Date, e replayEvent) { b.events[day] = append(b.events[day], e) }

func (b *replayBook) reserve(agent int, amount Money) {
	b.count(agent, Counters{ReservedFen: amount})
}

// count adds to the counters of an agent and its pot.
func (b *replayBook) count(agent int, c Counters) {
	add := func(to *Counters) {
		to.ReceivableFen += c.ReceivableFen
		to.ReservedFen += c.ReservedFen
		to.SecuredFen += c.SecuredFen
	}
	add(&b.agents[agent].counters)
	if pot := b.h.Agents[agent].Pot; pot >= 0 {
		add(&b.pots[pot])
	}
	b.exposure += c.ReceivableFen + c.ReservedFen
}

// happen does what a day brings.
func (b *replayBook) happen(e replayEvent) {
	a := &b.agents[e.agent]
	switch {
	case e.bought != nil:
		a.bought = append(a.bought, *e.bought)
	case e.claim == nil:
		b.reserve(e.agent, e.reserved)
	case e.part == nil:
		b.count(e.agent, Counters{ReservedFen: e.reserved, ReceivableFen: e.claim.AmountFen})
		a.claims = append(a.claims, e.claim)
		a.open = append(a.open, e.claim)
	default:
		b.settle(a, e)
	}
}

// settle takes a part off a claim, or gives it back.
func (b *replayBook) settle(a *replayAgent, e replayEvent) {
	e.claim.left -= e.part.AmountFen
	b.count(e.agent, Counters{ReceivableFen: -e.part.AmountFen})
	if e.part.Source == FromWriteOff || e.part.Source == FromRecovery {
		a.lossFen += e.part.AmountFen
		a.line.LossFen += e.part.AmountFen
		a.scoreEnds = 0 // scored anew
		b.totals.RealisedLossFen += e.part.AmountFen
		b.month.LossFen += e.part.AmountFen
	}
	switch open := slices.Index(a.open, e.claim); {
	case e.claim.left <= 0 && open >= 0:
		a.open = append(a.open[:open], a.open[open+1:]...)
	case e.claim.left > 0 && open < 0:
		a.open = append(a.open, e.claim)
	}
}

// history is what a scorecard sees of an agent now.
func (b *replayBook) history(i int) CreditHistory {
	a := &b.agents[i]
	h := CreditHistory{BrokenOn: b.h.Agents[i].BrokenOn, ExposureFen: a.counters.Exposure(), Bought: a.bought, Claims: make([]Claim, 0, len(a.claims))}
	for _, c := range a.claims {
		if c.kind == SettlementMonths {
			h.Claims = append(h.Claims, c.Claim)
		}
	}
	return h
}
