package modeltest

import (
	"fmt"
	"math/rand/v2"

	"assay/app/apptest"
	"assay/app/receivables"
	"assay/models"
)

var moneyMoves = []move{
	{"receipt", 14, func(w *world, r *rand.Rand) error {
		a, _ := pick(r, w.o.agents)
		return w.receive(a, r)
	}},
	{"clear", 4, func(w *world, _ *rand.Rand) error {
		ids, err := w.Receivables.Clearing(ctx, w.o.today)
		if err != nil {
			return err
		}
		for _, id := range ids {
			if err := w.Receivables.ClearDue(ctx, w.Moment(), id, noFence); err != nil {
				return err
			}
			for _, x := range w.o.receipts {
				if x.id == id {
					w.o.clear(x, true)
				}
			}
		}
		for _, x := range w.o.receipts {
			if x.state == models.ReceiptAwaiting && x.cleared <= w.o.today {
				return fmt.Errorf("receipt %d should have cleared", x.id)
			}
		}
		return nil
	}},
	{"allocate", 10, func(w *world, r *rand.Rand) error {
		var fit []*receipt
		for _, x := range w.o.receipts {
			if x.rest > 0 || r.IntN(10) == 0 {
				fit = append(fit, x)
			}
		}
		x, found := pick(r, fit)
		if !found {
			return nil
		}
		if r.IntN(4) == 0 {
			before := len(x.used)
			if x.state == models.ReceiptPosted {
				w.o.spread(x)
			}
			in := receivables.AllocateInput{ReceiptID: x.id, RequestKey: w.Key(), Automatic: true}
			again := func() (int64, error) { return 0, w.Receivables.Allocate(ctx, apptest.Finance, in) }
			if len(x.used) > before {
				return w.keyed(true, again)
			}
			return w.must(true, func() error { _, err := again(); return err }) // with nothing done there is nothing to do twice
		}
		return w.allocate(x, r)
	}},
	{"bounce", 4, func(w *world, r *rand.Rand) error {
		x, found := pick(r, w.o.receipts)
		if !found {
			return nil
		}
		if x.state == models.ReceiptReversed {
			return w.same(func() error { return w.Receivables.Reverse(ctx, apptest.Finance, x.id, "test") })
		}
		w.o.bounce(x)
		return w.must(true, func() error { return w.Receivables.Reverse(ctx, apptest.Finance, x.id, "test") })
	}},
	{"credit note", 7, func(w *world, r *rand.Rand) error {
		var fit []*item
		for _, i := range w.o.items {
			if i.amount > 0 {
				fit = append(fit, i)
			}
		}
		i, found := pick(r, fit)
		if !found {
			return nil
		}
		return w.credit(i, r)
	}},
	{"write-off request", 4, func(w *world, r *rand.Rand) error {
		i, found := pick(r, w.o.items)
		if !found {
			return nil
		}
		amount := 1 + r.Int64N(max(1, i.open)+max(1, i.open)/20+1)
		key, ok := w.Key(), amount <= i.open
		err := w.keyed(ok, func() (int64, error) {
			x, err := w.Receivables.RequestWriteOff(ctx, apptest.Finance, receivables.WriteOffInput{ItemID: i.id, RequestKey: key, Amount: models.Money(amount), Reason: "test"})
			if err == nil && (len(w.o.writeOffs) == 0 || w.o.writeOffs[len(w.o.writeOffs)-1].id < x.ID) {
				w.o.writeOffs = append(w.o.writeOffs, &writeOff{id: x.ID, item: i, state: models.WriteOffRequested, by: apptest.Finance.ID, amount: amount})
			}
			return x.ID, err
		})
		return err
	}},
	{"write-off decision", 5, func(w *world, r *rand.Rand) error {
		x, found := pick(r, w.o.writeOffs)
		if !found {
			return nil
		}
		return w.decide(x, r)
	}},
	{"recovery", 5, func(w *world, r *rand.Rand) error {
		var fit []*writeOff
		for _, x := range w.o.writeOffs {
			if x.state == models.WriteOffApproved || r.IntN(10) == 0 {
				fit = append(fit, x)
			}
		}
		x, found := pick(r, fit)
		if !found {
			return nil
		}
		return w.recover(x, r)
	}},
	{"statements", 5, func(w *world, _ *rand.Rand) error {
		for _, a := range w.o.agents {
			if err := w.issue(a); err != nil {
				return err
			}
		}
		return nil
	}},
}

func (w *world) receive(a *agent, r *rand.Rand) error {
	amount := 1 + r.Int64N(800_000)
	switch r.IntN(8) {
	case 0:
		amount = 1 + r.Int64N(100)
	case 1:
		amount = 1 + r.Int64N(1<<43)
	}
	in := receivables.ReceiptInput{AgentID: a.id, SourceKey: w.Key(), Method: "bank", ClearedOn: w.o.today + 2 - day(r.IntN(8)),
		Amount: models.Money(amount), Automatic: r.IntN(2) == 0}
	in.Confirmed = in.Question()
	x := &receipt{a: a, state: models.ReceiptAwaiting, cleared: in.ClearedOn, amount: amount}
	w.o.receipts = append(w.o.receipts, x)
	err := w.keyed(true, func() (int64, error) {
		made, err := w.Receivables.Enter(ctx, apptest.Finance, in)
		return made.ID, err
	})
	if x.cleared <= w.o.today {
		w.o.clear(x, in.Automatic)
	}
	return err
}

// allocate spreads a receipt by hand, sometimes more than there is.
func (w *world) allocate(x *receipt, r *rand.Rand) error {
	in := receivables.AllocateInput{ReceiptID: x.id, RequestKey: w.Key()}
	var uses []settled
	ok, cash := x.state == models.ReceiptPosted, int64(0)
	for _, i := range w.o.items {
		if len(uses) == 3 || i.a != x.a && r.IntN(40) > 0 || i.open <= 0 && r.IntN(12) > 0 {
			continue
		}
		u := settled{i, 1 + r.Int64N(max(1, min(i.open, x.rest))), 0}
		switch r.IntN(8) {
		case 0:
			u.discount = 1 + r.Int64N(50)
		case 1:
			u.cash++
		}
		uses, cash = append(uses, u), cash+u.cash
		ok = ok && i.a == x.a && u.cash+u.discount <= i.open
		in.Parts = append(in.Parts, receivables.Part{ItemID: i.id, Amount: models.Money(u.cash), Discount: models.Money(u.discount)})
	}
	ok = ok && len(uses) > 0 && cash <= x.rest
	err := w.keyed(ok, func() (int64, error) { return 0, w.Receivables.Allocate(ctx, apptest.Finance, in) })
	if ok {
		for _, u := range uses {
			w.o.use(x, u.item, u.cash, u.discount)
		}
	}
	return err
}

func (w *world) credit(i *item, r *rand.Rand) error {
	left := i.amount - i.credited
	gross := 1 + r.Int64N(max(1, left))
	switch r.IntN(8) {
	case 0:
		gross = left + 1
	case 1:
		gross = max(1, left)
	}
	var invoice int64
	if err := w.DB.Read(ctx).Raw("SELECT document_id FROM open_items WHERE id = ?", i.id).Scan(&invoice).Error; err != nil {
		return err
	}
	in := receivables.CreditNoteInput{InvoiceID: invoice, RequestKey: w.Key(), Gross: models.Money(gross), Reason: "test"}
	ok := gross <= left
	err := w.keyed(ok, func() (int64, error) {
		n, err := w.Receivables.IssueCreditNote(ctx, apptest.Finance, in)
		return n.ID, err
	})
	if !ok {
		return err
	}
	use := min(gross, i.open)
	i.credited += gross
	i.open -= use
	w.o.items = append(w.o.items, &item{a: i.a, kind: i.kind, issued: w.o.today, due: i.due, amount: -gross, open: use - gross})
	w.o.post(i.a, -gross, 0)
	return err
}

func (w *world) decide(x *writeOff, r *rand.Rand) error {
	who, approve := apptest.Manager, r.IntN(4) > 0
	if r.IntN(8) == 0 {
		who = apptest.Finance
	}
	ok := x.state == models.WriteOffRequested && who.ID != x.by && (!approve || x.item.open >= x.amount)
	err := w.must(ok, func() error { return w.Receivables.DecideWriteOff(ctx, who, x.id, approve, "test") })
	switch {
	case !ok:
	case approve:
		x.state = models.WriteOffApproved
		x.item.open -= x.amount
		w.o.post(x.item.a, -x.amount, 0)
	default:
		x.state = models.WriteOffRejected
	}
	return err
}

func (w *world) recover(x *writeOff, r *rand.Rand) error {
	left := x.amount - x.recovered
	amount := 1 + r.Int64N(max(1, left))
	if r.IntN(4) == 0 {
		amount = max(1, left)
	}
	in := receivables.RecoverInput{WriteOffID: x.id, RequestKey: w.Key(), Amount: models.Money(amount), ReceivedOn: w.o.today - day(r.IntN(4))}
	ok := x.state == models.WriteOffApproved && amount <= left
	err := w.keyed(ok, func() (int64, error) {
		v, err := w.Receivables.Recover(ctx, apptest.Finance, in)
		return v.ID, err
	})
	if !ok {
		return err
	}
	x.recovered += amount
	x.item.open += amount
	w.o.post(x.item.a, amount, 0)
	money := &receipt{a: x.item.a, cleared: in.ReceivedOn, amount: amount}
	w.o.receipts = append(w.o.receipts, money)
	w.o.clear(money, false)
	w.o.use(money, x.item, amount, 0)
	return err
}

// issue issues every statement that is due, each where the last one ended.
func (w *world) issue(a *agent) error {
	for {
		from := a.firstOn
		if n := len(a.statements); n > 0 {
			from = a.statements[n-1].to + 1
		}
		due, to := false, day(0)
		if from != 0 {
			code := w.o.termOf(a, from)
			if policies[code].kind != "months" {
				code = "monthly"
			}
			to = periodEnd(code, from)
			due = to < w.o.today
		}
		st, ok, err := w.statements.Issue(ctx, w.Moment(), apptest.Finance, a.id, noFence)
		if err != nil || ok != due {
			return fmt.Errorf("agent %d: a statement is due: %v, product: %v %v", a.id, due, ok, err)
		}
		if !ok {
			return nil
		}
		want := statement{from, to, w.o.balance(a, from-1), w.o.balance(a, to)}
		got := statement{st.PeriodFromOn, st.PeriodToOn, int64(st.OpeningFen), int64(st.ClosingFen)}
		if len(a.statements) == 0 {
			got.from = from // a first period begins before the first posting
		}
		if got != want {
			return fmt.Errorf("agent %d: statement %+v, oracle %+v", a.id, got, want)
		}
		a.statements = append(a.statements, want)
	}
}
