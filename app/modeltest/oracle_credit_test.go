package modeltest

import (
	"sort"

	"assay/models"
)

func (a *agent) exposure() int64 { return a.receivable + a.reserved - a.money - a.secured }

func (o *oracle) groupExposure() (sum int64) {
	for _, a := range o.agents {
		if a.inGroup {
			sum += a.exposure()
		}
	}
	return sum
}

func ceilingOf(l limit) int64 {
	switch l.kind {
	case models.LimitAmount:
		return l.amount
	case models.LimitUnlimited:
		return endless
	}
	return 0
}

// planned puts a limit after the others of its purpose: at once in place of
// all of them, or from its first day in place of those that begin no earlier.
func planned(all []limit, l limit, today day) (kept []limit) {
	for _, x := range all {
		if l.from > today && x.from < l.from {
			kept = append(kept, x)
		}
	}
	return append(kept, l)
}

// present is the last of the planned limits that has begun.
func present(all []limit, today day) (last limit, found bool) {
	for _, x := range all {
		if x.from <= today {
			last, found = x, true
		}
	}
	return last, found
}

// limitOf is what the agent's exposure may reach today, without grants.
func (o *oracle) limitOf(a *agent) (ceiling int64, expired bool) {
	if t, found := present(a.temporary, o.today); found && o.today <= t.to {
		return t.amount, false
	}
	s, found := present(a.standing, o.today)
	switch {
	case found && s.to != 0 && s.to < o.today:
		return 0, true
	case found && s.kind != models.LimitInherit:
		return ceilingOf(s), false
	case a.inGroup && o.member.kind != models.LimitInherit:
		return ceilingOf(o.member), false
	}
	return o.gradeAmount, false
}

// room is what may still be reserved under the agent's line and the pot.
func (o *oracle) room(a *agent, policy string) (own, pot int64) {
	if policies[policy].kind != "months" {
		return endless, endless
	}
	var grants, potGrants int64
	for _, x := range o.orders {
		if x.grant > 0 && x.grantTo >= o.today {
			if x.a == a {
				grants += x.grant
			}
			if x.a.inGroup {
				potGrants += x.grant
			}
		}
	}
	// A security past its date counts no longer, also while the counters have it.
	for _, s := range o.securities {
		if stale := s.counted; !s.ended && s.to != 0 && s.to < o.today {
			if s.a == a {
				grants -= stale
			}
			if s.a.inGroup {
				potGrants -= stale
			}
		}
	}
	own, pot = endless, endless
	if ceiling, _ := o.limitOf(a); ceiling < endless {
		own = ceiling + grants - a.exposure()
	}
	if a.inGroup && o.pot.kind != models.LimitUnlimited {
		pot = ceilingOf(o.pot) + potGrants - o.groupExposure()
	}
	return own, pot
}

// verdict is the credit check's answer.
type verdict struct {
	outcome   models.DecisionOutcome
	hits      int
	available int64
	shortfall int64
}

func (o *oracle) check(a *agent, policy string, increase int64) verdict {
	v := verdict{outcome: models.OutcomeApprove}
	kind := policies[policy].kind
	if len(a.blocks) > 0 {
		v.outcome, v.hits = models.OutcomeHold, len(a.blocks)
	}
	if _, expired := o.limitOf(a); expired && kind == "months" {
		v.outcome, v.hits = models.OutcomeHold, v.hits+1
	}
	own, pot := o.room(a, policy)
	v.available = min(own, pot)
	if increase > 0 {
		for _, room := range []int64{own, pot} {
			if room < increase {
				v.outcome, v.hits = models.OutcomeHold, v.hits+1
			}
		}
		v.shortfall = max(0, increase-v.available)
	}
	if kind == "immediate" && o.overdueImmediate(a) {
		v.outcome, v.hits = models.OutcomeReject, v.hits+1
	}
	if kind != "early" && o.lossOf(a) > 0 {
		v.outcome, v.hits = models.OutcomeReject, v.hits+1
	}
	if a.status != models.AgentActive {
		v.outcome, v.hits = models.OutcomeReject, v.hits+1
	}
	return v
}

func (o *oracle) overdueImmediate(a *agent) bool {
	for _, i := range o.items {
		if i.a == a && i.kind == "immediate" && i.open > 0 && i.due < o.today {
			return true
		}
	}
	return false
}

// hold reserves for an order; free gives back what it holds and its grant.
func (o *oracle) hold(x *order, amount int64, expires day) {
	x.a.reserved += amount
	x.reserved, x.expires, x.holds = amount, expires, true
}

func (o *oracle) free(x *order) {
	x.a.reserved -= x.reserved
	x.reserved, x.expires, x.holds, x.grant = 0, 0, false, 0
}

// post moves what the agent owes and has paid in, today.
func (o *oracle) post(a *agent, receivable, money int64) {
	a.receivable += receivable
	a.money += money
	if a.movements == nil {
		a.movements, a.firstOn = map[day]int64{}, o.today
	}
	a.movements[o.today] += receivable - money
}

func (o *oracle) balance(a *agent, through day) (sum int64) {
	for d, m := range a.movements {
		if d <= through {
			sum += m
		}
	}
	return sum
}

// use settles an item with a receipt.
func (o *oracle) use(r *receipt, i *item, cash, discount int64) {
	i.open -= cash + discount
	r.rest -= cash
	r.used = append(r.used, settled{i, cash, discount})
	o.post(r.a, -cash-discount, -cash)
}

// spread settles the oldest due items first, discounts taken where the money
// pays the whole item in time.
func (o *oracle) spread(r *receipt) {
	var open []*item
	for _, i := range o.items {
		if i.a == r.a && i.open > 0 {
			open = append(open, i)
		}
	}
	sort.Slice(open, func(x, y int) bool {
		a, b := open[x], open[y]
		if a.due != b.due {
			return a.due < b.due
		}
		if a.issued != b.issued {
			return a.issued < b.issued
		}
		return a.number < b.number
	})
	for _, i := range open {
		if r.rest == 0 {
			return
		}
		cash, discount := min(i.open, r.rest), int64(0)
		if i.open == i.amount && r.cleared <= i.discountUntil && r.rest >= i.open-i.discount {
			cash, discount = i.open-i.discount, i.discount
		}
		o.use(r, i, cash, discount)
	}
}

// clear posts a receipt whose money is there.
func (o *oracle) clear(r *receipt, automatic bool) {
	r.state, r.rest = models.ReceiptPosted, r.amount
	o.post(r.a, 0, r.amount)
	if automatic {
		o.spread(r)
	}
}

func (o *oracle) bounce(r *receipt) {
	if r.state == models.ReceiptPosted {
		o.post(r.a, 0, -r.rest)
		for _, u := range r.used {
			u.item.open += u.cash + u.discount
			o.post(r.a, u.cash+u.discount, 0)
		}
	}
	r.state, r.rest, r.used = models.ReceiptReversed, 0, nil
}

// ages is every agent's ageing as things stand.
func (o *oracle) ages() []ageing {
	out := make([]ageing, len(o.agents))
	for n, a := range o.agents {
		g := ageing{map[day]int64{}, map[day]int64{}, a.money}
		for _, i := range o.items {
			if i.a == a && i.open > 0 {
				g.debit[i.due] += i.open
			} else if i.a == a && i.open < 0 {
				g.credit[i.due] += i.open
			}
		}
		out[n] = g
	}
	return out
}

// bucket is 0 for what is not due, then 1–30, 31–60, … > 360 days late.
func bucket(on, due day) int {
	late, n := int(on-due), 0
	for _, from := range []int{1, 31, 61, 91, 181, 361} {
		if late >= from {
			n++
		}
	}
	return n
}
